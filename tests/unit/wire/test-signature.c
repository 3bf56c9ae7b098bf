/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-signature.h"

#include <string.h>

static GBytes *
make_key (void)
{
  return g_bytes_new ("\x00\x01\x02\x03\x04\x05\x06\x07"
                      "\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f", 16);
}

static MajuMessage *
make_description (void)
{
  MajuMessage *message = maju_message_new (MAJU_MESSAGE_DESCRIPTION);

  message->generation = 2;
  message->counter = 7;
  message->sdp = g_strdup ("v=0\r\ns=-\r\n");

  return message;
}

/* The same bytes put together by hand, as PROTOCOL.md has them. */
static void
test_vector (void)
{
  static const char bytes[] =
    "19:maju.v1 description,19:kxbt-rfmq-saha-jwmn,3:ann,3:bob,5:offer,"
    "1:2,1:7,10:v=0\r\ns=-\r\n,";
  g_autoptr(GBytes) key = make_key ();
  g_autoptr(MajuMessage) message = make_description ();
  g_autofree char *hex = NULL;
  g_autofree char *signature = NULL;
  guint8 digest[32];

  hex = g_compute_hmac_for_data (G_CHECKSUM_SHA256,
                                 g_bytes_get_data (key, NULL), 16,
                                 (const guchar *) bytes, strlen (bytes));
  for (int i = 0; i < 32; i++)
    digest[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 |
                          g_ascii_xdigit_value (hex[2 * i + 1]));
  signature = g_base64_encode (digest, sizeof digest);
  g_strdelimit (signature, "+", '-');
  g_strdelimit (signature, "/", '_');
  signature[43] = '\0';

  maju_signature_sign (message, key, "kxbt-rfmq-saha-jwmn", "ann", "bob");
  g_assert_cmpstr (message->signature, ==, signature);
  g_assert_cmpstr (message->signature, ==,
                   "9Qr7Oz4ZEwbcqBLqSBPpjPoWr_tnarhXO2B7DcEhKYM");
}

typedef enum
{
  CHANGE_NOTHING,
  CHANGE_SDP,
  CHANGE_SDP_LONGER,
  CHANGE_KIND,
  CHANGE_GENERATION,
  CHANGE_COUNTER,
  CHANGE_SIGNATURE,
  CHANGE_SIGNATURE_END,
  CHANGE_SIGNATURE_SHORTER,
  CHANGE_SIGNATURE_EMPTY,
  CHANGE_SIGNATURE_GONE,
  CHANGE_ROOM,
  CHANGE_FROM,
  CHANGE_TO,
  CHANGE_BOTH_IDS,
  CHANGE_KEY,
  N_CHANGES,
} Change;

static void
apply_change (MajuMessage *message,
              Change       change)
{
  switch ((int) change)
    {
    case CHANGE_SDP:
      message->sdp[8] = 'x';
      break;

    case CHANGE_SDP_LONGER:
      g_free (message->sdp);
      message->sdp = g_strdup ("v=0\r\ns=-\r\n ");
      break;

    case CHANGE_KIND:
      message->kind = MAJU_DESCRIPTION_ANSWER;
      break;

    case CHANGE_GENERATION:
      message->generation++;
      break;

    case CHANGE_COUNTER:
      message->counter++;
      break;

    case CHANGE_SIGNATURE:
      message->signature[0] = message->signature[0] == 'A' ? 'B' : 'A';
      break;

    case CHANGE_SIGNATURE_END:
      /* The spare bits of the last letter: another text of the same bytes. */
      message->signature[42]++;
      break;

    case CHANGE_SIGNATURE_SHORTER:
      message->signature[42] = '\0';
      break;

    case CHANGE_SIGNATURE_EMPTY:
      message->signature[0] = '\0';
      break;

    case CHANGE_SIGNATURE_GONE:
      g_clear_pointer (&message->signature, g_free);
      break;

    default:
      break;
    }
}

static void
test_changes (void)
{
  for (int change = CHANGE_NOTHING; change < N_CHANGES; change++)
    {
      g_autoptr(GBytes) key = make_key ();
      g_autoptr(GBytes) other_key = g_bytes_new ("0123456789abcdef", 16);
      g_autoptr(MajuMessage) message = make_description ();
      g_autoptr(GError) error = NULL;
      gboolean verified;

      maju_signature_sign (message, key, "roomroom", "ann", "bob");
      apply_change (message, change);
      verified = maju_signature_verify (
        message,
        change == CHANGE_KEY ? other_key : key,
        change == CHANGE_ROOM ? "roomroom2" : "roomroom",
        change == CHANGE_FROM ? "eve" : change == CHANGE_BOTH_IDS ? "bob" : "ann",
        change == CHANGE_TO ? "eve" : change == CHANGE_BOTH_IDS ? "ann" : "bob",
        &error);
      g_test_message ("change %d", change);
      if (change == CHANGE_NOTHING)
        {
          g_assert_no_error (error);
          g_assert_true (verified);
        }
      else
        {
          g_assert_false (verified);
          g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SIGNATURE);
        }
    }
}

/* What moves from one part to the next is another message. */
static void
test_boundaries (void)
{
  g_autoptr(GBytes) key = make_key ();
  g_autoptr(MajuMessage) message = make_description ();
  g_autofree char *first = NULL;

  maju_signature_sign (message, key, "roomroom", "a", "bc");
  first = g_strdup (message->signature);
  maju_signature_sign (message, key, "roomroom", "ab", "c");
  g_assert_cmpstr (first, !=, message->signature);
  maju_signature_sign (message, key, "roomrooma", "", "bc");
  g_assert_cmpstr (first, !=, message->signature);
}

static void
test_over_the_wire (void)
{
  g_autoptr(GBytes) key = make_key ();
  g_autoptr(MajuMessage) message = make_description ();
  g_autoptr(MajuMessage) received = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  message->to = g_strdup ("bob");
  maju_signature_sign (message, key, "roomroom", "ann", "bob");
  text = maju_message_print (message);
  received = maju_message_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  maju_signature_verify (received, key, "roomroom", "ann", "bob", &error);
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/signature/vector", test_vector);
  g_test_add_func ("/signature/changes", test_changes);
  g_test_add_func ("/signature/boundaries", test_boundaries);
  g_test_add_func ("/signature/over-the-wire", test_over_the_wire);

  return g_test_run ();
}
