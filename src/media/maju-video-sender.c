/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-video-sender.h"

#include "maju-device-keeper-private.h"
#include "maju-fan-out-private.h"
#include "maju-media-private.h"
#include "maju-preview-private.h"
#include "maju-video-rung-private.h"

#define DEFAULT_BITRATE 1500000

enum
{
  PROP_DEVICE_ID = 1,
  PROP_ENABLED,
  PROP_STATE,
  PROP_ERROR,
  PROP_DEVICE_NAME,
  PROP_PAINTABLE,
  N_PROPS
};

struct _MajuVideoSender
{
  GObject parent_instance;

  MajuDeviceKeeper *keeper;
  MajuPreview *preview;         /* (nullable) */
  MajuVideoRung *rung;
  GHashTable *idle_consumers;   /* id -> IdleConsumer: height 0 */
};

/* Who watches nothing now, but is to be told when it is removed. */
typedef struct
{
  gpointer user_data;
  GDestroyNotify destroy;
} IdleConsumer;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuVideoSender, maju_video_sender, G_TYPE_OBJECT)

static void
idle_consumer_free (gpointer data)
{
  IdleConsumer *consumer = data;

  if (consumer->destroy != NULL)
    consumer->destroy (consumer->user_data);
  g_free (consumer);
}

static gboolean
link_branch (GstElement *tee,
             GstPad     *sink_pad,
             GError    **error)
{
  g_autoptr(GstPad) pad = gst_element_request_pad_simple (tee, "src_%u");

  if (gst_pad_link (pad, sink_pad) == GST_PAD_LINK_OK)
    return TRUE;

  g_set_error_literal (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_FAILED,
                       "The picture could not be shared out");

  return FALSE;
}

/* The camera's picture, as I420, to the preview and to each rung. */
static GstPad *
build_cb (MajuEndpoint *endpoint,
          GstPipeline  *pipeline,
          gpointer      user_data,
          GError      **error)
{
  MajuVideoSender *self = user_data;
  GstBin *bin = GST_BIN (pipeline);
  g_autoptr(GstElement) queue = NULL;
  g_autoptr(GstElement) filter = NULL;
  g_autoptr(GstElement) tee = NULL;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstPad) pad = NULL;

  if (!maju_media_add_row (bin, error,
                           "queue", "picture-queue",
                           "videoconvert", "picture-convert",
                           "capsfilter", "picture-format",
                           "tee", "picture",
                           NULL))
    return NULL;

  queue = maju_media_get_element (bin, "picture-queue");
  gst_util_set_object_arg (G_OBJECT (queue), "leaky", "downstream");
  g_object_set (queue, "max-size-buffers", 2, "max-size-bytes", 0,
                "max-size-time", G_GUINT64_CONSTANT (0), NULL);
  filter = maju_media_get_element (bin, "picture-format");
  caps = gst_caps_from_string ("video/x-raw, format=I420");
  g_object_set (filter, "caps", caps, NULL);

  tee = maju_media_get_element (bin, "picture");
  pad = maju_video_rung_build (self->rung, bin, error);
  if (pad == NULL || !link_branch (tee, pad, error))
    return NULL;

  if (self->preview != NULL)
    {
      gst_clear_object (&pad);
      pad = maju_preview_build (self->preview, bin, error);
      if (pad == NULL || !link_branch (tee, pad, error))
        return NULL;
    }

  return gst_element_get_static_pad (queue, "sink");
}

static void
closing_cb (gpointer user_data)
{
  MajuVideoSender *self = user_data;

  maju_video_rung_clear (self->rung);
}

static const MajuDeviceKeeperFuncs keeper_funcs = {
  .build = build_cb,
  .closing = closing_cb,
};

static void
keeper_notify_cb (MajuVideoSender *self,
                  GParamSpec      *pspec)
{
  if (g_str_equal (pspec->name, "active"))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
  else
    g_object_notify (G_OBJECT (self), pspec->name);
}

static void
maju_video_sender_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MajuVideoSender *self = MAJU_VIDEO_SENDER (object);

  switch (prop_id)
    {
    case PROP_DEVICE_ID:
      g_value_set_string (value, maju_device_keeper_get_device_id (self->keeper));
      break;

    case PROP_ENABLED:
      g_value_set_boolean (value, maju_device_keeper_get_active (self->keeper));
      break;

    case PROP_STATE:
      g_value_set_enum (value, maju_device_keeper_get_state (self->keeper));
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, maju_device_keeper_get_error (self->keeper));
      break;

    case PROP_DEVICE_NAME:
      g_value_set_string (value, maju_device_keeper_get_device_name (self->keeper));
      break;

    case PROP_PAINTABLE:
      g_value_set_object (value, maju_video_sender_get_paintable (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_video_sender_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  MajuVideoSender *self = MAJU_VIDEO_SENDER (object);

  switch (prop_id)
    {
    case PROP_DEVICE_ID:
      maju_video_sender_set_device_id (self, g_value_get_string (value));
      break;

    case PROP_ENABLED:
      maju_video_sender_set_enabled (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_video_sender_dispose (GObject *object)
{
  MajuVideoSender *self = MAJU_VIDEO_SENDER (object);

  if (self->keeper != NULL)
    g_object_run_dispose (G_OBJECT (self->keeper));
  g_clear_object (&self->keeper);
  g_clear_object (&self->preview);
  g_clear_object (&self->rung);
  g_clear_pointer (&self->idle_consumers, g_hash_table_unref);

  G_OBJECT_CLASS (maju_video_sender_parent_class)->dispose (object);
}

static void
maju_video_sender_class_init (MajuVideoSenderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
    G_PARAM_EXPLICIT_NOTIFY;
  GParamFlags writable = readable | G_PARAM_WRITABLE;

  object_class->get_property = maju_video_sender_get_property;
  object_class->set_property = maju_video_sender_set_property;
  object_class->dispose = maju_video_sender_dispose;

  properties[PROP_DEVICE_ID] =
    g_param_spec_string ("device-id", NULL, NULL, NULL, writable);
  properties[PROP_ENABLED] =
    g_param_spec_boolean ("enabled", NULL, NULL, FALSE, writable);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MAJU_TYPE_CAPTURE_STATE,
                       MAJU_CAPTURE_STATE_OFF, readable);
  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);
  properties[PROP_DEVICE_NAME] =
    g_param_spec_string ("device-name", NULL, NULL, NULL, readable);
  properties[PROP_PAINTABLE] =
    g_param_spec_object ("paintable", NULL, NULL, G_TYPE_OBJECT, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_video_sender_init (MajuVideoSender *self)
{
  self->idle_consumers =
    g_hash_table_new_full (NULL, NULL, NULL, idle_consumer_free);
  self->rung = maju_video_rung_new (720, DEFAULT_BITRATE);
}

MajuVideoSender *
maju_video_sender_new (MajuDeviceMonitor *devices,
                       gboolean           preview)
{
  MajuVideoSender *self;

  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (devices), NULL);

  self = g_object_new (MAJU_TYPE_VIDEO_SENDER, NULL);
  if (preview)
    self->preview = maju_preview_new ();
  self->keeper = maju_device_keeper_new (devices, MAJU_DEVICE_KIND_CAMERA,
                                         &keeper_funcs, self);
  g_signal_connect_object (self->keeper, "notify",
                           G_CALLBACK (keeper_notify_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

const char *
maju_video_sender_get_device_id (MajuVideoSender *self)
{
  g_return_val_if_fail (MAJU_IS_VIDEO_SENDER (self), NULL);

  return maju_device_keeper_get_device_id (self->keeper);
}

void
maju_video_sender_set_device_id (MajuVideoSender *self,
                                 const char      *device_id)
{
  g_return_if_fail (MAJU_IS_VIDEO_SENDER (self));

  maju_device_keeper_set_device_id (self->keeper, device_id);
}

gboolean
maju_video_sender_get_enabled (MajuVideoSender *self)
{
  g_return_val_if_fail (MAJU_IS_VIDEO_SENDER (self), FALSE);

  return maju_device_keeper_get_active (self->keeper);
}

void
maju_video_sender_set_enabled (MajuVideoSender *self,
                               gboolean         enabled)
{
  g_return_if_fail (MAJU_IS_VIDEO_SENDER (self));

  maju_device_keeper_set_active (self->keeper, enabled);
}

MajuCaptureState
maju_video_sender_get_state (MajuVideoSender *self)
{
  g_return_val_if_fail (MAJU_IS_VIDEO_SENDER (self), MAJU_CAPTURE_STATE_OFF);

  return maju_device_keeper_get_state (self->keeper);
}

const GError *
maju_video_sender_get_error (MajuVideoSender *self)
{
  g_return_val_if_fail (MAJU_IS_VIDEO_SENDER (self), NULL);

  return maju_device_keeper_get_error (self->keeper);
}

GObject *
maju_video_sender_get_paintable (MajuVideoSender *self)
{
  g_return_val_if_fail (MAJU_IS_VIDEO_SENDER (self), NULL);

  return self->preview ? maju_preview_get_paintable (self->preview) : NULL;
}

guint
maju_video_sender_add_consumer (MajuVideoSender *self,
                                guint            height,
                                MajuSampleFunc   func,
                                gpointer         user_data,
                                GDestroyNotify   destroy)
{
  guint id;

  g_return_val_if_fail (MAJU_IS_VIDEO_SENDER (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  if (height > 0)
    return maju_video_rung_add_consumer (self->rung, func, user_data, destroy);

  id = maju_fan_out_next_id ();
  g_hash_table_insert (self->idle_consumers, GUINT_TO_POINTER (id),
                       g_memdup2 (&(IdleConsumer) { user_data, destroy },
                                  sizeof (IdleConsumer)));

  return id;
}

void
maju_video_sender_remove_consumer (MajuVideoSender *self,
                                   guint            id)
{
  g_return_if_fail (MAJU_IS_VIDEO_SENDER (self));
  g_return_if_fail (id != 0);

  if (!g_hash_table_remove (self->idle_consumers, GUINT_TO_POINTER (id)) &&
      !maju_video_rung_remove_consumer (self->rung, id))
    g_critical ("There is no consumer %u", id);
}

void
maju_video_sender_request_key_frame (MajuVideoSender *self)
{
  g_return_if_fail (MAJU_IS_VIDEO_SENDER (self));

  maju_video_rung_request_key_frame (self->rung);
}

void
maju_video_sender_set_bitrate (MajuVideoSender *self,
                               guint            bitrate)
{
  g_return_if_fail (MAJU_IS_VIDEO_SENDER (self));

  maju_video_rung_set_bitrate (self->rung, bitrate);
}

static void
preview_closed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  maju_preview_close_finish (MAJU_PREVIEW (object), result);
  g_task_return_boolean (task, TRUE);
}

static void
keeper_closed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MajuVideoSender *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!maju_device_keeper_close_finish (MAJU_DEVICE_KEEPER (object), result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (self->preview != NULL)
    maju_preview_close_async (self->preview, preview_closed_cb,
                              g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

void
maju_video_sender_close_async (MajuVideoSender    *self,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAJU_IS_VIDEO_SENDER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_video_sender_close_async);
  maju_device_keeper_close_async (self->keeper, keeper_closed_cb, task);
}

gboolean
maju_video_sender_close_finish (MajuVideoSender *self,
                                GAsyncResult    *result,
                                GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
