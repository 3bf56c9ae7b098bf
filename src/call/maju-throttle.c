/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-throttle-private.h"

struct _MajuThrottle
{
  MajuClock *clock;
  guint interval_ms;
  MajuThrottleFunc func;
  gpointer user_data;

  guint id;                     /* 0 when nothing was done for an interval */
  gboolean asked;
};

MajuThrottle *
maju_throttle_new (MajuClock       *clock,
                   guint            interval_ms,
                   MajuThrottleFunc func,
                   gpointer         user_data)
{
  MajuThrottle *self = g_new0 (MajuThrottle, 1);

  self->clock = g_object_ref (clock);
  self->interval_ms = interval_ms;
  self->func = func;
  self->user_data = user_data;

  return self;
}

void
maju_throttle_free (MajuThrottle *self)
{
  if (self->id != 0)
    maju_clock_remove_timeout (self->clock, self->id);
  g_object_unref (self->clock);
  g_free (self);
}

static gboolean
interval_cb (gpointer user_data)
{
  MajuThrottle *self = user_data;

  if (!self->asked)
    {
      self->id = 0;
      return G_SOURCE_REMOVE;
    }

  self->asked = FALSE;
  self->func (self->user_data);

  return G_SOURCE_CONTINUE;
}

void
maju_throttle_ask (MajuThrottle *self)
{
  if (self->id != 0)
    {
      self->asked = TRUE;
      return;
    }

  self->id = maju_clock_add_timeout (self->clock, self->interval_ms,
                                     interval_cb, self);
  self->func (self->user_data);
}
