/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MAJU_PLAYOUT_MIN_MS 20
#define MAJU_PLAYOUT_START_MS 60
#define MAJU_PLAYOUT_MAX_MS 300
#define MAJU_PLAYOUT_STEP_MS 20

/* Decides how long to hold one voice back so that its packets, of which some
 * come later than others, can be played evenly: longer at once when one was too
 * late, shorter by a step when ten seconds would have done with less. All zero
 * is a valid start. */
typedef struct
{
  guint latency_ms;
  gint64 window_start_us;
  gint64 window_late_us;        /* the latest in this window */
} MajuPlayout;

/* @late_us: how long after its timestamp a packet came. @now_us is monotonic.
 *
 * Returns: whether latency_ms has changed. */
gboolean maju_playout_update (MajuPlayout *self,
                              gint64       late_us,
                              gint64       now_us);

G_END_DECLS
