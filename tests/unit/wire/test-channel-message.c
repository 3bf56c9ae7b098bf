/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-channel-message.h"
#include "maju-limits.h"

#include <string.h>

static const char *const full[] = {
  "{\"type\":\"presence\",\"name\":\"Ann\",\"microphone\":true,"
  "\"camera\":false,\"screen\":true}",
  "{\"type\":\"presence\",\"name\":\"\",\"id\":\"q7w\","
  "\"microphone\":false,\"camera\":false,\"screen\":false}",
  "{\"type\":\"end\",\"reason\":\"left\"}",
  "{\"type\":\"end\"}",
  "{\"type\":\"ping\",\"number\":0}",
  "{\"type\":\"pong\",\"number\":9007199254740991}",
  "{\"type\":\"text\",\"number\":1,\"text\":\"안녕\\n하세요 😀\","
  "\"time\":1795400000000}",
  "{\"type\":\"received\",\"number\":1}",
  "{\"type\":\"presence\",\"name\":\"\",\"microphone\":false,"
  "\"camera\":false,\"screen\":false,\"hand\":true}",
  "{\"type\":\"presence\",\"name\":\"\",\"microphone\":true,"
  "\"camera\":false,\"screen\":true,\"sound\":true,\"speaking\":true}",
  "{\"type\":\"reaction\",\"kind\":\"thumbs_up\"}",
  "{\"type\":\"reaction\",\"kind\":\"celebrate\"}",
  "{\"type\":\"watch\",\"camera\":360,\"screen\":0}",
  "{\"type\":\"ask_mute\"}",
};

static void
test_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (full); i++)
    {
      g_autoptr(MajuChannelMessage) message = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *text = NULL;

      message = maju_channel_message_parse (full[i], strlen (full[i]), &error);
      g_assert_no_error (error);
      text = maju_channel_message_print (message);
      g_assert_cmpstr (text, ==, full[i]);
    }
}

static void
test_fields (void)
{
  g_autoptr(MajuChannelMessage) presence = NULL;
  g_autoptr(MajuChannelMessage) text = NULL;

  presence = maju_channel_message_parse (full[0], strlen (full[0]), NULL);
  g_assert_cmpint (presence->type, ==, MAJU_CHANNEL_PRESENCE);
  g_assert_cmpstr (presence->name, ==, "Ann");
  g_assert_true (presence->microphone);
  g_assert_false (presence->camera);
  g_assert_true (presence->screen);

  text = maju_channel_message_parse (full[6], strlen (full[6]), NULL);
  g_assert_cmpint (text->type, ==, MAJU_CHANNEL_TEXT);
  g_assert_cmpuint (text->number, ==, 1);
  g_assert_cmpstr (text->text, ==, "안녕\n하세요 😀");
  g_assert_cmpint (text->time, ==, G_GINT64_CONSTANT (1795400000000));
}

/* As it comes from a channel. */
static void
test_empty (void)
{
  g_autoptr(GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr(GError) error = NULL;

  g_assert_null (maju_channel_message_parse (g_bytes_get_data (empty, NULL), 0,
                                             &error));
  g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SYNTAX);
}

static const struct
{
  const char *text;
  int code;                     /* -1: accepted */
} cases[] = {
#define FIELD MAJU_WIRE_ERROR_FIELD
#define FLAGS "\"microphone\":true,\"camera\":true,\"screen\":true"

  { "", MAJU_WIRE_ERROR_SYNTAX },
  { "[]", MAJU_WIRE_ERROR_SYNTAX },
  { "{\"type\":\"end\",}", MAJU_WIRE_ERROR_SYNTAX },
  { "{\"type\":\"end\",\"type\":\"end\"}", MAJU_WIRE_ERROR_SYNTAX },
  { "{}", FIELD },
  { "{\"type\":1}", FIELD },
  { "{\"type\":null}", FIELD },
  { "{\"type\":\"\"}", MAJU_WIRE_ERROR_UNSUPPORTED },
  { "{\"type\":\"description\"}", MAJU_WIRE_ERROR_UNSUPPORTED },
  { "{\"type\":\"Ping\",\"number\":1}", MAJU_WIRE_ERROR_UNSUPPORTED },

  { "{\"type\":\"presence\"," FLAGS "}", -1 },
  { "{\"type\":\"presence\"," FLAGS ",\"hand\":true}", -1 },
  { "{\"type\":\"presence\"," FLAGS ",\"hand\":1}", FIELD },
  { "{\"type\":\"presence\"," FLAGS ",\"sound\":true}", -1 },
  { "{\"type\":\"presence\"," FLAGS ",\"sound\":\"on\"}", FIELD },
  { "{\"type\":\"presence\"," FLAGS ",\"sound\":null}", FIELD },
  { "{\"type\":\"presence\"," FLAGS ",\"speaking\":false}", -1 },
  { "{\"type\":\"presence\"," FLAGS ",\"speaking\":1}", FIELD },
  { "{\"type\":\"presence\"," FLAGS ",\"foot\":true}", -1 },
  { "{\"type\":\"presence\"," FLAGS ",\"name\":null}", FIELD },
  { "{\"type\":\"presence\"," FLAGS ",\"name\":[]}", FIELD },
  { "{\"type\":\"presence\"," FLAGS ",\"id\":\"\"}", FIELD },
  { "{\"type\":\"presence\"," FLAGS ",\"id\":\"a b\"}", FIELD },
  { "{\"type\":\"presence\"," FLAGS ",\"id\":1}", FIELD },
  { "{\"type\":\"presence\",\"camera\":true,\"screen\":true}", FIELD },
  { "{\"type\":\"presence\",\"microphone\":true,\"screen\":true}", FIELD },
  { "{\"type\":\"presence\",\"microphone\":true,\"camera\":true}", FIELD },
  { "{\"type\":\"presence\",\"microphone\":1,\"camera\":true,"
    "\"screen\":true}", FIELD },
  { "{\"type\":\"presence\",\"microphone\":true,\"camera\":\"true\","
    "\"screen\":true}", FIELD },
  { "{\"type\":\"presence\",\"microphone\":true,\"camera\":true,"
    "\"screen\":null}", FIELD },

  { "{\"type\":\"end\",\"reason\":\"\"}", -1 },
  { "{\"type\":\"end\",\"reason\":\"a\\nb\"}", FIELD },
  { "{\"type\":\"end\",\"reason\":{}}", FIELD },

  { "{\"type\":\"ping\"}", FIELD },
  { "{\"type\":\"ping\",\"number\":-1}", FIELD },
  { "{\"type\":\"ping\",\"number\":1.5}", FIELD },
  { "{\"type\":\"ping\",\"number\":\"1\"}", FIELD },
  { "{\"type\":\"ping\",\"number\":9007199254740992}", MAJU_WIRE_ERROR_SYNTAX },
  { "{\"type\":\"pong\"}", FIELD },
  { "{\"type\":\"received\"}", FIELD },
  { "{\"type\":\"received\",\"number\":0}", FIELD },

  { "{\"type\":\"reaction\"}", FIELD },
  { "{\"type\":\"reaction\",\"kind\":1}", FIELD },
  { "{\"type\":\"reaction\",\"kind\":\"\"}", MAJU_WIRE_ERROR_UNSUPPORTED },
  { "{\"type\":\"reaction\",\"kind\":\"frown\"}",
    MAJU_WIRE_ERROR_UNSUPPORTED },

  { "{\"type\":\"watch\"}", FIELD },
  { "{\"type\":\"watch\",\"camera\":360}", FIELD },
  { "{\"type\":\"watch\",\"camera\":-1,\"screen\":0}", FIELD },
  { "{\"type\":\"watch\",\"camera\":0,\"screen\":16384}", -1 },
  { "{\"type\":\"watch\",\"camera\":0,\"screen\":16385}", FIELD },

  { "{\"type\":\"ask_mute\",\"reason\":\"loud\"}", -1 },

  { "{\"type\":\"text\",\"number\":1,\"time\":0}", FIELD },
  { "{\"type\":\"text\",\"number\":1,\"text\":\"a\"}", FIELD },
  { "{\"type\":\"text\",\"text\":\"a\",\"time\":0}", FIELD },
  { "{\"type\":\"text\",\"number\":0,\"text\":\"a\",\"time\":0}", FIELD },
  { "{\"type\":\"text\",\"number\":1,\"text\":\"\",\"time\":0}", FIELD },
  { "{\"type\":\"text\",\"number\":1,\"text\":\"a\",\"time\":-1}", FIELD },
  { "{\"type\":\"text\",\"number\":1,\"text\":\"a\\tb\",\"time\":0}", FIELD },
  { "{\"type\":\"text\",\"number\":1,\"text\":\"a\\rb\",\"time\":0}", FIELD },
  { "{\"type\":\"text\",\"number\":1,\"text\":\"a\\u001b\",\"time\":0}", FIELD },
  { "{\"type\":\"text\",\"number\":1,\"text\":\"a\\u007f\",\"time\":0}", FIELD },
  { "{\"type\":\"text\",\"number\":1,\"text\":\"a\\u009b\",\"time\":0}", FIELD },
  { "{\"type\":\"text\",\"number\":1,\"text\":\"a\\nb\",\"time\":0}", -1 },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MajuChannelMessage) message = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      message = maju_channel_message_parse (cases[i].text,
                                            strlen (cases[i].text), &error);
      if (cases[i].code == -1)
        {
          g_assert_no_error (error);
          g_assert_nonnull (message);
        }
      else
        {
          g_assert_null (message);
          g_assert_error (error, MAJU_WIRE_ERROR, cases[i].code);
        }
    }
}

/* The longest text of the letters that take most bytes fits, and only just. */
static void
test_text_limit (void)
{
  static const char *const letters[] = { "😀", "\n", "\"", "a" };

  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      for (gsize extra = 0; extra <= 1; extra++)
        {
          g_autoptr(MajuChannelMessage) sent = NULL;
          g_autoptr(MajuChannelMessage) received = NULL;
          g_autoptr(GString) text = g_string_new (NULL);
          g_autofree char *printed = NULL;
          g_autoptr(GError) error = NULL;

          for (gsize n = 0; n < MAJU_LIMIT_CHAT_TEXT + extra; n++)
            g_string_append (text, letters[i]);
          sent = maju_channel_message_new (MAJU_CHANNEL_TEXT);
          sent->number = MAJU_LIMIT_NUMBER;
          sent->time = MAJU_LIMIT_NUMBER;
          sent->text = g_strdup (text->str);
          printed = maju_channel_message_print (sent);
          received = maju_channel_message_parse (printed, strlen (printed),
                                                 &error);
          if (extra == 0)
            {
              g_assert_no_error (error);
              g_assert_cmpstr (received->text, ==, text->str);
            }
          else
            {
              g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_FIELD);
            }
        }
    }
}

static void
test_size_limit (void)
{
  static const char start[] = "{\"type\":\"end\",\"x\":\"";

  for (gsize extra = 0; extra <= 1; extra++)
    {
      gsize n = MAJU_LIMIT_CHANNEL_MESSAGE - strlen (start) - 2 + extra;
      g_autofree char *fill = g_strnfill (n, 'a');
      g_autofree char *text = g_strconcat (start, fill, "\"}", NULL);
      g_autoptr(MajuChannelMessage) message = NULL;
      g_autoptr(GError) error = NULL;

      message = maju_channel_message_parse (text, strlen (text), &error);
      if (extra == 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/channel-message/round-trip", test_round_trip);
  g_test_add_func ("/channel-message/empty", test_empty);
  g_test_add_func ("/channel-message/fields", test_fields);
  g_test_add_func ("/channel-message/cases", test_cases);
  g_test_add_func ("/channel-message/text-limit", test_text_limit);
  g_test_add_func ("/channel-message/size-limit", test_size_limit);

  return g_test_run ();
}
