/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer-pair.h"

#define CONNECT_MS 15000

static void
add_feed (Feed     *feed,
          PeerPair *pair)
{
  for (guint i = 0; i < 2; i++)
    {
      feed_add (feed, pair->ends[i].audio);
      feed_add (feed, pair->ends[i].camera);
    }
}

static void
got_path_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  maju_peer_get_path_finish (MAJU_PEER (object), result, user_data, &error);
  g_assert_no_error (error);
}

static MajuPeerPath test_path;

static gboolean
has_path (PeerPair *pair)
{
  return test_path.protocol != NULL;
}

static void
check_path (PeerPair *pair)
{
  memset (&test_path, 0, sizeof test_path);
  maju_peer_get_path_async (pair->ends[OFFERER].peer, got_path_cb, &test_path);
  g_assert_true (pair_wait (pair, has_path, 5000));
  g_assert_cmpstr (test_path.protocol, ==, "udp");
  g_assert_cmpstr (test_path.local_type, ==, "host");
  g_assert_nonnull (g_strstr_len (test_path.remote_address, -1, "127.0.0.1:"));
  g_assert_cmpuint (test_path.bytes_received, >, 1000);
  g_assert_cmpuint (test_path.bytes_sent, >, 1000);
  maju_peer_path_clear (&test_path);
}

static void
test_connect (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();
  gint64 start = g_get_monotonic_time ();
  MajuPeerMilestones milestones;
  MajuTrackStats stats;

  add_feed (feed, pair);
  g_assert_cmpint (maju_peer_get_state (pair->ends[OFFERER].peer), ==,
                   MAJU_PEER_STATE_NEW);
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_is_connected, CONNECT_MS));
  g_assert_true (pair_wait (pair, pair_is_open, CONNECT_MS));
  g_assert_true (pair_wait (pair, pair_has_media, CONNECT_MS));

  for (guint i = 0; i < 2; i++)
    {
      PeerEnd *end = &pair->ends[i];
      MajuPeer *other = pair->ends[1 - i].peer;

      g_assert_no_error (end->error);
      g_assert_cmpstr (maju_peer_get_fingerprint (end->peer), ==,
                       maju_peer_get_local_fingerprint (other));
      g_assert_cmpstr (maju_peer_get_fingerprint (end->peer), !=,
                       maju_peer_get_local_fingerprint (end->peer));
      g_assert_cmpstr (end->messages->pdata[0], ==, "hello");
      g_assert_null (end->tracks[MAJU_TRACK_KIND_SCREEN]);

      pair_get_stats (end, MAJU_TRACK_KIND_CAMERA, &stats);
      g_assert_cmpuint (stats.width, ==, 160);
      g_assert_cmpuint (stats.height, ==, 90);
      g_assert_cmpuint (stats.frames, >=, 15);
      g_assert_cmpuint (stats.packets, >=, stats.frames);
      g_assert_true (maju_remote_track_get_flowing (end->tracks[MAJU_TRACK_KIND_CAMERA]));
      g_assert_cmpuint (maju_track_sender_get_packets (end->camera), >, 0);
      g_assert_cmpuint (maju_track_sender_get_bytes (end->audio), >, 0);

      maju_peer_get_milestones (end->peer, &milestones);
      g_assert_cmpint (milestones.described, >, start);
      g_assert_cmpint (milestones.ice_connected, >=, milestones.described);
      g_assert_cmpint (milestones.dtls_connected, >=, milestones.ice_connected);
      g_assert_cmpint (milestones.verified, >=, milestones.dtls_connected);
      g_test_message ("%s: described %.0f, ICE %.0f, DTLS %.0f, verified %.0f, "
                      "first video %.0f ms",
                      i == OFFERER ? "offerer" : "answerer",
                      (milestones.described - start) / 1e3,
                      (milestones.ice_connected - start) / 1e3,
                      (milestones.dtls_connected - start) / 1e3,
                      (milestones.verified - start) / 1e3,
                      (stats.first_time_us - start) / 1e3);
    }
  check_path (pair);
}

int
main (int    argc,
      char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/peer/connect", test_connect);

  return g_test_run ();
}
