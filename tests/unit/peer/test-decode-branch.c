/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-decode-branch-private.h"
#include "maju-peer-limits-private.h"

#include <gst/app/app.h>
#include <gst/rtp/rtp.h>
#include <gst/video/video.h>

#define WAIT          (30 * GST_SECOND)
#define FRAME_TIME    (33 * GST_MSECOND)
#define PACKET_SIZE   1200

/* What is sent goes straight into what decodes it, as from a peer. */
typedef struct
{
  MajuVideoCodec codec;
  GstElement *pipeline;
  GstElement *source;
  GstElement *sink;
  guint16 sequence;
  GstClockTime time;
  int alive;                    /* atomic, as the next: before the decoder */
  int most_alive;
  gsize n_bytes;                /* streaming thread only, as the next */
  gsize largest;                /* of what is put together, up to the end */
} Fixture;

static const char *const names[MAJU_N_VIDEO_CODECS] = { "VP8", "H264" };

static void
freed_cb (gpointer       user_data,
          GstMiniObject *object)
{
  Fixture *fixture = user_data;

  g_atomic_int_dec_and_test (&fixture->alive);
}

static GstPadProbeReturn
unpacked_cb (GstPad          *pad,
             GstPadProbeInfo *info,
             gpointer         user_data)
{
  Fixture *fixture = user_data;
  GstBuffer *buffer = gst_pad_probe_info_get_buffer (info);
  int alive = g_atomic_int_add (&fixture->alive, 1) + 1;

  gst_mini_object_weak_ref (GST_MINI_OBJECT (buffer), freed_cb, fixture);
  fixture->most_alive = MAX (fixture->most_alive, alive);
  return GST_PAD_PROBE_OK;
}

/* After what the branch makes of the packet. */
static GstPadProbeReturn
packet_cb (GstPad          *pad,
           GstPadProbeInfo *info,
           gpointer         user_data)
{
  Fixture *fixture = user_data;
  GstBuffer *buffer = gst_pad_probe_info_get_buffer (info);
  GstRTPBuffer packet = GST_RTP_BUFFER_INIT;

  fixture->n_bytes += gst_buffer_get_size (buffer);
  fixture->largest = MAX (fixture->largest, fixture->n_bytes);
  g_assert_true (gst_rtp_buffer_map (buffer, GST_MAP_READ, &packet));
  if (gst_rtp_buffer_get_marker (&packet))
    fixture->n_bytes = 0;
  gst_rtp_buffer_unmap (&packet);
  return GST_PAD_PROBE_OK;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GstElement) frames = NULL;
  g_autoptr(GstPad) packets = NULL;
  g_autoptr(GstPad) unpacked = NULL;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GError) error = NULL;
  GstElement *branch;

  fixture->codec = GPOINTER_TO_UINT (data);
  fixture->pipeline = gst_pipeline_new (NULL);
  fixture->source = gst_element_factory_make ("appsrc", NULL);
  fixture->sink = gst_element_factory_make ("appsink", NULL);
  branch = maju_decode_branch_new (fixture->codec, &error);
  g_assert_no_error (error);
  gst_bin_add_many (GST_BIN (fixture->pipeline), fixture->source, branch,
                    fixture->sink, NULL);
  g_assert_true (gst_element_link_many (fixture->source, branch, fixture->sink,
                                        NULL));
  frames = gst_bin_get_by_name (GST_BIN (branch), "frames");
  packets = gst_element_get_static_pad (frames, "sink");
  gst_pad_add_probe (packets, GST_PAD_PROBE_TYPE_BUFFER, packet_cb, fixture,
                     NULL);
  unpacked = gst_element_get_static_pad (frames, "src");
  gst_pad_add_probe (unpacked, GST_PAD_PROBE_TYPE_BUFFER, unpacked_cb, fixture,
                     NULL);

  caps = gst_caps_new_simple ("application/x-rtp",
                              "media", G_TYPE_STRING, "video",
                              "encoding-name", G_TYPE_STRING,
                              names[fixture->codec],
                              "clock-rate", G_TYPE_INT, 90000,
                              "payload", G_TYPE_INT, 96, NULL);
  g_object_set (fixture->source, "caps", caps, "format", GST_FORMAT_TIME,
                "block", TRUE, "max-bytes", G_GUINT64_CONSTANT (100000), NULL);
  g_object_set (fixture->sink, "sync", FALSE, NULL);
  gst_element_set_state (fixture->pipeline, GST_STATE_PLAYING);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gst_element_set_state (fixture->pipeline, GST_STATE_NULL);
  gst_object_unref (fixture->pipeline);
  g_assert_cmpint (g_atomic_int_get (&fixture->alive), ==, 0);
}

static void
push_packet (Fixture      *fixture,
             const guint8 *payload,
             gsize         length,
             gboolean      marker)
{
  GstBuffer *buffer = gst_rtp_buffer_new_allocate (length, 0, 0);
  GstRTPBuffer packet = GST_RTP_BUFFER_INIT;

  gst_rtp_buffer_map (buffer, GST_MAP_WRITE, &packet);
  gst_rtp_buffer_set_seq (&packet, fixture->sequence++);
  gst_rtp_buffer_set_marker (&packet, marker);
  memcpy (gst_rtp_buffer_get_payload (&packet), payload, length);
  gst_rtp_buffer_unmap (&packet);
  GST_BUFFER_PTS (buffer) = fixture->time;
  if (marker)
    fixture->time += FRAME_TIME;
  g_assert_cmpint (gst_app_src_push_buffer (GST_APP_SRC (fixture->source), buffer),
                   ==, GST_FLOW_OK);
}

/* A real picture, as a payloader packs it. */
static void
push_key_frame (Fixture *fixture)
{
  static const char *const encoders[MAJU_N_VIDEO_CODECS] = {
    "vp8enc ! rtpvp8pay",
    "openh264enc ! video/x-h264,profile=constrained-baseline ! rtph264pay "
    "aggregate-mode=zero-latency config-interval=-1",
  };
  g_autofree char *description = NULL;
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(GstElement) sink = NULL;
  g_autoptr(GError) error = NULL;
  GstSample *sample;

  description = g_strdup_printf ("videotestsrc num-buffers=1 ! video/x-raw,"
                                 "format=I420,width=160,height=90 ! %s "
                                 "mtu=1200 ! appsink name=sink sync=false",
                                 encoders[fixture->codec]);
  pipeline = gst_parse_launch (description, &error);
  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  while ((sample = gst_app_sink_pull_sample (GST_APP_SINK (sink))) != NULL)
    {
      GstRTPBuffer packet = GST_RTP_BUFFER_INIT;

      gst_rtp_buffer_map (gst_sample_get_buffer (sample), GST_MAP_READ, &packet);
      push_packet (fixture, gst_rtp_buffer_get_payload (&packet),
                   gst_rtp_buffer_get_payload_len (&packet),
                   gst_rtp_buffer_get_marker (&packet));
      gst_rtp_buffer_unmap (&packet);
      gst_sample_unref (sample);
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
assert_shown (Fixture *fixture)
{
  g_autoptr(GstSample) sample =
    gst_app_sink_try_pull_sample (GST_APP_SINK (fixture->sink), WAIT);

  g_assert_nonnull (sample);
}

/* Without a picture in it, of one that nobody has, and broken in other ways. */
static const guint8 nothing[][6] = {
  { 0x06, 0xff, 0xff, 0xff, 0xff, 0x80 },
  { 0x09, 0xf0, 0x80, 0x80, 0x80, 0x80 },
  { 0x0c, 0xff, 0xff, 0xff, 0xff, 0x80 },
  { 0x41, 0xc4, 0x9a, 0x9a, 0x9a, 0x9a },
  { 0x41, 0x14, 0x9a, 0x9a, 0x9a, 0x9a },
  { 0x01, 0x9a, 0x9a, 0x9a, 0x9a, 0x9a },
};

/* The decoder would keep each of them. */
static void
test_undecodable (Fixture      *fixture,
                  gconstpointer data)
{
  push_key_frame (fixture);
  assert_shown (fixture);
  for (guint i = 0; i < 200; i++)
    push_packet (fixture, nothing[i % G_N_ELEMENTS (nothing)],
                 sizeof nothing[0], TRUE);
  push_key_frame (fixture);
  assert_shown (fixture);

  g_assert_cmpint (fixture->most_alive, <, 30);
}

/* What begins a picture, and then what belongs to it. */
static void
push_endless (Fixture *fixture,
              gsize    length)
{
  guint8 payload[PACKET_SIZE] = { 0 };

  memset (payload, 0xff, sizeof payload);
  payload[0] = fixture->codec == MAJU_VIDEO_CODEC_VP8 ? 0x00 : 0x0c;
  for (gsize sent = 0; sent < length; sent += sizeof payload)
    push_packet (fixture, payload, sizeof payload, FALSE);
}

static void
test_endless (Fixture      *fixture,
              gconstpointer data)
{
  static const guint8 starts[MAJU_N_VIDEO_CODECS][8] = {
    { 0x10, 0x11, 0x00, 0x00, 0x9d, 0x01, 0x2a, 0x00 },
    { 0x41, 0x9a, 0x9a, 0x9a, 0x9a, 0x9a, 0x9a, 0x9a },
  };

  push_key_frame (fixture);
  assert_shown (fixture);
  push_packet (fixture, starts[fixture->codec], sizeof starts[0], FALSE);
  push_endless (fixture, 3 * MAJU_PEER_LIMIT_PICTURE_BYTES);
  push_packet (fixture, starts[fixture->codec], sizeof starts[0], TRUE);
  push_key_frame (fixture);
  push_key_frame (fixture);
  assert_shown (fixture);

  g_assert_cmpuint (fixture->largest, >, MAJU_PEER_LIMIT_PICTURE_BYTES);
  g_assert_cmpuint (fixture->largest, <,
                    MAJU_PEER_LIMIT_PICTURE_BYTES + 2 * PACKET_SIZE);
}

int
main (int    argc,
      char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/decode-branch/undecodable", Fixture,
              GUINT_TO_POINTER (MAJU_VIDEO_CODEC_H264), set_up, test_undecodable,
              tear_down);
  g_test_add ("/decode-branch/endless/vp8", Fixture,
              GUINT_TO_POINTER (MAJU_VIDEO_CODEC_VP8), set_up, test_endless,
              tear_down);
  g_test_add ("/decode-branch/endless/h264", Fixture,
              GUINT_TO_POINTER (MAJU_VIDEO_CODEC_H264), set_up, test_endless,
              tear_down);

  return g_test_run ();
}
