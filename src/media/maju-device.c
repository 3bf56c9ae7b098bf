/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-device-private.h"

enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_ICON_NAME,
  PROP_KIND,
  PROP_IS_DEFAULT,
  PROP_MUTED,
  N_PROPS
};

struct _MajuDevice
{
  GObject parent_instance;

  char *id;
  char *name;
  char *icon_name;
  char *serial;
  MajuDeviceKind kind;
  gboolean is_default;
  gboolean muted;
  MajuDeviceOrigin origin;
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuDevice, maju_device, G_TYPE_OBJECT)

GType
maju_device_kind_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { MAJU_DEVICE_KIND_CAMERA, "MAJU_DEVICE_KIND_CAMERA", "camera" },
        { MAJU_DEVICE_KIND_MICROPHONE, "MAJU_DEVICE_KIND_MICROPHONE",
          "microphone" },
        { MAJU_DEVICE_KIND_SPEAKER, "MAJU_DEVICE_KIND_SPEAKER", "speaker" },
        { 0, NULL, NULL },
      };

      g_once_init_leave (&type,
                         g_enum_register_static ("MajuDeviceKind", values));
    }

  return type;
}

static void
maju_device_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MajuDevice *self = MAJU_DEVICE (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_ICON_NAME:
      g_value_set_string (value, self->icon_name);
      break;

    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;

    case PROP_IS_DEFAULT:
      g_value_set_boolean (value, self->is_default);
      break;

    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_device_finalize (GObject *object)
{
  MajuDevice *self = MAJU_DEVICE (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->icon_name, g_free);
  g_clear_pointer (&self->serial, g_free);

  G_OBJECT_CLASS (maju_device_parent_class)->finalize (object);
}

static void
maju_device_class_init (MajuDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = maju_device_get_property;
  object_class->finalize = maju_device_finalize;

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_ICON_NAME] =
    g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, MAJU_TYPE_DEVICE_KIND,
                       MAJU_DEVICE_KIND_CAMERA, flags);
  properties[PROP_IS_DEFAULT] =
    g_param_spec_boolean ("is-default", NULL, NULL, FALSE,
                          flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_MUTED] =
    g_param_spec_boolean ("muted", NULL, NULL, FALSE,
                          flags | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_device_init (MajuDevice *self)
{
}

MajuDevice *
maju_device_new (MajuDeviceOrigin origin,
                 MajuDeviceKind   kind,
                 const char      *id,
                 const char      *name,
                 const char      *icon_name,
                 const char      *serial)
{
  MajuDevice *self = g_object_new (MAJU_TYPE_DEVICE, NULL);

  self->origin = origin;
  self->kind = kind;
  self->id = g_strdup (id);
  self->name = g_utf8_make_valid (name, -1);
  self->icon_name = g_strdup (icon_name);
  self->serial = g_strdup (serial);

  return self;
}

const char *
maju_device_get_id (MajuDevice *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE (self), NULL);

  return self->id;
}

const char *
maju_device_get_name (MajuDevice *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE (self), NULL);

  return self->name;
}

const char *
maju_device_get_icon_name (MajuDevice *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE (self), NULL);

  return self->icon_name;
}

MajuDeviceKind
maju_device_get_kind (MajuDevice *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE (self), MAJU_DEVICE_KIND_CAMERA);

  return self->kind;
}

gboolean
maju_device_get_is_default (MajuDevice *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE (self), FALSE);

  return self->is_default;
}

const char *
maju_device_get_serial (MajuDevice *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE (self), NULL);

  return self->serial;
}

MajuDeviceOrigin
maju_device_get_origin (MajuDevice *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE (self), MAJU_DEVICE_ORIGIN_PIPEWIRE);

  return self->origin;
}

void
maju_device_set_is_default (MajuDevice *self,
                            gboolean    is_default)
{
  g_return_if_fail (MAJU_IS_DEVICE (self));

  is_default = !!is_default;
  if (self->is_default == is_default)
    return;

  self->is_default = is_default;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_DEFAULT]);
}

gboolean
maju_device_get_muted (MajuDevice *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE (self), FALSE);

  return self->muted;
}

void
maju_device_set_muted (MajuDevice *self,
                       gboolean    muted)
{
  g_return_if_fail (MAJU_IS_DEVICE (self));

  muted = !!muted;
  if (self->muted == muted)
    return;

  self->muted = muted;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MUTED]);
}
