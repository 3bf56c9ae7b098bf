/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-chat-private.h"
#include "maju-clock.h"
#include "maju-local-media.h"
#include "maju-own-presence-private.h"
#include "maju-peer.h"
#include "maju-room-link.h"

G_BEGIN_DECLS

/**
 * MajuRemoteContext:
 *
 * What all remotes of a call have in common. Borrowed, unless it was made with
 * maju_remote_context_init_copy().
 */
typedef struct
{
  MajuRoomLink *link;
  MajuOwnPresence *own;
  MajuLocalMedia *media;
  MajuChat *chat;
  MajuClock *clock;
  MajuPeerConfig *config;       /* (nullable) until the server has said it */
  gint64 start;                 /* monotonic: when the call was asked to join */
} MajuRemoteContext;

/* Takes a reference to all that @from has. */
void maju_remote_context_init_copy (MajuRemoteContext       *self,
                                    const MajuRemoteContext *from);
void maju_remote_context_set_config (MajuRemoteContext *self,
                                     MajuPeerConfig    *config);

/* Returns: (transfer full): a config with what the server offers for finding
 * paths. @ice_servers: of MajuIceServer. */
MajuPeerConfig *maju_remote_config_new (GPtrArray *ice_servers)
G_GNUC_WARN_UNUSED_RESULT;

/* Of a copy only; does no harm twice. */
void maju_remote_context_clear (MajuRemoteContext *self);

G_END_DECLS
