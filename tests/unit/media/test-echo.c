/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Echo cancellation through real nodes: what the speaker plays leaks into the
 * microphone. Run it by tests/lib/with-pipewire. */
#include "maju-audio-sender.h"
#include "maju-playback.h"

#include "media-test-devices.h"
#include "media-test-util.h"

#include <math.h>

#define RATE 48000
#define PERIOD_MS 20
#define PERIOD (RATE * PERIOD_MS / 1000)

typedef struct
{
  MajuDeviceMonitor *devices;
  MajuPlayback *playback;
  MajuPlaybackInput *input;
  MajuAudioSender *sender;
  TestDevice *speaker;
  TestDevice *microphone;

  GArray *speech;
  guint position;
  gint64 start_us;
  guint source_id;
} Fixture;

/* Syllables of a voice: pulses of 100 to 220 Hz through a low pass, or noise,
 * swelling and fading, with pauses between. */
static GArray *
make_speech (guint seconds)
{
  GArray *speech = g_array_new (FALSE, FALSE, sizeof (gint16));
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);

  while (speech->len < seconds * RATE)
    {
      guint length = RATE * g_rand_double_range (rand, 0.12, 0.3);
      guint pause = RATE * g_rand_double_range (rand, 0.03, 0.3);
      double pitch = g_rand_double_range (rand, 100, 220);
      double smooth = g_rand_double_range (rand, 0.85, 0.97);
      gboolean hiss = g_rand_double (rand) < 0.3;
      double value = 0;

      for (guint i = 0; i < length; i++)
        {
          double noise = g_rand_double_range (rand, -1, 1);
          double phase = fmod (i * pitch / RATE, 1);
          double drive = hiss ? noise
                              : (phase < 0.1 ? 1 : -0.1) + noise * 0.1;
          gint16 sample;

          value = smooth * value + (1 - smooth) * drive * 4;
          sample = CLAMP (value * sin (G_PI * i / length) * 0.6, -1, 1) * 32000;
          g_array_append_val (speech, sample);
        }
      g_array_set_size (speech, speech->len + pause);
      memset (&g_array_index (speech, gint16, speech->len - pause), 0,
              pause * 2);
    }

  return speech;
}

/* Pushes what is due, with timestamps without a gap. */
static gboolean
push_cb (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GstCaps) caps = NULL;

  caps = gst_caps_from_string ("audio/x-raw,format=S16LE,rate=48000,channels=1,"
                               "layout=interleaved");
  while (fixture->start_us + fixture->position * 1000000ll / RATE <
         g_get_monotonic_time ())
    {
      guint offset = fixture->position % (fixture->speech->len - PERIOD);
      g_autoptr(GstBuffer) buffer = NULL;
      g_autoptr(GstSample) sample = NULL;

      buffer = gst_buffer_new_memdup (&g_array_index (fixture->speech, gint16,
                                                      offset), PERIOD * 2);
      GST_BUFFER_PTS (buffer) = fixture->start_us * 1000 +
        fixture->position * GST_SECOND / RATE;
      GST_BUFFER_DURATION (buffer) = PERIOD_MS * GST_MSECOND;
      sample = gst_sample_new (buffer, caps, NULL, NULL);
      maju_playback_input_push (fixture->input, sample);
      fixture->position += PERIOD;
    }

  return G_SOURCE_CONTINUE;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->devices = maju_device_monitor_new ();
  fixture->speaker = test_node_new ("speaker1", "Speaker", "Audio/Sink");
  fixture->microphone = test_node_new ("microphone1", "Microphone",
                                       "Audio/Source/Virtual");
  test_link ("speaker1:monitor_FL", "microphone1:input_MONO");
  wait_for (maju_device_monitor_lookup (fixture->devices,
                                        MAJU_DEVICE_KIND_MICROPHONE,
                                        "microphone1"), 10);

  fixture->playback = maju_playback_new (fixture->devices);
  fixture->sender = maju_audio_sender_new (fixture->devices);
  g_object_set (fixture->sender, "noise-suppression", FALSE,
                "gain-control", FALSE, NULL);
  fixture->speech = make_speech (20);
  fixture->input = maju_playback_add_input (fixture->playback);
  wait_for (maju_device_stream_get_state (MAJU_DEVICE_STREAM (fixture->playback)) ==
            MAJU_CAPTURE_STATE_RUNNING, 10);
  fixture->start_us = g_get_monotonic_time ();
  fixture->source_id = g_timeout_add (10, push_cb, fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(GAsyncResult) playback = NULL;
  g_autoptr(GAsyncResult) sender = NULL;

  g_source_remove (fixture->source_id);
  maju_device_stream_close_async (MAJU_DEVICE_STREAM (fixture->playback),
                                  store_result_cb, &playback);
  maju_device_stream_close_async (MAJU_DEVICE_STREAM (fixture->sender),
                                  store_result_cb, &sender);
  wait_for (playback != NULL && sender != NULL, 10);
  g_clear_object (&playback);
  g_clear_object (&sender);
  g_clear_object (&fixture->input);
  g_assert_finalize_object (fixture->playback);
  g_assert_finalize_object (fixture->sender);
  g_clear_pointer (&fixture->microphone, test_device_free);
  g_clear_pointer (&fixture->speaker, test_device_free);
  g_array_unref (fixture->speech);
  g_object_unref (fixture->devices);
}

/* Listens to what is sent until a second of it is quieter than @enough, at most
 * @seconds. Returns: the quietest second. */
static double
measure_sent (Fixture *fixture,
              gboolean cancel,
              double   enough,
              guint    seconds)
{
  g_autoptr(Recorder) recorder = recorder_new ();
  double quietest = 0;
  guint id;

  g_object_set (fixture->sender, "echo-cancellation", cancel, NULL);
  maju_audio_sender_set_active (fixture->sender, TRUE);
  id = maju_audio_sender_add_consumer (fixture->sender, recorder_cb, recorder,
                                       NULL);
  for (guint second = 1; second < seconds && quietest > enough; second++)
    {
      g_autoptr(GPtrArray) samples = NULL;
      double level;

      wait_for (recorder_count (recorder) >= (second + 1) * 50, 10);
      samples = decode (recorder, "opusdec");
      level = measure_part (samples, second * 1000 - 100, 1000);
      g_test_message ("%s %u s: %.1f dBFS", cancel ? "cancelled" : "echo",
                      second, level);
      quietest = MIN (quietest, level);
    }
  maju_audio_sender_remove_consumer (fixture->sender, id);
  maju_audio_sender_set_active (fixture->sender, FALSE);

  return quietest;
}

/* The canceller has learnt within two seconds, but where the machine is busy
 * sound is lost, and it has to learn anew: hence the patience. */
static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  double echo = measure_sent (fixture, FALSE, -100, 5);

  g_assert_cmpfloat (echo, >, -40);
  g_assert_cmpfloat (measure_sent (fixture, TRUE, echo - 20, 30), <,
                     echo - 20);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

  g_test_add ("/media/echo/cancelled", Fixture, NULL, set_up, test_cancelled,
              tear_down);

  return g_test_run ();
}
