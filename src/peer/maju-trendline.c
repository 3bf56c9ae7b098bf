/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-trendline-private.h"

#include <math.h>
#include <string.h>

#define WINDOW          20      /* groups that the line goes through */
#define MAX_GROUPS      60      /* that make the line steeper */
#define SMOOTHING       0.9
#define GAIN            4.0
#define BURST_US        5000    /* packets sent within this are one group */
#define JUMP_US         G_USEC_PER_SEC
#define OVERUSE_MS      10.0
#define THRESHOLD_MS    12.5
#define THRESHOLD_MIN   6.0
#define THRESHOLD_MAX   600.0
#define THRESHOLD_UP    0.0087
#define THRESHOLD_DOWN  0.039
#define OUTLIER_MS      15.0
#define N_MINIMA        10      /* each over a second */

typedef struct
{
  gint64 first_sent_us;
  gint64 sent_us;
  gint64 arrived_us;
} Group;

struct _MajuTrendline
{
  Group current, previous;
  gboolean has_current, has_previous;

  double times[WINDOW], delays[WINDOW];
  guint n_points, n_groups;
  double sum_ms, smoothed_ms;
  gint64 origin_us;

  double trend, threshold_ms, over_ms;
  guint n_over;
  gint64 adapted_us;
  MajuPathUse use;

  gint64 minima_us[N_MINIMA];
  gint64 minimum_since_us;
  gint64 queue_us;
};

MajuTrendline *
maju_trendline_new (void)
{
  MajuTrendline *self = g_new0 (MajuTrendline, 1);

  self->threshold_ms = THRESHOLD_MS;
  for (guint i = 0; i < N_MINIMA; i++)
    self->minima_us[i] = G_MAXINT64;

  return self;
}

void
maju_trendline_free (MajuTrendline *self)
{
  g_free (self);
}

static double
to_ms (gint64 us)
{
  return us / 1000.0;
}

/* The receiver's clock has jumped: what was learnt of it is worth nothing. The
 * threshold is of the path and stays. */
static void
start_anew (MajuTrendline *self)
{
  self->has_current = self->has_previous = FALSE;
  self->n_points = self->n_groups = self->n_over = 0;
  self->sum_ms = self->smoothed_ms = self->trend = 0;
  self->over_ms = -1;
  self->use = MAJU_PATH_USE_NORMAL;
  self->queue_us = 0;
  for (guint i = 0; i < N_MINIMA; i++)
    self->minima_us[i] = G_MAXINT64;
}

/* Slope of the line of least squares through the points. */
static double
fit (MajuTrendline *self)
{
  double mean_x = 0, mean_y = 0, above = 0, below = 0;

  for (guint i = 0; i < WINDOW; i++)
    {
      mean_x += self->times[i] / WINDOW;
      mean_y += self->delays[i] / WINDOW;
    }
  for (guint i = 0; i < WINDOW; i++)
    {
      double x = self->times[i] - mean_x;

      above += x * (self->delays[i] - mean_y);
      below += x * x;
    }

  return below > 0 ? above / below : self->trend;
}

static void
adapt_threshold (MajuTrendline *self,
                 double         slope,
                 gint64         now_us)
{
  double height = fabs (slope);
  double passed = MIN (to_ms (now_us - self->adapted_us), 100);

  /* A sudden peak, for example of a wireless network that paused, says nothing
   * about the path's usual unrest. */
  if (height <= self->threshold_ms + OUTLIER_MS && self->adapted_us != 0)
    {
      double pace = height < self->threshold_ms ? THRESHOLD_DOWN : THRESHOLD_UP;

      self->threshold_ms += pace * (height - self->threshold_ms) * passed;
      self->threshold_ms = CLAMP (self->threshold_ms, THRESHOLD_MIN,
                                  THRESHOLD_MAX);
    }
  self->adapted_us = now_us;
}

static void
detect (MajuTrendline *self,
        double         trend,
        double         sent_ms,
        gint64         now_us)
{
  double slope = MIN (self->n_groups, MAX_GROUPS) * trend * GAIN;

  if (slope > self->threshold_ms)
    {
      self->over_ms = self->over_ms < 0 ? sent_ms / 2 : self->over_ms + sent_ms;
      self->n_over++;
      if (self->over_ms > OVERUSE_MS && self->n_over > 1 && trend >= self->trend)
        {
          self->over_ms = 0;
          self->n_over = 0;
          self->use = MAJU_PATH_USE_OVER;
        }
    }
  else
    {
      self->over_ms = -1;
      self->n_over = 0;
      self->use = slope < -self->threshold_ms ? MAJU_PATH_USE_UNDER
                                              : MAJU_PATH_USE_NORMAL;
    }
  self->trend = trend;
  adapt_threshold (self, slope, now_us);
}

static void
add_point (MajuTrendline *self,
           gint64         sent_us,
           gint64         arrived_us)
{
  double trend = self->trend;

  self->n_groups++;
  self->sum_ms += to_ms (arrived_us - sent_us);
  self->smoothed_ms = SMOOTHING * self->smoothed_ms +
    (1 - SMOOTHING) * self->sum_ms;

  if (self->n_points == 0)
    self->origin_us = self->current.arrived_us;
  if (self->n_points == WINDOW)
    {
      memmove (self->times, self->times + 1, (WINDOW - 1) * sizeof (double));
      memmove (self->delays, self->delays + 1, (WINDOW - 1) * sizeof (double));
      self->n_points--;
    }
  self->times[self->n_points] = to_ms (self->current.arrived_us -
                                       self->origin_us);
  self->delays[self->n_points] = self->smoothed_ms;
  self->n_points++;

  if (self->n_points == WINDOW)
    trend = fit (self);
  detect (self, trend, to_ms (sent_us), self->current.arrived_us);
}

/* Packets that were sent together, or that a queue gave out together, are one
 * measurement. */
static gboolean
belongs (MajuTrendline          *self,
         const MajuPacketReport *packet)
{
  gint64 sent = packet->sent_us - self->current.sent_us;
  gint64 arrived = packet->arrived_us - self->current.arrived_us;

  if (packet->sent_us - self->current.first_sent_us <= BURST_US)
    return TRUE;

  return arrived - sent < 0 && arrived <= BURST_US;
}

static void
measure_queue (MajuTrendline          *self,
               const MajuPacketReport *packet)
{
  gint64 delay = packet->arrived_us - packet->sent_us;
  gint64 minimum = G_MAXINT64;

  if (packet->sent_us - self->minimum_since_us >= G_USEC_PER_SEC)
    {
      memmove (self->minima_us + 1, self->minima_us,
               (N_MINIMA - 1) * sizeof (gint64));
      self->minima_us[0] = G_MAXINT64;
      self->minimum_since_us = packet->sent_us;
    }
  self->minima_us[0] = MIN (self->minima_us[0], delay);
  for (guint i = 0; i < N_MINIMA; i++)
    minimum = MIN (minimum, self->minima_us[i]);
  self->queue_us = delay - minimum;
}

static gboolean
has_jumped (MajuTrendline          *self,
            const MajuPacketReport *packet)
{
  gint64 sent = packet->sent_us - self->current.sent_us;
  gint64 arrived = packet->arrived_us - self->current.arrived_us;

  return ABS (arrived - sent) > JUMP_US;
}

void
maju_trendline_add (MajuTrendline          *self,
                    const MajuPacketReport *packet)
{
  g_return_if_fail (packet->arrived_us != MAJU_PACKET_LOST);

  if (self->has_current && has_jumped (self, packet))
    start_anew (self);
  if (self->has_current && packet->sent_us < self->current.first_sent_us)
    return;

  measure_queue (self, packet);
  if (self->has_current && belongs (self, packet))
    {
      self->current.sent_us = MAX (self->current.sent_us, packet->sent_us);
      self->current.arrived_us = MAX (self->current.arrived_us,
                                      packet->arrived_us);
      return;
    }

  if (self->has_previous)
    add_point (self, self->current.sent_us - self->previous.sent_us,
               self->current.arrived_us - self->previous.arrived_us);
  if (self->has_current)
    {
      self->previous = self->current;
      self->has_previous = TRUE;
    }
  self->current = (Group) { packet->sent_us, packet->sent_us,
                            packet->arrived_us };
  self->has_current = TRUE;
}

MajuPathUse
maju_trendline_get_use (MajuTrendline *self)
{
  return self->use;
}

gint64
maju_trendline_get_queue (MajuTrendline *self)
{
  return self->queue_us;
}
