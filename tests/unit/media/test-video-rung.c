/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encoder by itself, frame after frame: how fast the machine is does not
 * matter. */
#include "maju-video-rung-private.h"

#include "media-test-util.h"

#include <gst/app/app.h>

#define WIDTH 320
#define HEIGHT 180
#define FRAMES 90

typedef struct
{
  MajuVideoStep step;
  MajuVideoCodec codec;
  gboolean any_rate;
  int rate;                     /* frames a second */
} Kind;

static const Kind camera = {
  { 720, 0, 1000000, 56 }, MAJU_VIDEO_CODEC_VP8, FALSE, 30,
};
static const Kind screen = {
  { 1080, 0, 1000000, 40 }, MAJU_VIDEO_CODEC_VP8, TRUE, 5,
};
static const Kind camera_h264 = {
  { 720, 0, 1000000, 56 }, MAJU_VIDEO_CODEC_H264, FALSE, 30,
};
static const Kind screen_h264 = {
  { 1080, 0, 1000000, 40 }, MAJU_VIDEO_CODEC_H264, TRUE, 5,
};

typedef struct
{
  const Kind *kind;
  MajuVideoRung *rung;
  GstElement *pipeline;
  GstElement *source;
  Recorder *recorder;
  GRand *rand;
  guint n_frames;
  gint n_entered;               /* atomic: the encoder has them, or had */
  guint id;
} Fixture;

static GstPadProbeReturn
entered_cb (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  Fixture *fixture = user_data;

  g_atomic_int_inc (&fixture->n_entered);

  return GST_PAD_PROBE_OK;
}

static void
count_entered (Fixture *fixture)
{
  g_autofree char *name = NULL;
  g_autoptr(GstElement) encoder = NULL;
  g_autoptr(GstPad) pad = NULL;

  name = g_strdup_printf ("%s-encoder-%u",
                          fixture->kind->codec == MAJU_VIDEO_CODEC_VP8
                          ? "rung" : "h264-rung", fixture->kind->step.height);
  encoder = gst_bin_get_by_name (GST_BIN (fixture->pipeline), name);
  pad = gst_element_get_static_pad (encoder, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, entered_cb, fixture, NULL);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstPad) source_pad = NULL;
  g_autoptr(GstPad) pad = NULL;

  fixture->kind = data;
  fixture->rung = maju_video_rung_new (&fixture->kind->step,
                                       fixture->kind->codec,
                                       fixture->kind->any_rate);
  fixture->recorder = recorder_new ();
  fixture->rand = g_rand_new_with_seed (1);
  fixture->id = maju_video_rung_add_consumer (fixture->rung, recorder_cb,
                                              fixture->recorder, NULL);

  fixture->pipeline = g_object_ref_sink (gst_pipeline_new (NULL));
  fixture->source = gst_element_factory_make ("appsrc", NULL);
  caps = gst_caps_new_simple ("video/x-raw", "format", G_TYPE_STRING, "I420",
                              "width", G_TYPE_INT, WIDTH,
                              "height", G_TYPE_INT, HEIGHT,
                              "framerate", GST_TYPE_FRACTION,
                              fixture->kind->any_rate ? 0
                                                      : fixture->kind->rate, 1,
                              "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1,
                              NULL);
  g_object_set (fixture->source, "caps", caps, "format", GST_FORMAT_TIME, NULL);
  gst_bin_add (GST_BIN (fixture->pipeline), fixture->source);
  pad = maju_video_rung_build (fixture->rung, GST_BIN (fixture->pipeline),
                               &error);
  g_assert_no_error (error);
  source_pad = gst_element_get_static_pad (fixture->source, "src");
  g_assert_cmpint (gst_pad_link (source_pad, pad), ==, GST_PAD_LINK_OK);
  count_entered (fixture);
  gst_element_set_state (fixture->pipeline, GST_STATE_PLAYING);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  maju_video_rung_remove_consumer (fixture->rung, fixture->id);
  maju_video_rung_clear (fixture->rung);
  gst_element_set_state (fixture->pipeline, GST_STATE_NULL);
  g_clear_object (&fixture->pipeline);
  g_assert_finalize_object (fixture->rung);
  g_clear_pointer (&fixture->recorder, recorder_free);
  g_clear_pointer (&fixture->rand, g_rand_free);
}

/* Noise: it takes as many bits as there are. */
static void
push_frame (Fixture *fixture)
{
  GstBuffer *buffer = gst_buffer_new_and_alloc (WIDTH * HEIGHT * 3 / 2);
  GstMapInfo map;

  gst_buffer_map (buffer, &map, GST_MAP_WRITE);
  for (gsize i = 0; i < map.size; i++)
    map.data[i] = g_rand_int_range (fixture->rand, 96, 160);
  gst_buffer_unmap (buffer, &map);
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (fixture->n_frames,
                                                   GST_SECOND,
                                                   fixture->kind->rate);
  /* A screen's last until the next comes. */
  if (!fixture->kind->any_rate)
    GST_BUFFER_DURATION (buffer) = GST_SECOND / fixture->kind->rate;
  gst_app_src_push_buffer (GST_APP_SRC (fixture->source), buffer);
  fixture->n_frames++;
}

/* Returns: bits in a second of the pictures' own time. */
static double
encode (Fixture *fixture,
        guint    bitrate)
{
  guint first = fixture->n_frames + FRAMES / 3;
  guint end = fixture->n_frames + FRAMES;
  gsize size = 0;

  maju_video_rung_set_bitrate (fixture->rung, bitrate);
  while (fixture->n_frames < end)
    {
      push_frame (fixture);
      wait_for (recorder_count (fixture->recorder) == fixture->n_frames);
    }

  for (guint i = first; i < end; i++)
    size += gst_buffer_get_size (
      gst_sample_get_buffer (recorder_get (fixture->recorder, i)));

  return size * 8.0 * 30 / (end - first);
}

static void
test_bitrate (Fixture      *fixture,
              gconstpointer data)
{
  double before = encode (fixture, 2000000);
  double low = encode (fixture, 600000);
  double after = encode (fixture, 2000000);

  g_test_message ("%.0f, %.0f, %.0f kbit/s", before / 1000, low / 1000,
                  after / 1000);
  g_assert_cmpfloat (low, <, before * 2 / 3);
  g_assert_cmpfloat (low, <, after * 2 / 3);
}

/* What cannot be sent well enough is sent less often, and no more is sent than
 * the path carries. */
static void
test_screen_bitrate (Fixture      *fixture,
                     gconstpointer data)
{
  const guint bitrate = 200000;
  guint n_sent;
  gsize size = 0;
  double sent;

  maju_video_rung_set_bitrate (fixture->rung, bitrate);
  for (guint i = 0; i < FRAMES; i++)
    {
      push_frame (fixture);
      wait_for (g_atomic_int_get (&fixture->n_entered) == (int) i + 1);
    }

  n_sent = recorder_count (fixture->recorder);
  for (guint i = 0; i < n_sent; i++)
    size += gst_buffer_get_size (
      gst_sample_get_buffer (recorder_get (fixture->recorder, i)));
  sent = size * 8.0 * fixture->kind->rate / FRAMES;
  g_test_message ("%u of %u frames, %.0f kbit/s", n_sent, FRAMES, sent / 1000);
  g_assert_cmpuint (n_sent, >=, 2);
  g_assert_cmpfloat (sent, <, 1.5 * bitrate);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

  g_test_add ("/media/video-rung/bitrate", Fixture, &camera, set_up,
              test_bitrate, tear_down);
  g_test_add ("/media/video-rung/screen-bitrate", Fixture, &screen, set_up,
              test_screen_bitrate, tear_down);
  g_test_add ("/media/video-rung/h264/bitrate", Fixture, &camera_h264, set_up,
              test_bitrate, tear_down);
  g_test_add ("/media/video-rung/h264/screen-bitrate", Fixture, &screen_h264,
              set_up, test_screen_bitrate, tear_down);

  return g_test_run ();
}
