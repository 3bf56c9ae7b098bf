/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The senders with the test picture and tone: no PipeWire is needed. */
#include "maju-audio-sender.h"
#include "maju-video-sender.h"

#include "media-test-util.h"

#include <gst/audio/audio.h>

static void
close_stream (gpointer stream)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  maju_device_stream_close_async (stream, store_result_cb, &result);
  wait_for (result != NULL);
  g_assert_true (maju_device_stream_close_finish (stream, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (maju_device_stream_get_state (stream), ==,
                   MAJU_CAPTURE_STATE_OFF);
}

static gboolean
is_running (gpointer stream)
{
  return maju_device_stream_get_state (stream) == MAJU_CAPTURE_STATE_RUNNING;
}

static gint64
get_pts (Recorder *recorder,
         guint     i)
{
  return GST_BUFFER_PTS (gst_sample_get_buffer (recorder_get (recorder, i)));
}

static void
assert_first_is_key (Recorder *recorder)
{
  GstBuffer *buffer = gst_sample_get_buffer (recorder_get (recorder, 0));

  g_assert_false (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT));
}

/* Encoded once: three watchers get the very same buffers. */
static void
test_video_shared (void)
{
  g_autoptr(MajuDeviceMonitor) devices = maju_device_monitor_new ();
  g_autoptr(MajuVideoSender) sender = maju_video_sender_new (devices, FALSE);
  g_autoptr(Recorder) one = recorder_new ();
  g_autoptr(Recorder) two = recorder_new ();
  g_autoptr(Recorder) late = recorder_new ();
  g_autoptr(Recorder) idle = recorder_new ();
  g_autoptr(GPtrArray) pictures = NULL;
  guint ids[4];
  guint offset = G_MAXUINT;
  gint64 start = g_get_monotonic_time () * 1000;

  ids[0] = maju_video_sender_add_consumer (sender, 720, recorder_cb, one, NULL);
  ids[1] = maju_video_sender_add_consumer (sender, 600, recorder_cb, two, NULL);
  ids[2] = maju_video_sender_add_consumer (sender, 0, recorder_cb, idle, NULL);
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (sender),
                                    MAJU_DEVICE_ID_TEST);
  g_assert_cmpint (maju_device_stream_get_state (MAJU_DEVICE_STREAM (sender)), ==,
                   MAJU_CAPTURE_STATE_OFF);
  maju_video_sender_set_enabled (sender, TRUE);
  g_assert_cmpint (maju_device_stream_get_state (MAJU_DEVICE_STREAM (sender)), ==,
                   MAJU_CAPTURE_STATE_STARTING);
  wait_for (is_running (sender));
  wait_for (recorder_count (one) >= 20);

  /* Timestamps are the shared clock's. */
  g_assert_cmpint (get_pts (one, 0), >, start - (gint64) GST_SECOND);
  g_assert_cmpint (get_pts (one, 0), <, g_get_monotonic_time () * 1000);

  ids[3] = maju_video_sender_add_consumer (sender, 720, recorder_cb, late, NULL);
  wait_for (recorder_count (late) >= 20);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    maju_video_sender_remove_consumer (sender, ids[i]);
  g_assert_cmpuint (recorder_count (idle), ==, 0);

  assert_first_is_key (one);
  assert_first_is_key (two);
  assert_first_is_key (late);
  for (guint i = 0; i < MIN (recorder_count (one), recorder_count (two)); i++)
    g_assert_true (gst_sample_get_buffer (recorder_get (one, i)) ==
                   gst_sample_get_buffer (recorder_get (two, i)));
  for (guint i = 0; i < recorder_count (one); i++)
    if (get_pts (one, i) == get_pts (late, 0))
      offset = i;
  g_assert_cmpuint (offset, <, recorder_count (one));
  for (guint i = 0; i + offset < recorder_count (one); i++)
    g_assert_true (gst_sample_get_buffer (recorder_get (one, offset + i)) ==
                   gst_sample_get_buffer (recorder_get (late, i)));

  /* What the late one got can be decoded by itself. */
  pictures = decode (late, "vp8dec");
  g_assert_cmpuint (pictures->len, ==, recorder_count (late));

  close_stream (sender);
}

static void
test_video_key_frames (void)
{
  g_autoptr(MajuDeviceMonitor) devices = maju_device_monitor_new ();
  g_autoptr(MajuVideoSender) sender = maju_video_sender_new (devices, FALSE);
  g_autoptr(Recorder) recorder = recorder_new ();
  gint64 start;
  guint n_keys;
  guint id;
  guint count;

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (sender),
                                    MAJU_DEVICE_ID_TEST);
  maju_video_sender_set_enabled (sender, TRUE);
  id = maju_video_sender_add_consumer (sender, 720, recorder_cb, recorder,
                                       NULL);
  wait_for (recorder_count (recorder) >= 40);
  g_assert_cmpuint (recorder_count_keys (recorder), ==, 1);

  /* Asked for with every frame: not more than two a second. */
  start = g_get_monotonic_time ();
  recorder_clear (recorder);
  while ((count = recorder_count (recorder)) < 60 ||
         (recorder_count_keys (recorder) < 2 && count < 1000))
    {
      maju_video_sender_request_key_frame (sender);
      wait_for (recorder_count (recorder) > count);
    }
  maju_video_sender_remove_consumer (sender, id);

  /* One may have been asked for before. */
  n_keys = recorder_count_keys (recorder);
  g_assert_cmpuint (n_keys, >=, 2);
  g_assert_cmpint (n_keys, <=,
                   (g_get_monotonic_time () - start) / 500000 + 2);

  /* Nobody watched for a while; who comes then begins with a key frame. */
  recorder_clear (recorder);
  id = maju_video_sender_add_consumer (sender, 720, recorder_cb, recorder,
                                       NULL);
  wait_for (recorder_count (recorder) >= 5);
  assert_first_is_key (recorder);
  maju_video_sender_remove_consumer (sender, id);
  close_stream (sender);
}

static void
test_video_off (void)
{
  g_autoptr(MajuDeviceMonitor) devices = maju_device_monitor_new ();
  g_autoptr(MajuVideoSender) sender = maju_video_sender_new (devices, FALSE);
  g_autoptr(Recorder) recorder = recorder_new ();
  g_autofree char *name = NULL;
  guint id;
  guint count;

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (sender),
                                    MAJU_DEVICE_ID_TEST);
  id = maju_video_sender_add_consumer (sender, 720, recorder_cb, recorder,
                                       NULL);
  maju_video_sender_set_enabled (sender, TRUE);
  wait_for (recorder_count (recorder) >= 5);
  g_object_get (sender, "device-name", &name, NULL);
  g_assert_nonnull (name);

  maju_video_sender_set_enabled (sender, FALSE);
  g_assert_cmpint (maju_device_stream_get_state (MAJU_DEVICE_STREAM (sender)), ==,
                   MAJU_CAPTURE_STATE_OFF);
  maju_video_sender_set_enabled (sender, TRUE);
  wait_for (is_running (sender));
  recorder_clear (recorder);
  wait_for (recorder_count (recorder) >= 5);

  maju_video_sender_remove_consumer (sender, id);
  count = recorder_count (recorder);
  close_stream (sender);
  g_assert_cmpuint (recorder_count (recorder), ==, count);
}

/* A device that does not exist is never replaced by another. */
static void
test_video_unknown (void)
{
  g_autoptr(MajuDeviceMonitor) devices = maju_device_monitor_new ();
  g_autoptr(MajuVideoSender) sender = maju_video_sender_new (devices, FALSE);
  const GError *error;

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (sender),
                                    "no-such-camera");
  maju_video_sender_set_enabled (sender, TRUE);
  wait_for (maju_device_stream_get_state (MAJU_DEVICE_STREAM (sender)) ==
            MAJU_CAPTURE_STATE_FAILED);
  /* This may run where there is no PipeWire. */
  error = maju_device_stream_get_error (MAJU_DEVICE_STREAM (sender));
  if (!g_error_matches (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_NO_SERVICE))
    g_assert_error (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_NO_DEVICE);
  close_stream (sender);
}

/* A second of what is sent. The first sample is shorter by what the encoder
 * looks ahead.
 *
 * Returns: whether this machine was there for all of it. */
static gboolean
record_second (MajuAudioSender *sender,
               Recorder        *recorder)
{
  gboolean whole = TRUE;
  guint id;

  recorder_clear (recorder);
  id = maju_audio_sender_add_consumer (sender, recorder_cb, recorder, NULL);
  wait_for (recorder_count (recorder) >= 50);
  maju_audio_sender_remove_consumer (sender, id);
  for (guint i = 2; i < recorder_count (recorder); i++)
    {
      gint64 step = get_pts (recorder, i) - get_pts (recorder, i - 1);

      g_assert_cmpint (step, >=, 20 * GST_MSECOND);
      whole = whole && step == 20 * GST_MSECOND;
    }

  return whole;
}

/* What each packet says of itself (RFC 6464). */
static void
assert_levels (Recorder *recorder,
               guint     level)
{
  for (guint i = 0; i < recorder_count (recorder); i++)
    {
      GstBuffer *buffer = gst_sample_get_buffer (recorder_get (recorder, i));
      GstAudioLevelMeta *meta = gst_buffer_get_audio_level_meta (buffer);

      g_assert_nonnull (meta);
      g_assert_cmpuint (meta->level, <=, 127);
      if (i > 2)
        {
          g_assert_cmpint (ABS ((int) meta->level - (int) level), <=, 1);
          g_assert_true (meta->voice_activity);
        }
    }
}

static void
test_audio_tone (void)
{
  g_autoptr(MajuDeviceMonitor) devices = maju_device_monitor_new ();
  g_autoptr(MajuAudioSender) sender = maju_audio_sender_new (devices);
  g_autoptr(Recorder) recorder = recorder_new ();
  g_autoptr(GPtrArray) sounds = NULL;
  guint tries = 0;

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (sender),
                                    MAJU_DEVICE_ID_TEST);
  maju_audio_sender_set_active (sender, TRUE);
  while (!record_second (sender, recorder))
    g_assert_cmpuint (++tries, <, MAX_TRIES);
  wait_for (maju_audio_sender_get_speaking (sender));
  wait_for (ABS (maju_audio_sender_get_level (sender) + 29) < 0.5);

  sounds = decode (recorder, "opusdec");
  g_assert_cmpfloat (measure_tone (sounds, 200, 440, 100), >, 0.95);
  g_assert_cmpfloat_with_epsilon (measure_level (sounds, 200), -29, 1);
  assert_levels (recorder, 29);

  maju_audio_sender_set_active (sender, FALSE);
  g_assert_false (maju_audio_sender_get_speaking (sender));
  g_assert_cmpfloat (maju_audio_sender_get_level (sender), ==, -100);
  close_stream (sender);
}

static void
test_audio_muted (void)
{
  g_autoptr(MajuDeviceMonitor) devices = maju_device_monitor_new ();
  g_autoptr(MajuAudioSender) sender = maju_audio_sender_new (devices);
  g_autoptr(Recorder) recorder = recorder_new ();
  gint64 start;
  guint id;

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (sender),
                                    MAJU_DEVICE_ID_TEST);
  maju_audio_sender_set_enabled (sender, FALSE);
  id = maju_audio_sender_add_consumer (sender, recorder_cb, recorder, NULL);
  maju_audio_sender_set_active (sender, TRUE);

  /* One is heard by oneself, and by nobody else. */
  wait_for (maju_audio_sender_get_speaking (sender));
  g_assert_cmpuint (recorder_count (recorder), ==, 0);

  maju_audio_sender_set_enabled (sender, TRUE);
  start = g_get_monotonic_time () * 1000;
  wait_for (recorder_count (recorder) >= 10);
  g_test_message ("the first that is sent was said %.0f ms after it was asked",
                  (get_pts (recorder, 0) - start) / 1e6);

  maju_audio_sender_set_enabled (sender, FALSE);
  recorder_clear (recorder);
  wait_for (!maju_audio_sender_get_enabled (sender));
  maju_audio_sender_remove_consumer (sender, id);
  close_stream (sender);
}

/* Packets that carry their predecessor once more: the second bit of a voice's
 * 20 ms (RFC 6716, 4.2.3 and 4.2.4). */
static guint
count_repeats (Recorder *recorder)
{
  guint repeats = 0;

  for (guint i = 0; i < recorder_count (recorder); i++)
    {
      GstBuffer *buffer = gst_sample_get_buffer (recorder_get (recorder, i));
      guint8 data[2] = { 0xff, 0 };

      gst_buffer_extract (buffer, 0, data, sizeof data);
      repeats += data[0] >> 3 < 16 && (data[1] >> 6 & 1);
    }

  return repeats;
}

static void
test_audio_packet_loss (void)
{
  g_autoptr(MajuDeviceMonitor) devices = maju_device_monitor_new ();
  g_autoptr(MajuAudioSender) sender = maju_audio_sender_new (devices);
  g_autoptr(Recorder) recorder = recorder_new ();
  guint id;

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (sender),
                                    MAJU_DEVICE_ID_TEST);
  maju_audio_sender_set_packet_loss (sender, 0);
  maju_audio_sender_set_active (sender, TRUE);
  id = maju_audio_sender_add_consumer (sender, recorder_cb, recorder, NULL);
  wait_for (recorder_count (recorder) >= 50);
  g_assert_cmpuint (count_repeats (recorder), ==, 0);

  maju_audio_sender_set_packet_loss (sender, 30);
  wait_for (count_repeats (recorder) > 0);
  maju_audio_sender_remove_consumer (sender, id);
  close_stream (sender);
}

/* Who forgets to close loses nothing but the moment of it. */
static void
test_dropped (void)
{
  g_autoptr(MajuDeviceMonitor) devices = maju_device_monitor_new ();
  MajuVideoSender *video = maju_video_sender_new (devices, FALSE);
  MajuAudioSender *audio = maju_audio_sender_new (devices);
  guint threads = count_threads ();

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (video),
                                    MAJU_DEVICE_ID_TEST);
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (audio),
                                    MAJU_DEVICE_ID_TEST);
  maju_video_sender_set_enabled (video, TRUE);
  maju_audio_sender_set_active (audio, TRUE);
  wait_for (is_running (video));
  g_assert_cmpuint (count_threads (), >, threads);
  g_assert_finalize_object (video);
  g_assert_finalize_object (audio);

  /* GLib keeps a worker and who starts the threads of pools. */
  wait_for (count_threads () <= threads + 2);
}

/* Opens and closes both senders; afterwards nothing more than before lives. */
static void
test_leaks (void)
{
  g_autoptr(MajuDeviceMonitor) devices = maju_device_monitor_new ();
  guint rounds = g_test_slow () ? 100 : 20;
  guint threads = 0;
  guint descriptors = 0;

  for (guint i = 0; i < rounds; i++)
    {
      g_autoptr(MajuVideoSender) video = maju_video_sender_new (devices, FALSE);
      g_autoptr(MajuAudioSender) audio = maju_audio_sender_new (devices);

      maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (video),
                                        MAJU_DEVICE_ID_TEST);
      maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (audio),
                                        MAJU_DEVICE_ID_TEST);
      maju_video_sender_set_enabled (video, TRUE);
      maju_audio_sender_set_active (audio, TRUE);
      if (i % 4 != 3)
        wait_for (is_running (video));
      close_stream (video);
      close_stream (audio);

      /* The first rounds start what the process keeps, such as its pool. */
      if (i == 4)
        {
          threads = count_threads ();
          descriptors = count_descriptors ();
        }
    }

  g_test_message ("threads %u -> %u, descriptors %u -> %u", threads,
                  count_threads (), descriptors, count_descriptors ());
  /* The process' pool lets its threads go after a while. */
  wait_for (count_threads () <= threads + 1);
  wait_for (count_descriptors () <= descriptors);
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

  g_test_add_func ("/media/senders/video/shared", test_video_shared);
  g_test_add_func ("/media/senders/video/key-frames", test_video_key_frames);
  g_test_add_func ("/media/senders/video/off", test_video_off);
  g_test_add_func ("/media/senders/video/unknown", test_video_unknown);
  g_test_add_func ("/media/senders/audio/tone", test_audio_tone);
  g_test_add_func ("/media/senders/audio/muted", test_audio_muted);
  g_test_add_func ("/media/senders/audio/packet-loss", test_audio_packet_loss);
  g_test_add_func ("/media/senders/dropped", test_dropped);
  g_test_add_func ("/media/senders/leaks", test_leaks);

  return g_test_run ();
}
