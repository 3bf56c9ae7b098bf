/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Says what the C library makes of what a stranger can send, for the modules of
 * the guest page to be compared with. Each line of input is a kind and its
 * arguments in hexadecimal digits, each line of output the answer; "-" means
 * that it is refused.
 */

#include "maju-channel-message.h"
#include "maju-envelope.h"
#include "maju-ice-candidate-private.h"
#include "maju-message.h"
#include "maju-room-link.h"
#include "maju-safety-words.h"
#include "maju-sdp-gate-private.h"
#include "maju-signature.h"

#include <stdio.h>
#include <string.h>

#define REFUSED "-"

typedef char *(*AnswerFunc) (GPtrArray *arguments);

static char *
answer_message (GPtrArray *arguments)
{
  GByteArray *text = g_ptr_array_index (arguments, 0);
  g_autoptr(MajuMessage) message = NULL;

  message = maju_message_parse ((const char *) text->data, text->len - 1, NULL);

  return message != NULL ? maju_message_print (message) : NULL;
}

static char *
answer_channel (GPtrArray *arguments)
{
  GByteArray *text = g_ptr_array_index (arguments, 0);
  g_autoptr(MajuChannelMessage) message = NULL;

  message = maju_channel_message_parse ((const char *) text->data,
                                        text->len - 1, NULL);

  return message != NULL ? maju_channel_message_print (message) : NULL;
}

static char *
answer_envelope (GPtrArray *arguments)
{
  GByteArray *text = g_ptr_array_index (arguments, 0);
  MajuEnvelope envelope;

  if (!maju_envelope_scan (&envelope, (const char *) text->data, text->len - 1,
                           NULL))
    return NULL;

  return g_strdup_printf ("{\"seq\":%" G_GUINT64_FORMAT
                          ",\"ack\":%" G_GUINT64_FORMAT "}",
                          envelope.seq, envelope.ack);
}

static char *
answer_link (GPtrArray *arguments)
{
  GByteArray *text = g_ptr_array_index (arguments, 0);
  g_autoptr(MajuRoomLink) link = NULL;

  link = maju_room_link_parse ((const char *) text->data, NULL);

  return link != NULL ? maju_room_link_to_string (link, MAJU_LINK_SCHEME_MAJU)
                      : NULL;
}

static char *
to_hex (const char *text)
{
  GString *hex = g_string_new (":");

  for (const char *c = text; *c != '\0'; c++)
    g_string_append_printf (hex, "%02x", (guchar) *c);

  return g_string_free (hex, FALSE);
}

static char *
answer_name (GPtrArray *arguments)
{
  GByteArray *text = g_ptr_array_index (arguments, 0);
  g_autofree char *clean = maju_clean_name ((const char *) text->data);

  return to_hex (clean);
}

static char *
answer_text (GPtrArray *arguments)
{
  GByteArray *text = g_ptr_array_index (arguments, 0);
  g_autofree char *clean = maju_clean_text ((const char *) text->data);

  return to_hex (clean);
}

/* The key, the room, the sender, the receiver and a message. */
static char *
answer_signature (GPtrArray *arguments)
{
  GByteArray *key = g_ptr_array_index (arguments, 0);
  GByteArray *room = g_ptr_array_index (arguments, 1);
  GByteArray *from = g_ptr_array_index (arguments, 2);
  GByteArray *to = g_ptr_array_index (arguments, 3);
  GByteArray *text = g_ptr_array_index (arguments, 4);
  g_autoptr(MajuMessage) message = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new (key->data, key->len - 1);

  message = maju_message_parse ((const char *) text->data, text->len - 1, NULL);
  if (message == NULL || message->type != MAJU_MESSAGE_DESCRIPTION)
    return NULL;
  maju_signature_sign (message, bytes, (const char *) room->data,
                       (const char *) from->data, (const char *) to->data);

  return g_strdup (message->signature);
}

static char *
answer_words (GPtrArray *arguments)
{
  GByteArray *one = g_ptr_array_index (arguments, 0);
  GByteArray *other = g_ptr_array_index (arguments, 1);
  guint8 words[MAJU_SAFETY_WORDS];
  GString *text = g_string_new ("[");

  if (!maju_safety_words_derive ((const char *) one->data,
                                 (const char *) other->data, words))
    {
      g_string_free (text, TRUE);
      return NULL;
    }
  for (guint i = 0; i < MAJU_SAFETY_WORDS; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "", words[i]);
  g_string_append_c (text, ']');

  return g_string_free (text, FALSE);
}

/* Why it is refused is of interest: the page leaves the codecs to the browser. */
static char *
answer_sdp (GPtrArray  *arguments,
            MajuSdpType type)
{
  GByteArray *text = g_ptr_array_index (arguments, 0);
  g_autoptr(GError) error = NULL;
  g_autoptr(MajuSdp) sdp = NULL;

  sdp = maju_sdp_gate_check (type, (const char *) text->data, NULL, &error);
  if (sdp == NULL)
    return g_strdup_printf ("- %s", error->message);

  return g_strdup (sdp->fingerprint);
}

static char *
answer_offer (GPtrArray *arguments)
{
  return answer_sdp (arguments, MAJU_SDP_TYPE_OFFER);
}

static char *
answer_answer (GPtrArray *arguments)
{
  return answer_sdp (arguments, MAJU_SDP_TYPE_ANSWER);
}

static char *
answer_candidate (GPtrArray *arguments)
{
  GByteArray *text = g_ptr_array_index (arguments, 0);

  return maju_ice_candidate_check ((const char *) text->data, NULL, NULL, NULL)
         ? g_strdup ("+") : NULL;
}

static const struct
{
  const char *kind;
  guint n_arguments;
  AnswerFunc func;
} answers[] = {
  { "answer", 1, answer_answer },
  { "candidate", 1, answer_candidate },
  { "channel", 1, answer_channel },
  { "envelope", 1, answer_envelope },
  { "link", 1, answer_link },
  { "message", 1, answer_message },
  { "name", 1, answer_name },
  { "offer", 1, answer_offer },
  { "signature", 5, answer_signature },
  { "text", 1, answer_text },
  { "words", 2, answer_words },
};

/* With a byte of zero behind it, for those who want text. */
static GByteArray *
parse_hex (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();
  const guint8 end = 0;

  for (; hex[0] != '\0'; hex += 2)
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 |
                              g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
  g_byte_array_append (bytes, &end, 1);

  return bytes;
}

static char *
answer_line (const char *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", 0);
  g_autoptr(GPtrArray) arguments = NULL;

  arguments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  for (guint i = 1; words[i] != NULL; i++)
    g_ptr_array_add (arguments, parse_hex (words[i]));

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      if (g_str_equal (words[0], answers[i].kind) &&
          arguments->len == answers[i].n_arguments)
        return answers[i].func (arguments);
    }
  g_error ("This question is not known: %s", words[0]);
}

int
main (void)
{
  char *line = NULL;
  size_t size = 0;
  ssize_t length;

  while ((length = getline (&line, &size, stdin)) > 0)
    {
      g_autofree char *answer = NULL;

      if (line[length - 1] == '\n')
        line[length - 1] = '\0';
      answer = answer_line (line);
      puts (answer != NULL ? answer : REFUSED);
    }
  free (line);

  return 0;
}
