/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-source-private.h"

enum
{
  PROP_KIND = 1,
  PROP_NAME,
  PROP_KEY,
  PROP_IS_REAL,
  N_PROPS
};

typedef struct
{
  MajuDeviceKind kind;
  char *name;
  char *key;
  gboolean is_real;
} MajuSourcePrivate;

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MajuSource, maju_source, G_TYPE_OBJECT)

static void
maju_source_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MajuSource *self = MAJU_SOURCE (object);
  MajuSourcePrivate *priv = maju_source_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, priv->kind);
      break;

    case PROP_NAME:
      g_value_set_string (value, priv->name);
      break;

    case PROP_KEY:
      g_value_set_string (value, priv->key);
      break;

    case PROP_IS_REAL:
      g_value_set_boolean (value, priv->is_real);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_source_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  MajuSource *self = MAJU_SOURCE (object);
  MajuSourcePrivate *priv = maju_source_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_KIND:
      priv->kind = g_value_get_enum (value);
      break;

    case PROP_NAME:
      priv->name = g_value_dup_string (value);
      break;

    case PROP_KEY:
      priv->key = g_value_dup_string (value);
      break;

    case PROP_IS_REAL:
      priv->is_real = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_source_finalize (GObject *object)
{
  MajuSource *self = MAJU_SOURCE (object);
  MajuSourcePrivate *priv = maju_source_get_instance_private (self);

  g_clear_pointer (&priv->name, g_free);
  g_clear_pointer (&priv->key, g_free);

  G_OBJECT_CLASS (maju_source_parent_class)->finalize (object);
}

static void
maju_source_class_init (MajuSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
    G_PARAM_STATIC_STRINGS;

  object_class->get_property = maju_source_get_property;
  object_class->set_property = maju_source_set_property;
  object_class->finalize = maju_source_finalize;

  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, MAJU_TYPE_DEVICE_KIND,
                       MAJU_DEVICE_KIND_CAMERA, flags);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_KEY] =
    g_param_spec_string ("key", NULL, NULL, NULL, flags);
  properties[PROP_IS_REAL] =
    g_param_spec_boolean ("is-real", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_source_init (MajuSource *self)
{
}

GstElement *
maju_source_create_element (MajuSource *self,
                            GError    **error)
{
  g_return_val_if_fail (MAJU_IS_SOURCE (self), NULL);

  return MAJU_SOURCE_GET_CLASS (self)->create_element (self, error);
}

MajuDeviceKind
maju_source_get_kind (MajuSource *self)
{
  MajuSourcePrivate *priv = maju_source_get_instance_private (self);

  g_return_val_if_fail (MAJU_IS_SOURCE (self), MAJU_DEVICE_KIND_CAMERA);

  return priv->kind;
}

const char *
maju_source_get_name (MajuSource *self)
{
  MajuSourcePrivate *priv = maju_source_get_instance_private (self);

  g_return_val_if_fail (MAJU_IS_SOURCE (self), NULL);

  return priv->name;
}

const char *
maju_source_get_key (MajuSource *self)
{
  MajuSourcePrivate *priv = maju_source_get_instance_private (self);

  g_return_val_if_fail (MAJU_IS_SOURCE (self), NULL);

  return priv->key;
}

gboolean
maju_source_get_is_real (MajuSource *self)
{
  MajuSourcePrivate *priv = maju_source_get_instance_private (self);

  g_return_val_if_fail (MAJU_IS_SOURCE (self), FALSE);

  return priv->is_real;
}
