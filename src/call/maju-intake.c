/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-intake-private.h"

#include "maju-token-bucket.h"

struct _MajuIntake
{
  GObject parent_instance;

  MajuDataChannel *channel;
  MajuClock *clock;
  MajuTokenBucket bucket;
};

G_DEFINE_FINAL_TYPE (MajuIntake, maju_intake, G_TYPE_OBJECT)

enum
{
  FLOODED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
maju_intake_dispose (GObject *object)
{
  MajuIntake *self = MAJU_INTAKE (object);

  g_clear_object (&self->channel);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (maju_intake_parent_class)->dispose (object);
}

static void
maju_intake_class_init (MajuIntakeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_intake_dispose;

  signals[FLOODED] =
    g_signal_new ("flooded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_intake_init (MajuIntake *self)
{
}

static void
message_cb (MajuDataChannel *channel,
            GBytes          *data,
            gboolean         is_text,
            MajuIntake      *self)
{
  gint64 now = maju_clock_get_now (self->clock);
  gsize cost = 1 + g_bytes_get_size (data) / 1024;

  if (!maju_token_bucket_take (&self->bucket, cost, now))
    g_signal_emit (self, signals[FLOODED], 0);
}

MajuIntake *
maju_intake_new (MajuDataChannel *channel,
                 MajuClock       *clock,
                 guint            rate,
                 guint            burst)
{
  MajuIntake *self = g_object_new (MAJU_TYPE_INTAKE, NULL);

  self->channel = g_object_ref (channel);
  self->clock = g_object_ref (clock);
  maju_token_bucket_init (&self->bucket, rate, burst, maju_clock_get_now (clock));
  g_signal_connect_object (channel, "message", G_CALLBACK (message_cb), self, 0);

  return self;
}
