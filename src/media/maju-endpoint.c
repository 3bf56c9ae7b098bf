/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-endpoint-private.h"

#include "maju-media.h"

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
} MajuEndpointPrivate;

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MajuEndpoint, maju_endpoint, G_TYPE_OBJECT)

static void
maju_endpoint_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MajuEndpoint *self = MAJU_ENDPOINT (object);
  MajuEndpointPrivate *priv = maju_endpoint_get_instance_private (self);

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
maju_endpoint_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  MajuEndpoint *self = MAJU_ENDPOINT (object);
  MajuEndpointPrivate *priv = maju_endpoint_get_instance_private (self);

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
maju_endpoint_finalize (GObject *object)
{
  MajuEndpoint *self = MAJU_ENDPOINT (object);
  MajuEndpointPrivate *priv = maju_endpoint_get_instance_private (self);

  g_clear_pointer (&priv->name, g_free);
  g_clear_pointer (&priv->key, g_free);

  G_OBJECT_CLASS (maju_endpoint_parent_class)->finalize (object);
}

static void
maju_endpoint_class_init (MajuEndpointClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
    G_PARAM_STATIC_STRINGS;

  object_class->get_property = maju_endpoint_get_property;
  object_class->set_property = maju_endpoint_set_property;
  object_class->finalize = maju_endpoint_finalize;

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
maju_endpoint_init (MajuEndpoint *self)
{
}

GstElement *
maju_endpoint_create_element (MajuEndpoint *self,
                              GError      **error)
{
  g_return_val_if_fail (MAJU_IS_ENDPOINT (self), NULL);

  return MAJU_ENDPOINT_GET_CLASS (self)->create_element (self, error);
}

MajuDeviceKind
maju_endpoint_get_kind (MajuEndpoint *self)
{
  MajuEndpointPrivate *priv = maju_endpoint_get_instance_private (self);

  g_return_val_if_fail (MAJU_IS_ENDPOINT (self), MAJU_DEVICE_KIND_CAMERA);

  return priv->kind;
}

const char *
maju_endpoint_get_name (MajuEndpoint *self)
{
  MajuEndpointPrivate *priv = maju_endpoint_get_instance_private (self);

  g_return_val_if_fail (MAJU_IS_ENDPOINT (self), NULL);

  return priv->name;
}

const char *
maju_endpoint_get_key (MajuEndpoint *self)
{
  MajuEndpointPrivate *priv = maju_endpoint_get_instance_private (self);

  g_return_val_if_fail (MAJU_IS_ENDPOINT (self), NULL);

  return priv->key;
}

gboolean
maju_endpoint_get_is_real (MajuEndpoint *self)
{
  MajuEndpointPrivate *priv = maju_endpoint_get_instance_private (self);

  g_return_val_if_fail (MAJU_IS_ENDPOINT (self), FALSE);

  return priv->is_real;
}

MajuEndpoint *
maju_endpoint_find (MajuDeviceMonitor *devices,
                    MajuDeviceKind     kind,
                    const char        *device_id)
{
  MajuEndpoint *echo;
  MajuDevice *device;

  if (g_strcmp0 (device_id, MAJU_DEVICE_ID_TEST) == 0)
    return maju_test_endpoint_new (kind);
  echo = device_id ? maju_echo_endpoint_new (kind, device_id) : NULL;
  if (echo)
    return echo;

  if (device_id != NULL)
    device = maju_device_monitor_lookup (devices, kind, device_id);
  else
    device = maju_device_monitor_get_default (devices, kind);

  return device ? maju_device_endpoint_new (device) : NULL;
}
