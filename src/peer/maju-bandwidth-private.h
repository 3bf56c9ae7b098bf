/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-clock.h"
#include "maju-packet-report-private.h"
#include "maju-path-watch-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_BANDWIDTH (maju_bandwidth_get_type ())

/**
 * MajuBandwidth:
 *
 * What may be sent to one peer, from what its transport hears back.
 *
 * Property `target` (guint, bits per second, all media together): notified when
 * it changed by some per cent, at most ten times a second; at once when it falls.
 */
G_DECLARE_FINAL_TYPE (MajuBandwidth, maju_bandwidth, MAJU, BANDWIDTH, GObject)

/* @count: how many packets were sent, called in the context that @clock is
 * of. */
MajuBandwidth *maju_bandwidth_new (MajuClock           *clock,
                                   MajuPacketCountFunc count,
                                   gpointer user_data)
G_GNUC_WARN_UNUSED_RESULT;

/* Another path: what was learnt does not hold for it. */
void           maju_bandwidth_reset (MajuBandwidth *self);
void           maju_bandwidth_feedback (MajuBandwidth          *self,
                                        const MajuPacketReport *packets,
                                        gsize                   n_packets);
guint          maju_bandwidth_get_target (MajuBandwidth *self);

/* What came through in the last half second, bits per second. */
guint          maju_bandwidth_get_arriving (MajuBandwidth *self);

/* 0 to 1. */
double         maju_bandwidth_get_loss (MajuBandwidth *self);

/* Nothing is looked at or notified any more. */
void           maju_bandwidth_stop (MajuBandwidth *self);

G_END_DECLS
