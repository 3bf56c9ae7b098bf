/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-playout-private.h"

#define WINDOW_US (10 * G_USEC_PER_SEC)

/* What decoding and mixing need on top of what the network takes. */
#define MARGIN_US 10000

static guint
round_up (gint64 late_us)
{
  guint steps = (late_us + MARGIN_US + MAJU_PLAYOUT_STEP_MS * 1000 - 1) /
    (MAJU_PLAYOUT_STEP_MS * 1000);

  return CLAMP (steps * MAJU_PLAYOUT_STEP_MS, MAJU_PLAYOUT_MIN_MS,
                MAJU_PLAYOUT_MAX_MS);
}

gboolean
maju_playout_update (MajuPlayout *self,
                     gint64       late_us,
                     gint64       now_us)
{
  guint former_ms = self->latency_ms;
  guint needed_ms;

  late_us = CLAMP (late_us, 0, MAJU_PLAYOUT_MAX_MS * 1000);
  if (self->latency_ms == 0)
    {
      self->latency_ms = MAJU_PLAYOUT_START_MS;
      self->window_start_us = now_us;
    }

  self->window_late_us = MAX (self->window_late_us, late_us);
  needed_ms = round_up (self->window_late_us);
  if (needed_ms > self->latency_ms)
    self->latency_ms = needed_ms;

  if (now_us - self->window_start_us >= WINDOW_US)
    {
      if (needed_ms < self->latency_ms)
        self->latency_ms -= MAJU_PLAYOUT_STEP_MS;
      self->window_start_us = now_us;
      self->window_late_us = 0;
    }

  return self->latency_ms != former_ms;
}
