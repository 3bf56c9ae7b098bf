/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-packet-report-private.h"

G_BEGIN_DECLS

/* Bits per second. */
#define MAJU_CONGESTION_MIN     50000
#define MAJU_CONGESTION_START   1000000
#define MAJU_CONGESTION_MAX     6000000

/**
 * MajuCongestion:
 *
 * How much may be sent on one path: Google's congestion control
 * (draft-ietf-rmcat-gcc-02) at the sender, by delay and by loss. Plain data: the
 * times are those of the packets and those that the caller passes.
 */
typedef struct _MajuCongestion MajuCongestion;

MajuCongestion *maju_congestion_new (void)
G_GNUC_WARN_UNUSED_RESULT;
void            maju_congestion_free (MajuCongestion *self);

/* One feedback, in the order of sending; @now_us is by the sender's clock. What
 * a peer makes up (times that run back, sizes of 0) only spoils the estimate of
 * its own path. */
void            maju_congestion_feedback (MajuCongestion         *self,
                                          const MajuPacketReport *packets,
                                          gsize                   n_packets,
                                          gint64                  now_us);

/* Notices that no feedback comes for a while though packets are sent: to be
 * called some times a second. @n_sent: how many were so far; only whether it
 * changes counts. */
void            maju_congestion_check (MajuCongestion *self,
                                       guint64         n_sent,
                                       gint64          now_us);

/* Bits per second that all packets together may have, from MAJU_CONGESTION_MIN
 * to MAJU_CONGESTION_MAX. */
guint           maju_congestion_get_target (MajuCongestion *self);

/* What arrives, in bits per second. */
guint           maju_congestion_get_arriving (MajuCongestion *self);

/* Of the last second, 0 to 1. */
double          maju_congestion_get_loss (MajuCongestion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuCongestion, maju_congestion_free)

G_END_DECLS
