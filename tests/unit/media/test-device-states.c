/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What devices do to a call, provoked on a real PipeWire: run it by
 * tests/lib/with-pipewire. */
#include "media-test-capture.h"

static char *
count_links (const char *id)
{
  g_autofree char *filter = NULL;

  filter = g_strdup_printf ("([.[] | select(.type==\"PipeWire:Interface:Node\" "
                            "and .info.props.\"node.name\"==\"%s\") | .id]) "
                            "as $node | [.[] | select(.type=="
                            "\"PipeWire:Interface:Link\") "
                            "| select(.info.\"output-node-id\" == $node[0])] "
                            "| length", id);

  return test_query_pipewire (filter);
}

static gboolean
is_linked (const char *id)
{
  g_autofree char *count = count_links (id);

  return !g_str_equal (count, "0");
}

/* Another program has the camera for itself; when it lets go, it is ours. */
static void
test_busy (Capture      *capture,
           gconstpointer data)
{
  g_autoptr(TestDevice) camera = capture_plug_camera (capture, "camera-sky",
                                                      NULL);
  g_autoptr(TestDevice) holder = test_camera_holder_new ("camera-sky");

  wait_for (is_linked ("camera-sky"));
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->video),
                                    "camera-sky");
  maju_video_sender_set_enabled (capture->video, TRUE);
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_BUSY));

  /* At once, and no better. */
  maju_device_stream_retry (MAJU_DEVICE_STREAM (capture->video));
  g_assert_cmpint (maju_device_stream_get_state (MAJU_DEVICE_STREAM (capture->video)),
                   ==, MAJU_CAPTURE_STATE_STARTING);
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_BUSY));

  g_clear_pointer (&holder, test_device_free);
  wait_for (capture_is_running (capture->video));
  maju_device_stream_retry (MAJU_DEVICE_STREAM (capture->video));
  g_assert_true (capture_is_running (capture->video));
}

/* Frozen from the start: it is opened and nothing comes. */
static void
test_stalled (Capture      *capture,
              gconstpointer data)
{
  g_autoptr(TestDevice) camera = capture_plug_camera (capture, "camera-sky",
                                                      NULL);

  test_camera_freeze (camera);
  maju_video_sender_set_enabled (capture->video, TRUE);
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_STALLED));
  wait_for (is_linked ("camera-sky"));

  test_camera_freeze (camera);
  wait_for (capture_is_running (capture->video));
  test_camera_freeze (camera);
  wait_for (capture_has_failed (capture->video, MAJU_MEDIA_ERROR_STALLED));
  test_camera_freeze (camera);
  wait_for (capture_is_running (capture->video));
}

/* It goes before its first picture has come, and comes back. */
static void
test_gone_while_opening (Capture      *capture,
                         gconstpointer data)
{
  g_autoptr(TestDevice) camera = NULL;

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->video),
                                    "camera-sky");
  for (guint i = 0; i < 3; i++)
    {
      camera = capture_plug_camera (capture, "camera-sky", NULL);
      test_camera_freeze (camera);
      maju_video_sender_set_enabled (capture->video, TRUE);
      g_assert_cmpint (maju_device_stream_get_state (
                         MAJU_DEVICE_STREAM (capture->video)), ==,
                       MAJU_CAPTURE_STATE_STARTING);
      if (i > 0)
        wait_for (is_linked ("camera-sky"));
      g_clear_pointer (&camera, test_device_free);
      wait_for (capture_has_failed (capture->video,
                                    MAJU_MEDIA_ERROR_UNPLUGGED));

      camera = capture_plug_camera (capture, "camera-sky", NULL);
      wait_for (capture_is_running (capture->video));
      maju_video_sender_set_enabled (capture->video, FALSE);
      wait_for (!is_linked ("camera-sky"));
      g_clear_pointer (&camera, test_device_free);
      wait_for (!capture_find (capture, MAJU_DEVICE_KIND_CAMERA, "camera-sky"));
    }
}

/* Only what was chosen is ever opened, and it is let go. */
static void
test_released (Capture      *capture,
               gconstpointer data)
{
  g_autoptr(TestDevice) camera = capture_plug_camera (capture, "camera-sky",
                                                      NULL);
  g_autoptr(TestDevice) chosen = capture_plug_microphone (capture, "mic-one");
  g_autoptr(TestDevice) other = capture_plug_microphone (capture, "mic-two");
  g_autofree char *role = NULL;

  g_assert_false (is_linked ("camera-sky"));
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->audio),
                                    "mic-one");
  maju_audio_sender_set_active (capture->audio, TRUE);
  wait_for (capture_is_running (capture->audio));
  g_assert_true (is_linked ("mic-one"));
  g_assert_false (is_linked ("mic-two"));
  g_assert_false (is_linked ("camera-sky"));
  /* By it a headset changes to the profile that has a microphone. */
  role = test_query_pipewire (".[] | select(.info.props.\"media.class\"=="
                              "\"Stream/Input/Audio\") "
                              "| .info.props.\"media.role\"");
  g_assert_cmpstr (role, ==, "Communication");

  maju_video_sender_set_enabled (capture->video, TRUE);
  wait_for (capture_is_running (capture->video));
  g_assert_true (is_linked ("camera-sky"));
  maju_video_sender_set_enabled (capture->video, FALSE);
  wait_for (!is_linked ("camera-sky"));
  g_assert_true (is_linked ("mic-one"));
  g_assert_false (is_linked ("mic-two"));

  maju_audio_sender_set_active (capture->audio, FALSE);
  wait_for (!is_linked ("mic-one"));
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
g_test_add ("/media/device-states/" name, Capture, NULL, capture_set_up, func, \
            capture_tear_down)

  add ("busy", test_busy);
  add ("stalled", test_stalled);
  add ("gone-while-opening", test_gone_while_opening);
  add ("released", test_released);

#undef add

  return g_test_run ();
}
