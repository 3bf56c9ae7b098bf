/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-device-stream-private.h"

#include "maju-device-keeper-private.h"

enum
{
  PROP_DEVICES = 1,
  PROP_DEVICE_ID,
  PROP_STATE,
  PROP_ERROR,
  PROP_DEVICE_NAME,
  N_PROPS
};

typedef struct
{
  MajuDeviceMonitor *devices;
  MajuDeviceKeeper *keeper;
} MajuDeviceStreamPrivate;

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MajuDeviceStream, maju_device_stream,
                                     G_TYPE_OBJECT)

static MajuDeviceKeeper *
get_keeper (MajuDeviceStream *self)
{
  MajuDeviceStreamPrivate *priv =
    maju_device_stream_get_instance_private (self);

  return priv->keeper;
}

static void
keeper_changed_cb (MajuDeviceAspect aspect,
                   gpointer         user_data)
{
  MajuDeviceStream *self = user_data;
  MajuDeviceStreamClass *klass = MAJU_DEVICE_STREAM_GET_CLASS (self);

  switch (aspect)
    {
    case MAJU_DEVICE_ASPECT_ID:
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEVICE_ID]);
      break;

    case MAJU_DEVICE_ASPECT_ACTIVE:
      if (klass->active_changed != NULL)
        klass->active_changed (self);
      break;

    case MAJU_DEVICE_ASPECT_STATE:
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
      break;

    case MAJU_DEVICE_ASPECT_ERROR:
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
      break;

    case MAJU_DEVICE_ASPECT_NAME:
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEVICE_NAME]);
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
maju_device_stream_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  MajuDeviceKeeper *keeper = get_keeper (MAJU_DEVICE_STREAM (object));

  switch (prop_id)
    {
    case PROP_DEVICE_ID:
      g_value_set_string (value, maju_device_keeper_get_device_id (keeper));
      break;

    case PROP_STATE:
      g_value_set_enum (value, maju_device_keeper_get_state (keeper));
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, maju_device_keeper_get_error (keeper));
      break;

    case PROP_DEVICE_NAME:
      g_value_set_string (value, maju_device_keeper_get_device_name (keeper));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_device_stream_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  MajuDeviceStream *self = MAJU_DEVICE_STREAM (object);
  MajuDeviceStreamPrivate *priv =
    maju_device_stream_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_DEVICES:
      priv->devices = g_value_dup_object (value);
      break;

    case PROP_DEVICE_ID:
      maju_device_stream_set_device_id (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_device_stream_constructed (GObject *object)
{
  MajuDeviceStream *self = MAJU_DEVICE_STREAM (object);
  MajuDeviceStreamPrivate *priv =
    maju_device_stream_get_instance_private (self);
  MajuDeviceStreamClass *klass = MAJU_DEVICE_STREAM_GET_CLASS (self);

  G_OBJECT_CLASS (maju_device_stream_parent_class)->constructed (object);

  priv->keeper = maju_device_keeper_new (priv->devices, klass->kind,
                                         klass->funcs, keeper_changed_cb,
                                         self);
}

/* What derived classes hold is used until here: they let go of it only when
 * they are finalized. */
static void
maju_device_stream_dispose (GObject *object)
{
  g_object_run_dispose (G_OBJECT (get_keeper (MAJU_DEVICE_STREAM (object))));

  G_OBJECT_CLASS (maju_device_stream_parent_class)->dispose (object);
}

static void
maju_device_stream_finalize (GObject *object)
{
  MajuDeviceStreamPrivate *priv =
    maju_device_stream_get_instance_private (MAJU_DEVICE_STREAM (object));

  g_clear_object (&priv->keeper);
  g_clear_object (&priv->devices);

  G_OBJECT_CLASS (maju_device_stream_parent_class)->finalize (object);
}

static void
maju_device_stream_finish_close (MajuDeviceStream *self,
                                 GTask            *task)
{
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
maju_device_stream_class_init (MajuDeviceStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
    G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = maju_device_stream_get_property;
  object_class->set_property = maju_device_stream_set_property;
  object_class->constructed = maju_device_stream_constructed;
  object_class->dispose = maju_device_stream_dispose;
  object_class->finalize = maju_device_stream_finalize;
  klass->finish_close = maju_device_stream_finish_close;

  properties[PROP_DEVICES] =
    g_param_spec_object ("devices", NULL, NULL, MAJU_TYPE_DEVICE_MONITOR,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY |
                         G_PARAM_STATIC_STRINGS);
  properties[PROP_DEVICE_ID] =
    g_param_spec_string ("device-id", NULL, NULL, NULL,
                         flags | G_PARAM_WRITABLE);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MAJU_TYPE_CAPTURE_STATE,
                       MAJU_CAPTURE_STATE_OFF, flags);
  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_DEVICE_NAME] =
    g_param_spec_string ("device-name", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_device_stream_init (MajuDeviceStream *self)
{
}

MajuDeviceMonitor *
maju_device_stream_get_devices (MajuDeviceStream *self)
{
  MajuDeviceStreamPrivate *priv =
    maju_device_stream_get_instance_private (self);

  return priv->devices;
}

gboolean
maju_device_stream_get_active (MajuDeviceStream *self)
{
  return maju_device_keeper_get_active (get_keeper (self));
}

void
maju_device_stream_set_active (MajuDeviceStream *self,
                               gboolean          active)
{
  maju_device_keeper_set_active (get_keeper (self), active);
}

void
maju_device_stream_restart (MajuDeviceStream *self)
{
  maju_device_keeper_restart (get_keeper (self));
}

const char *
maju_device_stream_get_device_id (MajuDeviceStream *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_STREAM (self), NULL);

  return maju_device_keeper_get_device_id (get_keeper (self));
}

void
maju_device_stream_set_device_id (MajuDeviceStream *self,
                                  const char       *device_id)
{
  g_return_if_fail (MAJU_IS_DEVICE_STREAM (self));

  maju_device_keeper_set_device_id (get_keeper (self), device_id);
}

void
maju_device_stream_retry (MajuDeviceStream *self)
{
  g_return_if_fail (MAJU_IS_DEVICE_STREAM (self));

  maju_device_keeper_retry (get_keeper (self));
}

MajuCaptureState
maju_device_stream_get_state (MajuDeviceStream *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_STREAM (self), MAJU_CAPTURE_STATE_OFF);

  return maju_device_keeper_get_state (get_keeper (self));
}

const GError *
maju_device_stream_get_error (MajuDeviceStream *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_STREAM (self), NULL);

  return maju_device_keeper_get_error (get_keeper (self));
}

static void
keeper_closed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MajuDeviceStream *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!maju_device_keeper_close_finish (MAJU_DEVICE_KEEPER (object), result,
                                        &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    MAJU_DEVICE_STREAM_GET_CLASS (self)->finish_close (self,
                                                       g_steal_pointer (&task));
}

void
maju_device_stream_close_async (MajuDeviceStream   *self,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAJU_IS_DEVICE_STREAM (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_device_stream_close_async);
  maju_device_keeper_close_async (get_keeper (self), keeper_closed_cb, task);
}

gboolean
maju_device_stream_close_finish (MajuDeviceStream *self,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
