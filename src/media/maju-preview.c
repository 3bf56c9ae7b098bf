/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-preview-private.h"

#include "maju-media-private.h"
#include "maju-runner-private.h"

#include <gst/app/app.h>

/* What is drawn without a graphics card must be BGRA, and small. */
#define SIZE "video/x-raw, format=BGRA, width=[ 16, 640 ], " \
"height=[ 16, 360 ], pixel-aspect-ratio=1/1"

struct _MajuPreview
{
  GObject parent_instance;

  MajuRunner *runner;
  GstElement *input;
  GObject *paintable;
};

G_DEFINE_FINAL_TYPE (MajuPreview, maju_preview, G_TYPE_OBJECT)

static void
maju_preview_dispose (GObject *object)
{
  MajuPreview *self = MAJU_PREVIEW (object);

  if (self->runner != NULL)
    maju_runner_stop (self->runner, NULL, NULL);
  g_clear_object (&self->runner);
  gst_clear_object (&self->input);
  g_clear_object (&self->paintable);

  G_OBJECT_CLASS (maju_preview_parent_class)->dispose (object);
}

static void
maju_preview_class_init (MajuPreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_preview_dispose;
}

static void
maju_preview_init (MajuPreview *self)
{
}

static void
message_cb (GstMessage *message,
            gpointer    user_data)
{
  g_autoptr(GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ERROR)
    return;

  gst_message_parse_error (message, &error, NULL);
  g_warning ("The preview does not work: %s", error->message);
}

MajuPreview *
maju_preview_new (void)
{
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(GstElement) sink = NULL;
  g_autoptr(GError) error = NULL;
  MajuPreview *self;

  pipeline = g_object_ref_sink (gst_pipeline_new ("preview"));
  if (!maju_media_add_row (GST_BIN (pipeline), &error,
                           "appsrc", "preview-in",
                           "gtk4paintablesink", "preview-sink",
                           NULL))
    {
      g_warning ("There is no preview: %s", error->message);
      return NULL;
    }

  self = g_object_new (MAJU_TYPE_PREVIEW, NULL);
  self->input = maju_media_get_element (GST_BIN (pipeline), "preview-in");
  g_object_set (self->input, "is-live", TRUE, "format", GST_FORMAT_TIME,
                "max-buffers", G_GUINT64_CONSTANT (2),
                "max-bytes", G_GUINT64_CONSTANT (0), NULL);
  gst_util_set_object_arg (G_OBJECT (self->input), "leaky-type", "downstream");

  sink = maju_media_get_element (GST_BIN (pipeline), "preview-sink");
  g_object_set (sink, "sync", FALSE, "async", FALSE, NULL);
  g_object_get (sink, "paintable", &self->paintable, NULL);

  self->runner = maju_runner_new (GST_PIPELINE (pipeline), message_cb, NULL);
  maju_runner_start (self->runner);

  return self;
}

GObject *
maju_preview_get_paintable (MajuPreview *self)
{
  g_return_val_if_fail (MAJU_IS_PREVIEW (self), NULL);

  return self->paintable;
}

/* In the streaming thread. */
static GstFlowReturn
new_sample_cb (GstAppSink *sink,
               gpointer    user_data)
{
  GstElement *input = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);

  /* Whether the preview takes it is not the camera's business. */
  if (sample != NULL)
    gst_app_src_push_sample (GST_APP_SRC (input), sample);

  return GST_FLOW_OK;
}

GstPad *
maju_preview_build (MajuPreview *self,
                    GstBin      *bin,
                    GError     **error)
{
  g_autoptr(GstElement) queue = NULL;
  g_autoptr(GstElement) filter = NULL;
  g_autoptr(GstElement) sink = NULL;
  g_autoptr(GstCaps) caps = gst_caps_from_string (SIZE);
  GstAppSinkCallbacks callbacks = { .new_sample = new_sample_cb };

  g_return_val_if_fail (MAJU_IS_PREVIEW (self), NULL);

  if (!maju_media_add_row (bin, error,
                           "queue", "preview-queue",
                           "videoscale", "preview-scale",
                           "videoconvert", "preview-convert",
                           "capsfilter", "preview-size",
                           "appsink", "preview-out",
                           NULL))
    return NULL;

  queue = maju_media_get_element (bin, "preview-queue");
  gst_util_set_object_arg (G_OBJECT (queue), "leaky", "downstream");
  g_object_set (queue, "max-size-buffers", 1, NULL);
  filter = maju_media_get_element (bin, "preview-size");
  g_object_set (filter, "caps", caps, NULL);
  sink = maju_media_get_element (bin, "preview-out");
  g_object_set (sink, "sync", FALSE, "async", FALSE, "enable-last-sample",
                FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks,
                              gst_object_ref (self->input), gst_object_unref);

  return gst_element_get_static_pad (queue, "sink");
}

void
maju_preview_close_async (MajuPreview        *self,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(MajuRunner) runner = NULL;
  GTask *task;

  g_return_if_fail (MAJU_IS_PREVIEW (self));
  g_return_if_fail (self->runner != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_preview_close_async);
  runner = g_steal_pointer (&self->runner);
  maju_runner_stop (runner, NULL, task);
}

gboolean
maju_preview_close_finish (MajuPreview  *self,
                           GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}
