/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real capture from PipeWire: run it by tests/lib/with-pipewire. */
#include "media-test-capture.h"

#include <math.h>

static TestDevice *
plug_camera (Capture    *capture,
             const char *id,
             const char *look)
{
  TestDevice *camera = test_camera_new (id, id, look);

  wait_for (capture_find (capture, MAJU_DEVICE_KIND_CAMERA, id));

  return camera;
}

/* The mean of the upper right corner: each look has a wall of its own. */
static void
get_wall (GstSample *sample,
          double     yuv[3])
{
  GstStructure *caps = gst_caps_get_structure (gst_sample_get_caps (sample), 0);
  GstMapInfo map;
  int width = 0;
  int height = 0;

  gst_structure_get (caps, "width", G_TYPE_INT, &width,
                     "height", G_TYPE_INT, &height, NULL);
  gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
  for (guint plane = 0; plane < 3; plane++)
    {
      int w = plane ? width / 2 : width;
      int h = plane ? height / 2 : height;
      const guint8 *data = map.data;
      double sum = 0;

      if (plane > 0)
        data += width * height * (plane == 1 ? 4 : 5) / 4;
      for (int x = w * 7 / 8; x < w; x++)
        sum += data[h / 8 * w + x];
      yuv[plane] = sum / (w - w * 7 / 8);
    }
  gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
}

static void
record_wall (Capture *capture,
             double   yuv[3])
{
  g_autoptr(GPtrArray) pictures = NULL;

  recorder_clear (capture->recorder);
  capture_watch (capture);
  wait_for (recorder_count (capture->recorder) >= 10);
  capture_unwatch (capture);
  pictures = decode (capture->recorder, "vp8dec");
  get_wall (g_ptr_array_index (pictures, pictures->len - 1), yuv);
}

static double
distance (const double a[3],
          const double b[3])
{
  return fabs (a[0] - b[0]) + fabs (a[1] - b[1]) + fabs (a[2] - b[2]);
}

/* Two cameras: the one that was asked for is opened, whichever it is. */
static void
test_chosen_camera (Capture      *capture,
                    gconstpointer data)
{
  g_autoptr(TestDevice) sky = plug_camera (capture, "camera-sky", "sky");
  g_autoptr(TestDevice) plum = plug_camera (capture, "camera-plum", "plum");
  g_autofree char *name = NULL;
  double first[3];
  double second[3];
  double again[3];

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->video),
                                    "camera-sky");
  maju_video_sender_set_enabled (capture->video, TRUE);
  wait_for (capture_is_running (capture->video));
  g_object_get (capture->video, "device-name", &name, NULL);
  g_assert_cmpstr (name, ==, "camera-sky");
  record_wall (capture, first);

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->video),
                                    "camera-plum");
  wait_for (capture_is_running (capture->video));
  record_wall (capture, second);

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->video),
                                    "camera-sky");
  wait_for (capture_is_running (capture->video));
  record_wall (capture, again);

  g_test_message ("sky %.0f %.0f %.0f, plum %.0f %.0f %.0f",
                  first[0], first[1], first[2],
                  second[0], second[1], second[2]);
  g_assert_cmpfloat (distance (first, again), <, 6);
  g_assert_cmpfloat (distance (first, second), >, 20);
}

static void
test_unknown_camera (Capture      *capture,
                     gconstpointer data)
{
  g_autoptr(TestDevice) camera = plug_camera (capture, "camera-sky", "sky");

  capture_watch (capture);
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->video),
                                    "no-such-camera");
  maju_video_sender_set_enabled (capture->video, TRUE);
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_NO_DEVICE));

  /* It does not take the other one, not even when lists change. */
  g_clear_pointer (&camera, test_device_free);
  wait_for (!capture_find (capture, MAJU_DEVICE_KIND_CAMERA, "camera-sky"));
  camera = plug_camera (capture, "camera-sky", "sky");
  g_assert_true (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_NO_DEVICE));
  g_assert_cmpuint (recorder_count (capture->recorder), ==, 0);
  capture_unwatch (capture);
}

/* The camera's frames come once and in order; a machine that is busy drops some. */
static void
test_frames (Capture      *capture,
             gconstpointer data)
{
  g_autoptr(TestDevice) camera = plug_camera (capture, "camera-sky", "sky");
  g_autoptr(GPtrArray) pictures = NULL;
  guint32 last = 0;
  guint missing = 0;

  capture_watch (capture);
  maju_video_sender_set_enabled (capture->video, TRUE);
  wait_for (recorder_count (capture->recorder) >= 90);
  capture_unwatch (capture);
  pictures = decode (capture->recorder, "vp8dec");
  g_assert_cmpuint (pictures->len, >=, 90);

  for (guint i = 0; i < pictures->len; i++)
    {
      GstSample *sample = g_ptr_array_index (pictures, i);
      guint32 number = capture_get_number (sample);
      int width = 0;

      gst_structure_get_int (gst_caps_get_structure (
                               gst_sample_get_caps (sample), 0),
                             "width", &width);
      g_assert_cmpint (width, ==, 1280);
      if (i > 0)
        {
          g_assert_cmpuint (number, >, last);
          missing += number - last - 1;
        }
      last = number;
    }
  g_test_message ("%u of %u frames missing", missing, last);
}

static void
test_unplugged (Capture      *capture,
                gconstpointer data)
{
  g_autoptr(TestDevice) camera = plug_camera (capture, "camera-sky", "sky");
  g_autoptr(TestDevice) other = plug_camera (capture, "camera-plum", "plum");
  gint64 start;

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->video),
                                    "camera-sky");
  maju_video_sender_set_enabled (capture->video, TRUE);
  for (guint i = 0; i < 3; i++)
    {
      wait_for (capture_is_running (capture->video));
      capture_watch (capture);
      recorder_clear (capture->recorder);
      wait_for (recorder_count (capture->recorder) >= 5);

      start = g_get_monotonic_time ();
      g_clear_pointer (&camera, test_device_free);
      wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_UNPLUGGED));
      g_test_message ("told after %d ms",
                      (int) ((g_get_monotonic_time () - start) / 1000));
      recorder_clear (capture->recorder);

      camera = plug_camera (capture, "camera-sky", "sky");
      wait_for (recorder_count (capture->recorder) >= 5);
      wait_for (capture_is_running (capture->video));
      capture_unwatch (capture);
    }
}

static gboolean
has_name (Capture    *capture,
          const char *wanted)
{
  g_autofree char *name = NULL;

  g_object_get (capture->video, "device-name", &name, NULL);

  return g_strcmp0 (name, wanted) == 0;
}

/* Without a wish any camera will do, and the next one when it goes. */
static void
test_any_camera (Capture      *capture,
                 gconstpointer data)
{
  g_autoptr(TestDevice) camera = NULL;
  g_autoptr(TestDevice) other = NULL;
  g_autofree char *name = NULL;

  maju_video_sender_set_enabled (capture->video, TRUE);
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_NO_DEVICE));
  camera = plug_camera (capture, "camera-a", "sky");
  wait_for (capture_is_running (capture->video));
  other = plug_camera (capture, "camera-b", "plum");
  g_object_get (capture->video, "device-name", &name, NULL);
  g_assert_cmpstr (name, ==, "camera-a");

  g_clear_pointer (&camera, test_device_free);
  wait_for (!capture_find (capture, MAJU_DEVICE_KIND_CAMERA, "camera-a"));
  wait_for (capture_is_running (capture->video) && has_name (capture, "camera-b"));
}

static void
test_frozen (Capture      *capture,
             gconstpointer data)
{
  g_autoptr(TestDevice) camera = plug_camera (capture, "camera-sky", "sky");

  maju_video_sender_set_enabled (capture->video, TRUE);
  wait_for (capture_is_running (capture->video));
  test_camera_freeze (camera);
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_STALLED));
  test_camera_freeze (camera);
  wait_for (capture_is_running (capture->video));
}

/* Whether PipeWire has links to the camera. */
static gboolean
camera_is_used (const char *id)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *output = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
                              "pw-link", "--links", NULL);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL);

  return strstr (output, id) != NULL;
}

/* Off is off: the light goes out at once. */
static void
test_off (Capture      *capture,
          gconstpointer data)
{
  g_autoptr(TestDevice) camera = plug_camera (capture, "camera-sky", "sky");

  for (guint i = 0; i < 3; i++)
    {
      maju_video_sender_set_enabled (capture->video, TRUE);
      wait_for (capture_is_running (capture->video));
      g_assert_true (camera_is_used ("camera-sky"));
      maju_video_sender_set_enabled (capture->video, FALSE);
      wait_for (!camera_is_used ("camera-sky"));
    }
}

/* Two seconds of what is sent. A machine that is busy loses sound: then it is
 * listened to once more.
 *
 * Returns: whether it is the tone, as loud as it was fed. */
static gboolean
hear_tone (Capture *capture)
{
  g_autoptr(GPtrArray) sounds = capture_take_sound (capture, 100);
  double level = measure_level (sounds, 300);
  double tone = measure_tone (sounds, 300, 1000, 10);

  g_test_message ("level %.1f, tone %.3f", level, tone);

  return tone > 0.5 && ABS (level + 17) < 6;
}

static void
test_microphone (Capture      *capture,
                 gconstpointer data)
{
  g_autoptr(TestDevice) microphone = capture_plug_microphone (capture,
                                                              "microphone1");
  g_autoptr(TestDevice) feed = NULL;
  guint tries = 0;

  g_object_set (capture->audio, "noise-suppression", FALSE,
                "gain-control", FALSE, NULL);
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->audio),
                                    "microphone1");
  maju_audio_sender_set_active (capture->audio, TRUE);
  wait_for (maju_device_stream_get_state (MAJU_DEVICE_STREAM (capture->audio)) ==
            MAJU_CAPTURE_STATE_RUNNING);
  g_assert_cmpfloat (maju_audio_sender_get_level (capture->audio), <, -90);

  feed = test_feed_new ("microphone1", 1000, TRUE);
  wait_for (maju_audio_sender_get_level (capture->audio) > -18);
  wait_for (maju_audio_sender_get_speaking (capture->audio));
  while (!hear_tone (capture))
    g_assert_cmpuint (++tries, <, MAX_TRIES);

  g_clear_pointer (&feed, test_device_free);
  wait_for (!maju_audio_sender_get_speaking (capture->audio));
  g_clear_pointer (&microphone, test_device_free);
  wait_for (g_error_matches (maju_device_stream_get_error (MAJU_DEVICE_STREAM (capture->audio)),
                             MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_UNPLUGGED));
}

/* The canceller takes the probe again and again, also while the former one is
 * still being closed. */
static void
test_processing_changes (Capture      *capture,
                         gconstpointer data)
{
  g_autoptr(TestDevice) microphone = NULL;

  microphone = test_node_new ("microphone1", "Desk Microphone",
                              "Audio/Source/Virtual");
  maju_audio_sender_set_active (capture->audio, TRUE);
  for (guint i = 0; i < 6; i++)
    {
      wait_for (maju_device_stream_get_state (MAJU_DEVICE_STREAM (capture->audio)) ==
                MAJU_CAPTURE_STATE_RUNNING);
      g_object_set (capture->audio, "noise-suppression", i % 2, NULL);
      g_assert_cmpint (maju_device_stream_get_state (MAJU_DEVICE_STREAM (capture->audio)), !=,
                       MAJU_CAPTURE_STATE_FAILED);
    }
  wait_for (maju_device_stream_get_state (MAJU_DEVICE_STREAM (capture->audio)) ==
            MAJU_CAPTURE_STATE_RUNNING);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  /* PipeWire's element flushes when its device goes, and GStreamer may warn of
   * the data that was just on its way. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  maju_media_init (&error);
  g_assert_no_error (error);

#define add(name, func) \
g_test_add ("/media/capture/" name, Capture, NULL, capture_set_up, func, capture_tear_down)

  add ("chosen-camera", test_chosen_camera);
  add ("unknown-camera", test_unknown_camera);
  add ("frames", test_frames);
  add ("unplugged", test_unplugged);
  add ("any-camera", test_any_camera);
  add ("frozen", test_frozen);
  add ("off", test_off);
  add ("microphone/tone", test_microphone);
  add ("microphone/processing-changes", test_processing_changes);

#undef add

  return g_test_run ();
}
