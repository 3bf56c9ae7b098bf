/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-clock.h"

G_BEGIN_DECLS

/**
 * MajuThrottle:
 *
 * Does what is asked for at once, but not more often than at an interval:
 * what is asked for within it is done once, at its end.
 */
typedef struct _MajuThrottle MajuThrottle;

typedef void (*MajuThrottleFunc) (gpointer user_data);

/* @func may not free it. */
MajuThrottle *maju_throttle_new (MajuClock       *clock,
                                 guint            interval_ms,
                                 MajuThrottleFunc func,
                                 gpointer         user_data)
G_GNUC_WARN_UNUSED_RESULT;

/* What was asked for is not done any more. */
void          maju_throttle_free (MajuThrottle *self);
void          maju_throttle_ask (MajuThrottle *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuThrottle, maju_throttle_free)

G_END_DECLS
