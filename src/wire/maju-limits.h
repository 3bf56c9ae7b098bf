/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Every limit of the wire, version 1. PROTOCOL.md repeats them for people;
 * both sides read them here. Sizes are bytes, times are seconds unless the
 * name says otherwise.
 */

#define MAJU_PROTOCOL_VERSION           1
#define MAJU_PROTOCOL_NAME              "maju.v1"
#define MAJU_PROTOCOL_PATH              "/ws"

#define MAJU_LIMIT_MESSAGE              (64 * 1024)
#define MAJU_LIMIT_RELAYED              (MAJU_LIMIT_MESSAGE - 256)
#define MAJU_LIMIT_SDP                  (32 * 1024)
#define MAJU_LIMIT_SDP_LINES            400
#define MAJU_LIMIT_SDP_MEDIA            4
#define MAJU_LIMIT_CANDIDATE            512
#define MAJU_LIMIT_CANDIDATES           128     /* to one peer, one generation */
#define MAJU_LIMIT_JSON_DEPTH           8
#define MAJU_LIMIT_JSON_MEMBERS         32      /* of one object */
#define MAJU_LIMIT_JSON_NAME            64      /* of a member */
#define MAJU_LIMIT_NUMBER               G_GINT64_CONSTANT (9007199254740991)
#define MAJU_LIMIT_NUMBER_TEXT          32      /* as written */
#define MAJU_LIMIT_GENERATION           65535
#define MAJU_LIMIT_SESSION_ID           64
#define MAJU_LIMIT_NAME                 64      /* code points */
#define MAJU_LIMIT_NAME_BYTES           256
#define MAJU_LIMIT_ROOM                 64
#define MAJU_LIMIT_ROOM_MIN             8
#define MAJU_LIMIT_ROOM_PEOPLE          8
#define MAJU_LIMIT_LINK                 2048
#define MAJU_LIMIT_TOKEN                64
#define MAJU_LIMIT_ICE_SERVERS          8
#define MAJU_LIMIT_ICE_URI              512
#define MAJU_LIMIT_ICE_CREDENTIAL       512     /* and the user name */
#define MAJU_LIMIT_TEXT                 256     /* a reason, an error's words */

#define MAJU_LIMIT_HELLO_TIME           5
#define MAJU_LIMIT_RESUME_TIME          120
#define MAJU_LIMIT_REPLAY_MESSAGES      256
#define MAJU_LIMIT_REPLAY_BYTES         (256 * 1024)
#define MAJU_LIMIT_QUEUE_BYTES          (256 * 1024)
#define MAJU_LIMIT_PING_INTERVAL        5
#define MAJU_LIMIT_PING_TIMEOUT         12
#define MAJU_LIMIT_PING_RATE            1       /* a page's own, a second */
#define MAJU_LIMIT_PING_BURST           10
#define MAJU_LIMIT_RATE                 20      /* messages a second */
#define MAJU_LIMIT_RATE_BURST           120
#define MAJU_LIMIT_ADDRESS_RATE         10      /* connections a second */
#define MAJU_LIMIT_ADDRESS_BURST        50
#define MAJU_LIMIT_ADDRESS_OPEN         50
#define MAJU_LIMIT_WAITING              8       /* at one locked door */
#define MAJU_LIMIT_WAITING_TIME         (10 * 60)
#define MAJU_LIMIT_KNOCKS               5       /* a minute: one address */
#define MAJU_LIMIT_KNOCKS_ROOM          30      /* and all of them */
#define MAJU_LIMIT_KNOCKERS             64      /* addresses kept of a room */
#define MAJU_LIMIT_LISTEN_ROOMS         32      /* of one listener */
#define MAJU_LIMIT_LISTENERS            32      /* to one room */
#define MAJU_LIMIT_LISTEN_RATE          1       /* messages a second */
#define MAJU_LIMIT_LISTEN_BURST         20
#define MAJU_LIMIT_DECLINE_INTERVAL     10      /* of one room */
#define MAJU_LIMIT_TURN_TTL             (10 * 60)

/* The data channels: their fixed ids and what one message may hold. */
#define MAJU_CHANNEL_CONTROL            0
#define MAJU_CHANNEL_CHAT               1
#define MAJU_CHANNEL_FILES              2
#define MAJU_LIMIT_STRANGE_CHANNELS     8       /* without any use here */
#define MAJU_LIMIT_CHANNEL_MESSAGE      (16 * 1024)
#define MAJU_LIMIT_HEIGHT               16384   /* pixels of a picture */
#define MAJU_LIMIT_PICTURE              (4096 * 2304)   /* pixels, all in all */
#define MAJU_LIMIT_STREAMS              16      /* of RTP, one generation */
#define MAJU_LIMIT_CHAT_TEXT            4000    /* code points */

/*
 * What one peer may send on a data channel: so much a second, after a burst. A
 * message costs one, and one more for each KiB of it; an offer of a file costs
 * more. Parts of files that were asked for are not counted.
 *
 * The bursts are for what waits in a stalled path: half a minute of heartbeats
 * both ways, and one round of chat that is sent again.
 */
#define MAJU_LIMIT_CONTROL_RATE         30
#define MAJU_LIMIT_CONTROL_BURST        2000
#define MAJU_LIMIT_CHAT_RATE            60
#define MAJU_LIMIT_CHAT_BURST           2000
#define MAJU_LIMIT_FILES_RATE           60
#define MAJU_LIMIT_FILES_BURST          2000
#define MAJU_LIMIT_FILES_OFFER_COST     20

/* How many chat messages we send, or send again, at a time: every 3 s. Half of
 * what may come for what is answered. */
#define MAJU_LIMIT_CHAT_ROUND           60

#define MAJU_LIMIT_REACTION_RATE        2       /* a second */
#define MAJU_LIMIT_REACTION_BURST       6
#define MAJU_LIMIT_ASK_INTERVAL         10      /* between two ask_mute */
#define MAJU_LIMIT_WATCH_INTERVAL_MS    250     /* between two watch */

/* Files. What is left of a message beside the chunk's header; how much may be
* on its way to one receiver; how many offers to one may be open, and ever. */
#define MAJU_LIMIT_FILE_NAME            240
#define MAJU_LIMIT_FILE_TYPE            127
#define MAJU_LIMIT_FILE_SIZE            (G_GUINT64_CONSTANT (64) << 30)
#define MAJU_LIMIT_FILE_CHUNK           (MAJU_LIMIT_CHANNEL_MESSAGE - 12)
#define MAJU_LIMIT_FILE_WINDOW          (256 * 1024)
#define MAJU_LIMIT_FILE_OFFERS_OPEN     16
#define MAJU_LIMIT_FILE_OFFERS          500

G_END_DECLS
