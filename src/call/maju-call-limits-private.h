/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What one peer may send on a data channel: so much a second, after a burst. A
 * message costs one, and one more for each KiB of it.
 *
 * The bursts are for what waits in a stalled path: half a minute of heartbeats
 * both ways, and one round of resent chat.
 */
#define MAJU_CALL_LIMIT_CONTROL_RATE  30
#define MAJU_CALL_LIMIT_CONTROL_BURST 2000
#define MAJU_CALL_LIMIT_CHAT_RATE     60
#define MAJU_CALL_LIMIT_CHAT_BURST    2000

/* Of what comes on `files` and was not asked for; and what an offer costs. */
#define MAJU_CALL_LIMIT_FILES_RATE    60
#define MAJU_CALL_LIMIT_FILES_BURST   2000
#define MAJU_CALL_LIMIT_FILES_OFFER   20

/* How many chat messages we send, or send again, at a time: every 3 s. Half of
 * what may come for what is answered. */
#define MAJU_CALL_LIMIT_CHAT_ROUND    60

G_END_DECLS
