/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-hearing.h"

#define MAX_VOLUME 2.0

struct _MajuHearing
{
  GObject parent_instance;

  double volume;
  gboolean muted;
};

G_DEFINE_FINAL_TYPE (MajuHearing, maju_hearing, G_TYPE_OBJECT)

enum
{
  PROP_VOLUME = 1,
  PROP_MUTED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
maju_hearing_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  MajuHearing *self = MAJU_HEARING (object);

  switch (prop_id)
    {
    case PROP_VOLUME:
      g_value_set_double (value, self->volume);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_hearing_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  MajuHearing *self = MAJU_HEARING (object);

  switch (prop_id)
    {
    case PROP_VOLUME:
      maju_hearing_set_volume (self, g_value_get_double (value));
      break;
    case PROP_MUTED:
      maju_hearing_set_muted (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_hearing_class_init (MajuHearingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
    G_PARAM_STATIC_STRINGS;

  object_class->get_property = maju_hearing_get_property;
  object_class->set_property = maju_hearing_set_property;

  props[PROP_VOLUME] =
    g_param_spec_double ("volume", NULL, NULL, 0, MAX_VOLUME, 1, flags);
  props[PROP_MUTED] =
    g_param_spec_boolean ("muted", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
maju_hearing_init (MajuHearing *self)
{
  self->volume = 1;
}

MajuHearing *
maju_hearing_new (void)
{
  return g_object_new (MAJU_TYPE_HEARING, NULL);
}

double
maju_hearing_get_volume (MajuHearing *self)
{
  g_return_val_if_fail (MAJU_IS_HEARING (self), 1);

  return self->volume;
}

void
maju_hearing_set_volume (MajuHearing *self,
                         double       volume)
{
  g_return_if_fail (MAJU_IS_HEARING (self));

  volume = CLAMP (volume, 0, MAX_VOLUME);
  if (self->volume == volume)
    return;

  self->volume = volume;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VOLUME]);
}

gboolean
maju_hearing_get_muted (MajuHearing *self)
{
  g_return_val_if_fail (MAJU_IS_HEARING (self), FALSE);

  return self->muted;
}

void
maju_hearing_set_muted (MajuHearing *self,
                        gboolean     muted)
{
  g_return_if_fail (MAJU_IS_HEARING (self));

  muted = !!muted;
  if (self->muted == muted)
    return;

  self->muted = muted;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MUTED]);
}

double
maju_hearing_get_gain (MajuHearing *self)
{
  g_return_val_if_fail (MAJU_IS_HEARING (self), 1);

  return self->muted ? 0 : self->volume;
}
