/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-bell-private.h"

struct _MajuBell
{
  GObject parent_instance;

  gboolean silent;
};

G_DEFINE_FINAL_TYPE (MajuBell, maju_bell, G_TYPE_OBJECT)

enum
{
  PROP_SILENT = 1,
  N_PROPS
};

enum
{
  DECLINED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
maju_bell_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  MajuBell *self = MAJU_BELL (object);

  switch (prop_id)
    {
    case PROP_SILENT:
      g_value_set_boolean (value, maju_bell_get_silent (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_bell_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  MajuBell *self = MAJU_BELL (object);

  switch (prop_id)
    {
    case PROP_SILENT:
      maju_bell_set_silent (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_bell_class_init (MajuBellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_bell_get_property;
  object_class->set_property = maju_bell_set_property;

  props[PROP_SILENT] =
    g_param_spec_boolean ("silent", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                          G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[DECLINED] =
    g_signal_new ("declined", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
maju_bell_init (MajuBell *self)
{
}

MajuBell *
maju_bell_new (void)
{
  return g_object_new (MAJU_TYPE_BELL, NULL);
}

gboolean
maju_bell_get_silent (MajuBell *self)
{
  g_return_val_if_fail (MAJU_IS_BELL (self), FALSE);

  return self->silent;
}

void
maju_bell_set_silent (MajuBell *self,
                      gboolean  silent)
{
  g_return_if_fail (MAJU_IS_BELL (self));

  silent = !!silent;
  if (self->silent == silent)
    return;

  self->silent = silent;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SILENT]);
}

void
maju_bell_enter (MajuBell    *self,
                 MajuMessage *room)
{
  maju_bell_set_silent (self, room->silent);
}

void
maju_bell_handle (MajuBell    *self,
                  MajuMessage *message)
{
  if (message->type == MAJU_MESSAGE_DECLINED && *message->name != '\0')
    g_signal_emit (self, signals[DECLINED], 0, message->name);
}
