/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* How long a picture waits for what was lost and is sent again, in ms. */
#define MAJU_REPAIR_WAIT_MS 250

/* Has the stream that comes out of @pad, one of webrtcbin's, wait so long for
 * lost packets, and be shown as soon as when it waited for @latency_ms only:
 * what nothing is lost of is not delayed. In a streaming thread, before the
 * first packet. */
void maju_repair_wait_set (GstPad *pad,
                           guint   latency_ms);

G_END_DECLS
