/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-chat-private.h"
#include "maju-chat-window-private.h"
#include "maju-limits.h"

/* Two chats with a wire between them that can be cut. */
typedef struct
{
  MajuClock *clock;
  MajuParticipant *own;
  MajuChat *chat;
} Side;

typedef struct
{
  Side *from;
  Side *to;
  MajuChatPeer *from_peer;      /* to, as from sees them */
  MajuChatPeer *to_peer;
  gboolean cut;                 /* everything is lost silently */
  gboolean full;                /* nothing can be handed over */
  guint n_carried;
} Wire;

static void
side_init (Side       *side,
           MajuClock  *clock,
           const char *name)
{
  side->clock = clock;
  side->own = maju_participant_new (name, name, TRUE);
  maju_participant_set_fingerprint (side->own, name);
  side->chat = maju_chat_new (side->own, clock);
}

static void
side_clear (Side *side)
{
  g_assert_finalize_object (side->chat);
  g_assert_finalize_object (side->own);
}

static gboolean
carry (Wire         *wire,
       MajuChatPeer *destination,
       const char   *text)
{
  if (wire->full)
    return FALSE;

  wire->n_carried++;
  if (!wire->cut)
    maju_chat_peer_receive (destination, text, strlen (text));

  return TRUE;
}

static gboolean
send_there (const char *text,
            gpointer    user_data)
{
  Wire *wire = user_data;

  return carry (wire, wire->to_peer, text);
}

static gboolean
send_back (const char *text,
           gpointer    user_data)
{
  Wire *wire = user_data;

  return carry (wire, wire->from_peer, text);
}

static MajuChatPeer *
make_peer (Side            *of,
           const char      *fingerprint,
           MajuChatSendFunc send,
           Wire            *wire)
{
  g_autoptr(MajuParticipant) participant = NULL;

  participant = maju_participant_new (maju_participant_get_id (of->own),
                                      maju_participant_get_name (of->own), FALSE);
  maju_participant_set_fingerprint (participant, fingerprint);

  return maju_chat_peer_new (participant, send, wire);
}

static void
wire_init (Wire *wire,
           Side *from,
           Side *to)
{
  *wire = (Wire) { .from = from, .to = to };
  wire->from_peer = make_peer (to, maju_participant_get_id (to->own), send_there,
                               wire);
  wire->to_peer = make_peer (from, maju_participant_get_id (from->own), send_back,
                             wire);
  maju_chat_add_peer (from->chat, wire->from_peer);
  maju_chat_add_peer (to->chat, wire->to_peer);
}

static void
wire_open (Wire    *wire,
           gboolean open)
{
  maju_chat_peer_set_open (wire->to_peer, open);
  maju_chat_peer_set_open (wire->from_peer, open);
}

static void
wire_clear (Wire *wire)
{
  maju_chat_remove_peer (wire->from->chat, wire->from_peer);
  maju_chat_remove_peer (wire->to->chat, wire->to_peer);
  g_assert_finalize_object (wire->from_peer);
  g_assert_finalize_object (wire->to_peer);
}

static MajuChatMessage *
nth (Side *side,
     guint position)
{
  g_autoptr(MajuChatMessage) message =
    g_list_model_get_item (G_LIST_MODEL (side->chat), position);

  g_assert_nonnull (message);

  return message;
}

static void
write_text (Side       *side,
            const char *text)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (maju_chat_send (side->chat, text, &error));
  g_assert_no_error (error);
}

static void
assert_texts (Side       *side,
              const char *expected)
{
  g_autoptr(GString) texts = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (side->chat)); i++)
    g_string_append_printf (texts, "%s%s", i > 0 ? "|" : "",
                            maju_chat_message_get_text (nth (side, i)));
  g_assert_cmpstr (texts->str, ==, expected);
}

static void
assert_delivery (Side        *side,
                 guint        position,
                 MajuDelivery delivery)
{
  g_assert_cmpint (maju_chat_message_get_delivery (nth (side, position)), ==,
                   delivery);
}

static void
test_both_ways (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  Side ann, bob;
  Wire wire;

  side_init (&ann, clock, "Ann");
  side_init (&bob, clock, "Bob");
  wire_init (&wire, &ann, &bob);
  wire_open (&wire, TRUE);

  write_text (&ann, "  hello\t<b>Bob</b>\n");
  assert_texts (&bob, "hello <b>Bob</b>");
  assert_delivery (&ann, 0, MAJU_DELIVERY_DELIVERED);
  assert_delivery (&bob, 0, MAJU_DELIVERY_NONE);
  g_assert_cmpuint (maju_chat_get_unread (bob.chat), ==, 1);
  g_assert_cmpuint (maju_chat_get_unread (ann.chat), ==, 0);
  g_assert_false (maju_chat_message_get_is_own (nth (&bob, 0)));
  g_assert_cmpstr (maju_chat_message_get_sender_name (nth (&bob, 0)), ==, "Ann");

  write_text (&bob, "안녕 😀");
  assert_texts (&ann, "hello <b>Bob</b>|안녕 😀");
  maju_chat_mark_read (bob.chat);
  g_assert_cmpuint (maju_chat_get_unread (bob.chat), ==, 0);

  wire_clear (&wire);
  side_clear (&ann);
  side_clear (&bob);
}

/* All who have a message call it the same, and no other one. */
static void
test_ids (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  Side ann, bob, cho, again;
  Wire to_bob, to_cho;
  const char *id;

  side_init (&ann, clock, "Ann");
  side_init (&bob, clock, "Bob");
  side_init (&cho, clock, "Cho");
  wire_init (&to_bob, &ann, &bob);
  wire_init (&to_cho, &ann, &cho);
  wire_open (&to_bob, TRUE);
  wire_open (&to_cho, TRUE);
  write_text (&ann, "hello");
  write_text (&ann, "hello");
  write_text (&bob, "hello");

  id = maju_chat_message_get_id (nth (&ann, 0));
  g_assert_cmpstr (maju_chat_message_get_id (nth (&bob, 0)), ==, id);
  g_assert_cmpstr (maju_chat_message_get_id (nth (&cho, 0)), ==, id);
  g_assert_cmpstr (maju_chat_message_get_id (nth (&ann, 1)), !=, id);
  g_assert_cmpstr (maju_chat_message_get_id (nth (&ann, 2)), !=, id);
  g_assert_cmpstr (maju_chat_message_get_id (nth (&bob, 2)), ==,
                   maju_chat_message_get_id (nth (&ann, 2)));

  /* Before there is a certificate each has its own. */
  side_init (&again, clock, "Ann");
  maju_participant_set_fingerprint (again.own, NULL);
  maju_participant_set_fingerprint (cho.own, NULL);
  write_text (&again, "hello");
  write_text (&cho, "hello");
  g_assert_cmpstr (maju_chat_message_get_id (nth (&again, 0)), !=, id);
  g_assert_cmpstr (maju_chat_message_get_id (nth (&again, 0)), !=,
                   maju_chat_message_get_id (nth (&cho, 2)));

  wire_clear (&to_cho);
  wire_clear (&to_bob);
  side_clear (&ann);
  side_clear (&bob);
  side_clear (&cho);
  side_clear (&again);
}

/* What is written to nobody waits for the first who comes, and for no other. */
static void
test_pending (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  Side ann, bob, cho;
  Wire wire, late;

  side_init (&ann, clock, "Ann");
  side_init (&bob, clock, "Bob");
  side_init (&cho, clock, "Cho");
  write_text (&ann, "anybody?");
  assert_delivery (&ann, 0, MAJU_DELIVERY_PENDING);

  wire_init (&wire, &ann, &bob);
  assert_delivery (&ann, 0, MAJU_DELIVERY_PENDING);
  wire_open (&wire, TRUE);
  assert_delivery (&ann, 0, MAJU_DELIVERY_DELIVERED);
  assert_texts (&bob, "anybody?");

  wire_init (&late, &ann, &cho);
  wire_open (&late, TRUE);
  assert_texts (&cho, "");
  write_text (&ann, "all here");
  assert_texts (&cho, "all here");
  assert_texts (&bob, "anybody?|all here");

  wire_clear (&late);
  wire_clear (&wire);
  side_clear (&ann);
  side_clear (&bob);
  side_clear (&cho);
}

/* One has it, the other does not: partial, until that one has it or leaves. */
static void
test_partial (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  Side ann, bob, cho;
  Wire to_bob, to_cho;

  side_init (&ann, clock, "Ann");
  side_init (&bob, clock, "Bob");
  side_init (&cho, clock, "Cho");
  wire_init (&to_bob, &ann, &bob);
  wire_init (&to_cho, &ann, &cho);
  wire_open (&to_bob, TRUE);

  write_text (&ann, "one");
  assert_delivery (&ann, 0, MAJU_DELIVERY_PARTIAL);
  wire_open (&to_cho, TRUE);
  assert_delivery (&ann, 0, MAJU_DELIVERY_DELIVERED);

  wire_open (&to_cho, FALSE);
  write_text (&ann, "two");
  assert_delivery (&ann, 1, MAJU_DELIVERY_PARTIAL);
  wire_clear (&to_cho);
  assert_delivery (&ann, 1, MAJU_DELIVERY_DELIVERED);
  assert_texts (&cho, "one");

  wire_clear (&to_bob);
  side_clear (&ann);
  side_clear (&bob);
  side_clear (&cho);
}

/* A transport that dies with messages on their way: they are sent again, and
 * each is shown once even when the first copy or its receipt did arrive. */
static void
test_lost_and_again (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  Side ann, bob;
  Wire wire;

  side_init (&ann, clock, "Ann");
  side_init (&bob, clock, "Bob");
  wire_init (&wire, &ann, &bob);
  wire_open (&wire, TRUE);

  wire.cut = TRUE;
  write_text (&ann, "one");
  wire.cut = FALSE;
  write_text (&ann, "two");
  assert_texts (&bob, "two");
  assert_delivery (&ann, 0, MAJU_DELIVERY_PENDING);
  maju_clock_advance (clock, 3000);
  assert_texts (&bob, "two|one");
  assert_delivery (&ann, 0, MAJU_DELIVERY_DELIVERED);

  wire.full = TRUE;
  write_text (&ann, "three");
  wire.full = FALSE;
  wire_open (&wire, FALSE);
  wire_open (&wire, TRUE);
  assert_texts (&bob, "two|one|three");
  assert_delivery (&ann, 2, MAJU_DELIVERY_DELIVERED);

  wire_clear (&wire);
  side_clear (&ann);
  side_clear (&bob);
}

/* The same person under another id, as after a restart of the server. */
static void
test_same_person_again (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  g_autofree char *copy = NULL;
  Side ann, bob;
  Wire wire, again;
  const char *text = "{\"type\":\"text\",\"number\":1,\"text\":\"once\",\"time\":0}";

  side_init (&ann, clock, "Ann");
  side_init (&bob, clock, "Bob");
  wire_init (&wire, &ann, &bob);
  wire_open (&wire, TRUE);
  maju_chat_peer_receive (wire.to_peer, text, strlen (text));
  assert_texts (&bob, "once");
  wire_clear (&wire);

  wire_init (&again, &ann, &bob);
  wire_open (&again, TRUE);
  maju_chat_peer_receive (again.to_peer, text, strlen (text));
  assert_texts (&bob, "once");

  wire_clear (&again);
  side_clear (&ann);
  side_clear (&bob);
}

static void
test_limits (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  g_autofree char *longest = g_strnfill (MAJU_LIMIT_CHAT_TEXT, 'x');
  g_autofree char *too_long = g_strnfill (MAJU_LIMIT_CHAT_TEXT + 1, 'x');
  g_autoptr(GString) wide = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  Side ann, bob;
  Wire wire;

  side_init (&ann, clock, "Ann");
  side_init (&bob, clock, "Bob");
  wire_init (&wire, &ann, &bob);
  wire_open (&wire, TRUE);

  write_text (&ann, " \n\t ");
  assert_texts (&ann, "");
  g_assert_false (maju_chat_send (ann.chat, too_long, &error));
  g_assert_error (error, MAJU_CALL_ERROR, MAJU_CALL_ERROR_FAILED);
  assert_texts (&ann, "");

  write_text (&ann, longest);
  assert_texts (&bob, longest);
  for (guint i = 0; i < MAJU_LIMIT_CHAT_TEXT; i++)
    g_string_append (wide, "😀");
  write_text (&ann, wide->str);
  g_assert_cmpstr (maju_chat_message_get_text (nth (&bob, 1)), ==, wide->str);
  assert_delivery (&ann, 1, MAJU_DELIVERY_DELIVERED);

  wire_clear (&wire);
  side_clear (&ann);
  side_clear (&bob);
}

/* A sender's clock may be wrong, or lie. */
static void
test_time (void)
{
  static const char *const times[] = { "0", "1", "9007199254740991", "4102444800000" };
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  Side ann, bob;
  Wire wire;

  side_init (&ann, clock, "Ann");
  side_init (&bob, clock, "Bob");
  wire_init (&wire, &ann, &bob);
  wire_open (&wire, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *text = NULL;
      GTimeSpan off;

      text = g_strdup_printf ("{\"type\":\"text\",\"number\":%u,\"text\":\"x\","
                              "\"time\":%s}", i + 1, times[i]);
      maju_chat_peer_receive (wire.to_peer, text, strlen (text));
      off = g_date_time_difference (maju_chat_message_get_time (nth (&bob, i)), now);
      g_assert_cmpint (ABS (off), <, G_TIME_SPAN_MINUTE);
    }

  wire_clear (&wire);
  side_clear (&ann);
  side_clear (&bob);
}

/* Against a plain set, with numbers that jump, repeat and go back. */
static void
test_window (void)
{
  MajuChatWindow window = { 0 };
  g_autoptr(GHashTable) set = g_hash_table_new (NULL, NULL);
  guint64 newest = 0;
  guint64 base = 1;

  g_assert_false (maju_chat_window_see (&window, 0));
  for (guint i = 0; i < 200000; i++)
    {
      guint64 number = base + g_test_rand_int_range (0, 64);
      gboolean known = g_hash_table_contains (set, GUINT_TO_POINTER (number)) ||
        (number < newest && newest - number >= MAJU_CHAT_WINDOW);

      g_assert_cmpint (maju_chat_window_see (&window, number), ==, !known);
      g_hash_table_add (set, GUINT_TO_POINTER (number));
      newest = MAX (newest, number);
      if (g_test_rand_int_range (0, 8) == 0)
        base += g_test_rand_int_range (-20, 30);
      if (g_test_rand_int_range (0, 5000) == 0)
        base += g_test_rand_int_range (0, 4000);
      base = MAX ((gint64) base, 1);
    }
  g_assert_true (maju_chat_window_see (&window, G_MAXUINT64));
  g_assert_false (maju_chat_window_see (&window, G_MAXUINT64));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/both-ways", test_both_ways);
  g_test_add_func ("/chat/ids", test_ids);
  g_test_add_func ("/chat/pending", test_pending);
  g_test_add_func ("/chat/partial", test_partial);
  g_test_add_func ("/chat/lost-and-again", test_lost_and_again);
  g_test_add_func ("/chat/same-person-again", test_same_person_again);
  g_test_add_func ("/chat/limits", test_limits);
  g_test_add_func ("/chat/time", test_time);
  g_test_add_func ("/chat/window", test_window);

  return g_test_run ();
}
