/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-h264-gate-private.h"
#include "peer-pair.h"

#include "maju-peer-limits-private.h"

#include <gst/app/app.h>

typedef struct
{
  const char *name;
  guint8 head[MAJU_PICTURE_HEAD_SIZE];
  gsize length;
  MajuPictureVerdict verdict;
} Case;

#define KEY(width, height) \
{ 0x10, 0, 0, 0x9d, 0x01, 0x2a, \
  (width) & 255, (width) >> 8, (height) & 255, (height) >> 8 }

static const Case cases[] = {
  { "usual", KEY (1280, 720), 10, MAJU_PICTURE_GATE_OPEN },
  { "smallest", KEY (1, 1), 10, MAJU_PICTURE_GATE_OPEN },
  { "screen", KEY (3840, 2160), 10, MAJU_PICTURE_GATE_OPEN },
  { "upright", KEY (2160, 3840), 10, MAJU_PICTURE_GATE_OPEN },
  { "largest", KEY (4096, 2304), 10, MAJU_PICTURE_GATE_OPEN },
  { "scaled", KEY (1280 | 0x4000, 720 | 0xc000), 10, MAJU_PICTURE_GATE_OPEN },
  { "one-line-more", KEY (4096, 2305), 10, MAJU_PICTURE_GATE_SHUT },
  { "as-large-as-may-be-said", KEY (16383, 16383), 10, MAJU_PICTURE_GATE_SHUT },
  { "no-width", KEY (0, 720), 10, MAJU_PICTURE_GATE_SHUT },
  { "no-height", KEY (1280, 0), 10, MAJU_PICTURE_GATE_SHUT },
  { "cut", KEY (1280, 720), 9, MAJU_PICTURE_GATE_SHUT },
  { "no-start-code", { 0x10, 0, 0, 0x9d, 0x01, 0x2b, 0, 5, 0xd0, 2 }, 10,
    MAJU_PICTURE_GATE_SHUT },
  { "between", { 0x11, 0, 0, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f }, 10,
    MAJU_PICTURE_GATE_AS_BEFORE },
  { "empty", { 0 }, 0, MAJU_PICTURE_GATE_AS_BEFORE },
};

static void
test_case (gconstpointer data)
{
  const Case *one = data;

  g_assert_cmpint (maju_picture_gate_check (one->head, one->length), ==,
                   one->verdict);
}

/* A real key frame of 4800 times 2600, which a decoder would take. */
static GstSample *
encode_large (void)
{
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(GstElement) sink = NULL;
  g_autoptr(GError) error = NULL;
  GstSample *sample;

  pipeline = gst_parse_launch (
    "videotestsrc pattern=black num-buffers=1 ! "
    "video/x-raw,format=I420,width=4800,height=2600 ! "
    "vp8enc deadline=1 cpu-used=-16 ! appsink name=sink sync=false", &error);
  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  sample = gst_app_sink_pull_sample (GST_APP_SINK (sink));
  g_assert_nonnull (sample);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  g_test_message ("%zu bytes", gst_buffer_get_size (gst_sample_get_buffer (sample)));

  return sample;
}

/* Returns: (transfer full): its first key frame in H.264. */
static GBytes *
encode_h264 (const char *size,
             const char *profile)
{
  g_autofree char *description = NULL;
  g_autoptr(GstElement) pipeline = NULL;
  g_autoptr(GstElement) sink = NULL;
  g_autoptr(GstSample) sample = NULL;
  g_autoptr(GError) error = NULL;
  GstBuffer *buffer;
  gpointer data;
  gsize length;

  description = g_strdup_printf (
    "videotestsrc pattern=black num-buffers=1 ! video/x-raw,format=I420,"
    "framerate=30/1,%s ! openh264enc ! video/x-h264,profile=%s ! "
    "appsink name=sink sync=false", size, profile);
  pipeline = gst_parse_launch (description, &error);
  g_assert_no_error (error);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  sample = gst_app_sink_pull_sample (GST_APP_SINK (sink));
  g_assert_nonnull (sample);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  buffer = gst_sample_get_buffer (sample);
  gst_buffer_extract_dup (buffer, 0, gst_buffer_get_size (buffer), &data,
                          &length);

  return g_bytes_new_take (data, length);
}

static MajuPictureVerdict
check_h264 (MajuH264Gate *gate,
            GBytes       *bytes,
            gsize         from)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return maju_h264_gate_check (gate, data + from, length - from);
}

static gsize
find_unit (GBytes *bytes,
           guint   type)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i + 4 < length; i++)
    {
      if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1 &&
          (data[i + 3] & 31) == type)
        return i;
    }
  g_assert_not_reached ();
}

/* Of 4096 times 2320, which is one row of blocks more than may be. No encoder
 * here makes such. */
static const guint8 large_parameters[] = {
  0x00, 0x00, 0x00, 0x01, 0x67, 0x42, 0xc0, 0x33, 0xda, 0x00, 0x40, 0x00,
  0x48, 0xe4,
};

/* Of 4096 times 2304, with as many to be kept as a decoder has to have the memory
 * for, and with one more; of 8704 times 16. */
static const guint8 most_kept[] = {
  0x00, 0x00, 0x00, 0x01, 0x67, 0x42, 0xc0, 0x34, 0xd9, 0x80, 0x10, 0x00,
  0x12, 0x19,
};
static const guint8 too_many_kept[] = {
  0x00, 0x00, 0x00, 0x01, 0x67, 0x42, 0xc0, 0x34, 0xd9, 0xc0, 0x10, 0x00,
  0x12, 0x19,
};
static const guint8 too_wide[] = {
  0x00, 0x00, 0x00, 0x01, 0x67, 0x42, 0xc0, 0x34, 0xda, 0x00, 0x22, 0x0e,
  0x40,
};

static const struct
{
  const char *name;
  const guint8 *parameters;
  gsize length;
  MajuPictureVerdict verdict;
} parameter_cases[] = {
  { "large", large_parameters, sizeof large_parameters, MAJU_PICTURE_GATE_SHUT },
  { "most-kept", most_kept, sizeof most_kept, MAJU_PICTURE_GATE_OPEN },
  { "too-many-kept", too_many_kept, sizeof too_many_kept,
    MAJU_PICTURE_GATE_SHUT },
  { "too-wide", too_wide, sizeof too_wide, MAJU_PICTURE_GATE_SHUT },
};

/* Returns: (transfer full): @parameters before the rest of @picture. */
static GBytes *
replace_parameters (GBytes       *picture,
                    const guint8 *parameters,
                    gsize         length)
{
  gsize start = find_unit (picture, 8);
  GByteArray *changed = g_byte_array_new ();

  g_byte_array_append (changed, parameters, length);
  g_byte_array_append (changed,
                       (const guint8 *) g_bytes_get_data (picture, NULL) + start,
                       g_bytes_get_size (picture) - start);
  return g_byte_array_free_to_bytes (changed);
}

static void
test_h264_parameters (void)
{
  g_autoptr(MajuH264Gate) gate = maju_h264_gate_new ();
  g_autoptr(GBytes) usual = encode_h264 ("width=320,height=180",
                                         "constrained-baseline");

  for (gsize i = 0; i < G_N_ELEMENTS (parameter_cases); i++)
    {
      g_autoptr(GBytes) changed =
        replace_parameters (usual, parameter_cases[i].parameters,
                            parameter_cases[i].length);

      g_test_message ("%s", parameter_cases[i].name);
      g_assert_cmpint (check_h264 (gate, changed, 0), ==,
                       parameter_cases[i].verdict);
    }
}

static void
test_h264 (void)
{
  g_autoptr(MajuH264Gate) gate = maju_h264_gate_new ();
  g_autoptr(GBytes) usual = encode_h264 ("width=1280,height=720",
                                         "constrained-baseline");
  g_autoptr(GBytes) high = encode_h264 ("width=640,height=360", "high");
  g_autoptr(GBytes) large = replace_parameters (usual, large_parameters,
                                                sizeof large_parameters);
  g_autofree guint8 *other = NULL;
  gsize length;

  g_assert_cmpint (check_h264 (gate, usual, 0), ==, MAJU_PICTURE_GATE_OPEN);
  g_assert_cmpint (check_h264 (gate, high, 0), ==, MAJU_PICTURE_GATE_OPEN);
  g_assert_cmpint (check_h264 (gate, large, 0), ==, MAJU_PICTURE_GATE_SHUT);
  /* What was left out has taken the parameters with it. */
  g_assert_cmpint (check_h264 (gate, usual, find_unit (usual, 5)), ==,
                   MAJU_PICTURE_GATE_SHUT);
  g_assert_cmpint (check_h264 (gate, usual, 0), ==, MAJU_PICTURE_GATE_OPEN);
  g_assert_cmpint (check_h264 (gate, usual, find_unit (usual, 5)), ==,
                   MAJU_PICTURE_GATE_OPEN);

  /* Of the extended profile, and of one that knows several layers. */
  other = g_memdup2 (g_bytes_get_data (usual, &length), g_bytes_get_size (usual));
  other[find_unit (usual, 7) + 4] = 88;
  g_assert_cmpint (maju_h264_gate_check (gate, other, length), ==,
                   MAJU_PICTURE_GATE_SHUT);
  other[find_unit (usual, 7) + 4] = 66;
  g_assert_cmpint (maju_h264_gate_check (gate, other, length), ==,
                   MAJU_PICTURE_GATE_OPEN);
  other[find_unit (usual, 8) + 3] = 0x6f;
  g_assert_cmpint (maju_h264_gate_check (gate, other, length), ==,
                   MAJU_PICTURE_GATE_SHUT);
  g_assert_cmpint (maju_h264_gate_check (gate, other, 3), ==,
                   MAJU_PICTURE_GATE_SHUT);
  g_assert_cmpint (maju_h264_gate_check (gate, other, 0), ==,
                   MAJU_PICTURE_GATE_AS_BEFORE);
}

static void
push_now (MajuTrackSender *sender,
          GstSample       *sample)
{
  g_autoptr(GstBuffer) buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  g_autoptr(GstSample) now = NULL;

  GST_BUFFER_PTS (buffer) = g_get_monotonic_time () * GST_USECOND;
  GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
  now = gst_sample_new (buffer, gst_sample_get_caps (sample), NULL, NULL);
  maju_track_sender_push (sender, now);
}

static guint64
count_frames (PeerPair *pair)
{
  MajuTrackStats stats;

  pair_get_stats (&pair->ends[ANSWERER], MAJU_TRACK_KIND_CAMERA, &stats);
  g_assert_cmpuint (stats.width * stats.height, <=, MAJU_PEER_LIMIT_PICTURE);

  return stats.frames;
}

static guint64
count_packets (PeerPair *pair)
{
  MajuTrackStats stats;

  pair_get_stats (&pair->ends[ANSWERER], MAJU_TRACK_KIND_CAMERA, &stats);

  return stats.packets;
}

static guint64 n_frames;

static gboolean
is_seen_again (PeerPair *pair)
{
  return count_frames (pair) >= n_frames + 10;
}

/* It is left out, with what stands on it; the next key frame is shown. */
static void
test_call (void)
{
  g_autoptr(GstSample) large = encode_large ();
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();
  MajuTrackSender *camera = pair->ends[OFFERER].camera;
  guint64 n_packets;

  feed_add_pair (feed, pair);
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_has_media, CONNECT_MS));
  feed_remove (feed, camera);

  /* Far more than may have been on the way. */
  n_packets = count_packets (pair) + 100;
  while (count_packets (pair) < n_packets)
    {
      push_now (camera, large);
      run_for (20);
      count_frames (pair);
    }
  run_for (300);
  n_frames = count_frames (pair);

  feed_add (feed, camera);
  g_signal_emit_by_name (camera, "key-frame-needed");
  g_assert_true (pair_wait (pair, is_seen_again, CONNECT_MS));
}

int
main (int    argc,
      char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/picture-gate/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/picture-gate/h264", test_h264);
  g_test_add_func ("/picture-gate/h264-parameters", test_h264_parameters);
  g_test_add_func ("/picture-gate/in-a-call", test_call);

  return g_test_run ();
}
