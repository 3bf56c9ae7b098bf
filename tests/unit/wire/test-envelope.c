/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-envelope.h"
#include "maju-limits.h"
#include "maju-message.h"

#include <string.h>

/* Members of an outer object that has a type before them. */
static const char *const good_json[] = {
  "\"x\":0", "\"x\":-1", "\"x\":9007199254740991", "\"x\":-9007199254740991",
  "\"x\":0.5", "\"x\":-0.5", "\"x\":1e3", "\"x\":1E+3", "\"x\":1.5e-3",
  "\"x\":null", "\"x\":true", "\"x\":false", "\"x\":[]", "\"x\":{}",
  "\"x\":[ ]", "\"x\":{ }", "\"x\":[1,2]", "\"x\":[[],{}]",
  "\"x\":\"\"", "\"x\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"x\":\"\\u00e4\"",
  "\"x\":\"\\ud83d\\ude00\"", "\"x\":\"\\uD83D\\uDE00\"", "\"x\":\"😀\"",
  "\"x\":\"\x7f\"", "\"\":1", "\"é\":1", " \t\r\n\"x\" \t\r\n: \t\r\n1 \t\r\n",
  "\"x\":[[[[[[[]]]]]]]", "\"x\":{\"a\":1,\"b\":{\"a\":1}}",
};

static const char *const bad_json[] = {
  "\"x\":", "\"x\"", "x:1", "'x':1", "\"x\":'a'", "\"x\":1,", ",\"x\":1",
  "\"x\" 1", "\"x\"::1", "\"x\":1 2", "\"x\":1;", "\"x\":+1", "\"x\":-",
  "\"x\":01", "\"x\":-01", "\"x\":.5", "\"x\":5.", "\"x\":1e", "\"x\":1e+",
  "\"x\":-0", "\"x\":0x1", "\"x\":1e999", "\"x\":-1e999", "\"x\":NaN",
  "\"x\":Infinity", "\"x\":9007199254740992", "\"x\":-9007199254740992",
  "\"x\":99999999999999999999", "\"x\":0.00000000000000000000000000000000001",
  "\"x\":nul", "\"x\":nulll", "\"x\":True", "\"x\":truefalse", "\"x\":undefined",
  "\"x\":[", "\"x\":]", "\"x\":[1,]", "\"x\":[,1]", "\"x\":[1 2]", "\"x\":[1}",
  "\"x\":{", "\"x\":{\"a\"}", "\"x\":{\"a\":1,}", "\"x\":{1:1}", "\"x\":{]",
  "\"x\":\"", "\"x\":\"\\\"", "\"x\":\"\\x\"", "\"x\":\"\\'\"",
  "\"x\":\"\\u12\"", "\"x\":\"\\u123g\"", "\"x\":\"\\u0000\"",
  "\"x\":\"\\ud800\"", "\"x\":\"\\ud800\\n\"", "\"x\":\"\\ud800\\u0041\"",
  "\"x\":\"\\ud800x\\udc00\"", "\"x\":\"\\udc00\"", "\"x\":\"\\",
  "\"x\":\"a\nb\"", "\"x\":\"a\tb\"", "\"x\":\"\x01\"",
  "\"x\":\"\xff\"", "\"x\":\"\xc0\x80\"", "\"x\":\"\xed\xa0\x80\"",
  "\"x\":\"\xf4\x90\x80\x80\"", "\"x\":\"\xc3\"", "\xff\"x\":1",
  "\"x\":1//c", "\"x\":1/*c*/", "/*c*/\"x\":1", "#", "\v\"x\":1", "\u00a0\"x\":1",
  "\"x\":1,\"x\":1", "\"x\":{\"a\":1,\"a\":2}", "\"x\":[{\"a\":1,\"a\":2}]",
  "\"x\":1,\"y\":2,\"x\":3", "\"type\":\"end\"", "\"ty\\u0070e\":\"end\"",
  "\"\\n\":1",
};

static void
check_json (const char *text,
            gsize       length,
            gboolean    good)
{
  g_autoptr(GError) scan_error = NULL;
  g_autoptr(GError) parse_error = NULL;
  g_autoptr(MajuMessage) message = NULL;
  MajuEnvelope envelope;
  gboolean scanned;

  g_test_message ("%s", text);
  scanned = maju_envelope_scan (&envelope, text, length, &scan_error);
  message = maju_message_parse (text, length, &parse_error);
  if (good)
    {
      g_assert_no_error (scan_error);
      g_assert_no_error (parse_error);
      g_assert_true (scanned);
      g_assert_nonnull (message);
    }
  else
    {
      g_assert_false (scanned);
      g_assert_null (message);
      g_assert_error (scan_error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SYNTAX);
      g_assert_error (parse_error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SYNTAX);
    }
}

static void
test_json (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good_json); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"type\":\"end\",%s}",
                                               good_json[i]);
      check_json (text, strlen (text), TRUE);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad_json); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"type\":\"end\",%s}",
                                               bad_json[i]);
      check_json (text, strlen (text), FALSE);
    }
}

static void
test_json_outside (void)
{
  static const char *const bad[] = {
    "", " ", "null", "1", "\"type\"", "[]", "[{\"type\":\"end\"}]", "{", "}",
    "{\"type\":\"end\"", "{\"type\":\"end\"}}", "{\"type\":\"end\"}{}",
    "{\"type\":\"end\"},", "{\"type\":\"end\"} x", "x{\"type\":\"end\"}",
    "\xef\xbb\xbf{\"type\":\"end\"}", "var a = {\"type\":\"end\"};",
  };
  static const char zero[] = "{\"type\":\"end\"}\0";
  static const char zero_inside[] = "{\"type\":\"end\",\"a\":\"\0\"}";

  check_json (" \n{\"type\":\"end\"}\r\n\t ", 20, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    check_json (bad[i], strlen (bad[i]), FALSE);
  check_json (zero, sizeof zero - 1, FALSE);
  check_json (zero_inside, sizeof zero_inside - 1, FALSE);
}

static void
check_too_large (const char *text)
{
  g_autoptr(GError) scan_error = NULL;
  g_autoptr(GError) parse_error = NULL;
  MajuEnvelope envelope;

  g_assert_false (maju_envelope_scan (&envelope, text, strlen (text),
                                      &scan_error));
  g_assert_error (scan_error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE);
  g_assert_null (maju_message_parse (text, strlen (text), &parse_error));
  g_assert_error (parse_error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE);
}

static void
test_json_bounds (void)
{
  g_autoptr(GString) text = g_string_new ("{\"type\":\"end\"");
  g_autofree char *deep = g_strnfill (30000, '[');
  g_autofree char *bottomless = g_strconcat ("{\"a\":", deep, NULL);
  g_autofree char *objects = NULL;

  check_too_large ("{\"type\":\"end\",\"x\":[[[[[[[[]]]]]]]]}");
  check_too_large ("{\"type\":\"end\",\"x\":{\"x\":{\"x\":{\"x\":{\"x\":{"
                   "\"x\":{\"x\":{\"x\":{}}}}}}}}}");
  check_too_large (bottomless);

  for (guint i = 1; i < MAJU_LIMIT_JSON_MEMBERS; i++)
    g_string_append_printf (text, ",\"x%u\":0", i);
  objects = g_strconcat (text->str, "}", NULL);
  check_json (objects, strlen (objects), TRUE);
  g_string_append (text, ",\"y\":0}");
  check_too_large (text->str);
}

static void
test_envelope (void)
{
  static const struct
  {
    const char *text;
    const char *type;
    const char *to;
    guint64 id;
    guint64 ack;
    guint64 seq;
  } cases[] = {
    { "{\"type\":\"end\"}", "end", NULL, 0, 0 },
    { "{\"type\":\"end\",\"seq\":12}", "end", NULL, 0, 0, 12 },
    { "{\"seq\":-1,\"type\":\"end\"}", "end", NULL, 0, 0 },
    { "{\"seq\":\"1\",\"type\":\"end\"}", "end", NULL, 0, 0 },
    { "{\"to\":\"b-_9\",\"id\":3,\"ack\":0,\"type\":\"x\"}", "x", "b-_9", 3, 0 },
    { "{\"type\":\"x\",\"a\":{\"to\":\"c\",\"id\":9},\"ack\":9007199254740991}",
      "x", NULL, 0, G_GUINT64_CONSTANT (9007199254740991) },
    { "{\"type\":\"x\",\"from\":7,\"seq\":[]}", "x", NULL, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      MajuEnvelope envelope;

      maju_envelope_scan (&envelope, cases[i].text, strlen (cases[i].text),
                          &error);
      g_assert_no_error (error);
      g_assert_cmpmem (envelope.type, envelope.type_length,
                       cases[i].type, strlen (cases[i].type));
      if (cases[i].to != NULL)
        g_assert_cmpmem (envelope.to, envelope.to_length,
                         cases[i].to, strlen (cases[i].to));
      else
        g_assert_null (envelope.to);
      g_assert_cmpuint (envelope.id, ==, cases[i].id);
      g_assert_cmpuint (envelope.ack, ==, cases[i].ack);
      g_assert_cmpuint (envelope.seq, ==, cases[i].seq);
    }
}

static void
test_envelope_refused (void)
{
  static const char *const cases[] = {
    "{}", "{\"a\":{\"type\":\"x\"}}", "{\"type\":1}", "{\"type\":null}",
    "{\"type\":\"\"}", "{\"type\":\"\\u0065nd\"}", "{\"type\":[\"end\"]}",
    "{\"type\":\"x\",\"to\":\"\"}", "{\"type\":\"x\",\"to\":\"a b\"}",
    "{\"type\":\"x\",\"to\":\"a\\\"\"}", "{\"type\":\"x\",\"to\":\"\\u0061\"}",
    "{\"type\":\"x\",\"to\":\"é\"}", "{\"type\":\"x\",\"to\":7}",
    "{\"type\":\"x\",\"to\":null}", "{\"type\":\"x\",\"id\":-1}",
    "{\"type\":\"x\",\"id\":1.0}", "{\"type\":\"x\",\"id\":1e1}",
    "{\"type\":\"x\",\"id\":\"1\"}", "{\"type\":\"x\",\"ack\":true}",
    "{\"type\":\"x\",\"ack\":null}",
    "{\"type\":\"x\",\"to\":\"0123456789012345678901234567890123456789"
    "0123456789012345678901234\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      MajuEnvelope envelope;

      g_test_message ("%s", cases[i]);
      g_assert_false (maju_envelope_scan (&envelope, cases[i],
                                          strlen (cases[i]), &error));
      g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_FIELD);
    }
}

static void
test_relay (void)
{
  static const struct
  {
    const char *text;
    guint64 seq;
    guint64 ack;
    const char *relayed;
  } cases[] = {
    { "{\"type\":\"x\",\"to\":\"b\"}", 1, 2,
      "{\"from\":\"a\",\"seq\":1,\"ack\":2,\"type\":\"x\"}" },
    { "{\"to\":\"b\",\"type\":\"x\",\"id\":7}", 1, 0,
      "{\"from\":\"a\",\"seq\":1,\"type\":\"x\"}" },
    { "{\"ack\":1,\"k\":1, \"l\" : [ 2 ] ,\"to\":\"b\",\"type\":\"x\",\"id\":7,"
      "\"m\":\"\\u00e9,\\\"}\"  }", 0, 0,
      "{\"from\":\"a\",\"k\":1, \"l\" : [ 2 ],\"type\":\"x\","
      "\"m\":\"\\u00e9,\\\"}\"}" },
    { "{\"type\":\"x\",\"from\":\"c\",\"to\":\"b\",\"seq\":99}", 5, 0,
      "{\"from\":\"a\",\"seq\":5,\"type\":\"x\"}" },
    { "{\"1\":1,\"to\":\"b\",\"2\":2,\"id\":1,\"3\":3,\"ack\":1,\"4\":4,"
      "\"from\":1,\"5\":5,\"seq\":1,\"type\":\"x\"}", 1, 1,
      "{\"from\":\"a\",\"seq\":1,\"ack\":1,\"1\":1,\"2\":2,\"3\":3,\"4\":4,"
      "\"5\":5,\"type\":\"x\"}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *relayed = NULL;
      g_autoptr(GError) error = NULL;
      MajuEnvelope envelope;
      gsize length = strlen (cases[i].text);
      gsize relayed_length;

      g_assert_true (maju_envelope_scan (&envelope, cases[i].text, length,
                                         NULL));
      relayed = maju_envelope_relay (&envelope, cases[i].text, length, "a",
                                     cases[i].seq, cases[i].ack,
                                     &relayed_length);
      g_assert_cmpstr (relayed, ==, cases[i].relayed);
      g_assert_cmpuint (relayed_length, ==, strlen (relayed));
      maju_envelope_scan (&envelope, relayed, relayed_length, &error);
      g_assert_no_error (error);
    }
}

/* What was taken to be relayed is never too long for the receiver. */
static void
test_relay_size (void)
{
  static const char start[] = "{\"type\":\"x\",\"to\":\"b\",\"x\":\"";
  g_autofree char *from = g_strnfill (MAJU_LIMIT_SESSION_ID, 'f');

  for (gsize extra = 0; extra <= 1; extra++)
    {
      gsize n = MAJU_LIMIT_RELAYED - strlen (start) - 2 + extra;
      g_autofree char *fill = g_strnfill (n, 'a');
      g_autofree char *text = g_strconcat (start, fill, "\"}", NULL);
      g_autofree char *relayed = NULL;
      g_autoptr(GError) error = NULL;
      MajuEnvelope envelope;
      gsize length;

      maju_envelope_scan (&envelope, text, strlen (text), &error);
      if (extra > 0)
        {
          g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE);
          continue;
        }
      g_assert_no_error (error);
      relayed = maju_envelope_relay (&envelope, text, strlen (text), from,
                                     MAJU_LIMIT_NUMBER, MAJU_LIMIT_NUMBER,
                                     &length);
      g_assert_cmpuint (length, <=, MAJU_LIMIT_MESSAGE);
      g_assert_true (maju_envelope_scan (&envelope, relayed, length, NULL));
    }
}

static void
test_relayed_message (void)
{
  g_autoptr(MajuMessage) sent = maju_message_new (MAJU_MESSAGE_DESCRIPTION);
  g_autoptr(MajuMessage) received = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *relayed = NULL;
  MajuEnvelope envelope;
  gsize length;

  sent->id = 4;
  sent->ack = 2;
  sent->to = g_strdup ("bob");
  sent->sdp = g_strdup ("v=0\r\na=x \"quoted\" \\ ü\r\n");
  sent->counter = 3;
  text = maju_message_print (sent);
  g_assert_true (maju_envelope_scan (&envelope, text, strlen (text), NULL));
  relayed = maju_envelope_relay (&envelope, text, strlen (text), "ann", 8, 4,
                                 &length);
  received = maju_message_parse (relayed, length, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (received->from, ==, "ann");
  g_assert_null (received->to);
  g_assert_cmpuint (received->seq, ==, 8);
  g_assert_cmpuint (received->ack, ==, 4);
  g_assert_cmpuint (received->id, ==, 0);
  g_assert_cmpstr (received->sdp, ==, sent->sdp);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/envelope/json/inside", test_json);
  g_test_add_func ("/envelope/json/outside", test_json_outside);
  g_test_add_func ("/envelope/json/bounds", test_json_bounds);
  g_test_add_func ("/envelope/scan", test_envelope);
  g_test_add_func ("/envelope/refused", test_envelope_refused);
  g_test_add_func ("/envelope/relay/text", test_relay);
  g_test_add_func ("/envelope/relay/size", test_relay_size);
  g_test_add_func ("/envelope/relay/message", test_relayed_message);

  return g_test_run ();
}
