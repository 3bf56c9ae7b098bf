/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-bandwidth-private.h"

#include "maju-congestion-private.h"

#define CHECK_MS        500
#define NOTIFY_US       100000
#define NOTICEABLE      0.03

struct _MajuBandwidth
{
  GObject parent_instance;

  MajuClock *clock;
  MajuCongestion *congestion;
  MajuPacketCountFunc count;
  gpointer user_data;
  guint timeout_id;
  guint target;                 /* as it was told last */
  gint64 told_us;
};

enum
{
  PROP_TARGET = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuBandwidth, maju_bandwidth, G_TYPE_OBJECT)

static void
maju_bandwidth_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  MajuBandwidth *self = MAJU_BANDWIDTH (object);

  switch (prop_id)
    {
    case PROP_TARGET:
      g_value_set_uint (value, self->target);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_bandwidth_finalize (GObject *object)
{
  MajuBandwidth *self = MAJU_BANDWIDTH (object);

  maju_bandwidth_stop (self);
  maju_congestion_free (self->congestion);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (maju_bandwidth_parent_class)->finalize (object);
}

static void
maju_bandwidth_class_init (MajuBandwidthClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_bandwidth_get_property;
  object_class->finalize = maju_bandwidth_finalize;

  props[PROP_TARGET] =
    g_param_spec_uint ("target", NULL, NULL,
                       0, G_MAXUINT, MAJU_CONGESTION_START,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                       G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
maju_bandwidth_init (MajuBandwidth *self)
{
  self->congestion = maju_congestion_new ();
  self->target = maju_congestion_get_target (self->congestion);
}

static void
tell (MajuBandwidth *self,
      gint64         now_us)
{
  guint target = maju_congestion_get_target (self->congestion);
  double change = (double) target / self->target - 1;

  if (ABS (change) < NOTICEABLE ||
      (change > 0 && now_us - self->told_us < NOTIFY_US))
    return;

  self->target = target;
  self->told_us = now_us;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TARGET]);
}

static gboolean
check_cb (gpointer user_data)
{
  MajuBandwidth *self = user_data;
  gint64 now_us = maju_clock_get_now (self->clock);

  maju_congestion_check (self->congestion, self->count (self->user_data), now_us);
  tell (self, now_us);

  return G_SOURCE_CONTINUE;
}

MajuBandwidth *
maju_bandwidth_new (MajuClock          *clock,
                    MajuPacketCountFunc count,
                    gpointer            user_data)
{
  MajuBandwidth *self = g_object_new (MAJU_TYPE_BANDWIDTH, NULL);

  self->clock = g_object_ref (clock);
  self->count = count;
  self->user_data = user_data;

  return self;
}

void
maju_bandwidth_reset (MajuBandwidth *self)
{
  maju_congestion_free (self->congestion);
  self->congestion = maju_congestion_new ();
  tell (self, maju_clock_get_now (self->clock));
  if (self->timeout_id == 0)
    self->timeout_id = maju_clock_add_timeout (self->clock, CHECK_MS, check_cb,
                                               self);
}

void
maju_bandwidth_feedback (MajuBandwidth          *self,
                         const MajuPacketReport *packets,
                         gsize                   n_packets)
{
  gint64 now_us = maju_clock_get_now (self->clock);

  maju_congestion_feedback (self->congestion, packets, n_packets, now_us);
  tell (self, now_us);
}

guint
maju_bandwidth_get_target (MajuBandwidth *self)
{
  return self->target;
}

guint
maju_bandwidth_get_arriving (MajuBandwidth *self)
{
  return maju_congestion_get_arriving (self->congestion);
}

double
maju_bandwidth_get_loss (MajuBandwidth *self)
{
  return maju_congestion_get_loss (self->congestion);
}

void
maju_bandwidth_stop (MajuBandwidth *self)
{
  if (self->timeout_id == 0)
    return;

  maju_clock_remove_timeout (self->clock, self->timeout_id);
  self->timeout_id = 0;
}
