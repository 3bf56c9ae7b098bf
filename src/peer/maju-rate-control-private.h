/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-trendline-private.h"

G_BEGIN_DECLS

/**
 * MajuRateControl:
 *
 * Raises what is sent while no queue grows on the path and lowers it when one
 * does: additive increase near the capacity that is known, multiplicative far
 * from it (draft-ietf-rmcat-gcc-02, section 5.5). Rates in bits per second.
 */
typedef struct _MajuRateControl MajuRateControl;

MajuRateControl *maju_rate_control_new (double start)
G_GNUC_WARN_UNUSED_RESULT;
void             maju_rate_control_free (MajuRateControl *self);

/* @arriving: what came through in the last half second. @queue_us: what waits
 * on the path. */
void             maju_rate_control_update (MajuRateControl *self,
                                           MajuPathUse      use,
                                           double           arriving,
                                           gint64           queue_us,
                                           gint64           now_us);

/* Nothing is heard from the path any more. */
void             maju_rate_control_halve (MajuRateControl *self,
                                          gint64           now_us);
double           maju_rate_control_get_target (MajuRateControl *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuRateControl, maju_rate_control_free)

G_END_DECLS
