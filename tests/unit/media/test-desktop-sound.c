/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop's sound beside the voice, on a real PipeWire: run it by
 * tests/lib/with-pipewire. */
#include "maju-audio-sender.h"
#include "maju-playback.h"
#include "maju-sound-ring-private.h"

#include "media-test-devices.h"
#include "media-test-tone.h"
#include "media-test-util.h"

#include <gst/app/app.h>
#include <math.h>
#include <string.h>

/* A tone's part of the power in pieces of 100 ms. On a machine that is busy each
 * gap takes its piece away, but what does not sound cannot be found. */
#define HEARD     0.02
#define NOT_HEARD 0.002

/* Of Maju's own test tone. */
#define VOICE 440

typedef struct
{
  MajuDeviceMonitor *devices;
  MajuAudioSender *audio;
  Recorder *recorder;
  guint consumer;
  guint last_count;             /* is_still()'s */
  gint64 last_change;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->devices = maju_device_monitor_new ();
  fixture->audio = maju_audio_sender_new (fixture->devices);
  fixture->recorder = recorder_new ();
  fixture->consumer = maju_audio_sender_add_consumer (fixture->audio, recorder_cb,
                                                      fixture->recorder, NULL);
  wait_for (maju_device_monitor_get_ready (fixture->devices));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;

  maju_audio_sender_remove_consumer (fixture->audio, fixture->consumer);
  maju_device_stream_close_async (MAJU_DEVICE_STREAM (fixture->audio),
                                  store_result_cb, &result);
  wait_for (result != NULL);
  g_clear_object (&result);
  g_assert_finalize_object (fixture->audio);
  g_assert_finalize_object (fixture->devices);
  recorder_free (fixture->recorder);
}

/* How much of each tone others hear, of one second from now on; up to the first
 * that is 0. */
static void
listen (Fixture      *fixture,
        const double *hertz,
        double       *parts)
{
  g_autoptr(GPtrArray) samples = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  recorder_clear (fixture->recorder);
  wait_for (recorder_count (fixture->recorder) >= 50);
  samples = decode (fixture->recorder, "opusdec ! audioconvert "
                    "! capsfilter caps=audio/x-raw,format=S16LE,channels=1");
  for (guint i = 0; hertz[i] != 0; i++)
    {
      parts[i] = measure_tone (samples, 100, hertz[i], 100);
      g_string_append_printf (text, " %.0f Hz %.4f", hertz[i], parts[i]);
    }
  g_test_message ("heard:%s", text->str);
}

/* Until the first @n_heard of the tones are heard, and the others are not. */
static void
wait_tones (Fixture      *fixture,
            guint         n_heard,
            const double *hertz)
{
  double parts[8];
  gboolean right;

  for (guint tries = 0; tries < MAX_TRIES; tries++)
    {
      listen (fixture, hertz, parts);
      right = TRUE;
      for (guint i = 0; hertz[i] != 0; i++)
        right &= i < n_heard ? parts[i] > HEARD : parts[i] < NOT_HEARD;
      if (right)
        return;
    }

  g_error ("Something else is heard");
}

#define wait_tones(fixture, n_heard, ...) \
wait_tones (fixture, n_heard, (const double[]) { __VA_ARGS__, 0 })

static gboolean
is_running (Fixture *fixture)
{
  return maju_device_stream_get_state (MAJU_DEVICE_STREAM (fixture->audio)) ==
         MAJU_CAPTURE_STATE_RUNNING;
}

static void
start_microphone (Fixture *fixture)
{
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (fixture->audio),
                                    MAJU_DEVICE_ID_TEST);
  maju_audio_sender_set_active (fixture->audio, TRUE);
  wait_for (is_running (fixture));
}

/* Whether nothing has come for a second: what was on its way has. */
static gboolean
is_still (Fixture *fixture)
{
  guint count = recorder_count (fixture->recorder);
  gint64 now = g_get_monotonic_time ();

  if (fixture->last_change == 0 || count != fixture->last_count)
    fixture->last_change = now;
  fixture->last_count = count;

  return now - fixture->last_change >= G_TIME_SPAN_SECOND;
}

static gboolean
has_speaker (Fixture *fixture)
{
  MajuDevice *speaker =
    maju_device_monitor_lookup (fixture->devices, MAJU_DEVICE_KIND_SPEAKER, "speaker1");

  return speaker != NULL && maju_device_get_is_default (speaker);
}

/* Who begins to play while it comes is told of no format, and gives up. */
static TestDevice *
plug_speaker (Fixture *fixture)
{
  TestDevice *speaker = test_node_new ("speaker1", "Speaker", "Audio/Sink");

  wait_for (has_speaker (fixture));

  return speaker;
}

/* Players come and go; the voice is there all the time. */
static void
test_players (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(TestDevice) speaker = plug_speaker (fixture);
  g_autoptr(TestDevice) one = test_player_new ("one", 1000, 2, NULL);
  g_autoptr(TestDevice) two = NULL;

  start_microphone (fixture);
  wait_tones (fixture, 1, VOICE, 1000);

  maju_audio_sender_set_desktop_sound (fixture->audio, TRUE);
  wait_tones (fixture, 2, VOICE, 1000, 1500, 2100);

  two = test_player_new ("two", 1500, 1, NULL);
  wait_tones (fixture, 3, VOICE, 1000, 1500, 2100);

  g_clear_pointer (&one, test_device_free);
  wait_tones (fixture, 2, VOICE, 1500, 1000, 2100);

  one = test_player_new ("three", 2100, 6, NULL);
  wait_tones (fixture, 3, VOICE, 1500, 2100, 1000);

  maju_audio_sender_set_desktop_sound (fixture->audio, FALSE);
  wait_tones (fixture, 1, VOICE, 1000, 1500, 2100);

  /* And once more, as it was. */
  maju_audio_sender_set_desktop_sound (fixture->audio, TRUE);
  wait_tones (fixture, 3, VOICE, 1500, 2100, 1000);
}

/* Muted, and without any microphone. Nothing is told of the voice. */
static void
test_no_voice (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(TestDevice) player = test_player_new ("one", 1000, 2, NULL);
  guint count;

  maju_audio_sender_set_desktop_sound (fixture->audio, TRUE);
  wait_tones (fixture, 1, 1000, VOICE);
  g_assert_false (maju_audio_sender_get_speaking (fixture->audio));
  g_assert_cmpfloat (maju_audio_sender_get_level (fixture->audio), ==, -100);

  start_microphone (fixture);
  wait_tones (fixture, 2, 1000, VOICE);
  wait_for (maju_audio_sender_get_speaking (fixture->audio));
  wait_for (ABS (maju_audio_sender_get_level (fixture->audio) + 26) < 4);

  maju_audio_sender_set_enabled (fixture->audio, FALSE);
  wait_tones (fixture, 1, 1000, VOICE);

  maju_audio_sender_set_active (fixture->audio, FALSE);
  wait_tones (fixture, 1, 1000, VOICE);

  /* Nobody hears anything any more. */
  maju_audio_sender_set_active (fixture->audio, TRUE);
  maju_audio_sender_set_desktop_sound (fixture->audio, FALSE);
  wait_for (is_running (fixture));
  wait_for (is_still (fixture));
  count = recorder_count (fixture->recorder);
  g_clear_pointer (&player, test_device_free);
  g_assert_cmpuint (recorder_count (fixture->recorder), ==, count);
}

/* A voice of the call, as it comes from a peer. */
static GstFlowReturn
new_sample_cb (GstAppSink *sink,
               gpointer    user_data)
{
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);

  maju_playback_input_push (user_data, sample);

  return GST_FLOW_OK;
}

static GstElement *
start_voice (MajuPlaybackInput *input)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) sink = NULL;
  GstAppSinkCallbacks callbacks = { .new_sample = new_sample_cb };
  GstElement *pipeline;

  pipeline = gst_parse_launch ("audiotestsrc is-live=true freq=700 volume=0.3 "
                               "samplesperbuffer=480 ! audio/x-raw,"
                               "format=S16LE,rate=48000,channels=1 "
                               "! appsink name=out sync=true async=false",
                               &error);
  g_assert_no_error (error);
  maju_media_clock_setup (GST_PIPELINE (pipeline));
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks,
                              g_object_ref (input), g_object_unref);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);

  return pipeline;
}

static double
measure_speaker (double hertz)
{
  g_autoptr(GPtrArray) samples = test_record ("speaker1", 1);

  return measure_tone (samples, 200, hertz, 100);
}

/* The others' voices, those of another call, what only passes sound on and what
 * this process plays are in the speaker, but not in what is sent. */
static void
test_left_out (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(TestDevice) speaker = plug_speaker (fixture);
  g_autoptr(TestDevice) player = NULL;
  g_autoptr(TestDevice) other_call = NULL;
  g_autoptr(TestDevice) effect = NULL;
  g_autoptr(MajuPlayback) playback = NULL;
  g_autoptr(MajuPlaybackInput) input = NULL;
  g_autoptr(GstElement) voice = NULL;
  g_autoptr(GstElement) own = NULL;
  g_autoptr(TestTone) own_native = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  guint tries = 0;

  playback = maju_playback_new (fixture->devices);
  input = maju_playback_add_input (playback);
  voice = start_voice (input);
  own = gst_parse_launch ("audiotestsrc is-live=true freq=2900 volume=0.1 "
                          "! pulsesink", &error);
  g_assert_no_error (error);
  gst_element_set_state (own, GST_STATE_PLAYING);
  own_native = test_tone_new (3700);
  player = test_player_new ("one", 1000, 2, NULL);
  other_call = test_player_new ("other", 1700, 2,
                                "maju.call-sound=(string)true");
  effect = test_player_new ("effect", 2300, 2,
                            "node.link-group=(string)effects");

  maju_audio_sender_set_desktop_sound (fixture->audio, TRUE);
  while (measure_speaker (700) < HEARD || measure_speaker (1700) < HEARD ||
         measure_speaker (2300) < HEARD || measure_speaker (2900) < HEARD ||
         measure_speaker (3700) < HEARD)
    g_assert_cmpuint (tries++, <, MAX_TRIES);
  wait_tones (fixture, 1, 1000, 700, 1700, 2300, 2900, 3700);
  /* All the time, and not only until it was looked at. */
  wait_tones (fixture, 1, 1000, 700, 1700, 2300, 2900, 3700);

  gst_element_set_state (own, GST_STATE_NULL);
  gst_element_set_state (voice, GST_STATE_NULL);
  maju_playback_remove_input (playback, input);
  maju_device_stream_close_async (MAJU_DEVICE_STREAM (playback),
                                  store_result_cb, &result);
  wait_for (result != NULL);
}

/* PipeWire goes while its sound is shared, and comes back. */
static void
test_pipewire_gone (void)
{
  char *former = test_pipewire_leave ();
  Fixture fixture;

  set_up (&fixture, NULL);
  maju_audio_sender_set_desktop_sound (fixture.audio, TRUE);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(TestDevice) pipewire = test_program_new ("pipewire");
      g_autoptr(TestDevice) wireplumber = NULL;
      g_autoptr(TestDevice) speaker = NULL;
      g_autoptr(TestDevice) player = NULL;

      wait_for (maju_device_monitor_get_available (fixture.devices));
      wireplumber = test_program_new ("wireplumber");
      speaker = plug_speaker (&fixture);
      player = test_player_new ("one", 1000, 1, NULL);
      wait_tones (&fixture, 1, 1000);

      g_clear_pointer (&player, test_device_free);
      g_clear_pointer (&speaker, test_device_free);
      g_clear_pointer (&wireplumber, test_device_free);
      g_clear_pointer (&pipewire, test_device_free);
      wait_for (!maju_device_monitor_get_available (fixture.devices));
      g_assert_true (maju_audio_sender_get_desktop_sound (fixture.audio));
    }
  tear_down (&fixture, NULL);

  test_pipewire_return (former);
}

static void
test_ring (void)
{
  g_autoptr(MajuSoundRing) ring = maju_sound_ring_new ();
  float frames[2 * 1024];
  gint16 samples[480] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    frames[i] = i % 2 == 0 ? 0.5f : 0;

  /* Nothing has come, then too little to begin with. */
  maju_sound_ring_add_to (ring, samples, 480);
  maju_sound_ring_write (ring, frames, 1024);
  maju_sound_ring_add_to (ring, samples, 480);
  g_assert_cmpint (samples[0], ==, 0);

  maju_sound_ring_write (ring, frames, 1024);
  for (guint i = 0; i < 4; i++)
    {
      memset (samples, 0, sizeof samples);
      samples[479] = 30000;
      samples[478] = -5000;
      maju_sound_ring_add_to (ring, samples, 480);
      g_assert_cmpint (samples[0], ==, 8192);
      g_assert_cmpint (samples[478], ==, 3192);
      g_assert_cmpint (samples[479], ==, G_MAXINT16);
    }

  /* 128 are left, and it waits again. */
  memset (samples, 0, sizeof samples);
  maju_sound_ring_add_to (ring, samples, 480);
  g_assert_cmpint (samples[127], ==, 8192);
  g_assert_cmpint (samples[128], ==, 0);
  maju_sound_ring_write (ring, frames, 1024);
  memset (samples, 0, sizeof samples);
  maju_sound_ring_add_to (ring, samples, 480);
  g_assert_cmpint (samples[0], ==, 0);

  /* Of what nobody took only the last is kept; the worst is no sound at all. */
  for (guint i = 0; i < 100; i++)
    maju_sound_ring_write (ring, frames, 1024);
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    frames[i] = i % 2 == 0 ? NAN : INFINITY;
  maju_sound_ring_add_to (ring, samples, 480);
  g_assert_cmpint (samples[0], ==, 8192);
  maju_sound_ring_write (ring, frames, 1024);
  for (guint i = 0; i < 10; i++)
    {
      memset (samples, 0, sizeof samples);
      maju_sound_ring_add_to (ring, samples, 480);
    }
  g_assert_cmpint (samples[479], ==, 0);
}

static void
add (const char *path,
     void (* test)(Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/desktop-sound/ring", test_ring);
  add ("/desktop-sound/players", test_players);
  add ("/desktop-sound/no-voice", test_no_voice);
  add ("/desktop-sound/left-out", test_left_out);
  g_test_add_func ("/desktop-sound/pipewire-gone", test_pipewire_gone);

  return g_test_run ();
}
