/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Playback on real speakers of PipeWire: run it by tests/lib/with-pipewire. */
#include "maju-audio-sender.h"
#include "maju-playback.h"

#include "media-test-devices.h"
#include "media-test-util.h"

#include <glib/gstdio.h>
#include <gst/app/app.h>
#include <math.h>

/* A tone's part of the power in pieces of 100 ms, 1 where it is alone. On a
 * machine that is busy each gap takes its piece away, but what does not sound
 * cannot be found. */
#define HEARD 0.04
#define NOT_HEARD 0.004

typedef struct
{
  MajuDeviceMonitor *devices;
  MajuPlayback *playback;
} Fixture;

/* A voice: live sound with timestamps of the shared clock, pushed from a
 * thread of its own as a peer does. */
typedef struct
{
  MajuPlayback *playback;
  MajuPlaybackInput *input;
  GstElement *pipeline;
} Voice;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->devices = maju_device_monitor_new ();
  fixture->playback = maju_playback_new (fixture->devices);
  wait_for (maju_device_monitor_get_ready (fixture->devices));
}

static void
close_playback (MajuPlayback *playback)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  maju_device_stream_close_async (MAJU_DEVICE_STREAM (playback),
                                  store_result_cb, &result);
  wait_for (result != NULL);
  maju_device_stream_close_finish (MAJU_DEVICE_STREAM (playback),
                                   result, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  close_playback (fixture->playback);
  g_assert_finalize_object (fixture->playback);
  g_assert_finalize_object (fixture->devices);
}

static GstFlowReturn
new_sample_cb (GstAppSink *sink,
               gpointer    user_data)
{
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);

  maju_playback_input_push (user_data, sample);

  return GST_FLOW_OK;
}

static Voice *
voice_new (MajuPlayback *playback,
           const char   *description)
{
  g_autofree char *text = g_strconcat (description, " ! appsink name=out "
                                       "sync=true async=false", NULL);
  g_autoptr(GstElement) sink = NULL;
  GstAppSinkCallbacks callbacks = { .new_sample = new_sample_cb };
  Voice *self = g_new0 (Voice, 1);
  g_autoptr(GError) error = NULL;

  self->playback = g_object_ref (playback);
  self->input = maju_playback_add_input (playback);
  self->pipeline = gst_parse_launch (text, &error);
  g_assert_no_error (error);
  maju_media_clock_setup (GST_PIPELINE (self->pipeline));
  sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "out");
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks,
                              g_object_ref (self->input), g_object_unref);
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);

  return self;
}

static Voice *
tone_new (MajuPlayback *playback,
          guint         hertz)
{
  g_autofree char *description = NULL;

  description = g_strdup_printf ("audiotestsrc is-live=true freq=%u volume=0.1 "
                                 "samplesperbuffer=480 ! audio/x-raw,"
                                 "format=S16LE,rate=48000,channels=2", hertz);

  return voice_new (playback, description);
}

static void
voice_free (Voice *self)
{
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);
  maju_playback_remove_input (self->playback, self->input);
  g_object_unref (self->input);
  g_object_unref (self->playback);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Voice, voice_free)

static gboolean
is_running (Fixture *fixture)
{
  return maju_device_stream_get_state (MAJU_DEVICE_STREAM (fixture->playback)) ==
         MAJU_CAPTURE_STATE_RUNNING;
}

static gboolean
has_failed (Fixture       *fixture,
            MajuMediaError code)
{
  return maju_device_stream_get_state (MAJU_DEVICE_STREAM (fixture->playback)) ==
         MAJU_CAPTURE_STATE_FAILED &&
         g_error_matches (maju_device_stream_get_error (MAJU_DEVICE_STREAM (fixture->playback)),
                          MAJU_MEDIA_ERROR, code);
}

static TestDevice *
plug_speaker (Fixture    *fixture,
              const char *id)
{
  TestDevice *speaker = test_node_new (id, id, "Audio/Sink");

  wait_for (maju_device_monitor_lookup (fixture->devices,
                                        MAJU_DEVICE_KIND_SPEAKER, id));

  return speaker;
}

/* Records a speaker for a second and says how much of each tone there is:
 * powers relative to all, and the level. */
static void
listen (const char *speaker,
        double      hertz_a,
        double     *tone_a,
        double      hertz_b,
        double     *tone_b,
        double     *level)
{
  g_autoptr(GPtrArray) samples = test_record (speaker, 1.5);

  *level = measure_level (samples, 400);
  *tone_a = measure_tone (samples, 400, hertz_a, 100);
  *tone_b = measure_tone (samples, 400, hertz_b, 100);
  g_test_message ("%s: %.0f Hz %.3f, %.0f Hz %.3f, %.1f dBFS", speaker,
                  hertz_a, *tone_a, hertz_b, *tone_b, *level);
}

/* Listens until what is heard is so; a busy machine leaves gaps in it. */
#define listen_for(condition, speaker, hertz_a, hertz_b) \
G_STMT_START { \
  guint tries = 0; \
  double a, b, level; \
  do \
    { \
      g_assert_cmpuint (tries++, <, MAX_TRIES); \
      listen (speaker, hertz_a, &a, hertz_b, &b, &level); \
    } while (!(condition)); \
} G_STMT_END

static void
test_mix (Fixture      *fixture,
          gconstpointer data)
{
  g_autoptr(TestDevice) speaker = plug_speaker (fixture, "speaker1");
  g_autoptr(Voice) one = NULL;
  g_autoptr(Voice) two = NULL;

  g_assert_cmpint (maju_device_stream_get_state (MAJU_DEVICE_STREAM (fixture->playback)), ==,
                   MAJU_CAPTURE_STATE_OFF);
  one = tone_new (fixture->playback, 500);
  wait_for (is_running (fixture));
  two = tone_new (fixture->playback, 1250);
  wait_for (maju_playback_input_get_speaking (one->input) &&
            maju_playback_input_get_speaking (two->input));
  wait_for (ABS (maju_playback_input_get_level (one->input) + 23) < 1);
  listen_for (a > HEARD && b > HEARD && ABS (level + 20) < 6,
              "speaker1", 500, 1250);

  /* One goes, the other is not disturbed. */
  g_clear_pointer (&one, voice_free);
  listen_for (a < NOT_HEARD && b > HEARD, "speaker1", 500, 1250);

  maju_playback_input_set_volume (two->input, 0.5);
  listen_for (ABS (level + 29) < 5, "speaker1", 500, 1250);
  /* Whoever is turned down is still seen to speak. */
  wait_for (ABS (maju_playback_input_get_level (two->input) + 23) < 1);
  maju_playback_input_set_volume (two->input, 0);
  listen_for (level < -90, "speaker1", 500, 1250);
  wait_for (maju_playback_input_get_speaking (two->input));

  g_clear_pointer (&two, voice_free);
  g_assert_cmpint (maju_device_stream_get_state (MAJU_DEVICE_STREAM (fixture->playback)), ==,
                   MAJU_CAPTURE_STATE_OFF);
}

static void
test_chosen_speaker (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr(TestDevice) one = plug_speaker (fixture, "speaker1");
  g_autoptr(TestDevice) two = plug_speaker (fixture, "speaker2");
  g_autofree char *role = NULL;
  g_autoptr(Voice) voice = NULL;

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (fixture->playback),
                                    "speaker2");
  voice = tone_new (fixture->playback, 500);
  wait_for (is_running (fixture));
  listen_for (a > HEARD, "speaker2", 500, 1000);
  /* By it a headset changes to the profile that has a microphone. */
  role = test_query_pipewire (".[] | select(.info.props.\"media.class\"=="
                              "\"Stream/Output/Audio\") "
                              "| .info.props.\"media.role\"");
  g_assert_cmpstr (role, ==, "Communication");
  listen_for (level < -90, "speaker1", 500, 1000);

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (fixture->playback),
                                    "speaker1");
  wait_for (is_running (fixture));
  listen_for (a > HEARD, "speaker1", 500, 1000);
  listen_for (level < -90, "speaker2", 500, 1000);
}

/* Nobody stalls for want of a speaker, and one that comes is taken. */
static void
test_no_speaker (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(TestDevice) speaker = NULL;
  g_autoptr(Voice) voice = tone_new (fixture->playback, 500);

  wait_for (has_failed (fixture, MAJU_MEDIA_ERROR_NO_DEVICE));
  wait_for (maju_playback_input_get_speaking (voice->input));
  maju_device_stream_retry (MAJU_DEVICE_STREAM (fixture->playback));
  g_assert_true (has_failed (fixture, MAJU_MEDIA_ERROR_NO_DEVICE));

  for (guint i = 0; i < 2; i++)
    {
      speaker = plug_speaker (fixture, "speaker1");
      wait_for (is_running (fixture));
      listen_for (a > HEARD, "speaker1", 500, 1000);

      g_clear_pointer (&speaker, test_device_free);
      wait_for (has_failed (fixture, MAJU_MEDIA_ERROR_UNPLUGGED));
      wait_for (maju_playback_input_get_speaking (voice->input));
    }
}

/* What comes late and too much is dropped, what has no time, too. */
static void
test_bad_samples (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(TestDevice) speaker = plug_speaker (fixture, "speaker1");
  g_autoptr(Voice) voice = tone_new (fixture->playback, 500);
  g_autoptr(MajuPlaybackInput) input = NULL;
  g_autoptr(GstSample) last = NULL;
  g_autoptr(GstCaps) caps = NULL;

  input = maju_playback_add_input (fixture->playback);
  caps = gst_caps_from_string ("audio/x-raw,format=S16LE,rate=16000,channels=1,"
                               "layout=interleaved");
  wait_for (is_running (fixture));
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr(GstBuffer) buffer = gst_buffer_new_allocate (NULL, 320, NULL);
      g_autoptr(GstSample) sample = NULL;

      gst_buffer_memset (buffer, 0, 0x55, 320);
      GST_BUFFER_DURATION (buffer) = 10 * GST_MSECOND;
      if (i % 3 == 1)
        GST_BUFFER_PTS (buffer) = i;
      else if (i % 3 == 2)
        GST_BUFFER_PTS (buffer) = 1000 * (g_get_monotonic_time () - 3000000);
      sample = gst_sample_new (buffer, caps, NULL, NULL);
      maju_playback_input_push (input, sample);
    }

  wait_for (maju_playback_input_get_speaking (voice->input));
  g_assert_cmpfloat (maju_playback_input_get_level (input), ==, -100);
  listen_for (a > HEARD, "speaker1", 500, 1000);
  maju_playback_remove_input (fixture->playback, input);

  /* It may go on pushing for a moment. */
  last = gst_sample_new (NULL, caps, NULL, NULL);
  maju_playback_input_push (input, last);
}

static void
test_leaks (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(TestDevice) speaker = plug_speaker (fixture, "speaker1");
  guint rounds = g_test_slow () ? 100 : 12;
  guint threads = 0;
  guint descriptors = 0;

  for (guint i = 0; i < rounds; i++)
    {
      g_autoptr(MajuPlayback) playback = NULL;
      Voice *one;
      Voice *two;

      close_playback (fixture->playback);
      g_object_unref (fixture->playback);
      fixture->playback = maju_playback_new (fixture->devices);
      one = tone_new (fixture->playback, 500);
      two = tone_new (fixture->playback, 1250);
      if (i % 3)
        wait_for (is_running (fixture));
      voice_free (one);
      voice_free (two);
      if (i == 4)
        {
          close_playback (fixture->playback);
          g_object_unref (fixture->playback);
          fixture->playback = maju_playback_new (fixture->devices);
          threads = count_threads ();
          descriptors = count_descriptors ();
        }
    }

  close_playback (fixture->playback);
  g_object_unref (fixture->playback);
  g_test_message ("threads %u -> %u, descriptors %u -> %u", threads,
                  count_threads (), descriptors, count_descriptors ());
  /* The process' pool lets its threads go after a while. */
  wait_for (count_threads () <= threads + 1);
  wait_for (count_descriptors () <= descriptors);
  fixture->playback = maju_playback_new (fixture->devices);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  g_thread_pool_set_max_idle_time (500);
  maju_media_init (&error);
  g_assert_no_error (error);

#define add(name, func) \
g_test_add ("/media/playback/" name, Fixture, NULL, set_up, func, tear_down)

  add ("mix", test_mix);
  add ("speaker/chosen", test_chosen_speaker);
  add ("speaker/none", test_no_speaker);
  add ("bad-samples", test_bad_samples);
  add ("leaks", test_leaks);

#undef add

  return g_test_run ();
}
