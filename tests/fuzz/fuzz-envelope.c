/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "maju-envelope.h"
#include "maju-message.h"

guint64 fuzz_n_accepted;

static gboolean
is_syntax (GError *error)
{
  return g_error_matches (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SYNTAX);
}

/* A client's message, printed as its receiver should see it. */
static char *
print_expected (MajuMessage *message)
{
  g_free (message->from);
  message->from = g_strdup ("sender");
  g_clear_pointer (&message->to, g_free);
  message->id = 0;
  message->seq = 7;
  message->ack = 9;

  return maju_message_print (message);
}

/* The scanner without a tree and the parser with one agree on what JSON is, and
 * a relayed message says what the sent one said. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         length)
{
  const char *text = length > 0 ? (const char *) data : "";
  g_autoptr(MajuMessage) message = NULL;
  g_autoptr(MajuMessage) received = NULL;
  g_autoptr(GError) scan_error = NULL;
  g_autoptr(GError) parse_error = NULL;
  g_autofree char *relayed = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *printed = NULL;
  MajuEnvelope envelope;
  gsize relayed_length;

  maju_envelope_scan (&envelope, text, length, &scan_error);
  message = maju_message_parse (text, length, &parse_error);
  g_assert_cmpint (is_syntax (scan_error), ==, is_syntax (parse_error));
  if (scan_error != NULL)
    return 0;

  fuzz_n_accepted++;
  g_clear_error (&parse_error);
  relayed = maju_envelope_relay (&envelope, text, length, "sender", 7, 9,
                                 &relayed_length);
  received = maju_message_parse (relayed, relayed_length, &parse_error);
  g_assert_false (is_syntax (parse_error));
  if (message == NULL || message->to == NULL)
    return 0;

  g_assert_nonnull (received);
  expected = print_expected (message);
  printed = maju_message_print (received);
  g_assert_cmpstr (printed, ==, expected);

  return 0;
}
