/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-bandwidth-private.h"
#include "maju-generation-private.h"
#include "maju-path-watch-private.h"
#include "maju-peer-config-private.h"

G_BEGIN_DECLS

/* maju-peer.c is what a peer is; maju-peer-negotiation.c makes and takes
 * descriptions and candidates; maju-peer-path.c tells of the path;
 * maju-peer-transports.c follows the transports, verifies and swaps them. */
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
  gboolean held;                /* a proven path is not opened */

  MajuTransportMedia media;     /* owned */
  GPtrArray *channels;          /* (element-type MajuDataChannel) */
  MajuPathWatch *watch;
  MajuBandwidth *bandwidth;
  MajuPeerMilestones milestones;

  MajuGeneration *current;
  MajuGeneration *next;         /* beside it, until it is verified */
  guint first;                  /* number of the first generation we offer */
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

/* Closes all transports and takes everything off them. */
void             maju_peer_end_everything (MajuPeer *self);

/* Closes one that nobody waits for. */
void             maju_peer_abandon_generation (MajuGeneration **generation);
MajuDataChannel *maju_peer_find_channel (MajuPeer *self,
                                         guint     id);

/* What the path watch is made with. */
guint64          maju_peer_count_packets (gpointer user_data);
void             maju_peer_handle_path_event (MajuPathWatch *watch,
                                              guint          event,
                                              MajuPeer      *self);

/* @error: (transfer full). */
void             maju_peer_set_error (MajuPeer *self,
                                      GError   *error);
void             maju_peer_set_fingerprint (MajuPeer   *self,
                                            const char *fingerprint);
void             maju_peer_emit_candidate (MajuPeer   *self,
                                           guint       generation,
                                           guint       media_index,
                                           const char *candidate);
void             maju_peer_emit_restart_needed (MajuPeer *self);

G_END_DECLS
