/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-peer-types.h"

G_DEFINE_QUARK (maju-peer-error-quark, maju_peer_error)

G_DEFINE_ENUM_TYPE (MajuPeerState, maju_peer_state,
                    G_DEFINE_ENUM_VALUE (MAJU_PEER_STATE_NEW, "new"),
                    G_DEFINE_ENUM_VALUE (MAJU_PEER_STATE_CONNECTING,
                                         "connecting"),
                    G_DEFINE_ENUM_VALUE (MAJU_PEER_STATE_VERIFYING,
                                         "verifying"),
                    G_DEFINE_ENUM_VALUE (MAJU_PEER_STATE_CONNECTED,
                                         "connected"),
                    G_DEFINE_ENUM_VALUE (MAJU_PEER_STATE_UNSTABLE,
                                         "unstable"),
                    G_DEFINE_ENUM_VALUE (MAJU_PEER_STATE_RESTARTING,
                                         "restarting"),
                    G_DEFINE_ENUM_VALUE (MAJU_PEER_STATE_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (MAJU_PEER_STATE_CLOSED, "closed"))
