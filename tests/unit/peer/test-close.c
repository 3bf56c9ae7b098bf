/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer-pair.h"

/*
 * A connection can be closed at any moment of its making: while descriptions
 * are made, while addresses are gathered, in the middle of DTLS, while the data
 * channel opens, and during a restart; and while much is said over the channel.
 * It has to end each time, and soon.
 */

#ifdef __SANITIZE_ADDRESS__
#define N_ROUNDS 8
#else
#define N_ROUNDS 25
#endif

/* Things that happen until all is open; beyond that it closes when it is. */
#define N_EVENTS 90

/* A guard against a hang, no matter how slow the machine is. */
#define CLOSE_MS (60 * 1000)

/* Enough for it to be still on its way when it closes. */
#define MESSAGE_SIZE 1000
#define N_HEARD      5
#define N_TALKS      30

static guint n_events_seen;

static void
count_closed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  guint *n_closed = user_data;
  g_autoptr(GError) error = NULL;

  maju_peer_close_finish (MAJU_PEER (object), result, &error);
  g_assert_no_error (error);
  ++*n_closed;
}

static guint n_closed;

static gboolean
both_closed (PeerPair *pair)
{
  return n_closed == 2;
}

/* After so many rounds of the main loop that brought something. */
static void
run_events (PeerPair *pair,
            guint     n_events)
{
  for (guint i = 0; i < n_events && !pair_is_open (pair); i++)
    {
      g_main_context_iteration (NULL, TRUE);
      n_events_seen = MAX (n_events_seen, i);
    }
}

static void
close_at (guint    n_events,
          gboolean restart,
          gboolean answerer_first)
{
  PeerPair *pair = pair_new (NULL, NULL);

  pair_offer (pair, FALSE);
  if (restart)
    {
      g_assert_true (pair_wait (pair, pair_is_open, CLOSE_MS));
      pair_offer (pair, TRUE);
      for (guint i = 0; i < n_events; i++)
        g_main_context_iteration (NULL, TRUE);
    }
  else
    {
      run_events (pair, n_events);
    }

  n_closed = 0;
  for (guint i = 0; i < 2; i++)
    {
      PeerEnd *end = &pair->ends[answerer_first ? 1 - i : i];

      maju_peer_close_async (end->peer, count_closed_cb, &n_closed);
      end->closed = TRUE;
    }
  if (!pair_wait (pair, both_closed, CLOSE_MS))
    g_error ("not closed after %u events%s", n_events,
             restart ? " of a restart" : "");
  pair_free (pair);
}

static void
test_close (gconstpointer data)
{
  gboolean restart = GPOINTER_TO_INT (data);
  const char *rounds = g_getenv ("MAJU_CLOSE_ROUNDS");
  guint n_rounds = rounds ? g_ascii_strtoull (rounds, NULL, 10) : N_ROUNDS;

  for (guint i = 0; i < n_rounds; i++)
    close_at (g_test_rand_int_range (0, restart ? N_EVENTS / 3 : N_EVENTS),
              restart, g_test_rand_bit ());
  g_test_message ("at most %u events", n_events_seen);
}

/* As much as it takes. */
static void
talk (PeerEnd *end)
{
  g_autofree char *text = g_strnfill (MESSAGE_SIZE, 'm');

  while (maju_data_channel_send_text (end->channel, text, NULL))
    ;
}

static gboolean
is_talking (PeerPair *pair)
{
  return pair->ends[OFFERER].messages->len > N_HEARD &&
         pair->ends[ANSWERER].messages->len > N_HEARD;
}

/* Much is being said each way when both close. */
static void
close_talking (void)
{
  PeerPair *pair = pair_new (NULL, NULL);

  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_is_open, CLOSE_MS));
  talk (&pair->ends[OFFERER]);
  talk (&pair->ends[ANSWERER]);
  g_assert_true (pair_wait (pair, is_talking, CLOSE_MS));
  pair_free (pair);
}

static void
test_talking (void)
{
  for (guint i = 0; i < N_TALKS; i++)
    close_talking ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);

  g_test_add_data_func ("/close/first", GINT_TO_POINTER (FALSE), test_close);
  g_test_add_data_func ("/close/restart", GINT_TO_POINTER (TRUE), test_close);
  g_test_add_func ("/close/talking", test_talking);

  return g_test_run ();
}
