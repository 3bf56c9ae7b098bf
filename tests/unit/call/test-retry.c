/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-test-util.h"

#include "maju-remote-private.h"
#include "maju-retry-private.h"

/*
 * Two people who could not reach each other try again: over a server that
 * spoils what it relays for a while.
 */

typedef struct _Pair Pair;

typedef struct
{
  Pair *pair;
  const char *id;
  MajuLocalMedia *media;
  MajuOwnPresence *presence;
  MajuChat *chat;
  MajuRemote *remote;           /* the other one, as this one has it */
  MajuParticipant *participant;
  guint n_offers;
  guint n_restarts;
} Side;

struct _Pair
{
  MajuClock *clock;
  MajuRoomLink *link;
  MajuPeerConfig *config;
  Side sides[2];                /* the first one offers */
  gboolean spoil_offers;
  gboolean spoil_answers;
  gboolean drop;
};

static void
handle (gpointer     receiver,
        MajuMessage *message)
{
  maju_remote_handle (receiver, message);
}

static void
spoil (MajuMessage *message)
{
  g_autoptr(GString) sdp = g_string_new (message->sdp);

  g_assert_cmpuint (g_string_replace (sdp, "a=ice-pwd:", "a=ice-pwd:x", 1), ==, 1);
  g_set_str (&message->sdp, sdp->str);
}

static void
count (Side        *from,
       MajuMessage *message)
{
  if (message->type == MAJU_MESSAGE_RESTART)
    from->n_restarts++;
  else if (message->type == MAJU_MESSAGE_DESCRIPTION &&
           message->kind == MAJU_DESCRIPTION_OFFER)
    from->n_offers++;
}

static void
send_cb (MajuRemote  *remote,
         MajuMessage *message,
         Side        *from)
{
  Pair *pair = from->pair;
  Side *to = from == &pair->sides[0] ? &pair->sides[1] : &pair->sides[0];
  g_autoptr(MajuMessage) copy = test_relay (message, from->id);

  count (from, message);
  if (pair->drop)
    return;

  if (copy->type == MAJU_MESSAGE_DESCRIPTION &&
      (copy->kind == MAJU_DESCRIPTION_OFFER ? pair->spoil_offers
                                            : pair->spoil_answers))
    spoil (copy);

  test_deliver (g_object_ref (to->remote), g_object_unref, handle, copy);
}

static void
side_init (Pair *pair,
           guint i)
{
  Side *side = &pair->sides[i];
  const char *other = i == 0 ? "bob" : "ann";
  g_autoptr(MajuParticipant) own = NULL;
  MajuRemoteContext context;

  side->pair = pair;
  side->id = i == 0 ? "ann" : "bob";
  own = maju_participant_new (side->id, side->id, TRUE);
  side->media = maju_local_media_new (FALSE);
  side->presence = maju_own_presence_new (own, side->media);
  side->chat = maju_chat_new (own, pair->clock);
  context = (MajuRemoteContext) {
    .link = pair->link, .own = side->presence, .media = side->media,
    .chat = side->chat, .clock = pair->clock, .config = pair->config,
  };
  side->remote = maju_remote_new (&context, other, other, i == 0);
  side->participant = maju_remote_get_participant (side->remote);
  g_signal_connect (side->remote, "send", G_CALLBACK (send_cb), side);
}

static void
pair_init (Pair *pair)
{
  g_autoptr(GError) error = NULL;

  *pair = (Pair) { .clock = maju_clock_new_manual (1) };
  pair->link = maju_room_link_new_random ("http://127.0.0.1:1", &error);
  g_assert_no_error (error);
  pair->config = maju_peer_config_new ();
  side_init (pair, 0);
  side_init (pair, 1);
}

static void
pair_start (Pair *pair)
{
  maju_remote_start (pair->sides[1].remote, pair->sides[1].id);
  maju_remote_start (pair->sides[0].remote, pair->sides[0].id);
}

static void
pair_clear (Pair *pair)
{
  for (guint i = 0; i < 2; i++)
    {
      gboolean closed = FALSE;

      maju_remote_close_async (pair->sides[i].remote, test_closed_cb, &closed);
      test_wait (closed);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; i < 2; i++)
    {
      Side *side = &pair->sides[i];

      test_finalize (side->remote);
      g_object_unref (side->chat);
      g_object_unref (side->presence);
      g_object_unref (side->media);
    }
  maju_room_link_unref (pair->link);
  maju_peer_config_unref (pair->config);
  g_object_unref (pair->clock);
}

static MajuParticipantState
get_state (Side *side)
{
  return maju_participant_get_state (side->participant);
}

static gboolean
is_connected (Pair *pair)
{
  return get_state (&pair->sides[0]) == MAJU_PARTICIPANT_STATE_CONNECTED &&
         get_state (&pair->sides[1]) == MAJU_PARTICIPANT_STATE_CONNECTED;
}

static gboolean
has_failed (Side *side)
{
  return get_state (side) == MAJU_PARTICIPANT_STATE_FAILED;
}

/* That both see each other, and that what is said arrives. */
static void
check_connected (Pair *pair)
{
  GListModel *chat = G_LIST_MODEL (pair->sides[1].chat);
  g_autoptr(GError) error = NULL;

  test_wait (is_connected (pair));
  for (guint i = 0; i < 2; i++)
    {
      g_assert_null (maju_participant_get_error (pair->sides[i].participant));
      g_assert_cmpint (maju_participant_get_trust (pair->sides[i].participant), ==,
                       MAJU_TRUST_VERIFIED);
    }

  g_assert_cmpuint (g_list_model_get_n_items (chat), ==, 0);
  maju_chat_send (pair->sides[0].chat, "there you are", &error);
  g_assert_no_error (error);
  test_wait (g_list_model_get_n_items (chat) == 1);
}

/* Nothing is to be tried again: nothing happens. */
static void
test_nothing (void)
{
  Pair pair;

  pair_init (&pair);
  maju_participant_retry (pair.sides[0].participant);
  g_assert_cmpint (get_state (&pair.sides[0]), ==,
                   MAJU_PARTICIPANT_STATE_CONNECTING);
  pair_start (&pair);
  test_wait (is_connected (&pair));
  maju_participant_retry (pair.sides[0].participant);
  maju_participant_retry (pair.sides[1].participant);
  g_assert_true (is_connected (&pair));
  check_connected (&pair);
  g_assert_cmpuint (pair.sides[0].n_offers, ==, 1);
  g_assert_cmpuint (pair.sides[1].n_restarts, ==, 0);
  pair_clear (&pair);
}

/* The offerer refused the answer; the other side waits and knows nothing. */
static void
test_offerer (void)
{
  Pair pair;

  pair_init (&pair);
  pair.spoil_answers = TRUE;
  pair_start (&pair);
  test_wait (has_failed (&pair.sides[0]));
  g_assert_error (maju_participant_get_error (pair.sides[0].participant),
                  MAJU_CALL_ERROR, MAJU_CALL_ERROR_NOT_VERIFIED);
  g_assert_false (has_failed (&pair.sides[1]));

  /* No better, and told so again. */
  maju_participant_retry (pair.sides[0].participant);
  g_assert_cmpint (get_state (&pair.sides[0]), ==,
                   MAJU_PARTICIPANT_STATE_CONNECTING);
  g_assert_null (maju_participant_get_error (pair.sides[0].participant));
  test_wait (has_failed (&pair.sides[0]));
  g_assert_error (maju_participant_get_error (pair.sides[0].participant),
                  MAJU_CALL_ERROR, MAJU_CALL_ERROR_NOT_VERIFIED);
  g_assert_cmpuint (pair.sides[0].n_offers, ==, 2);

  pair.spoil_answers = FALSE;
  maju_participant_retry (pair.sides[0].participant);
  check_connected (&pair);
  g_assert_cmpuint (pair.sides[0].n_offers, ==, 3);
  pair_clear (&pair);
}

/* The answerer refused the offer, and asks for another one. */
static void
test_answerer (void)
{
  Pair pair;

  pair_init (&pair);
  pair.spoil_offers = TRUE;
  pair_start (&pair);
  test_wait (has_failed (&pair.sides[1]));
  g_assert_false (has_failed (&pair.sides[0]));

  pair.spoil_offers = FALSE;
  maju_participant_retry (pair.sides[1].participant);
  check_connected (&pair);
  g_assert_cmpuint (pair.sides[1].n_restarts, ==, 1);
  g_assert_cmpuint (pair.sides[0].n_offers, ==, 2);
  pair_clear (&pair);
}

static void
fail_both (Pair *pair)
{
  pair_init (pair);
  pair->drop = TRUE;
  pair_start (pair);
  test_wait (pair->sides[0].n_offers == 1);
  maju_clock_advance (pair->clock, 21 * 1000);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (has_failed (&pair->sides[i]));
      g_assert_error (maju_participant_get_error (pair->sides[i].participant),
                      MAJU_CALL_ERROR, MAJU_CALL_ERROR_UNREACHABLE);
    }
  pair->drop = FALSE;
}

/* Both gave up: whoever asks, the other one follows. */
static void
test_both (void)
{
  for (guint i = 0; i < 2; i++)
    {
      Pair pair;

      fail_both (&pair);
      maju_participant_retry (pair.sides[i].participant);
      check_connected (&pair);
      g_assert_cmpuint (pair.sides[0].n_offers, ==, 2);
      pair_clear (&pair);
    }
}

/* The network comes back: one attempt, and not another one by itself. */
static void
test_network (void)
{
  Pair pair;
  Side *ann = &pair.sides[0];

  fail_both (&pair);
  maju_remote_network_changed (ann->remote, FALSE);
  g_assert_true (has_failed (ann));

  pair.drop = TRUE;
  maju_remote_network_changed (ann->remote, TRUE);
  test_wait (ann->n_offers == 2);
  maju_clock_advance (pair.clock, 21 * 1000);
  g_assert_true (has_failed (ann));
  maju_remote_network_changed (ann->remote, TRUE);
  maju_remote_set_online (ann->remote, FALSE);
  maju_remote_set_online (ann->remote, TRUE);
  g_assert_true (has_failed (ann));

  pair.drop = FALSE;
  maju_participant_retry (ann->participant);
  check_connected (&pair);
  g_assert_cmpuint (ann->n_offers, ==, 3);
  pair_clear (&pair);
}

/* The server comes back; what was refused is not tried again, though. */
static void
test_server (void)
{
  Pair pair;

  fail_both (&pair);
  for (guint i = 0; i < 2; i++)
    maju_remote_set_online (pair.sides[i].remote, FALSE);
  for (guint i = 0; i < 2; i++)
    maju_remote_set_online (pair.sides[i].remote, TRUE);
  check_connected (&pair);
  g_assert_cmpuint (pair.sides[0].n_offers, ==, 2);
  pair_clear (&pair);

  pair_init (&pair);
  pair.spoil_answers = TRUE;
  pair_start (&pair);
  test_wait (has_failed (&pair.sides[0]));
  maju_remote_set_online (pair.sides[0].remote, FALSE);
  maju_remote_set_online (pair.sides[0].remote, TRUE);
  g_assert_true (has_failed (&pair.sides[0]));
  pair_clear (&pair);
}

/* They are away: what was wanted meanwhile is done when they come back. */
static void
test_away (void)
{
  Pair pair;
  Side *ann = &pair.sides[0];

  fail_both (&pair);
  maju_remote_bind (ann->remote, ann->id, NULL);
  maju_participant_retry (ann->participant);
  g_assert_cmpint (get_state (ann), ==, MAJU_PARTICIPANT_STATE_CONNECTING);
  g_assert_null (maju_participant_get_error (ann->participant));
  maju_remote_check (ann->remote);
  g_assert_cmpint (get_state (ann), ==, MAJU_PARTICIPANT_STATE_CONNECTING);

  maju_remote_bind (ann->remote, ann->id, "bob");
  check_connected (&pair);
  g_assert_cmpuint (ann->n_offers, ==, 2);
  pair_clear (&pair);
}

/* Both gave up, and nobody asks: they find each other a little later. */
static void
test_by_itself (void)
{
  Pair pair;

  fail_both (&pair);
  maju_clock_advance (pair.clock, 2 * 1000);
  g_assert_true (has_failed (&pair.sides[0]) && has_failed (&pair.sides[1]));
  maju_clock_advance (pair.clock, 2 * 1000);
  check_connected (&pair);
  g_assert_cmpuint (pair.sides[0].n_offers, ==, 2);
  pair_clear (&pair);
}

/* Lets @seconds pass, and tells whether that made another attempt. */
static gboolean
tries_after (Pair *pair,
             guint seconds)
{
  Side *ann = &pair->sides[0];
  guint n_offers = ann->n_offers;

  g_assert_true (has_failed (ann));
  maju_clock_advance (pair->clock, seconds * 1000);
  if (has_failed (ann))
    return FALSE;

  g_assert_null (maju_participant_get_error (ann->participant));
  test_wait (ann->n_offers == n_offers + 1);

  return TRUE;
}

/* Nobody answers: they are tried after longer and longer pauses, and not for
 * ever. */
static void
test_pauses (void)
{
  static const guint pauses[] = { 3, 8, 16, 32, 64, 64 };
  Pair pair;
  Side *ann = &pair.sides[0];

  fail_both (&pair);
  pair.drop = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (pauses); i++)
    {
      g_assert_false (tries_after (&pair, pauses[i] - 1));
      g_assert_true (tries_after (&pair, 1));
      maju_clock_advance (pair.clock, 20 * 1000);
      g_assert_error (maju_participant_get_error (ann->participant),
                      MAJU_CALL_ERROR, MAJU_CALL_ERROR_UNREACHABLE);
    }
  g_assert_false (tries_after (&pair, 3600));

  /* The person still can, and begins anew. */
  maju_participant_retry (ann->participant);
  test_wait (ann->n_offers == G_N_ELEMENTS (pauses) + 2);
  maju_clock_advance (pair.clock, 20 * 1000);
  g_assert_true (tries_after (&pair, 4));
  pair_clear (&pair);
}

/* They are away when it is time: as soon as they are back. */
static void
test_not_while_away (void)
{
  Pair pair;
  Side *ann = &pair.sides[0];

  fail_both (&pair);
  maju_remote_set_online (pair.sides[1].remote, FALSE);
  maju_remote_set_away (ann->remote, TRUE);
  maju_clock_advance (pair.clock, 60 * 1000);
  g_assert_cmpuint (ann->n_offers, ==, 1);
  maju_remote_set_away (ann->remote, FALSE);
  maju_clock_advance (pair.clock, 4 * 1000);
  check_connected (&pair);
  g_assert_cmpuint (ann->n_offers, ==, 2);
  pair_clear (&pair);
}

/* What was refused is not tried again, and no relay is none in a while. */
static void
test_not_in_vain (void)
{
  Pair pair;
  Side *ann = &pair.sides[0];

  pair_init (&pair);
  pair.spoil_answers = TRUE;
  pair_start (&pair);
  test_wait (has_failed (ann));
  g_assert_false (tries_after (&pair, 3600));
  pair_clear (&pair);

  pair_init (&pair);
  maju_peer_config_set_relay_only (pair.config, TRUE);
  maju_remote_start (ann->remote, ann->id);
  g_assert_error (maju_participant_get_error (ann->participant), MAJU_CALL_ERROR,
                  MAJU_CALL_ERROR_UNREACHABLE);
  g_assert_false (tries_after (&pair, 3600));
  g_assert_cmpuint (ann->n_offers, ==, 0);
  pair_clear (&pair);
}

/* More attempts than may close at once: the last one waits for its turn. */
static void
test_closing (void)
{
  Pair pair;
  Side *ann = &pair.sides[0];

  fail_both (&pair);
  pair.drop = TRUE;
  /* Nothing closes while the main context does not run. */
  for (guint i = 0; i < 8; i++)
    {
      maju_participant_retry (ann->participant);
      g_assert_cmpint (get_state (ann), ==, MAJU_PARTICIPANT_STATE_CONNECTING);
      maju_clock_advance (pair.clock, 21 * 1000);
    }
  g_assert_false (has_failed (ann));

  pair.drop = FALSE;
  check_connected (&pair);
  pair_clear (&pair);
}

/* Who asks for attempts without end gets fewer and fewer. */
static void
test_invitations (void)
{
  g_autoptr(MajuMessage) message = maju_message_new (MAJU_MESSAGE_RESTART);
  MajuRetry retry = { 0 };

  for (guint seconds = 2; seconds <= 16; seconds *= 2)
    {
      gint64 age = seconds * G_TIME_SPAN_SECOND;

      g_assert_false (maju_retry_accept (&retry, message, TRUE, age - 1));
      g_assert_false (maju_retry_accept (&retry, message, FALSE, age));
      g_assert_true (maju_retry_accept (&retry, message, TRUE, age));
    }
  for (guint i = 0; i < 100; i++)
    {
      g_assert_false (maju_retry_accept (&retry, message, TRUE,
                                         16 * G_TIME_SPAN_SECOND - 1));
      g_assert_true (maju_retry_accept (&retry, message, TRUE,
                                        16 * G_TIME_SPAN_SECOND));
    }

  g_assert_true (maju_retry_accept (&retry, message, TRUE,
                                    60 * G_TIME_SPAN_SECOND));
  g_assert_true (maju_retry_accept (&retry, message, TRUE,
                                    4 * G_TIME_SPAN_SECOND));
  maju_retry_want (&retry);
  g_assert_true (maju_retry_accept (&retry, message, TRUE,
                                    2 * G_TIME_SPAN_SECOND));
  maju_retry_refuse (&retry);
  g_assert_false (maju_retry_accept (&retry, message, TRUE,
                                     60 * G_TIME_SPAN_SECOND));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/retry/nothing", test_nothing);
  g_test_add_func ("/retry/offerer", test_offerer);
  g_test_add_func ("/retry/answerer", test_answerer);
  g_test_add_func ("/retry/both", test_both);
  g_test_add_func ("/retry/network", test_network);
  g_test_add_func ("/retry/server", test_server);
  g_test_add_func ("/retry/away", test_away);
  g_test_add_func ("/retry/by-itself", test_by_itself);
  g_test_add_func ("/retry/pauses", test_pauses);
  g_test_add_func ("/retry/not-while-away", test_not_while_away);
  g_test_add_func ("/retry/not-in-vain", test_not_in_vain);
  g_test_add_func ("/retry/closing", test_closing);
  g_test_add_func ("/retry/invitations", test_invitations);

  return g_test_run ();
}
