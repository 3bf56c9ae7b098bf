/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer-pair.h"

#include "maju-peer-private.h"
#include "maju-webrtc-transport-private.h"

/* What waits: for somebody's consent, or for a channel that is slow to open. */

/* Long enough for everything that could leak through to be seen. */
#define SETTLE_MS  700

static gboolean
is_proven (PeerPair *pair)
{
  MajuPeer *held = pair->ends[ANSWERER].peer;

  return maju_peer_get_state (pair->ends[OFFERER].peer) ==
         MAJU_PEER_STATE_CONNECTED &&
         held->current->proven;
}

static void
assert_held (PeerPair *pair)
{
  PeerEnd *end = &pair->ends[ANSWERER];
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (maju_peer_get_state (end->peer), ==,
                   MAJU_PEER_STATE_VERIFYING);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (pair->ends[i].n_tracks, ==, 0);
      g_assert_cmpuint (pair->ends[i].messages->len, ==, 0);
    }
  g_assert_false (maju_data_channel_get_open (end->channel));
  g_assert_cmpuint (maju_track_sender_get_packets (end->audio), ==, 0);
  g_assert_cmpuint (maju_track_sender_get_packets (end->camera), ==, 0);
  g_assert_false (maju_data_channel_send_text (end->channel, "hello", &error));
  g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE);
}

static gboolean
has_heard_later (PeerPair *pair)
{
  return pair->ends[ANSWERER].messages->len > 0 &&
         pair->ends[OFFERER].messages->len > 0;
}

static void
say_later (PeerPair *pair)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (maju_data_channel_send_text (pair->ends[OFFERER].channel,
                                              "later", &error));
  g_assert_no_error (error);
  g_assert_true (pair_wait (pair, has_heard_later, CONNECT_MS));
  /* What was said before nobody was to hear. */
  g_assert_cmpstr (pair->ends[ANSWERER].messages->pdata[0], ==, "later");
  g_assert_cmpstr (pair->ends[OFFERER].messages->pdata[0], ==, "hello");
}

static void
test_held (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();
  MajuPeer *held = pair->ends[ANSWERER].peer;

  feed_add_pair (feed, pair);
  maju_peer_hold (held);
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, is_proven, CONNECT_MS));
  run_for (SETTLE_MS);
  assert_held (pair);
  g_assert_nonnull (maju_peer_get_fingerprint (held));

  maju_peer_release (held);
  g_assert_cmpint (maju_peer_get_state (held), ==, MAJU_PEER_STATE_CONNECTED);
  g_assert_true (pair_wait (pair, pair_has_media, CONNECT_MS));
  say_later (pair);
}

/* Let go before there is anything to let through. */
static void
test_released_early (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);

  maju_peer_hold (pair->ends[OFFERER].peer);
  maju_peer_hold (pair->ends[ANSWERER].peer);
  pair_offer (pair, FALSE);
  maju_peer_release (pair->ends[OFFERER].peer);
  maju_peer_release (pair->ends[ANSWERER].peer);
  g_assert_true (pair_wait (pair, pair_is_open, CONNECT_MS));
}

static gboolean
has_moved (PeerPair *pair)
{
  for (guint i = 0; i < 2; i++)
    {
      MajuPeer *peer = pair->ends[i].peer;

      if (peer->current->number == 0 || !peer->current->proven ||
          peer->next != NULL || peer->n_closing > 0)
        return FALSE;
    }
  return TRUE;
}

/* Another path does not get around it. */
static void
test_restart (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();
  MajuPeer *held = pair->ends[ANSWERER].peer;

  feed_add_pair (feed, pair);
  maju_peer_hold (held);
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, is_proven, CONNECT_MS));
  pair_offer (pair, TRUE);
  g_assert_true (pair_wait (pair, has_moved, CONNECT_MS));
  run_for (SETTLE_MS);
  assert_held (pair);

  maju_peer_release (held);
  g_assert_true (pair_wait (pair, pair_has_media, CONNECT_MS));
  say_later (pair);
}

/* A wrong certificate is one, held or not. */
static void
test_impostor (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);

  pair->alter = pair_impersonate_cb;
  pair->answers_restart = FALSE;
  maju_peer_hold (pair->ends[ANSWERER].peer);
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_has_failed, CONNECT_MS));
  g_assert_error (maju_peer_get_error (pair->ends[ANSWERER].peer),
                  MAJU_PEER_ERROR, MAJU_PEER_ERROR_FINGERPRINT);
  maju_peer_release (pair->ends[ANSWERER].peer);
  g_assert_cmpint (maju_peer_get_state (pair->ends[ANSWERER].peer), ==,
                   MAJU_PEER_STATE_FAILED);
}

static MajuWebrtcChannel *
get_channel (PeerEnd *end)
{
  MajuTransport *transport = end->peer->current->transport;

  return MAJU_WEBRTC_TRANSPORT (transport)->channels->pdata[0];
}

static gboolean
has_message_held (PeerPair *pair)
{
  return get_channel (&pair->ends[ANSWERER])->held->len == 1;
}

static gboolean
has_second_message (PeerPair *pair)
{
  return pair->ends[ANSWERER].messages->len == 2;
}

/* The message is there before the channel is said to be open; the gate opens
 * either before both or between them. */
static void
test_slow_channel (gconstpointer data)
{
  gboolean between = GPOINTER_TO_INT (data);
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(GError) error = NULL;
  MajuTransport *transport;
  MajuWebrtcChannel *channel;

  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_is_open, CONNECT_MS));
  transport = pair->ends[ANSWERER].peer->current->transport;
  channel = get_channel (&pair->ends[ANSWERER]);
  channel->open = FALSE;
  if (between)
    g_atomic_int_set (&MAJU_WEBRTC_TRANSPORT (transport)->gate_open, FALSE);

  maju_data_channel_send_text (pair->ends[OFFERER].channel, "early", &error);
  g_assert_no_error (error);
  g_assert_true (pair_wait (pair, has_message_held, CONNECT_MS));
  maju_transport_open_gate (transport);
  g_assert_cmpuint (channel->held->len, ==, 1);

  g_signal_emit_by_name (channel->channel, "on-open");
  g_assert_true (pair_wait (pair, has_second_message, CONNECT_MS));
  g_assert_cmpstr (pair->ends[ANSWERER].messages->pdata[1], ==, "early");
  g_assert_cmpuint (channel->held->len, ==, 0);
  g_assert_cmpuint (channel->held_size, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hold/held", test_held);
  g_test_add_func ("/hold/released-early", test_released_early);
  g_test_add_func ("/hold/restart", test_restart);
  g_test_add_func ("/hold/impostor", test_impostor);
  g_test_add_data_func ("/hold/slow-channel/gate-first", GINT_TO_POINTER (FALSE),
                        test_slow_channel);
  g_test_add_data_func ("/hold/slow-channel/gate-between", GINT_TO_POINTER (TRUE),
                        test_slow_channel);

  return g_test_run ();
}
