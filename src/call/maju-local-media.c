/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-local-media.h"

/* Closing takes longer than this only when a device does not answer. */
#define CLOSE_LONG_MS 2000

/* Of a close. */
typedef struct
{
  GPtrArray *streams;           /* (element-type GObject): still open */
  GSource *source;
} Closing;

struct _MajuLocalMedia
{
  GObject parent_instance;

  MajuDeviceMonitor *devices;
  MajuVideoSender *camera;
  MajuAudioSender *microphone;
  MajuPlayback *playback;
  MajuScreenSender *screen;
};

G_DEFINE_FINAL_TYPE (MajuLocalMedia, maju_local_media, G_TYPE_OBJECT)

enum
{
  PROP_DEVICES = 1,
  PROP_CAMERA,
  PROP_MICROPHONE,
  PROP_PLAYBACK,
  PROP_SCREEN,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
maju_local_media_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  MajuLocalMedia *self = MAJU_LOCAL_MEDIA (object);

  switch (prop_id)
    {
    case PROP_DEVICES:
      g_value_set_object (value, self->devices);
      break;
    case PROP_CAMERA:
      g_value_set_object (value, self->camera);
      break;
    case PROP_MICROPHONE:
      g_value_set_object (value, self->microphone);
      break;
    case PROP_PLAYBACK:
      g_value_set_object (value, self->playback);
      break;
    case PROP_SCREEN:
      g_value_set_object (value, self->screen);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_local_media_dispose (GObject *object)
{
  MajuLocalMedia *self = MAJU_LOCAL_MEDIA (object);

  g_clear_object (&self->camera);
  g_clear_object (&self->microphone);
  g_clear_object (&self->playback);
  g_clear_object (&self->screen);
  g_clear_object (&self->devices);

  G_OBJECT_CLASS (maju_local_media_parent_class)->dispose (object);
}

static void
maju_local_media_class_init (MajuLocalMediaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_local_media_get_property;
  object_class->dispose = maju_local_media_dispose;

  props[PROP_DEVICES] =
    g_param_spec_object ("devices", NULL, NULL, MAJU_TYPE_DEVICE_MONITOR,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_CAMERA] =
    g_param_spec_object ("camera", NULL, NULL, MAJU_TYPE_VIDEO_SENDER,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_MICROPHONE] =
    g_param_spec_object ("microphone", NULL, NULL, MAJU_TYPE_AUDIO_SENDER,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_PLAYBACK] =
    g_param_spec_object ("playback", NULL, NULL, MAJU_TYPE_PLAYBACK,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_SCREEN] =
    g_param_spec_object ("screen", NULL, NULL, MAJU_TYPE_SCREEN_SENDER,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
maju_local_media_init (MajuLocalMedia *self)
{
}

MajuLocalMedia *
maju_local_media_new (gboolean preview)
{
  MajuLocalMedia *self = g_object_new (MAJU_TYPE_LOCAL_MEDIA, NULL);

  self->devices = maju_device_monitor_new ();
  self->camera = maju_video_sender_new (self->devices, preview);
  self->microphone = maju_audio_sender_new (self->devices);
  self->playback = maju_playback_new (self->devices);
  self->screen = maju_screen_sender_new ();

  return self;
}

MajuDeviceMonitor *
maju_local_media_get_devices (MajuLocalMedia *self)
{
  g_return_val_if_fail (MAJU_IS_LOCAL_MEDIA (self), NULL);

  return self->devices;
}

MajuVideoSender *
maju_local_media_get_camera (MajuLocalMedia *self)
{
  g_return_val_if_fail (MAJU_IS_LOCAL_MEDIA (self), NULL);

  return self->camera;
}

MajuAudioSender *
maju_local_media_get_microphone (MajuLocalMedia *self)
{
  g_return_val_if_fail (MAJU_IS_LOCAL_MEDIA (self), NULL);

  return self->microphone;
}

MajuPlayback *
maju_local_media_get_playback (MajuLocalMedia *self)
{
  g_return_val_if_fail (MAJU_IS_LOCAL_MEDIA (self), NULL);

  return self->playback;
}

MajuScreenSender *
maju_local_media_get_screen (MajuLocalMedia *self)
{
  g_return_val_if_fail (MAJU_IS_LOCAL_MEDIA (self), NULL);

  return self->screen;
}

static void
closing_free (gpointer data)
{
  Closing *closing = data;

  g_source_destroy (closing->source);
  g_source_unref (closing->source);
  g_ptr_array_unref (closing->streams);
  g_free (closing);
}

static const char *
get_stream_name (MajuLocalMedia *self,
                 gpointer        stream)
{
  if (stream == (gpointer) self->camera)
    return "camera";
  if (stream == (gpointer) self->microphone)
    return "microphone";

  return stream == (gpointer) self->screen ? "screen" : "playback";
}

static gboolean
closing_long_cb (gpointer user_data)
{
  GTask *task = user_data;
  MajuLocalMedia *self = g_task_get_source_object (task);
  Closing *closing = g_task_get_task_data (task);

  for (guint i = 0; i < closing->streams->len; i++)
    g_message ("The %s takes long to close",
               get_stream_name (self, g_ptr_array_index (closing->streams, i)));

  return G_SOURCE_REMOVE;
}

/* @task: (transfer full). */
static void
stream_closed (GTask   *task,
               gpointer stream)
{
  Closing *closing = g_task_get_task_data (task);

  g_ptr_array_remove (closing->streams, stream);
  if (closing->streams->len == 0)
    {
      g_source_destroy (closing->source);
      g_task_return_boolean (task, TRUE);
    }
  g_object_unref (task);
}

static void
device_closed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  /* The only error is that it was closed before. */
  maju_device_stream_close_finish (MAJU_DEVICE_STREAM (source), result, NULL);
  stream_closed (user_data, source);
}

static void
screen_closed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  maju_screen_sender_close_finish (MAJU_SCREEN_SENDER (source), result);
  stream_closed (user_data, source);
}

/* All close side by side; the last one to finish ends the task. */
void
maju_local_media_close_async (MajuLocalMedia     *self,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  MajuDeviceStream *devices[] = {
    MAJU_DEVICE_STREAM (self->camera),
    MAJU_DEVICE_STREAM (self->microphone),
    MAJU_DEVICE_STREAM (self->playback),
  };
  g_autoptr(GTask) task = NULL;
  Closing *closing;

  g_return_if_fail (MAJU_IS_LOCAL_MEDIA (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_local_media_close_async);
  closing = g_new0 (Closing, 1);
  closing->streams = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    g_ptr_array_add (closing->streams, g_object_ref (devices[i]));
  g_ptr_array_add (closing->streams, g_object_ref (self->screen));
  closing->source = g_timeout_source_new (CLOSE_LONG_MS);
  g_source_set_callback (closing->source, closing_long_cb, task, NULL);
  g_source_attach (closing->source, g_task_get_context (task));
  g_task_set_task_data (task, closing, closing_free);

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    maju_device_stream_close_async (devices[i], device_closed_cb,
                                    g_object_ref (task));
  maju_screen_sender_close_async (self->screen, screen_closed_cb,
                                  g_object_ref (task));
}

gboolean
maju_local_media_close_finish (MajuLocalMedia *self,
                               GAsyncResult   *result,
                               GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
