/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a peer may send us. Sizes are bytes; the wire has the same numbers. */
#define MAJU_PEER_LIMIT_SDP             (32 * 1024)
#define MAJU_PEER_LIMIT_SDP_LINES       400
#define MAJU_PEER_LIMIT_CANDIDATE       512
#define MAJU_PEER_LIMIT_CANDIDATES      128     /* one generation */
#define MAJU_PEER_LIMIT_PICTURE         (4096 * 2304)   /* pixels */
#define MAJU_PEER_LIMIT_PICTURE_BYTES   (4 * 1024 * 1024) /* encoded, in RTP */
#define MAJU_PEER_LIMIT_STREAMS         16      /* of RTP, by SSRC; 5 are used */
#define MAJU_PEER_LIMIT_REPEATS         50      /* RTP packets a second, and */
#define MAJU_PEER_LIMIT_REPEATS_BURST   100     /* so many at once */
#define MAJU_PEER_LIMIT_STRANGE_CHANNELS 8      /* that we have no use for */
#define MAJU_PEER_LIMIT_CHANNEL_MESSAGE (16 * 1024)
#define MAJU_PEER_LIMIT_CHANNEL_HELD    (256 * 1024) /* before it is verified */
#define MAJU_PEER_LIMIT_CHANNEL_INPUT   (4 * 1024 * 1024) /* not yet handled */
#define MAJU_PEER_LIMIT_CHANNEL_OUTPUT  (1024 * 1024) /* not yet sent */
#define MAJU_PEER_LIMIT_CLOSING         4       /* transports at a time */
#define MAJU_PEER_LIMIT_CHANNEL_ID      1024    /* and above: fatal below us */

G_END_DECLS
