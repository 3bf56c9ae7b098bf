/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-rate-control-private.h"

#include "maju-congestion-private.h"

#include <math.h>

#define DECREASE        0.85
#define DECREASE_HARD   0.7     /* when the queue is long already */
#define LONG_QUEUE_US   200000
#define START_PACE      2.0     /* times a second, until the first over-use */
#define SEARCH_PACE     1.25    /* times a second, where the capacity is unknown */
#define HEADROOM        1.5     /* times what arrives */
#define HEADROOM_BITS   10000
#define PACKET_BITS     (1200 * 8)
#define ROUND_TRIP_US   100000  /* taken for granted */
#define MAX_STEP_US     1000000
#define MEAN_WEIGHT     0.05
#define MIN_VARIANCE    0.4
#define MAX_VARIANCE    2.5

typedef enum
{
  STATE_HOLD,
  STATE_INCREASE,
} State;

struct _MajuRateControl
{
  double target;
  State state;
  gboolean starting;
  double capacity;              /* mean at the last over-uses; 0: not known */
  double variance;              /* of it, in kbit/s, relative to its mean */
  gint64 updated_us;
  gint64 decreased_us;
};

MajuRateControl *
maju_rate_control_new (double start)
{
  MajuRateControl *self = g_new0 (MajuRateControl, 1);

  self->target = start;
  self->state = STATE_INCREASE;
  self->starting = TRUE;
  self->variance = MIN_VARIANCE;

  return self;
}

void
maju_rate_control_free (MajuRateControl *self)
{
  g_free (self);
}

static void
clamp (MajuRateControl *self)
{
  self->target = CLAMP (self->target, MAJU_CONGESTION_MIN, MAJU_CONGESTION_MAX);
}

/* Three standard deviations of the capacity that is known. */
static double
spread (MajuRateControl *self)
{
  return 3 * sqrt (self->variance * self->capacity / 1000) * 1000;
}

static void
learn_capacity (MajuRateControl *self,
                double           arriving)
{
  double error;

  if (self->capacity > 0 && arriving < self->capacity - spread (self))
    self->capacity = 0;
  if (self->capacity <= 0)
    {
      self->capacity = arriving;
      return;
    }

  self->capacity = (1 - MEAN_WEIGHT) * self->capacity + MEAN_WEIGHT * arriving;
  error = (self->capacity - arriving) / 1000;
  self->variance = (1 - MEAN_WEIGHT) * self->variance +
    MEAN_WEIGHT * error * error / MAX (self->capacity / 1000, 1);
  self->variance = CLAMP (self->variance, MIN_VARIANCE, MAX_VARIANCE);
}

static void
decrease (MajuRateControl *self,
          double           arriving,
          gint64           queue_us,
          gint64           now_us)
{
  double factor = queue_us > LONG_QUEUE_US ? DECREASE_HARD : DECREASE;

  /* What arrives now was sent before the last step down had any effect. */
  if (self->decreased_us != 0 &&
      now_us - self->decreased_us < ROUND_TRIP_US)
    return;

  self->starting = FALSE;
  self->target = MIN (self->target, factor * arriving);
  learn_capacity (self, arriving);
  self->decreased_us = now_us;
  self->state = STATE_HOLD;
}

static void
increase (MajuRateControl *self,
          double           arriving,
          double           seconds)
{
  double limit = HEADROOM * arriving + HEADROOM_BITS;
  double target = self->target;

  if (self->capacity > 0 && arriving > self->capacity + spread (self))
    self->capacity = 0;

  if (self->starting)
    target *= pow (START_PACE, seconds);
  else if (self->capacity > 0)
    target += PACKET_BITS / (2 * ROUND_TRIP_US / (double) G_USEC_PER_SEC) *
      seconds;
  else
    target *= pow (SEARCH_PACE, seconds);

  /* Where little is sent, nothing is learnt about more. */
  if (target > limit)
    target = MAX (self->target, limit);
  self->target = target;
}

void
maju_rate_control_update (MajuRateControl *self,
                          MajuPathUse      use,
                          double           arriving,
                          gint64           queue_us,
                          gint64           now_us)
{
  gint64 passed = self->updated_us == 0 ? 0 : now_us - self->updated_us;

  self->updated_us = now_us;
  if (use == MAJU_PATH_USE_OVER)
    decrease (self, arriving, queue_us, now_us);
  else if (use == MAJU_PATH_USE_UNDER)
    self->state = STATE_HOLD;   /* let the queue drain */
  else if (self->state == STATE_HOLD)
    self->state = STATE_INCREASE;
  else
    increase (self, arriving, CLAMP (passed, 0, MAX_STEP_US) /
              (double) G_USEC_PER_SEC);
  clamp (self);
}

void
maju_rate_control_halve (MajuRateControl *self,
                         gint64           now_us)
{
  self->starting = FALSE;
  self->target /= 2;
  self->decreased_us = self->updated_us = now_us;
  clamp (self);
}

double
maju_rate_control_get_target (MajuRateControl *self)
{
  return self->target;
}
