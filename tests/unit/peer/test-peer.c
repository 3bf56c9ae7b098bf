/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-peer-limits-private.h"
#include "peer-pair.h"

#include "maju-peer-private.h"

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
  g_assert_true (pair_wait (pair, has_path, CONNECT_MS));
  g_assert_cmpstr (test_path.protocol, ==, "udp");
  g_assert_cmpstr (test_path.local_type, ==, "host");
  g_assert_nonnull (g_strstr_len (test_path.remote_address, -1, "127.0.0.1:"));
  g_assert_cmpuint (test_path.bytes_received, >, 1000);
  g_assert_cmpuint (test_path.bytes_sent, >, 1000);
  g_assert_cmpuint (test_path.packets_received, >, 10);
  g_assert_cmpfloat (test_path.jitter_ms, >=, 0);
  g_assert_cmpstr (test_path.audio_codec, ==, "Opus");
  g_assert_cmpstr (test_path.video_codec, ==, "VP8");
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

  feed_add_pair (feed, pair);
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

/* Ports that no other program is given by itself. */
#define FIRST_PORT 21000
#define LAST_PORT 21099

/* "candidate:FOUNDATION COMPONENT PROTOCOL PRIORITY ADDRESS PORT typ host …" */
static void
check_port_cb (MajuPeer   *peer,
               guint       generation,
               guint       media_index,
               const char *candidate,
               guint      *n_checked)
{
  g_auto(GStrv) parts = g_strsplit (candidate, " ", -1);
  guint64 port;

  /* Who only calls out over TCP names the port that discards. */
  if (*candidate == '\0' || g_strv_contains ((const char **) parts, "active"))
    return;
  g_test_message ("%s", candidate);
  g_assert_cmpuint (g_strv_length (parts), >=, 8);
  g_assert_cmpstr (parts[7], ==, "host");
  g_assert_true (g_ascii_string_to_unsigned (parts[5], 10, FIRST_PORT,
                                             LAST_PORT, &port, NULL));
  (*n_checked)++;
}

/* Where a firewall lets through some ports only. */
static void
test_ports (void)
{
  g_autoptr(MajuPeerConfig) config = pair_config_new ();
  g_autoptr(PeerPair) pair = NULL;
  guint n_checked[2] = { 0, 0 };

  maju_peer_config_set_ports (config, FIRST_PORT, LAST_PORT);
  pair = pair_new (config, config);
  for (guint i = 0; i < 2; i++)
    g_signal_connect (pair->ends[i].peer, "ice-candidate",
                      G_CALLBACK (check_port_cb), &n_checked[i]);
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_is_open, CONNECT_MS));

  memset (&test_path, 0, sizeof test_path);
  maju_peer_get_path_async (pair->ends[OFFERER].peer, got_path_cb, &test_path);
  g_assert_true (pair_wait (pair, has_path, CONNECT_MS));
  g_assert_nonnull (g_strstr_len (test_path.local_address, -1, "127.0.0.1:210"));
  maju_peer_path_clear (&test_path);
  g_assert_cmpuint (n_checked[OFFERER], >, 0);
  g_assert_cmpuint (n_checked[ANSWERER], >, 0);
  pair_close (pair);
}

static gboolean
has_sixty_frames (PeerPair *pair)
{
  MajuTrackStats stats;

  pair_get_stats (&pair->ends[ANSWERER], MAJU_TRACK_KIND_CAMERA, &stats);
  return stats.frames >= 60;
}

/* One encoder, six pictures: whoever comes later gets them too. */
static void
test_fan_out (void)
{
  g_autoptr(Feed) feed = feed_new ();
  PeerPair *pairs[3];

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      pairs[i] = pair_new (NULL, NULL);
      feed_add (feed, pairs[i]->ends[OFFERER].audio);
      feed_add (feed, pairs[i]->ends[OFFERER].camera);
      feed_add (feed, pairs[i]->ends[ANSWERER].audio);
      feed_add (feed, pairs[i]->ends[ANSWERER].camera);
      pair_offer (pairs[i], FALSE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_assert_true (pair_wait (pairs[i], pair_has_media, CONNECT_MS));
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_assert_true (pair_wait (pairs[i], has_sixty_frames, CONNECT_MS));
      g_assert_cmpuint (pairs[i]->ends[ANSWERER].n_tracks, ==, 2);
    }
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    pair_free (pairs[i]);
}

static guint64 missing_before;

static guint64
count_missing (PeerPair *pair)
{
  MajuTrackStats stats;

  pair_get_stats (&pair->ends[ANSWERER], MAJU_TRACK_KIND_CAMERA, &stats);
  return maju_track_sender_get_packets (pair->ends[OFFERER].camera) -
         stats.packets;
}

static gboolean
nothing_is_missing (PeerPair *pair)
{
  return count_missing (pair) <= missing_before;
}

/* Pictures that come late are shown, not thrown away, as those are that come of
 * a screen on which little moves. */
static void
test_pauses (void)
{
  g_autoptr(Feed) feed = feed_new ();
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  MajuTrackSender *camera = pair->ends[OFFERER].camera;

  feed_add_pair (feed, pair);
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_has_media, CONNECT_MS));
  g_assert_true (pair_wait (pair, has_sixty_frames, CONNECT_MS));
  feed_remove (feed, camera);
  run_for (1000);
  missing_before = count_missing (pair);

  for (guint i = 0; i < 5; i++)
    {
      feed_add (feed, camera);
      run_for (300);
      feed_remove (feed, camera);
      run_for (700);
    }
  g_assert_true (pair_wait (pair, nothing_is_missing, CONNECT_MS));
}

static gboolean
has_four_messages (PeerPair *pair)
{
  return pair->ends[ANSWERER].messages->len >= 4;
}

static void
test_messages (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  MajuDataChannel *channel = pair->ends[OFFERER].channel;
  g_autofree char *longest = g_strnfill (16 * 1024, 'x');
  g_autofree char *too_long = g_strnfill (16 * 1024 + 1, 'x');
  g_autoptr(GBytes) bytes = g_bytes_new_static ("a\0b", 3);
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (maju_data_channel_get_id (channel), ==, 0);
  g_assert_cmpstr (maju_data_channel_get_label (channel), ==, "control");
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_is_open, CONNECT_MS));

  g_assert_true (maju_data_channel_send_text (channel, longest, &error));
  g_assert_no_error (error);
  g_assert_true (maju_data_channel_send_text (channel, "안녕하세요", &error));
  g_assert_no_error (error);
  g_assert_true (maju_data_channel_send_bytes (channel, bytes, &error));
  g_assert_no_error (error);
  g_assert_false (maju_data_channel_send_text (channel, "", &error));
  g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE);
  g_clear_error (&error);
  g_assert_false (maju_data_channel_send_text (channel, too_long, &error));
  g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE);

  g_assert_true (pair_wait (pair, has_four_messages, CONNECT_MS));
  g_assert_cmpstr (pair->ends[ANSWERER].messages->pdata[0], ==, "hello");
  g_assert_cmpstr (pair->ends[ANSWERER].messages->pdata[1], ==, longest);
  g_assert_cmpstr (pair->ends[ANSWERER].messages->pdata[2], ==, "안녕하세요");
  g_assert_cmpstr (pair->ends[ANSWERER].messages->pdata[3], ==, "a");
}

static gboolean
has_answerer_failed (PeerPair *pair)
{
  return maju_peer_get_state (pair->ends[ANSWERER].peer) ==
         MAJU_PEER_STATE_FAILED;
}

/* Channels that nobody has asked for: each costs a thread. */
static void
test_strange_channels (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  MajuDataChannel *channels[3 * MAJU_PEER_LIMIT_STRANGE_CHANNELS];

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    channels[i] = maju_peer_create_data_channel (pair->ends[OFFERER].peer,
                                                 "strange", 100 + i);
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_is_open, CONNECT_MS));

  /* A few of them change nothing: a later version may have them. */
  for (guint i = 0; i < MAJU_PEER_LIMIT_STRANGE_CHANNELS; i++)
    maju_data_channel_send_text (channels[i], "hello", NULL);
  run_for (500);
  g_assert_true (pair_wait (pair, pair_is_connected, CONNECT_MS));

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    maju_data_channel_send_text (channels[i], "hello", NULL);
  g_assert_true (pair_wait (pair, has_answerer_failed, CONNECT_MS));
  g_assert_error (maju_peer_get_error (pair->ends[ANSWERER].peer),
                  MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED);
}

/* What our own side would not send. */
static void
test_too_long (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autofree char *too_long = g_strnfill (16 * 1024 + 1, 'x');
  g_autoptr(GBytes) bytes = g_bytes_new_static (too_long, 16 * 1024 + 1);
  g_autoptr(GError) error = NULL;

  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_is_open, CONNECT_MS));
  maju_transport_channel_send (pair->ends[OFFERER].peer->current->transport, 0,
                               bytes, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (pair_wait (pair, has_answerer_failed, CONNECT_MS));
  g_assert_error (maju_peer_get_error (pair->ends[ANSWERER].peer),
                  MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED);
  g_assert_cmpuint (pair->ends[ANSWERER].messages->len, ==, 1);
}

/* More than the other side can take at once is refused, not kept. */
static void
test_flood (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  MajuDataChannel *channel = pair->ends[OFFERER].channel;
  g_autofree char *longest = g_strnfill (16 * 1024, 'x');
  g_autoptr(GError) error = NULL;
  guint n_sent = 0;

  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_is_open, CONNECT_MS));
  while (n_sent < 10000 &&
         maju_data_channel_send_text (channel, longest, &error))
    n_sent++;
  g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE);
  g_assert_cmpuint (n_sent, >, 0);
  g_assert_cmpuint (n_sent, <, 10000);
  g_test_message ("%u messages of 16 KiB were taken", n_sent);
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_set_object ((GAsyncResult **) user_data, result);
}

static GAsyncResult *test_result;

static gboolean
has_result (PeerPair *pair)
{
  return test_result != NULL;
}

static void
assert_state_error (char   *sdp,
                    GError *error)
{
  g_assert_null (sdp);
  g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE);
  g_error_free (error);
  g_clear_object (&test_result);
}

/* W3C's InvalidStateError: who may say what, and when. */
static void
test_order (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  MajuPeer *offerer = pair->ends[OFFERER].peer;
  MajuPeer *answerer = pair->ends[ANSWERER].peer;
  GError *error = NULL;
  char *sdp;

  maju_peer_create_offer_async (answerer, FALSE, NULL, done_cb, &test_result);
  g_assert_true (pair_wait (pair, has_result, CONNECT_MS));
  sdp = maju_peer_create_offer_finish (answerer, test_result, NULL, &error);
  assert_state_error (sdp, g_steal_pointer (&error));

  maju_peer_create_offer_async (offerer, TRUE, NULL, done_cb, &test_result);
  g_assert_true (pair_wait (pair, has_result, CONNECT_MS));
  sdp = maju_peer_create_offer_finish (offerer, test_result, NULL, &error);
  assert_state_error (sdp, g_steal_pointer (&error));

  maju_peer_create_answer_async (answerer, NULL, done_cb, &test_result);
  g_assert_true (pair_wait (pair, has_result, CONNECT_MS));
  sdp = maju_peer_create_answer_finish (answerer, test_result, NULL, &error);
  assert_state_error (sdp, g_steal_pointer (&error));

  maju_peer_set_remote_description_async (offerer, MAJU_SDP_TYPE_ANSWER, 0,
                                          "v=0\r\n", NULL, done_cb,
                                          &test_result);
  g_assert_true (pair_wait (pair, has_result, CONNECT_MS));
  g_assert_false (maju_peer_set_remote_description_finish (offerer, test_result,
                                                           &error));
  assert_state_error (NULL, g_steal_pointer (&error));
}

static void
test_too_many_candidates (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  MajuPeer *peer = pair->ends[ANSWERER].peer;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 128; i++)
    {
      g_assert_true (maju_peer_add_ice_candidate (peer, 0, 0,
                                                  "candidate:1 1 UDP 1 192.0.2.1 "
                                                  "5000 typ host", &error));
      g_assert_no_error (error);
    }
  g_assert_false (maju_peer_add_ice_candidate (peer, 0, 0,
                                               "candidate:1 1 UDP 1 192.0.2.1 "
                                               "5000 typ host", &error));
  g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION);
  g_clear_error (&error);
  g_assert_false (maju_peer_add_ice_candidate (peer, 0, 4, "", &error));
  g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION);
  g_clear_error (&error);
  g_assert_false (maju_peer_add_ice_candidate (peer, 0, 0, "nonsense", &error));
  g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION);
}

int
main (int    argc,
      char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/peer/connect", test_connect);
  g_test_add_func ("/peer/ports", test_ports);
  g_test_add_func ("/peer/fan-out", test_fan_out);
  g_test_add_func ("/peer/pauses", test_pauses);
  g_test_add_func ("/peer/messages", test_messages);
  g_test_add_func ("/peer/strange-channels", test_strange_channels);
  g_test_add_func ("/peer/too-long", test_too_long);
  g_test_add_func ("/peer/flood", test_flood);
  g_test_add_func ("/peer/order", test_order);
  g_test_add_func ("/peer/too-many-candidates", test_too_many_candidates);

  return g_test_run ();
}
