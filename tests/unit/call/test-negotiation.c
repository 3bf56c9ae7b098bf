/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-test-util.h"

#include "maju-negotiation-private.h"
#include "maju-signature.h"

/*
 * Two negotiations over a server that may do what it likes with what it relays.
 * Each refused case is checked on the peer that must not have been touched.
 */

typedef struct _Pair Pair;

/* May change @message, which the other side gets; %FALSE: drops it. */
typedef gboolean (*TamperFunc) (Pair        *pair,
                                MajuMessage *message);

typedef struct
{
  Pair *pair;
  const char *id;
  MajuRoomLink *link;
  MajuPeer *peer;
  MajuNegotiation *negotiation;
  GError *error;
} Side;

struct _Pair
{
  MajuClock *clock;
  Side sides[2];                /* the first one offers */
  TamperFunc tamper;
  MajuMessage *kept;
  guint n_descriptions;
};

static void
handle (gpointer     receiver,
        MajuMessage *message)
{
  maju_negotiation_handle (receiver, message);
}

static void
deliver (Side        *to,
         MajuMessage *message)
{
  test_deliver (g_object_ref (to->negotiation), g_object_unref, handle, message);
}

static void
send_cb (MajuNegotiation *negotiation,
         MajuMessage     *message,
         Side            *from)
{
  Pair *pair = from->pair;
  Side *to = from == &pair->sides[0] ? &pair->sides[1] : &pair->sides[0];
  g_autoptr(MajuMessage) copy = test_relay (message, from->id);

  g_assert_cmpstr (message->to, ==, to->id);
  if (copy->type == MAJU_MESSAGE_DESCRIPTION)
    pair->n_descriptions++;
  if (!pair->tamper || pair->tamper (pair, copy))
    deliver (to, copy);
}

static void
failed_cb (MajuNegotiation *negotiation,
           GError          *error,
           Side            *side)
{
  g_assert_null (side->error);
  side->error = g_error_copy (error);
}

static void
side_init (Pair       *pair,
           guint       i,
           const char *id,
           const char *link)
{
  g_autoptr(MajuPeerConfig) config = maju_peer_config_new ();
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  g_autoptr(GError) error = NULL;
  Side *side = &pair->sides[i];

  side->pair = pair;
  side->id = id;
  side->link = maju_room_link_parse (link, &error);
  g_assert_no_error (error);
  /* A path is new when the test says so, and not when the machine is busy. */
  maju_peer_config_set_clock (config, clock);
  side->peer = maju_peer_new (id, i == 0, config);
  maju_peer_add_track (side->peer, MAJU_TRACK_KIND_AUDIO);
  maju_peer_create_data_channel (side->peer, "control", 0);
  side->negotiation = maju_negotiation_new (side->peer, side->link, pair->clock);
  g_signal_connect (side->negotiation, "send", G_CALLBACK (send_cb), side);
  g_signal_connect (side->negotiation, "failed", G_CALLBACK (failed_cb), side);
}

#define LINK "http://127.0.0.1:1/r/kxbt-rfmq-saha-jwmn"
#define KEY "#AAECAwQFBgcICQoLDA0ODw"
#define OTHER_KEY "#AAECAwQFBgcICQoLDA0ODg"

static void
pair_init (Pair       *pair,
           const char *first,
           const char *second)
{
  *pair = (Pair) { .clock = maju_clock_new_manual (1) };
  side_init (pair, 0, "ann", first);
  side_init (pair, 1, "bob", second);
  maju_negotiation_bind (pair->sides[0].negotiation, "ann", "bob");
  maju_negotiation_bind (pair->sides[1].negotiation, "bob", "ann");
}

static void
pair_start (Pair *pair)
{
  maju_negotiation_start (pair->sides[1].negotiation);
  maju_negotiation_start (pair->sides[0].negotiation);
}

static void
pair_clear (Pair *pair)
{
  for (guint i = 0; i < 2; i++)
    {
      Side *side = &pair->sides[i];
      gboolean closed = FALSE;

      maju_negotiation_close (side->negotiation);
      maju_peer_close_async (side->peer, test_closed_cb, &closed);
      test_wait (closed);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; i < 2; i++)
    {
      Side *side = &pair->sides[i];

      test_finalize (side->negotiation);
      test_finalize (side->peer);
      maju_room_link_unref (side->link);
      g_clear_error (&side->error);
    }
  g_clear_pointer (&pair->kept, maju_message_unref);
  g_assert_finalize_object (pair->clock);
}

static gboolean
is_connected (Pair *pair)
{
  return maju_peer_get_state (pair->sides[0].peer) == MAJU_PEER_STATE_CONNECTED &&
         maju_peer_get_state (pair->sides[1].peer) == MAJU_PEER_STATE_CONNECTED;
}

static void
assert_signed (Pair    *pair,
               gboolean first,
               gboolean second)
{
  g_assert_cmpint (maju_negotiation_get_signed (pair->sides[0].negotiation), ==,
                   first);
  g_assert_cmpint (maju_negotiation_get_signed (pair->sides[1].negotiation), ==,
                   second);
}

static void
connect_pair (Pair *pair)
{
  pair_start (pair);
  test_wait (is_connected (pair));
  g_assert_no_error (pair->sides[0].error);
  g_assert_no_error (pair->sides[1].error);
}

static void
test_signed (void)
{
  Pair pair;

  pair_init (&pair, LINK KEY, LINK KEY);
  connect_pair (&pair);
  assert_signed (&pair, TRUE, TRUE);
  g_assert_cmpuint (pair.n_descriptions, ==, 2);
  pair_clear (&pair);
}

/* Their path is there and proven, and nothing may go over it. */
static gboolean
is_held (Side *side)
{
  return maju_negotiation_get_asking (side->negotiation) &&
         maju_peer_get_state (side->peer) == MAJU_PEER_STATE_VERIFYING &&
         maju_peer_get_fingerprint (side->peer);
}

static void
test_unsigned (void)
{
  Pair pair;

  pair_init (&pair, LINK KEY, LINK);
  pair_start (&pair);
  test_wait (is_held (&pair.sides[0]));
  test_run_for (0.3);
  g_assert_true (is_held (&pair.sides[0]));
  g_assert_false (maju_negotiation_get_asking (pair.sides[1].negotiation));
  maju_negotiation_admit (pair.sides[0].negotiation);
  test_wait (is_connected (&pair));
  assert_signed (&pair, FALSE, FALSE);
  pair_clear (&pair);

  pair_init (&pair, LINK, LINK);
  connect_pair (&pair);
  assert_signed (&pair, FALSE, FALSE);
  pair_clear (&pair);
}

static gboolean
strip (Pair        *pair,
       MajuMessage *message)
{
  g_clear_pointer (&message->signature, g_free);

  return TRUE;
}

/* A server that takes signatures away gets people asked, no more; and nothing at
 * all once it has let one through: not even the end of the call. */
static void
test_stripped (void)
{
  Pair pair;

  pair_init (&pair, LINK KEY, LINK KEY);
  pair.tamper = strip;
  pair_start (&pair);
  test_wait (is_held (&pair.sides[0]) && is_held (&pair.sides[1]));
  assert_signed (&pair, FALSE, FALSE);
  pair_clear (&pair);

  pair_init (&pair, LINK KEY, LINK KEY);
  connect_pair (&pair);
  pair.tamper = strip;
  g_signal_emit_by_name (pair.sides[0].peer, "restart-needed");
  test_wait (pair.n_descriptions == 3);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_no_error (pair.sides[1].error);
  g_assert_false (maju_negotiation_get_asking (pair.sides[1].negotiation));
  g_assert_true (is_connected (&pair));

  pair.tamper = NULL;
  g_signal_emit_by_name (pair.sides[0].peer, "restart-needed");
  test_wait (pair.n_descriptions == 5);
  test_wait (is_connected (&pair));
  g_assert_no_error (pair.sides[0].error);
  g_assert_no_error (pair.sides[1].error);
  assert_signed (&pair, TRUE, TRUE);
  pair_clear (&pair);
}

/* A signature that comes later does not open what is asked about: whose path it
 * is was not proven by it. */
static gboolean
strip_first (Pair        *pair,
             MajuMessage *message)
{
  return pair->n_descriptions > 1 || strip (pair, message);
}

static void
test_signed_later (void)
{
  Pair pair;

  pair_init (&pair, LINK KEY, LINK KEY);
  pair.tamper = strip_first;
  pair_start (&pair);
  test_wait (is_held (&pair.sides[1]));
  g_signal_emit_by_name (pair.sides[0].peer, "restart-needed");
  test_wait (pair.n_descriptions == 4);
  test_run_for (0.5);
  g_assert_true (is_held (&pair.sides[1]));
  assert_signed (&pair, TRUE, FALSE);
  pair_clear (&pair);
}

/* Of whom a signature is known, nothing less is taken from the start. */
static void
test_downgrade (void)
{
  Pair pair;

  pair_init (&pair, LINK KEY, LINK KEY);
  pair.tamper = strip;
  maju_negotiation_require_signature (pair.sides[1].negotiation);
  pair_start (&pair);
  test_wait (pair.sides[1].error);
  g_assert_error (pair.sides[1].error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SIGNATURE);
  g_assert_cmpint (maju_peer_get_state (pair.sides[1].peer), ==,
                   MAJU_PEER_STATE_NEW);
  pair_clear (&pair);
}

static void
replace (MajuMessage *message,
         const char  *from,
         const char  *to)
{
  g_autoptr(GString) sdp = g_string_new (message->sdp);

  g_assert_cmpuint (g_string_replace (sdp, from, to, 1), ==, 1);
  g_set_str (&message->sdp, sdp->str);
}

static gboolean
change_fingerprint (Pair        *pair,
                    MajuMessage *message)
{
  if (message->type == MAJU_MESSAGE_DESCRIPTION)
    replace (message, "a=fingerprint:sha-256 ", "a=fingerprint:sha-256 00:");

  return TRUE;
}

static gboolean
change_password (Pair        *pair,
                 MajuMessage *message)
{
  if (message->type == MAJU_MESSAGE_DESCRIPTION)
    replace (message, "a=ice-pwd:", "a=ice-pwd:x");

  return TRUE;
}

static gboolean
change_answer (Pair        *pair,
               MajuMessage *message)
{
  if (message->type == MAJU_MESSAGE_DESCRIPTION &&
      message->kind == MAJU_DESCRIPTION_ANSWER)
    replace (message, "a=fingerprint:sha-256 ", "a=fingerprint:sha-256 00:");

  return TRUE;
}

static gboolean
change_generation (Pair        *pair,
                   MajuMessage *message)
{
  message->generation++;

  return TRUE;
}

static gboolean
change_counter (Pair        *pair,
                MajuMessage *message)
{
  message->counter++;

  return TRUE;
}

/* The server signs with a key that it made up. */
static gboolean
sign_again (Pair        *pair,
            MajuMessage *message)
{
  g_autoptr(GBytes) key = g_bytes_new ("0123456789abcdef", 16);

  if (message->type == MAJU_MESSAGE_DESCRIPTION)
    maju_signature_sign (message, key, "kxbt-rfmq-saha-jwmn", message->from,
                         g_str_equal (message->from, "ann") ? "bob" : "ann");

  return TRUE;
}

/* What one side signed comes back to it as the other's. */
static gboolean
reflect (Pair        *pair,
         MajuMessage *message)
{
  if (message->type != MAJU_MESSAGE_DESCRIPTION)
    return TRUE;

  g_set_str (&message->from, "bob");
  message->kind = MAJU_DESCRIPTION_ANSWER;
  deliver (&pair->sides[0], message);

  return FALSE;
}

typedef struct
{
  TamperFunc tamper;
  guint victim;                 /* whom it is played on */
} Attack;

static void
test_attack (gconstpointer data)
{
  const Attack *attack = data;
  Side *victim;
  Pair pair;

  pair_init (&pair, LINK KEY, LINK KEY);
  pair.tamper = attack->tamper;
  pair_start (&pair);
  victim = &pair.sides[attack->victim];
  test_wait (victim->error);
  g_assert_error (victim->error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SIGNATURE);

  /* The peer never saw it. */
  test_run_for (0.5);
  g_assert_cmpint (maju_peer_get_state (victim->peer), ==,
                   attack->victim == 0 ? MAJU_PEER_STATE_CONNECTING
                                       : MAJU_PEER_STATE_NEW);
  g_assert_null (maju_peer_get_fingerprint (pair.sides[0].peer));
  g_assert_null (maju_peer_get_fingerprint (pair.sides[1].peer));
  g_assert_false (maju_negotiation_get_signed (victim->negotiation));
  pair_clear (&pair);
}

static void
test_other_key (void)
{
  Pair pair;

  pair_init (&pair, LINK KEY, LINK OTHER_KEY);
  pair_start (&pair);
  test_wait (pair.sides[1].error);
  g_assert_error (pair.sides[1].error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SIGNATURE);
  g_assert_cmpint (maju_peer_get_state (pair.sides[1].peer), ==,
                   MAJU_PEER_STATE_NEW);

  /* The other one gets no answer, and says so in time. */
  g_assert_no_error (pair.sides[0].error);
  maju_clock_advance (pair.clock, 20000);
  g_assert_error (pair.sides[0].error, MAJU_CALL_ERROR,
                  MAJU_CALL_ERROR_UNREACHABLE);
  pair_clear (&pair);
}

static gboolean
keep_first (Pair        *pair,
            MajuMessage *message)
{
  if (!pair->kept && message->type == MAJU_MESSAGE_DESCRIPTION)
    pair->kept = maju_message_ref (message);

  return TRUE;
}

/* An old description again: nothing happens. */
static void
test_replay (void)
{
  Pair pair;

  pair_init (&pair, LINK KEY, LINK KEY);
  pair.tamper = keep_first;
  connect_pair (&pair);
  deliver (&pair.sides[1], pair.kept);
  test_run_for (0.3);
  g_assert_no_error (pair.sides[1].error);
  g_assert_cmpuint (pair.n_descriptions, ==, 2);
  g_assert_true (is_connected (&pair));
  pair_clear (&pair);
}

static gboolean
drop_all (Pair        *pair,
          MajuMessage *message)
{
  return FALSE;
}

static void
test_no_answer (void)
{
  Pair pair;

  pair_init (&pair, LINK KEY, LINK KEY);
  pair.tamper = drop_all;
  pair_start (&pair);
  test_wait (pair.n_descriptions == 1);

  /* Who cannot be reached by signalling cannot answer. */
  maju_negotiation_set_online (pair.sides[0].negotiation, FALSE);
  maju_clock_advance (pair.clock, 30000);
  g_assert_no_error (pair.sides[0].error);
  g_assert_error (pair.sides[1].error, MAJU_CALL_ERROR,
                  MAJU_CALL_ERROR_UNREACHABLE);
  maju_negotiation_set_online (pair.sides[0].negotiation, TRUE);
  maju_clock_advance (pair.clock, 20000);
  g_assert_error (pair.sides[0].error, MAJU_CALL_ERROR,
                  MAJU_CALL_ERROR_UNREACHABLE);
  pair_clear (&pair);
}

/* Either side may need a new path; the same side offers it. While signalling is
 * away the wish is kept. */
static void
test_restart (gconstpointer data)
{
  Side *side;
  Pair pair;

  pair_init (&pair, LINK KEY, LINK KEY);
  connect_pair (&pair);
  side = &pair.sides[GPOINTER_TO_UINT (data)];

  maju_negotiation_set_online (side->negotiation, FALSE);
  g_signal_emit_by_name (side->peer, "restart-needed");
  test_run_for (0.2);
  g_assert_cmpuint (pair.n_descriptions, ==, 2);
  maju_negotiation_set_online (side->negotiation, TRUE);
  test_wait (pair.n_descriptions == 4);
  test_wait (is_connected (&pair));
  g_assert_no_error (pair.sides[0].error);
  g_assert_no_error (pair.sides[1].error);
  assert_signed (&pair, TRUE, TRUE);
  pair_clear (&pair);
}

/* A new path is wanted while the server is away, which then knows everybody by
 * another id: the request goes to that one alone, as send_cb() sees to. */
static void
test_new_ids (void)
{
  Pair pair;

  pair_init (&pair, LINK KEY, LINK KEY);
  connect_pair (&pair);
  maju_negotiation_set_online (pair.sides[1].negotiation, FALSE);
  g_signal_emit_by_name (pair.sides[1].peer, "restart-needed");
  pair.sides[0].id = "ann2";
  pair.sides[1].id = "bob2";
  maju_negotiation_bind (pair.sides[0].negotiation, "ann2", "bob2");
  maju_negotiation_bind (pair.sides[1].negotiation, "bob2", "ann2");
  g_assert_cmpuint (pair.n_descriptions, ==, 2);
  maju_negotiation_set_online (pair.sides[1].negotiation, TRUE);
  test_wait (pair.n_descriptions == 4);
  test_wait (is_connected (&pair));
  g_assert_no_error (pair.sides[0].error);
  g_assert_no_error (pair.sides[1].error);
  pair_clear (&pair);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    Attack attack;
  } attacks[] = {
    { "/negotiation/attack/fingerprint", { change_fingerprint, 1 } },
    { "/negotiation/attack/password", { change_password, 1 } },
    { "/negotiation/attack/answer", { change_answer, 0 } },
    { "/negotiation/attack/generation", { change_generation, 1 } },
    { "/negotiation/attack/counter", { change_counter, 1 } },
    { "/negotiation/attack/another-key", { sign_again, 1 } },
    { "/negotiation/attack/reflect", { reflect, 0 } },
  };

  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/negotiation/signed", test_signed);
  g_test_add_func ("/negotiation/unsigned", test_unsigned);
  g_test_add_func ("/negotiation/stripped", test_stripped);
  g_test_add_func ("/negotiation/signed-later", test_signed_later);
  g_test_add_func ("/negotiation/downgrade", test_downgrade);
  for (guint i = 0; i < G_N_ELEMENTS (attacks); i++)
    g_test_add_data_func (attacks[i].path, &attacks[i].attack, test_attack);
  g_test_add_func ("/negotiation/other-key", test_other_key);
  g_test_add_func ("/negotiation/replay", test_replay);
  g_test_add_func ("/negotiation/no-answer", test_no_answer);
  g_test_add_data_func ("/negotiation/restart/offerer", GUINT_TO_POINTER (0),
                        test_restart);
  g_test_add_data_func ("/negotiation/restart/answerer", GUINT_TO_POINTER (1),
                        test_restart);
  g_test_add_func ("/negotiation/new-ids", test_new_ids);

  return g_test_run ();
}
