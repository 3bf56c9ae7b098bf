/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-congestion-private.h"

#include "maju-rate-control-private.h"
#include "maju-trendline-private.h"

#define ARRIVING_US     500000  /* the window that what arrives is counted in */
#define LOSS_US         1000000
#define LOSS_STEP_US    200000
#define LOSS_HIGH       0.10
#define LOSS_LOW        0.02
#define LOSS_RISE       1.05
#define MIN_LOSS_COUNT  20      /* fewer packets tell nothing about loss */
#define SILENCE_US      1000000
#define MAX_PACKETS     8192

struct _MajuCongestion
{
  MajuTrendline *trendline;
  MajuRateControl *rate;
  GQueue packets;               /* MajuPacketReport of the last second */
  guint n_lost;
  double by_loss;
  double arriving;
  gint64 loss_us, feedback_us;
  guint64 n_sent;               /* as of the last check */
};

MajuCongestion *
maju_congestion_new (void)
{
  MajuCongestion *self = g_new0 (MajuCongestion, 1);

  self->trendline = maju_trendline_new ();
  self->rate = maju_rate_control_new (MAJU_CONGESTION_START);
  self->by_loss = MAJU_CONGESTION_MAX;
  g_queue_init (&self->packets);

  return self;
}

void
maju_congestion_free (MajuCongestion *self)
{
  g_queue_clear_full (&self->packets, g_free);
  maju_trendline_free (self->trendline);
  maju_rate_control_free (self->rate);
  g_free (self);
}

static void
forget_oldest (MajuCongestion *self)
{
  g_autofree MajuPacketReport *old = g_queue_pop_head (&self->packets);

  if (old->arrived_us == MAJU_PACKET_LOST)
    self->n_lost--;
}

static void
remember (MajuCongestion         *self,
          const MajuPacketReport *packet)
{
  const MajuPacketReport *oldest;

  g_queue_push_tail (&self->packets, g_memdup2 (packet, sizeof *packet));
  if (packet->arrived_us == MAJU_PACKET_LOST)
    self->n_lost++;
  while ((oldest = g_queue_peek_head (&self->packets)) &&
         (packet->sent_us - oldest->sent_us > LOSS_US ||
          g_queue_get_length (&self->packets) > MAX_PACKETS))
    forget_oldest (self);
}

/* By the times of arrival, so that a queue that swallows does not count. */
static void
measure_arriving (MajuCongestion *self)
{
  gint64 newest = MAJU_PACKET_LOST;
  guint64 bytes = 0;

  for (GList *l = self->packets.tail; l; l = l->prev)
    {
      const MajuPacketReport *packet = l->data;

      if (packet->arrived_us == MAJU_PACKET_LOST)
        continue;
      if (newest == MAJU_PACKET_LOST)
        newest = packet->arrived_us;
      if (newest - packet->arrived_us >= ARRIVING_US)
        break;
      bytes += packet->size;
    }
  self->arriving = bytes * 8.0 * G_USEC_PER_SEC / ARRIVING_US;
}

static void
control_loss (MajuCongestion *self,
              gint64          now_us)
{
  double loss = maju_congestion_get_loss (self);
  double current = maju_congestion_get_target (self);

  if (now_us - self->loss_us < LOSS_STEP_US)
    return;

  self->loss_us = now_us;
  if (loss > LOSS_HIGH)
    self->by_loss = MIN (self->by_loss, current) * (1 - 0.5 * loss);
  else if (loss < LOSS_LOW)
    self->by_loss *= LOSS_RISE;
  self->by_loss = CLAMP (self->by_loss, MAJU_CONGESTION_MIN,
                         MAJU_CONGESTION_MAX);
}

void
maju_congestion_feedback (MajuCongestion         *self,
                          const MajuPacketReport *packets,
                          gsize                   n_packets,
                          gint64                  now_us)
{
  MajuPathUse use = MAJU_PATH_USE_NORMAL;

  for (gsize i = 0; i < n_packets; i++)
    {
      remember (self, &packets[i]);
      if (packets[i].arrived_us == MAJU_PACKET_LOST)
        continue;
      maju_trendline_add (self->trendline, &packets[i]);
      /* Over-use anywhere in the feedback counts. */
      if (use != MAJU_PATH_USE_OVER)
        use = maju_trendline_get_use (self->trendline);
    }
  if (n_packets == 0)
    return;

  self->feedback_us = now_us;
  measure_arriving (self);
  maju_rate_control_update (self->rate, use, self->arriving,
                            maju_trendline_get_queue (self->trendline), now_us);
  control_loss (self, now_us);
}

void
maju_congestion_check (MajuCongestion *self,
                       guint64         n_sent,
                       gint64          now_us)
{
  gboolean sending = n_sent != self->n_sent;

  self->n_sent = n_sent;
  if (self->feedback_us == 0)
    return;
  /* Who sends nothing, muted and without a picture, is told nothing. */
  if (sending && now_us - self->feedback_us < SILENCE_US)
    return;

  self->feedback_us = now_us;
  if (!sending)
    return;

  maju_rate_control_halve (self->rate, now_us);
}

guint
maju_congestion_get_target (MajuCongestion *self)
{
  double target = MIN (maju_rate_control_get_target (self->rate),
                       self->by_loss);

  return CLAMP (target, MAJU_CONGESTION_MIN, MAJU_CONGESTION_MAX);
}

guint
maju_congestion_get_arriving (MajuCongestion *self)
{
  return MIN (self->arriving, G_MAXUINT);
}

double
maju_congestion_get_loss (MajuCongestion *self)
{
  guint n = g_queue_get_length (&self->packets);

  return n < MIN_LOSS_COUNT ? 0 : (double) self->n_lost / n;
}
