/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-generation-private.h"
#include "maju-path-watch-private.h"
#include "maju-peer-config-private.h"

G_BEGIN_DECLS

/* maju-peer.c is what a peer is; maju-peer-negotiation.c makes and takes
 * descriptions and candidates. */
struct _MajuPeer
{
  GObject parent_instance;

  char *name;
  MajuPeerConfig *config;
  char *local_fingerprint;
  char *fingerprint;
  GError *error;
  MajuPeerState state;
  gboolean offerer;

  MajuTransportMedia media;     /* owned */
  GPtrArray *channels;          /* (element-type MajuDataChannel) */
  MajuPathWatch *watch;
  MajuPeerMilestones milestones;

  MajuGeneration *current;
  MajuGeneration *next;         /* beside it, until it is verified */
  int newest;                   /* number of the newest generation; -1: none */
  MajuSdp *first_remote;        /* whose m-lines and fingerprint hold for good */
  GPtrArray *early;             /* candidates before their generation */

  guint n_closing;              /* transports that are still being closed */
  GTask *close_task;
};

/* Begins a generation, beside the current one if there is one.
 *
 * Returns: (transfer none). */
MajuGeneration *maju_peer_begin_generation (MajuPeer *self,
                                            guint     number);

/* Returns: (transfer none) (nullable): the one of that number. */
MajuGeneration *maju_peer_find_generation (MajuPeer *self,
                                           guint     number);

/* Both descriptions of it may be there. */
void            maju_peer_described (MajuPeer       *self,
                                     MajuGeneration *generation);

/* Whether negotiating makes sense at all; sets MAJU_PEER_ERROR_STATE. */
gboolean        maju_peer_check_usable (MajuPeer *self,
                                        GError  **error);
void            maju_peer_set_state (MajuPeer     *self,
                                     MajuPeerState state);

G_END_DECLS
