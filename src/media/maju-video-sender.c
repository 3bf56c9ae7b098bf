/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-video-sender.h"

#include "maju-device-stream-private.h"
#include "maju-media-private.h"
#include "maju-preview-private.h"
#include "maju-video-ladder-private.h"

enum
{
  PROP_ENABLED = 1,
  PROP_PAINTABLE,
  N_PROPS
};

struct _MajuVideoSender
{
  MajuDeviceStream parent_instance;

  MajuPreview *preview;         /* (nullable) */
  MajuVideoLadder *ladder;
};

static const MajuVideoStep steps[MAJU_VIDEO_LADDER_STEPS] = {
  { 180, 60000, 200000, 56 },
  { 360, 200000, 600000, 56 },
  { 720, 600000, 1500000, 56 },
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuVideoSender, maju_video_sender,
                     MAJU_TYPE_DEVICE_STREAM)

/* The camera's picture, as I420, to the preview and to each rung. */
static GstPad *
build_cb (GstPipeline *pipeline,
          gboolean is_real,
          gpointer user_data,
          GError     **error)
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
  if (!maju_video_ladder_build (self->ladder, bin, tee, error))
    return NULL;

  if (self->preview != NULL)
    {
      pad = maju_preview_build (self->preview, bin, error);
      if (pad == NULL || !maju_media_link_branch (tee, pad, error))
        return NULL;
    }

  return gst_element_get_static_pad (queue, "sink");
}

static void
closing_cb (gpointer user_data)
{
  MajuVideoSender *self = user_data;

  maju_video_ladder_clear (self->ladder);
}

static const MajuDeviceFuncs device_funcs = {
  .build = build_cb,
  .closing = closing_cb,
};

static void
maju_video_sender_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MajuVideoSender *self = MAJU_VIDEO_SENDER (object);

  switch (prop_id)
    {
    case PROP_ENABLED:
      g_value_set_boolean (value, maju_video_sender_get_enabled (self));
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
    case PROP_ENABLED:
      maju_video_sender_set_enabled (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_video_sender_finalize (GObject *object)
{
  MajuVideoSender *self = MAJU_VIDEO_SENDER (object);

  g_clear_object (&self->preview);
  g_clear_object (&self->ladder);

  G_OBJECT_CLASS (maju_video_sender_parent_class)->finalize (object);
}

static void
maju_video_sender_active_changed (MajuDeviceStream *stream)
{
  g_object_notify_by_pspec (G_OBJECT (stream), properties[PROP_ENABLED]);
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
maju_video_sender_finish_close (MajuDeviceStream *stream,
                                GTask            *task)
{
  MajuVideoSender *self = MAJU_VIDEO_SENDER (stream);

  if (self->preview != NULL)
    maju_preview_close_async (self->preview, preview_closed_cb, task);
  else
    MAJU_DEVICE_STREAM_CLASS (maju_video_sender_parent_class)->finish_close (
      stream, task);
}

static void
maju_video_sender_class_init (MajuVideoSenderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MajuDeviceStreamClass *stream_class = MAJU_DEVICE_STREAM_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
    G_PARAM_EXPLICIT_NOTIFY;
  GParamFlags writable = readable | G_PARAM_WRITABLE;

  object_class->get_property = maju_video_sender_get_property;
  object_class->set_property = maju_video_sender_set_property;
  object_class->finalize = maju_video_sender_finalize;
  stream_class->kind = MAJU_DEVICE_KIND_CAMERA;
  stream_class->funcs = &device_funcs;
  stream_class->active_changed = maju_video_sender_active_changed;
  stream_class->finish_close = maju_video_sender_finish_close;

  properties[PROP_ENABLED] =
    g_param_spec_boolean ("enabled", NULL, NULL, FALSE, writable);
  properties[PROP_PAINTABLE] =
    g_param_spec_object ("paintable", NULL, NULL, G_TYPE_OBJECT, readable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_video_sender_init (MajuVideoSender *self)
{
  self->ladder = maju_video_ladder_new (steps, FALSE);
}

MajuVideoSender *
maju_video_sender_new (MajuDeviceMonitor *devices,
                       gboolean           preview)
{
  MajuVideoSender *self;

  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (devices), NULL);

  self = g_object_new (MAJU_TYPE_VIDEO_SENDER, "devices", devices, NULL);
  if (preview)
    self->preview = maju_preview_new ();

  return self;
}

gboolean
maju_video_sender_get_enabled (MajuVideoSender *self)
{
  g_return_val_if_fail (MAJU_IS_VIDEO_SENDER (self), FALSE);

  return maju_device_stream_get_active (MAJU_DEVICE_STREAM (self));
}

void
maju_video_sender_set_enabled (MajuVideoSender *self,
                               gboolean         enabled)
{
  g_return_if_fail (MAJU_IS_VIDEO_SENDER (self));

  maju_device_stream_set_active (MAJU_DEVICE_STREAM (self), enabled);
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
  g_return_val_if_fail (MAJU_IS_VIDEO_SENDER (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  return maju_video_ladder_add (self->ladder, height, func, user_data, destroy);
}

void
maju_video_sender_remove_consumer (MajuVideoSender *self,
                                   guint            id)
{
  g_return_if_fail (MAJU_IS_VIDEO_SENDER (self));

  if (!maju_video_ladder_remove (self->ladder, id))
    g_critical ("There is no consumer %u", id);
}

void
maju_video_sender_set_consumer_height (MajuVideoSender *self,
                                       guint            id,
                                       guint            height)
{
  g_return_if_fail (MAJU_IS_VIDEO_SENDER (self));

  if (!maju_video_ladder_set_height (self->ladder, id, height))
    g_critical ("There is no consumer %u", id);
}

void
maju_video_sender_set_consumer_limit (MajuVideoSender *self,
                                      guint            id,
                                      guint            bitrate)
{
  g_return_if_fail (MAJU_IS_VIDEO_SENDER (self));

  if (!maju_video_ladder_set_limit (self->ladder, id, bitrate))
    g_critical ("There is no consumer %u", id);
}

void
maju_video_sender_set_consumer_codec (MajuVideoSender *self,
                                      guint            id,
                                      MajuVideoCodec   codec)
{
  g_return_if_fail (MAJU_IS_VIDEO_SENDER (self));

  if (!maju_video_ladder_set_codec (self->ladder, id, codec))
    g_critical ("There is no consumer %u", id);
}

void
maju_video_sender_request_key_frame (MajuVideoSender *self)
{
  g_return_if_fail (MAJU_IS_VIDEO_SENDER (self));

  maju_video_ladder_request_key_frame (self->ladder);
}

void
maju_video_sender_set_most_height (MajuVideoSender *self,
                                   guint            height)
{
  g_return_if_fail (MAJU_IS_VIDEO_SENDER (self));

  maju_video_ladder_set_most_height (self->ladder, height);
}
