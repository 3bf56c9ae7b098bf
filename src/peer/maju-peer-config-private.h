/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-transport-private.h"
#include "maju-video-codec.h"

G_BEGIN_DECLS

/* What a transport sends from and delivers to; all borrowed. */
typedef struct
{
  MajuTrackSender *senders[MAJU_N_TRACK_KINDS];
  MajuRemoteTrack *tracks[MAJU_N_TRACK_KINDS];
} MajuTransportMedia;

struct _MajuPeerConfig
{
  char *stun_uri;               /* (nullable): as webrtcbin wants it */
  GPtrArray *turn_uris;         /* (element-type utf8): with credentials */
  char *certificate;
  char *local_address;
  MajuClock *clock;
  guint16 first_port;           /* 0: any */
  guint16 last_port;
  gboolean relay_only;
  gboolean render;
  MajuH264Use h264;
};

/* Returns: (transfer full): @self with the ICE servers of @other */
MajuPeerConfig *maju_peer_config_copy_with_ice_servers (MajuPeerConfig *self,
                                                        MajuPeerConfig *other)
G_GNUC_WARN_UNUSED_RESULT;

/* For tests: look for paths on this address alone. */
void maju_peer_config_set_local_address (MajuPeerConfig *self,
                                         const char     *address);

G_END_DECLS
