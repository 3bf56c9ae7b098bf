/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer-pair.h"

#include "maju-remote-track-private.h"

/* What each side was told, and what each of them has to send by that. */
typedef struct
{
  const char *name;
  MajuH264Use uses[2];
  MajuVideoCodec codecs[2];
} Case;

static const Case cases[] = {
  { "usual", { MAJU_H264_USE_IF_WANTED, MAJU_H264_USE_IF_WANTED },
    { MAJU_VIDEO_CODEC_VP8, MAJU_VIDEO_CODEC_VP8 } },
  { "offerer", { MAJU_H264_USE_FIRST, MAJU_H264_USE_IF_WANTED },
    { MAJU_VIDEO_CODEC_H264, MAJU_VIDEO_CODEC_H264 } },
  { "answerer", { MAJU_H264_USE_IF_WANTED, MAJU_H264_USE_FIRST },
    { MAJU_VIDEO_CODEC_H264, MAJU_VIDEO_CODEC_H264 } },
  { "both", { MAJU_H264_USE_FIRST, MAJU_H264_USE_FIRST },
    { MAJU_VIDEO_CODEC_H264, MAJU_VIDEO_CODEC_H264 } },
  { "offerer-cannot", { MAJU_H264_USE_NEVER, MAJU_H264_USE_FIRST },
    { MAJU_VIDEO_CODEC_VP8, MAJU_VIDEO_CODEC_VP8 } },
  { "answerer-cannot", { MAJU_H264_USE_FIRST, MAJU_H264_USE_NEVER },
    { MAJU_VIDEO_CODEC_VP8, MAJU_VIDEO_CODEC_VP8 } },
};

static PeerPair *
make_pair (const MajuH264Use *uses)
{
  g_autoptr(MajuPeerConfig) offerer = pair_config_new ();
  g_autoptr(MajuPeerConfig) answerer = pair_config_new ();

  maju_peer_config_set_h264 (offerer, uses[OFFERER]);
  maju_peer_config_set_h264 (answerer, uses[ANSWERER]);
  return pair_new (offerer, answerer);
}

static void
path_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  MajuPeerPath path = { 0 };
  g_autoptr(GError) error = NULL;

  maju_peer_get_path_finish (MAJU_PEER (object), result, &path, &error);
  g_assert_no_error (error);
  *(char **) user_data = g_strdup (path.video_codec);
  maju_peer_path_clear (&path);
}

static void
assert_told (PeerEnd       *end,
             MajuVideoCodec codec)
{
  g_autofree char *name = NULL;

  maju_peer_get_path_async (end->peer, path_cb, &name);
  while (name == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (name, ==, codec == MAJU_VIDEO_CODEC_VP8 ? "VP8" : "H.264");
}

/* Pictures of both codecs are pushed by everybody: only the right ones go out. */
static void
test_case (gconstpointer data)
{
  const Case *one = data;
  g_autoptr(PeerPair) pair = make_pair (one->uses);
  g_autoptr(Feed) vp8 = feed_new ();
  g_autoptr(Feed) h264 = feed_new_h264 ();

  feed_add_pair (vp8, pair);
  feed_add (h264, pair->ends[OFFERER].camera);
  feed_add (h264, pair->ends[ANSWERER].camera);
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_has_media, CONNECT_MS));

  for (guint i = 0; i < 2; i++)
    {
      MajuTrackStats stats;

      g_assert_cmpint (maju_track_sender_get_codec (pair->ends[i].camera), ==,
                       one->codecs[i]);
      pair_get_stats (&pair->ends[i], MAJU_TRACK_KIND_CAMERA, &stats);
      g_assert_cmpuint (stats.width, ==, 160);
      g_assert_cmpuint (stats.height, ==, 90);
      assert_told (&pair->ends[i], one->codecs[1 - i]);
    }
}

int
main (int    argc,
      char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/codecs/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }

  return g_test_run ();
}
