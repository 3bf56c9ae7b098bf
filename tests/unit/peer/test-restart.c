/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer-pair.h"

#include "maju-peer-limits-private.h"
#include "maju-peer-private.h"
#include "maju-webrtc-transport-private.h"

static void
connect (PeerPair *pair)
{
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_is_connected, CONNECT_MS));
  g_assert_true (pair_wait (pair, pair_is_open, CONNECT_MS));
  g_assert_true (pair_wait (pair, pair_has_media, CONNECT_MS));
}

static gboolean
has_moved (PeerPair *pair)
{
  for (guint i = 0; i < 2; i++)
    {
      MajuPeer *peer = pair->ends[i].peer;

      if (peer->current == NULL || peer->current->number == 0 ||
          !peer->current->verified || peer->next != NULL ||
          peer->n_closing > 0 || pair->ends[i].messages->len < 2)
        return FALSE;
    }
  return pair_is_connected (pair);
}

static guint64 wanted_frames[2];

static gboolean
has_more_frames (PeerPair *pair)
{
  for (guint i = 0; i < 2; i++)
    {
      MajuTrackStats stats;

      pair_get_stats (&pair->ends[i], MAJU_TRACK_KIND_CAMERA, &stats);
      if (stats.frames < wanted_frames[i])
        return FALSE;
    }
  return TRUE;
}

static void
want_frames (PeerPair *pair,
             guint     more)
{
  for (guint i = 0; i < 2; i++)
    {
      MajuTrackStats stats;

      pair_get_stats (&pair->ends[i], MAJU_TRACK_KIND_CAMERA, &stats);
      wanted_frames[i] = stats.frames + more;
    }
  g_assert_true (pair_wait (pair, has_more_frames, CONNECT_MS));
}

/* How long the gaps were depends on the machine. */
static void
assert_unbroken (PeerPair *pair)
{
  for (guint i = 0; i < 2; i++)
    {
      MajuTrackStats stats;

      for (guint kind = 0; kind <= MAJU_TRACK_KIND_CAMERA; kind++)
        {
          pair_get_stats (&pair->ends[i], kind, &stats);
          g_test_message ("%s kind %u: longest gap %u ms, %" G_GUINT64_FORMAT
                          " frames", i == OFFERER ? "offerer" : "answerer", kind,
                          stats.longest_gap_ms, stats.frames);
        }
      /* The same objects went on. */
      g_assert_cmpuint (pair->ends[i].n_tracks, ==, 2);
      g_assert_no_error (pair->ends[i].error);
      g_assert_cmpuint (pair->ends[i].n_states[MAJU_PEER_STATE_FAILED], ==, 0);
    }
}

static gboolean
has_opened_again (PeerPair *pair)
{
  return pair->ends[OFFERER].n_opened > 1 && pair->ends[ANSWERER].n_opened > 1;
}

static void
test_media_goes_on (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();

  feed_add_pair (feed, pair);
  connect (pair);
  want_frames (pair, 15);
  pair_offer (pair, TRUE);
  g_assert_true (pair_wait (pair, has_moved, CONNECT_MS));
  want_frames (pair, 30);
  /* Said once more over the new transport, when its channels are there, too. */
  g_assert_true (pair_wait (pair, has_opened_again, CONNECT_MS));
  g_assert_cmpuint (pair->ends[OFFERER].n_opened, ==, 2);
  g_assert_cmpuint (pair->ends[ANSWERER].n_opened, ==, 2);
  assert_unbroken (pair);
}

static GstPadProbeReturn
drop_cb (GstPad          *pad,
         GstPadProbeInfo *info,
         gpointer         user_data)
{
  return GST_PAD_PROBE_DROP;
}

/* A blocking probe comes before the one that counts. */
static void
drop_all (GstBin     *bin,
          const char *factory,
          const char *pad_name)
{
  g_autoptr(GstIterator) iterator = NULL;
  g_auto(GValue) value = G_VALUE_INIT;
  guint n_cut = 0;

  iterator = gst_bin_iterate_all_by_element_factory_name (bin, factory);
  while (gst_iterator_next (iterator, &value) == GST_ITERATOR_OK)
    {
      g_autoptr(GstPad) pad = NULL;

      pad = gst_element_get_static_pad (g_value_get_object (&value), pad_name);
      gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BLOCK |
                         GST_PAD_PROBE_TYPE_BUFFER |
                         GST_PAD_PROBE_TYPE_BUFFER_LIST, drop_cb, NULL, NULL);
      g_value_reset (&value);
      n_cut++;
    }
  g_assert_cmpuint (n_cut, ==, 1);
}

/* As a cable that was cut: what is sent arrives nowhere, and what was on its
 * way is lost. */
static void
cut (PeerEnd *end)
{
  MajuWebrtcTransport *transport;

  transport = MAJU_WEBRTC_TRANSPORT (end->peer->current->transport);
  drop_all (GST_BIN (transport->pipeline), "nicesink", "sink");
  drop_all (GST_BIN (transport->pipeline), "nicesrc", "src");
}

static gboolean
is_dead (PeerPair *pair)
{
  return pair->ends[OFFERER].n_restarts > 0 &&
         pair->ends[ANSWERER].n_restarts > 0;
}

static gboolean
has_offerer_noticed (PeerPair *pair)
{
  return pair->ends[OFFERER].n_restarts > 0;
}

/* Turns the clock until @func says so: the path is to be dead within five
 * seconds of the last that came. */
static void
wait_dead (PeerPair  *pair,
           MajuClock *clock,
           PairFunc   func)
{
  gint64 heard_us = maju_clock_get_now (clock);
  guint64 packets[2] = { 0 };

  while (!func (pair))
    {
      for (guint i = 0; i < 2; i++)
        {
          guint64 now_packets = maju_peer_count_packets (pair->ends[i].peer);

          if (now_packets != packets[i])
            heard_us = maju_clock_get_now (clock);
          packets[i] = now_packets;
        }
      g_assert_cmpint (maju_clock_get_now (clock) - heard_us, <,
                       5 * G_USEC_PER_SEC);
      maju_clock_advance (clock, 250);
    }
}

static void
test_dead_path (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1000000);
  g_autoptr(MajuPeerConfig) offerer = pair_config_new ();
  g_autoptr(MajuPeerConfig) answerer = pair_config_new ();
  g_autoptr(PeerPair) pair = NULL;
  g_autoptr(Feed) feed = feed_new ();

  maju_peer_config_set_clock (offerer, clock);
  maju_peer_config_set_clock (answerer, clock);
  pair = pair_new (offerer, answerer);
  feed_add_pair (feed, pair);
  connect (pair);
  cut (&pair->ends[OFFERER]);
  cut (&pair->ends[ANSWERER]);
  /* Not before both have noticed. */
  pair->answers_restart = FALSE;
  wait_dead (pair, clock, is_dead);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (pair->ends[i].n_states[MAJU_PEER_STATE_UNSTABLE], ==, 1);
  pair_offer (pair, TRUE);
  g_assert_true (pair_wait (pair, has_moved, CONNECT_MS));
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (pair->ends[i].n_states[MAJU_PEER_STATE_RESTARTING], ==, 1);
  want_frames (pair, 30);
  assert_unbroken (pair);
}

/* Somebody who goes away without a word. */
static void
test_gone (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1000000);
  g_autoptr(MajuPeerConfig) config = pair_config_new ();
  g_autoptr(PeerPair) pair = NULL;
  g_autoptr(Feed) feed = feed_new ();

  maju_peer_config_set_clock (config, clock);
  pair = pair_new (config, NULL);
  pair->answers_restart = FALSE;
  feed_add_pair (feed, pair);
  connect (pair);
  cut (&pair->ends[OFFERER]);
  wait_dead (pair, clock, has_offerer_noticed);
  g_assert_cmpint (maju_peer_get_state (pair->ends[OFFERER].peer), ==,
                   MAJU_PEER_STATE_RESTARTING);
}

/* The new path has to be the same person's too. */
static void
test_other_fingerprint (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();

  feed_add_pair (feed, pair);
  connect (pair);
  pair->alter = pair_impersonate_cb;
  pair_offer (pair, TRUE);
  g_assert_true (pair_wait (pair, pair_has_failed, CONNECT_MS));
  g_assert_error (pair->ends[ANSWERER].error, MAJU_PEER_ERROR,
                  MAJU_PEER_ERROR_FINGERPRINT);
  /* The old path is as good as it was. */
  g_assert_true (pair_wait (pair, pair_is_connected, CONNECT_MS));
  want_frames (pair, 30);
}

static char *
keep_offer_cb (MajuSdpType type,
               char       *sdp,
               gpointer    user_data)
{
  char **kept = user_data;

  if (type == MAJU_SDP_TYPE_OFFER)
    g_set_str (kept, sdp);
  return sdp;
}

static guint n_taken;
static guint n_refused;

static void
offer_taken_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  n_taken++;
  if (maju_peer_set_remote_description_finish (MAJU_PEER (object), result, &error))
    return;

  g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE);
  n_refused++;
}

static gboolean
are_taken (PeerPair *pair)
{
  return n_taken == 32 && pair->ends[ANSWERER].peer->n_closing == 0;
}

/* Each offer makes a transport, but not more than can be taken apart. */
static void
test_many_offers (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();
  g_autofree char *offer = NULL;
  MajuPeer *answerer = pair->ends[ANSWERER].peer;

  feed_add_pair (feed, pair);
  pair->alter = keep_offer_cb;
  pair->alter_data = &offer;
  connect (pair);
  for (guint i = 1; i <= 32; i++)
    maju_peer_set_remote_description_async (answerer, MAJU_SDP_TYPE_OFFER, i,
                                            offer, NULL, offer_taken_cb, NULL);
  g_assert_cmpuint (answerer->n_closing, ==, MAJU_PEER_LIMIT_CLOSING);
  g_assert_true (pair_wait (pair, are_taken, CONNECT_MS));
  g_assert_cmpuint (n_refused, ==, 31);
  /* The path that is there is as good as it was. */
  g_assert_true (pair_wait (pair, pair_is_connected, CONNECT_MS));
  want_frames (pair, 30);
}

static gboolean
has_generation_1 (PeerPair *pair)
{
  return pair->ends[OFFERER].peer->next != NULL &&
         pair->ends[OFFERER].peer->next->remote_set &&
         pair->ends[OFFERER].peer->next->local_types != 0 &&
         pair->ends[ANSWERER].peer->next != NULL &&
         pair->ends[ANSWERER].peer->next->local != NULL &&
         pair->ends[ANSWERER].peer->next->local_types != 0;
}

static gboolean
is_described (PeerPair *pair)
{
  MajuPeerMilestones offerer;
  MajuPeerMilestones answerer;

  maju_peer_get_milestones (pair->ends[OFFERER].peer, &offerer);
  maju_peer_get_milestones (pair->ends[ANSWERER].peer, &answerer);
  return offerer.described > 0 && answerer.described > 0;
}

static void
test_unreachable (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1000000);
  g_autoptr(MajuPeerConfig) config = pair_config_new ();
  g_autoptr(PeerPair) pair = NULL;

  maju_peer_config_set_clock (config, clock);
  pair = pair_new (config, config);
  pair->drop_candidates = TRUE;
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, is_described, CONNECT_MS));

  maju_clock_advance (clock, 14000);
  g_assert_cmpuint (pair->ends[OFFERER].n_restarts, ==, 0);
  maju_clock_advance (clock, 1500);
  g_assert_cmpuint (pair->ends[OFFERER].n_restarts, ==, 1);
  g_assert_true (pair_wait (pair, has_generation_1, CONNECT_MS));
  maju_clock_advance (clock, 15500);
  for (guint i = 0; i < 2; i++)
    {
      const GError *error = maju_peer_get_error (pair->ends[i].peer);

      g_assert_cmpint (maju_peer_get_state (pair->ends[i].peer), ==,
                       MAJU_PEER_STATE_FAILED);
      g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_UNREACHABLE);
      /* What was tried, and that the other side said nothing. */
      g_assert_nonnull (strstr (error->message, "host"));
      g_assert_nonnull (strstr (error->message, "none"));
      assert_nothing_came (&pair->ends[i]);
    }
}

int
main (int    argc,
      char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/restart/media-goes-on", test_media_goes_on);
  g_test_add_func ("/restart/dead-path", test_dead_path);
  g_test_add_func ("/restart/gone", test_gone);
  g_test_add_func ("/restart/other-fingerprint", test_other_fingerprint);
  g_test_add_func ("/restart/many-offers", test_many_offers);
  g_test_add_func ("/restart/unreachable", test_unreachable);

  return g_test_run ();
}
