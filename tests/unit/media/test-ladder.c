/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sizes in which the test picture is sent: no PipeWire is needed. */
#include "maju-video-ladder-private.h"
#include "maju-video-sender.h"

#include "media-test-util.h"

typedef struct
{
  MajuDeviceMonitor *devices;
  MajuVideoSender *sender;
  Recorder *recorder;
  guint id;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->devices = maju_device_monitor_new ();
  fixture->sender = maju_video_sender_new (fixture->devices, FALSE);
  fixture->recorder = recorder_new ();
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (fixture->sender),
                                    MAJU_DEVICE_ID_TEST);
  maju_video_sender_set_enabled (fixture->sender, TRUE);
  fixture->id = maju_video_sender_add_consumer (fixture->sender, 720,
                                                recorder_cb, fixture->recorder,
                                                NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (fixture->id != 0)
    maju_video_sender_remove_consumer (fixture->sender, fixture->id);
  maju_device_stream_close_async (MAJU_DEVICE_STREAM (fixture->sender),
                                  store_result_cb, &result);
  wait_for (result != NULL);
  g_clear_object (&result);
  g_assert_finalize_object (fixture->sender);
  g_object_unref (fixture->devices);
  recorder_free (fixture->recorder);
}

/* Of a key frame, RFC 6386 section 9.1; 0 for any other. */
static guint
read_height (GstBuffer *buffer)
{
  guint8 header[10];

  g_assert_cmpuint (gst_buffer_extract (buffer, 0, header, 10), ==, 10);
  if ((header[0] & 1) != 0)
    return 0;

  g_assert_cmpmem (header + 3, 3, "\x9d\x01\x2a", 3);

  return GST_READ_UINT16_LE (header + 8) & 0x3fff;
}

/* Of the newest frame: that of the last key frame before it. */
static guint
newest_height (Recorder *recorder)
{
  for (guint i = recorder_count (recorder); i > 0; i--)
    {
      GstSample *sample = recorder_get (recorder, i - 1);
      guint height = read_height (gst_sample_get_buffer (sample));

      if (height != 0)
        return height;
    }

  return 0;
}

static guint
count_heights (Recorder *recorder)
{
  guint last = 0, n = 0;

  for (guint i = 0; i < recorder_count (recorder); i++)
    {
      GstSample *sample = recorder_get (recorder, i);
      guint height = read_height (gst_sample_get_buffer (sample));

      if (height != 0 && height != last)
        {
          last = height;
          n++;
        }
    }

  return n;
}

/* Ends the watching. */
static void
assert_decodes (Fixture *fixture)
{
  g_autoptr(GPtrArray) pictures = NULL;
  GstClockTime last = 0;

  maju_video_sender_remove_consumer (fixture->sender, fixture->id);
  fixture->id = 0;
  pictures = decode (fixture->recorder, "vp8dec");
  g_assert_cmpuint (pictures->len, ==, recorder_count (fixture->recorder));
  for (guint i = 0; i < pictures->len; i++)
    {
      GstBuffer *picture = gst_sample_get_buffer (pictures->pdata[i]);

      g_assert_cmpuint (GST_BUFFER_PTS (picture), >, last);
      last = GST_BUFFER_PTS (picture);
    }
}

static void
test_sizes (Fixture      *fixture,
            gconstpointer data)
{
  static const struct
  {
    guint shown, sent;
  } sizes[] = {
    { 90, 180 }, { 180, 180 }, { 181, 360 }, { 360, 360 }, { 361, 720 },
    { 2160, 720 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(Recorder) recorder = recorder_new ();
      guint id;

      id = maju_video_sender_add_consumer (fixture->sender, sizes[i].shown,
                                           recorder_cb, recorder, NULL);
      wait_for (recorder_count (recorder) >= 3);
      maju_video_sender_remove_consumer (fixture->sender, id);
      g_assert_cmpuint (newest_height (recorder), ==, sizes[i].sent);
    }
}

/* The old size goes on until the new one begins with a key frame: what arrives
 * can be decoded without a hole. */
static void
test_switch (Fixture      *fixture,
             gconstpointer data)
{
  static const guint heights[] = { 180, 720, 360, 180, 360, 720 };
  guint count;

  wait_for (newest_height (fixture->recorder) == 720);
  for (gsize i = 0; i < G_N_ELEMENTS (heights); i++)
    {
      maju_video_sender_set_consumer_height (fixture->sender, fixture->id,
                                             heights[i]);
      wait_for (newest_height (fixture->recorder) == heights[i]);
      count = recorder_count (fixture->recorder);
      wait_for (recorder_count (fixture->recorder) >= count + 5);
    }

  g_assert_cmpuint (count_heights (fixture->recorder), ==,
                    G_N_ELEMENTS (heights) + 1);
  assert_decodes (fixture);
}

/* Back and forth before the first switch is done. */
static void
test_undecided (Fixture      *fixture,
                gconstpointer data)
{
  guint count;

  wait_for (newest_height (fixture->recorder) == 720);
  for (guint i = 0; i < 20; i++)
    {
      maju_video_sender_set_consumer_height (fixture->sender, fixture->id,
                                             i % 2 == 0 ? 180 : 720);
      g_main_context_iteration (NULL, FALSE);
    }
  count = recorder_count (fixture->recorder);
  wait_for (recorder_count (fixture->recorder) >= count + 30);
  wait_for (newest_height (fixture->recorder) == 720);

  /* And gone before it is done. */
  maju_video_sender_set_consumer_height (fixture->sender, fixture->id, 180);
  assert_decodes (fixture);
}

/* Somebody who saves sends less than what is shown, and all again later. */
static void
test_most (Fixture      *fixture,
           gconstpointer data)
{
  wait_for (newest_height (fixture->recorder) == 720);
  maju_video_sender_set_most_height (fixture->sender, 360);
  wait_for (newest_height (fixture->recorder) == 360);
  maju_video_sender_set_consumer_height (fixture->sender, fixture->id, 180);
  wait_for (newest_height (fixture->recorder) == 180);
  maju_video_sender_set_consumer_height (fixture->sender, fixture->id, 720);
  wait_for (newest_height (fixture->recorder) == 360);
  maju_video_sender_set_most_height (fixture->sender, 0);
  wait_for (newest_height (fixture->recorder) == 720);
  assert_decodes (fixture);
}

/* A picture that is not shown is not sent. */
static void
test_hidden (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(Recorder) other = recorder_new ();
  guint count;
  guint id;

  wait_for (recorder_count (fixture->recorder) >= 3);
  maju_video_sender_set_consumer_height (fixture->sender, fixture->id, 0);
  count = recorder_count (fixture->recorder);
  id = maju_video_sender_add_consumer (fixture->sender, 720, recorder_cb, other,
                                       NULL);
  wait_for (recorder_count (other) >= 5);
  g_assert_cmpuint (recorder_count (fixture->recorder), ==, count);

  maju_video_sender_set_consumer_height (fixture->sender, fixture->id, 360);
  wait_for (recorder_count (fixture->recorder) > count);
  g_assert_cmpuint (read_height (gst_sample_get_buffer (
                                   recorder_get (fixture->recorder, count))),
                    ==, 360);
  maju_video_sender_remove_consumer (fixture->sender, id);
}

/* What one watcher's path carries holds for the others of the same size, and
 * not for longer than it is there. */
static void
test_bitrates (void)
{
  static const MajuVideoStep steps[MAJU_VIDEO_LADDER_STEPS] = {
    { 180, 60000, 200000, 56 },
    { 360, 200000, 600000, 56 },
    { 720, 600000, 1500000, 56 },
  };
  g_autoptr(GstElement) bin = gst_object_ref_sink (gst_bin_new (NULL));
  GstElement *tee = gst_element_factory_make ("tee", NULL);
  g_autoptr(MajuVideoLadder) ladder = maju_video_ladder_new (steps, FALSE);
  g_autoptr(GstElement) encoder = NULL;
  g_autoptr(GError) error = NULL;
  int bitrate;
  guint slow;

  gst_bin_add (GST_BIN (bin), tee);
  maju_video_ladder_build (ladder, GST_BIN (bin), tee, &error);
  g_assert_no_error (error);
  encoder = gst_bin_get_by_name (GST_BIN (bin), "rung-encoder-360");
  maju_video_ladder_add (ladder, 360, recorder_cb, NULL, NULL);
  slow = maju_video_ladder_add (ladder, 360, recorder_cb, NULL, NULL);
  maju_video_ladder_set_limit (ladder, slow, 250000);
  g_object_get (encoder, "target-bitrate", &bitrate, NULL);
  g_assert_cmpint (bitrate, ==, 250000);

  maju_video_ladder_set_height (ladder, slow, 180);
  g_object_get (encoder, "target-bitrate", &bitrate, NULL);
  g_assert_cmpint (bitrate, ==, 600000);
  maju_video_ladder_clear (ladder);
}

static guint
limited_height (Fixture *fixture,
                guint    limit)
{
  maju_video_sender_set_consumer_limit (fixture->sender, fixture->id, limit);

  return newest_height (fixture->recorder);
}

static void
test_limit (Fixture      *fixture,
            gconstpointer data)
{
  gint64 start;

  wait_for (newest_height (fixture->recorder) == 720);
  wait_for (limited_height (fixture, 300000) == 360);
  wait_for (limited_height (fixture, 30000) == 180);

  /* Enough to spare has to last before it is believed. */
  start = g_get_monotonic_time ();
  wait_for (limited_height (fixture, 2000000) == 720);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 5 * G_USEC_PER_SEC);
  assert_decodes (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

#define ADD(name, func) \
g_test_add ("/media/ladder/" name, Fixture, NULL, set_up, func, tear_down)

  ADD ("sizes", test_sizes);
  ADD ("switch", test_switch);
  ADD ("undecided", test_undecided);
  ADD ("hidden", test_hidden);
  ADD ("limit", test_limit);
  ADD ("most", test_most);
  g_test_add_func ("/media/ladder/bitrates", test_bitrates);

  return g_test_run ();
}
