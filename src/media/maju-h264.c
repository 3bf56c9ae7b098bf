/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-h264.h"

#include <gst/app/app.h>

#define N_PICTURES   2
#define MAX_WAIT     (5 * GST_SECOND)

/* What the rungs and the receivers use, on pictures that must come through. */
#define PIPELINE \
"videotestsrc num-buffers=2 ! video/x-raw,format=I420,width=320,height=180," \
"framerate=30/1 ! openh264enc ! " \
"video/x-h264,stream-format=byte-stream,alignment=au," \
"profile=constrained-baseline ! openh264dec ! " \
"video/x-raw,width=320,height=180 ! appsink name=sink sync=false"

static GMutex mutex;
static GCond cond;
static gboolean begun;
static gboolean done;
static gboolean usable;

static gboolean
run (GstElement *pipeline)
{
  g_autoptr(GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");

  if (gst_element_set_state (pipeline, GST_STATE_PLAYING) ==
      GST_STATE_CHANGE_FAILURE)
    return FALSE;

  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autoptr(GstSample) sample =
        gst_app_sink_try_pull_sample (GST_APP_SINK (sink), MAX_WAIT);

      if (sample == NULL)
        return FALSE;
    }
  return TRUE;
}

static gpointer
probe_thread (gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) pipeline = NULL;
  gboolean works = FALSE;

  pipeline = gst_parse_launch_full (PIPELINE, NULL, GST_PARSE_FLAG_FATAL_ERRORS,
                                    &error);
  if (pipeline != NULL)
    {
      works = run (pipeline);
      gst_element_set_state (pipeline, GST_STATE_NULL);
    }
  g_debug ("H.264 is %s (%s)", works ? "there" : "not there",
           error != NULL ? error->message : "tried");

  g_mutex_lock (&mutex);
  usable = works;
  done = TRUE;
  g_cond_broadcast (&cond);
  g_mutex_unlock (&mutex);

  return NULL;
}

void
maju_h264_probe (void)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&mutex);

  if (begun)
    return;

  begun = TRUE;
  g_thread_unref (g_thread_new ("maju-h264", probe_thread, NULL));
}

gboolean
maju_h264_is_usable (void)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&mutex);

  return usable;
}

gboolean
maju_h264_wait (void)
{
  g_autoptr(GMutexLocker) locker = NULL;

  maju_h264_probe ();
  locker = g_mutex_locker_new (&mutex);
  while (!done)
    g_cond_wait (&cond, &mutex);

  return usable;
}
