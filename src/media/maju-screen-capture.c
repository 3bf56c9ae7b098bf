/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-screen-capture-private.h"

#include "maju-media-private.h"
#include "maju-runner-private.h"
#include "maju-screen-crop-private.h"
#include "maju-screen-pace-private.h"

#include "maju-config.h"

#include <glib/gi18n-lib.h>

#define STALLED_MS 20000

enum
{
  BEGUN,
  ENDED,
  N_SIGNALS
};

struct _MajuScreenCapture
{
  GObject parent_instance;

  MajuScreenSource *source;     /* its descriptor is used until all is closed */
  MajuVideoLadder *ladder;
  MajuScreenPace *pace;
  MajuRunner *runner;
  GSource *stalled_source;
  gboolean over;                /* nothing is emitted any more */
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuScreenCapture, maju_screen_capture, G_TYPE_OBJECT)

static void
maju_screen_capture_finalize (GObject *object)
{
  MajuScreenCapture *self = MAJU_SCREEN_CAPTURE (object);

  g_warn_if_fail (self->runner == NULL);
  maju_media_clear_source (&self->stalled_source);
  g_clear_pointer (&self->pace, maju_screen_pace_unref);
  g_clear_object (&self->ladder);
  g_clear_object (&self->source);

  G_OBJECT_CLASS (maju_screen_capture_parent_class)->finalize (object);
}

static void
maju_screen_capture_class_init (MajuScreenCaptureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_screen_capture_finalize;

  signals[BEGUN] =
    g_signal_new ("begun", MAJU_TYPE_SCREEN_CAPTURE, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] =
    g_signal_new ("ended", MAJU_TYPE_SCREEN_CAPTURE, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
maju_screen_capture_init (MajuScreenCapture *self)
{
}

MajuScreenCapture *
maju_screen_capture_new (MajuScreenSource *source,
                         MajuVideoLadder  *ladder,
                         guint             interval_ms)
{
  MajuScreenCapture *self = g_object_new (MAJU_TYPE_SCREEN_CAPTURE, NULL);

  self->source = g_object_ref (source);
  self->ladder = g_object_ref (ladder);
  self->pace = maju_screen_pace_new (interval_ms);

  return self;
}

static void
end (MajuScreenCapture *self,
     MajuMediaError     code,
     const char        *text)
{
  g_autoptr(GError) error = NULL;

  if (self->over)
    return;

  self->over = TRUE;
  maju_media_clear_source (&self->stalled_source);
  error = g_error_new_literal (MAJU_MEDIA_ERROR, code, text);
  g_signal_emit (self, signals[ENDED], 0, error);
}

static gboolean
stalled_cb (gpointer user_data)
{
  g_autoptr(MajuScreenCapture) self = g_object_ref (user_data);

  end (self, MAJU_MEDIA_ERROR_STALLED, _("No picture comes from the screen"));

  return G_SOURCE_REMOVE;
}

static void
message_cb (GstMessage *message,
            gpointer    user_data)
{
  g_autoptr(MajuScreenCapture) self = g_object_ref (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *debug = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_APPLICATION && !self->over)
    {
      maju_media_clear_source (&self->stalled_source);
      g_signal_emit (self, signals[BEGUN], 0);
    }
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    {
      gst_message_parse_error (message, &error, &debug);
      g_debug ("%s: %s (%s)", GST_MESSAGE_SRC_NAME (message), error->message,
               debug);
      end (self, MAJU_MEDIA_ERROR_UNPLUGGED,
           _("What was shared is no longer there"));
    }
}

static void
configure_queue (MajuScreenCapture *self,
                 GstElement        *queue)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (queue, "sink");

  gst_util_set_object_arg (G_OBJECT (queue), "leaky", "downstream");
  g_object_set (queue, "max-size-buffers", 2, "max-size-bytes", 0,
                "max-size-time", G_GUINT64_CONSTANT (0), NULL);
  maju_screen_pace_watch (self->pace, pad);
}

static void
set_caps (GstBin     *bin,
          const char *name,
          const char *text)
{
  g_autoptr(GstElement) filter = maju_media_get_element (bin, name);
  g_autoptr(GstCaps) caps = gst_caps_from_string (text);

  g_object_set (filter, "caps", caps, NULL);
}

static gboolean
build (MajuScreenCapture *self,
       GstBin            *bin,
       GError           **error)
{
  g_autoptr(GstElement) queue = NULL;
  g_autoptr(GstElement) crop = NULL;
  g_autoptr(GstElement) tee = NULL;
  GstElement *input;

  if (!maju_media_add_row (bin, error,
                           "queue", "screen-queue",
                           "videocrop", "screen-crop",
                           "videoconvert", "screen-convert",
                           "capsfilter", "screen-format",
                           "tee", "screen",
                           NULL))
    return FALSE;

  input = maju_screen_source_create_element (self->source, MAJU_RUNNER_DEVICE,
                                             error);
  if (input == NULL)
    return FALSE;

  gst_bin_add (bin, input);
  set_caps (bin, "screen-format", "video/x-raw, format=I420");
  queue = maju_media_get_element (bin, "screen-queue");
  configure_queue (self, queue);
  crop = maju_media_get_element (bin, "screen-crop");
  maju_screen_crop_watch (crop);
  tee = maju_media_get_element (bin, "screen");

  return maju_media_link (input, queue, error) &&
         maju_video_ladder_build (self->ladder, bin, tee, error);
}

gboolean
maju_screen_capture_start (MajuScreenCapture *self,
                           GError           **error)
{
  g_autoptr(GstElement) pipeline = NULL;

  g_return_val_if_fail (MAJU_IS_SCREEN_CAPTURE (self), FALSE);
  g_return_val_if_fail (self->runner == NULL && !self->over, FALSE);

  pipeline = g_object_ref_sink (gst_pipeline_new ("screen"));
  if (!build (self, GST_BIN (pipeline), error))
    {
      maju_video_ladder_clear (self->ladder);
      return FALSE;
    }

  self->runner = maju_runner_new (GST_PIPELINE (pipeline), message_cb, self);
  self->stalled_source = maju_media_add_timeout (STALLED_MS, stalled_cb, self);
  maju_runner_start (self->runner);

  return TRUE;
}

void
maju_screen_capture_set_interval (MajuScreenCapture *self,
                                  guint              interval_ms)
{
  g_return_if_fail (MAJU_IS_SCREEN_CAPTURE (self));

  maju_screen_pace_set_interval (self->pace, interval_ms);
}

void
maju_screen_capture_close_async (MajuScreenCapture  *self,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(MajuRunner) runner = NULL;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MAJU_IS_SCREEN_CAPTURE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_screen_capture_close_async);
  self->over = TRUE;
  maju_media_clear_source (&self->stalled_source);
  runner = g_steal_pointer (&self->runner);
  if (runner == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  maju_video_ladder_clear (self->ladder);
  maju_runner_stop (runner, NULL, g_steal_pointer (&task));
}

void
maju_screen_capture_close_finish (MajuScreenCapture *self,
                                  GAsyncResult      *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}
