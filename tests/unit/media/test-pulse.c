/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Microphones and speakers by PulseAudio's socket, which the real pipewire-pulse
 * serves: run it by tests/lib/with-pipewire. Maju itself cannot reach PipeWire's
 * socket here, as in a sandbox, unless a test lets it. */
#include "media-test-capture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MICROPHONE MAJU_DEVICE_KIND_MICROPHONE
#define SPEAKER    MAJU_DEVICE_KIND_SPEAKER

/* What of the microphone is open, for test_query_pipewire(). */
#define STREAM \
".[] | select(.info.props.\"media.class\" == \"Stream/Input/Audio\") | "

/* Where PipeWire's socket is to be. */
static char *late_socket;

static guint
count (Capture       *capture,
       MajuDeviceKind kind)
{
  return g_list_model_get_n_items (
    maju_device_monitor_get_devices (capture->devices, kind));
}

/* What the test before has unplugged may still be told of. */
static void
set_up (Capture      *capture,
        gconstpointer data)
{
  capture_set_up (capture, data);
  wait_for (count (capture, MICROPHONE) == 0 && count (capture, SPEAKER) == 0);
}

static gboolean
is_default (Capture       *capture,
            MajuDeviceKind kind,
            const char    *id)
{
  MajuDevice *device = maju_device_monitor_get_default (capture->devices, kind);

  return device != NULL && maju_device_get_is_default (device) &&
         g_str_equal (maju_device_get_id (device), id);
}

static void
choose_default (Capture       *capture,
                MajuDeviceKind kind,
                const char    *id)
{
  test_set_default (id);
  wait_for (is_default (capture, kind, id));
}

static void
test_listed (Capture      *capture,
             gconstpointer data)
{
  g_autoptr(TestDevice) speaker = NULL;
  g_autoptr(TestDevice) microphone = NULL;
  g_autoptr(MajuDeviceMonitor) late = NULL;
  MajuDevice *device;

  g_assert_true (maju_device_monitor_get_available (capture->devices));
  g_assert_false (maju_device_monitor_get_connected (capture->devices));
  g_assert_true (maju_device_monitor_get_by_portal (capture->devices));
  g_assert_cmpuint (count (capture, SPEAKER), ==, 0);

  /* With a speaker and no microphone the default source is its monitor. */
  speaker = test_node_new ("speaker1", "Desk Speakers", "Audio/Sink");
  wait_for (is_default (capture, SPEAKER, "speaker1"));
  device = capture_find (capture, SPEAKER, "speaker1");
  g_assert_cmpstr (maju_device_get_name (device), ==, "Desk Speakers");
  g_assert_cmpstr (maju_device_get_icon_name (device), ==,
                   "audio-speakers-symbolic");
  g_assert_cmpuint (count (capture, MICROPHONE), ==, 0);

  microphone = test_node_new ("microphone1", "Desk Microphone",
                              "Audio/Source/Virtual");
  wait_for (is_default (capture, MICROPHONE, "microphone1"));
  device = capture_find (capture, MICROPHONE, "microphone1");
  g_assert_cmpstr (maju_device_get_name (device), ==, "Desk Microphone");
  g_assert_cmpstr (maju_device_get_icon_name (device), ==,
                   "audio-input-microphone-symbolic");
  g_assert_cmpuint (count (capture, MICROPHONE), ==, 1);
  g_assert_cmpuint (count (capture, SPEAKER), ==, 1);

  /* What is there already is in the first listing. */
  late = maju_device_monitor_new ();
  wait_for (maju_device_monitor_get_ready (late));
  g_assert_nonnull (maju_device_monitor_lookup (late, MICROPHONE,
                                                "microphone1"));
  device = maju_device_monitor_get_default (late, SPEAKER);
  wait_for (maju_device_get_is_default (device));

  g_clear_pointer (&microphone, test_device_free);
  wait_for (count (capture, MICROPHONE) == 0);
  g_clear_pointer (&speaker, test_device_free);
  wait_for (count (capture, SPEAKER) == 0);
}

static void
test_defaults (Capture      *capture,
               gconstpointer data)
{
  g_autoptr(TestDevice) one = capture_plug_speaker (capture, "speaker1");
  g_autoptr(TestDevice) two = capture_plug_speaker (capture, "speaker2");
  g_autoptr(TestDevice) left = capture_plug_microphone (capture, "microphone1");
  g_autoptr(TestDevice) right = capture_plug_microphone (capture, "microphone2");

  for (guint i = 0; i < 2; i++)
    {
      choose_default (capture, SPEAKER, "speaker2");
      choose_default (capture, MICROPHONE, "microphone1");
      choose_default (capture, SPEAKER, "speaker1");
      choose_default (capture, MICROPHONE, "microphone2");
    }

  /* The next one takes the place of what goes. */
  g_clear_pointer (&right, test_device_free);
  wait_for (is_default (capture, MICROPHONE, "microphone1"));
}

static void
test_muted (Capture      *capture,
            gconstpointer data)
{
  g_autoptr(TestDevice) speaker = capture_plug_speaker (capture, "speaker1");
  g_autoptr(TestDevice) other = capture_plug_microphone (capture, "microphone2");
  g_autoptr(TestDevice) microphone = capture_plug_microphone (capture, "microphone1");
  g_autoptr(MajuDeviceMonitor) late = NULL;
  MajuDevice *device = capture_find (capture, MICROPHONE, "microphone1");

  g_assert_false (maju_device_get_muted (device));
  test_run ("pactl", "set-source-mute", "microphone1", "1", NULL);
  wait_for (maju_device_get_muted (device));
  g_assert_false (maju_device_get_muted (capture_find (capture, MICROPHONE,
                                                       "microphone2")));

  late = maju_device_monitor_new ();
  wait_for (maju_device_monitor_get_ready (late));
  /* A busy pipewire-pulse of 1.6 may have missed that, and tells who connects
   * later the former state, however often it is asked; but what changes. */
  test_run ("pactl", "set-source-mute", "microphone1", "0", NULL);
  wait_for (!maju_device_get_muted (device));
  test_run ("pactl", "set-source-mute", "microphone1", "1", NULL);
  wait_for (maju_device_get_muted (device));
  device = maju_device_monitor_lookup (late, MICROPHONE, "microphone1");
  wait_for (maju_device_get_muted (device));
  device = capture_find (capture, MICROPHONE, "microphone1");
  test_run ("pactl", "set-source-mute", "microphone1", "0", NULL);
  wait_for (!maju_device_get_muted (device));

  /* Turned down to nothing is no better. */
  test_run ("pactl", "set-source-volume", "microphone1", "0", NULL);
  wait_for (maju_device_get_muted (device));
  test_run ("pactl", "set-source-volume", "microphone1", "100%", NULL);
  wait_for (!maju_device_get_muted (device));

  device = capture_find (capture, SPEAKER, "speaker1");
  test_run ("pactl", "set-sink-mute", "speaker1", "1", NULL);
  wait_for (maju_device_get_muted (device));
}

/* PulseAudio's server comes, goes and comes back; as long as it is away nobody
 * says that something is not plugged in. */
static void
test_gone (void)
{
  g_autofree char *folder = g_dir_make_tmp ("maju-test-XXXXXX", NULL);
  g_autofree char *address = g_strdup_printf ("unix:%s/native", folder);
  g_autoptr(TestDevice) speaker = NULL;
  Capture capture = { 0 };
  MajuDeviceMonitor *monitor;

  g_setenv ("PULSE_RUNTIME_PATH", folder, TRUE);
  g_setenv ("PULSE_SERVER", address, TRUE);
  speaker = test_node_new ("speaker1", "Speaker", "Audio/Sink");
  capture_set_up (&capture, NULL);
  monitor = capture.devices;
  g_assert_false (maju_device_monitor_get_available (monitor));
  maju_audio_sender_set_active (capture.audio, TRUE);
  maju_video_sender_set_enabled (capture.video, TRUE);

  for (guint i = 0; i < 2; i++)
    {
      TestDevice *pulse;

      wait_for (capture_has_failed (capture.audio, MAJU_MEDIA_ERROR_NO_SERVICE));
      wait_for (capture_has_failed (capture.video, MAJU_MEDIA_ERROR_NO_SERVICE));
      pulse = test_program_new ("pipewire-pulse");
      wait_for (maju_device_monitor_get_available (monitor));
      wait_for (maju_device_monitor_lookup (monitor, SPEAKER, "speaker1"));
      wait_for (capture_has_failed (capture.audio, MAJU_MEDIA_ERROR_NO_DEVICE));
      wait_for (capture_has_failed (capture.video, MAJU_MEDIA_ERROR_UNAVAILABLE));
      test_device_free (pulse);
      wait_for (!maju_device_monitor_get_available (monitor));
      g_assert_null (maju_device_monitor_get_default (monitor, SPEAKER));
    }

  wait_for (capture_has_failed (capture.audio, MAJU_MEDIA_ERROR_NO_SERVICE));
  capture_tear_down (&capture, NULL);
  g_unsetenv ("PULSE_SERVER");
  g_unsetenv ("PULSE_RUNTIME_PATH");
}

/* A second of what is sent, as often as a busy machine leaves gaps in it.
 *
 * Returns: whether it is the one tone and not the other. */
static gboolean
hear (Capture *capture,
      double   hertz,
      double   other_hertz)
{
  g_autoptr(GPtrArray) sounds = capture_take_sound (capture, 70);
  double tone = measure_tone (sounds, 300, hertz, 10);
  double other = measure_tone (sounds, 300, other_hertz, 10);

  g_test_message ("%.0f Hz %.3f, %.0f Hz %.3f, %.1f dBFS", hertz, tone,
                  other_hertz, other, measure_level (sounds, 300));

  return tone > 0.5 && other < 0.1;
}

static void
hear_microphone (Capture    *capture,
                 const char *id,
                 double      hertz,
                 double      other_hertz)
{
  guint tries = 0;

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->audio), id);
  wait_for (capture_is_running (capture->audio));
  while (!hear (capture, hertz, other_hertz))
    g_assert_cmpuint (++tries, <, MAX_TRIES);
}

/* As they come from the microphone. */
static void
set_up_voice (Capture      *capture,
              gconstpointer data)
{
  set_up (capture, data);
  g_object_set (capture->audio, "noise-suppression", FALSE, "gain-control",
                FALSE, "echo-cancellation", FALSE, NULL);
}

/* The microphone that was asked for is opened, whichever is the default. */
static void
test_chosen_microphone (Capture      *capture,
                        gconstpointer data)
{
  g_autoptr(TestDevice) one = capture_plug_microphone (capture, "microphone1");
  g_autoptr(TestDevice) two = capture_plug_microphone (capture, "microphone2");
  g_autoptr(TestDevice) low = test_feed_new ("microphone1", 500, FALSE);
  g_autoptr(TestDevice) high = test_feed_new ("microphone2", 2000, FALSE);
  g_autofree char *role = NULL;

  choose_default (capture, MICROPHONE, "microphone1");
  maju_audio_sender_set_active (capture->audio, TRUE);
  hear_microphone (capture, "microphone2", 2000, 500);
  role = test_query_pipewire (STREAM ".info.props.\"media.role\"");
  g_assert_cmpstr (role, ==, "Communication");

  hear_microphone (capture, "microphone1", 500, 2000);
  choose_default (capture, MICROPHONE, "microphone2");
  hear_microphone (capture, "microphone1", 500, 2000);

  /* Without a wish it is the default. */
  hear_microphone (capture, NULL, 2000, 500);
}

static gboolean
has_stream (void)
{
  g_autofree char *id = test_query_pipewire (STREAM ".id");

  return *id != '\0';
}

/* What goes is told, no other microphone is heard in its place, and it is taken
 * again when it is back. */
static void
test_unplugged (Capture      *capture,
                gconstpointer data)
{
  g_autoptr(TestDevice) other = capture_plug_microphone (capture, "microphone2");
  g_autoptr(TestDevice) loud = test_feed_new ("microphone2", 2000, FALSE);
  g_autoptr(GPtrArray) sounds = NULL;
  guint id;

  test_set_default ("microphone2");
  id = maju_audio_sender_add_consumer (capture->audio, recorder_cb,
                                       capture->recorder, NULL);
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->audio),
                                    "microphone1");
  maju_audio_sender_set_active (capture->audio, TRUE);
  wait_for (capture_has_failed (capture->audio, MAJU_MEDIA_ERROR_NO_DEVICE));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(TestDevice) microphone = NULL;
      guint tries = 0;
      guint heard;

      microphone = capture_plug_microphone (capture, "microphone1");
      wait_for (capture_is_running (capture->audio));
      heard = recorder_count (capture->recorder);
      wait_for (recorder_count (capture->recorder) > heard + 10);
      g_assert_true (has_stream ());
      g_clear_pointer (&microphone, test_device_free);
      /* The server ends the stream, while the main context knows of nothing:
       * it is not moved to the other one until it is closed from here. */
      while (has_stream ())
        g_assert_cmpuint (++tries, <, 10 * MAX_TRIES);
      wait_for (capture_has_failed (capture->audio,
                                    MAJU_MEDIA_ERROR_UNPLUGGED));
    }
  maju_audio_sender_remove_consumer (capture->audio, id);

  sounds = decode (capture->recorder, "opusdec");
  g_assert_cmpfloat (measure_level (sounds, 0), <, -60);
}

/* Not by PulseAudio's any more. */
static gboolean
is_native (Capture *capture)
{
  g_autofree char *api = test_query_pipewire (STREAM ".info.props.\"client.api\"");

  return capture_is_running (capture->audio) && *api != '\0' &&
         strcmp (api, "pipewire-pulse") != 0;
}

/* PipeWire's own socket is reached after all: its devices take the place. */
static void
test_pipewire_found (Capture      *capture,
                     gconstpointer data)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *socket = g_build_filename (runtime, "pipewire-0", NULL);
  g_autoptr(TestDevice) microphone = capture_plug_microphone (capture, "microphone1");
  g_autoptr(TestDevice) speaker = capture_plug_speaker (capture, "speaker1");
  g_autofree char *api = NULL;

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (capture->audio),
                                    "microphone1");
  maju_audio_sender_set_active (capture->audio, TRUE);
  wait_for (capture_is_running (capture->audio));
  api = test_query_pipewire (STREAM ".info.props.\"client.api\"");
  g_assert_cmpstr (api, ==, "pipewire-pulse");

  g_assert_cmpint (symlink (socket, late_socket), ==, 0);
  wait_for (maju_device_monitor_get_connected (capture->devices));
  g_assert_true (maju_device_monitor_get_available (capture->devices));
  g_assert_false (maju_device_monitor_get_by_portal (capture->devices));
  g_assert_cmpuint (count (capture, MICROPHONE), ==, 1);
  g_assert_cmpuint (count (capture, SPEAKER), ==, 1);
  wait_for (is_native (capture));
  g_unlink (late_socket);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("maju-test-XXXXXX", NULL);
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  /* As in test-device-states. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  late_socket = g_build_filename (folder, "pipewire-late", NULL);
  g_setenv ("PIPEWIRE_REMOTE", late_socket, TRUE);
  maju_media_init (&error);
  g_assert_no_error (error);

#define add(name, begin, func) \
g_test_add ("/media/pulse/" name, Capture, NULL, begin, func, \
            capture_tear_down)

  add ("listed", set_up, test_listed);
  add ("defaults", set_up, test_defaults);
  add ("muted", set_up, test_muted);
  g_test_add_func ("/media/pulse/gone", test_gone);
  add ("chosen-microphone", set_up_voice, test_chosen_microphone);
  add ("unplugged", set_up_voice, test_unplugged);
  add ("pipewire-found", set_up_voice, test_pipewire_found);

#undef add

  return g_test_run ();
}
