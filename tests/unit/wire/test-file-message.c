/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-file-message.h"
#include "maju-limits.h"

#include <string.h>

#define HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const char *const full[] = {
  "{\"type\":\"offer\",\"id\":1,\"name\":\"밥.png\",\"size\":12345,"
  "\"media_type\":\"image/png\",\"sha256\":\"" HASH "\"}",
  "{\"type\":\"offer\",\"id\":4294967295,\"name\":\"a\",\"size\":0,"
  "\"sha256\":\"" HASH "\"}",
  "{\"type\":\"withdraw\",\"id\":2,\"reason\":\"cancelled\"}",
  "{\"type\":\"withdraw\",\"id\":2,\"reason\":\"failed\"}",
  "{\"type\":\"accept\",\"id\":3,\"offset\":0}",
  "{\"type\":\"refuse\",\"id\":3,\"reason\":\"declined\"}",
  "{\"type\":\"refuse\",\"id\":3,\"reason\":\"busy\"}",
  "{\"type\":\"refuse\",\"id\":3,\"reason\":\"full\"}",
  "{\"type\":\"refuse\",\"id\":3,\"reason\":\"wrong\"}",
  "{\"type\":\"acknowledge\",\"id\":3,\"offset\":68719476736}",
  "{\"type\":\"done\",\"id\":3}",
};

static void
test_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (full); i++)
    {
      g_autoptr(MajuFileMessage) message = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *text = NULL;

      message = maju_file_message_parse (full[i], strlen (full[i]), &error);
      g_assert_no_error (error);
      text = maju_file_message_print (message);
      g_assert_cmpstr (text, ==, full[i]);
    }
}

static void
test_fields (void)
{
  g_autoptr(MajuFileMessage) offer = NULL;
  g_autoptr(MajuFileMessage) accept = NULL;

  offer = maju_file_message_parse (full[0], strlen (full[0]), NULL);
  g_assert_cmpint (offer->type, ==, MAJU_FILE_OFFER);
  g_assert_cmpuint (offer->id, ==, 1);
  g_assert_cmpstr (offer->name, ==, "밥.png");
  g_assert_cmpuint (offer->size, ==, 12345);
  g_assert_cmpstr (offer->media_type, ==, "image/png");
  g_assert_cmpstr (offer->sha256, ==, HASH);

  accept = maju_file_message_parse (full[9], strlen (full[9]), NULL);
  g_assert_cmpint (accept->type, ==, MAJU_FILE_ACKNOWLEDGE);
  g_assert_cmpuint (accept->offset, ==, MAJU_LIMIT_FILE_SIZE);
}

static const struct
{
  const char *text;
  int code;                     /* -1: accepted */
} cases[] = {
#define FIELD MAJU_WIRE_ERROR_FIELD
#define LARGE MAJU_WIRE_ERROR_TOO_LARGE
#define SYNTAX MAJU_WIRE_ERROR_SYNTAX
#define UNSUPPORTED MAJU_WIRE_ERROR_UNSUPPORTED
#define OFFER "{\"type\":\"offer\",\"id\":1,"
#define NAME "\"name\":\"a\","
#define SIZE "\"size\":1,"
#define SHA "\"sha256\":\"" HASH "\""

  { "", SYNTAX },
  { "[]", SYNTAX },
  { "{}", FIELD },
  { "{\"type\":\"offer\",}", SYNTAX },
  { "{\"type\":\"done\",\"id\":1,\"id\":1}", SYNTAX },
  { "{\"type\":7,\"id\":1}", FIELD },
  { "{\"type\":\"text\",\"id\":1}", UNSUPPORTED },
  { "{\"type\":\"Offer\",\"id\":1}", UNSUPPORTED },

  { "{\"type\":\"done\"}", FIELD },
  { "{\"type\":\"done\",\"id\":0}", FIELD },
  { "{\"type\":\"done\",\"id\":-1}", FIELD },
  { "{\"type\":\"done\",\"id\":1.5}", FIELD },
  { "{\"type\":\"done\",\"id\":\"1\"}", FIELD },
  { "{\"type\":\"done\",\"id\":null}", FIELD },
  { "{\"type\":\"done\",\"id\":4294967296}", FIELD },
  { "{\"type\":\"done\",\"id\":1,\"more\":{}}", -1 },

  { OFFER NAME SIZE SHA "}", -1 },
  { OFFER SIZE SHA "}", FIELD },
  { OFFER "\"name\":\"\"," SIZE SHA "}", FIELD },
  { OFFER "\"name\":null," SIZE SHA "}", FIELD },
  { OFFER "\"name\":[\"a\"]," SIZE SHA "}", FIELD },
  { OFFER "\"name\":\"a\\u0000b\"," SIZE SHA "}", SYNTAX },
  { OFFER "\"name\":\"../../etc/passwd\"," SIZE SHA "}", -1 },
  { OFFER NAME SHA "}", FIELD },
  { OFFER NAME "\"size\":-1," SHA "}", FIELD },
  { OFFER NAME "\"size\":0," SHA "}", -1 },
  { OFFER NAME "\"size\":1.0," SHA "}", FIELD },
  { OFFER NAME "\"size\":\"1\"," SHA "}", FIELD },
  { OFFER NAME "\"size\":68719476736," SHA "}", -1 },
  { OFFER NAME "\"size\":68719476737," SHA "}", FIELD },
  { OFFER NAME "\"size\":9007199254740991," SHA "}", FIELD },
  { OFFER NAME "\"size\":18446744073709551615," SHA "}", SYNTAX },
  { OFFER NAME SIZE "\"sha256\":\"\"}", FIELD },
  { OFFER NAME SIZE "\"sha256\":1}", FIELD },
  { OFFER NAME "\"size\":1}", FIELD },
  { OFFER NAME SIZE "\"sha256\":\"" HASH "0\"}", LARGE },
  { OFFER NAME SIZE "\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b"
    "934ca495991b7852b85\"}", FIELD },
  { OFFER NAME SIZE "\"sha256\":\"E3B0C44298fc1c149afbf4c8996fb92427ae41e4649b"
    "934ca495991b7852b855\"}", FIELD },
  { OFFER NAME SIZE "\"sha256\":\"g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b"
    "934ca495991b7852b855\"}", FIELD },
  { OFFER NAME SIZE SHA ",\"media_type\":\"image/svg+xml\"}", -1 },
  { OFFER NAME SIZE SHA ",\"media_type\":\"\"}", FIELD },
  { OFFER NAME SIZE SHA ",\"media_type\":\"image\"}", FIELD },
  { OFFER NAME SIZE SHA ",\"media_type\":\"/png\"}", FIELD },
  { OFFER NAME SIZE SHA ",\"media_type\":\"image/\"}", FIELD },
  { OFFER NAME SIZE SHA ",\"media_type\":\"image/a/b\"}", FIELD },
  { OFFER NAME SIZE SHA ",\"media_type\":\"Image/png\"}", FIELD },
  { OFFER NAME SIZE SHA ",\"media_type\":\"text/html; a=b\"}", FIELD },
  { OFFER NAME SIZE SHA ",\"media_type\":1}", FIELD },

  { "{\"type\":\"refuse\",\"id\":1}", -1 },
  { "{\"type\":\"refuse\",\"id\":1,\"reason\":\"a\\nb\"}", FIELD },
  { "{\"type\":\"withdraw\",\"id\":1,\"reason\":{}}", FIELD },
  { "{\"type\":\"withdraw\",\"id\":1,\"reason\":\"rain\"}", -1 },

  { "{\"type\":\"accept\",\"id\":1}", FIELD },
  { "{\"type\":\"accept\",\"id\":1,\"offset\":-1}", FIELD },
  { "{\"type\":\"accept\",\"id\":1,\"offset\":68719476737}", FIELD },
  { "{\"type\":\"acknowledge\",\"id\":1}", FIELD },
  { "{\"type\":\"acknowledge\",\"id\":1,\"offset\":true}", FIELD },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MajuFileMessage) message = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      message = maju_file_message_parse (cases[i].text, strlen (cases[i].text),
                                         &error);
      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, MAJU_WIRE_ERROR, cases[i].code);
    }
}

static void
test_long (void)
{
  g_autofree char *name = g_strnfill (MAJU_LIMIT_FILE_NAME + 1, 'a');
  g_autofree char *long_name = NULL;
  g_autofree char *spaces = g_strnfill (MAJU_LIMIT_CHANNEL_MESSAGE, ' ');
  g_autofree char *long_message = NULL;
  g_autoptr(GError) error = NULL;

  long_name = g_strdup_printf (OFFER "\"name\":\"%s\"," SIZE SHA "}", name);
  g_assert_null (maju_file_message_parse (long_name, strlen (long_name),
                                          &error));
  g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE);
  g_clear_error (&error);

  long_message = g_strconcat (full[10], spaces, NULL);
  g_assert_null (maju_file_message_parse (long_message, strlen (long_message),
                                          &error));
  g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE);
}

static void
test_chunk (void)
{
  g_autofree guint8 *data = g_malloc0 (MAJU_LIMIT_FILE_CHUNK);
  guint32 id;
  guint64 offset;

  for (gsize length = 1; length <= MAJU_LIMIT_FILE_CHUNK;
       length += MAJU_LIMIT_FILE_CHUNK - 1)
    {
      g_autoptr(GBytes) message = NULL;
      g_autoptr(GBytes) body = NULL;
      g_autoptr(GError) error = NULL;

      data[length - 1] = 7;
      message = maju_file_chunk_print (0x01020304, 0x0102030405, data, length);
      g_assert_cmpuint (g_bytes_get_size (message), <=,
                        MAJU_LIMIT_CHANNEL_MESSAGE);
      g_assert_cmpmem (g_bytes_get_data (message, NULL), 12,
                       "\1\2\3\4\0\0\0\1\2\3\4\5", 12);
      body = maju_file_chunk_parse (message, &id, &offset, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (id, ==, 0x01020304);
      g_assert_cmpuint (offset, ==, 0x0102030405);
      g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body),
                       data, length);
    }
}

static void
test_chunk_wrong (void)
{
  static const struct
  {
    const char *data;
    gsize length;
    int code;
  } wrong[] = {
    { "", 0, SYNTAX },
    { "\0\0\0\1", 4, SYNTAX },
    { "\0\0\0\1\0\0\0\0\0\0\0\0", 12, SYNTAX },
    { "\0\0\0\0\0\0\0\0\0\0\0\0x", 13, FIELD },
    { "\0\0\0\1\0\0\0\x10\0\0\0\0x", 13, FIELD },
    { "\0\0\0\1\xff\xff\xff\xff\xff\xff\xff\xffx", 13, FIELD },
    { "\0\0\0\1\x80\0\0\0\0\0\0\0x", 13, FIELD },
  };
  g_autofree guint8 *large = g_malloc0 (MAJU_LIMIT_CHANNEL_MESSAGE + 1);
  g_autoptr(GBytes) too_large = NULL;
  g_autoptr(GError) error = NULL;
  guint32 id;
  guint64 offset;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GBytes) message = g_bytes_new (wrong[i].data, wrong[i].length);

      g_assert_null (maju_file_chunk_parse (message, &id, &offset, &error));
      g_assert_error (error, MAJU_WIRE_ERROR, wrong[i].code);
      g_clear_error (&error);
    }

  large[3] = 1;
  too_large = g_bytes_new (large, MAJU_LIMIT_CHANNEL_MESSAGE + 1);
  g_assert_null (maju_file_chunk_parse (too_large, &id, &offset, &error));
  g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE);
}

static void
test_name (void)
{
  static const struct
  {
    const char *name;
    const char *clean;
  } names[] = {
    { NULL, "file" },
    { "", "file" },
    { "photo.png", "photo.png" },
    { "회의록 2.pdf", "회의록 2.pdf" },
    { "\u1112\u1161\u11ab.txt", "한.txt" },
    { "../../etc/passwd", "passwd" },
    { "/etc/passwd", "passwd" },
    { "..\\..\\autoexec.bat", "autoexec.bat" },
    { "C:\\Users\\a.txt", "a.txt" },
    { "..", "file" },
    { ".", "file" },
    { "/", "file" },
    { "a/..", "file" },
    { ".bashrc", "bashrc" },
    { " . .hidden", "hidden" },
    { "a.txt. . ", "a.txt" },
    { "a\nb\tc\u0085d.txt", "a b c d.txt" },
    { "a\u0007\u001b[2J.txt", "a[2J.txt" },
    { "gpj.\u202eexe", "gpj.exe" },     /* shown as if it were a picture */
    { "a\u2066b\u2069\u200e\u200bc.txt", "abc.txt" },
    { "\u3164\u115f", "file" },
    { "a<b>:c|\"?*.txt", "a_b__c____.txt" },
    { "nul", "_nul" },
    { "NUL.txt", "_NUL.txt" },
    { "con .txt", "_con .txt" },
    { "COM1.log", "_COM1.log" },
    { "lpt9", "_lpt9" },
    { ".aux.h", "_aux.h" },
    { "common.txt", "common.txt" },
    { "<b>x</b>&amp;.txt", "b_&amp;.txt" },
    { "x\u0316\u0316\u0316\u0316\u0316\u0316y", "x\u0316\u0316\u0316\u0316y" },
    { "a\xff.txt", "a\ufffd.txt" },
    { "a\u2028b", "a b" },
    { "run.desktop", "run.desktop" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *clean = maju_clean_file_name (names[i].name);
      g_autofree char *again = maju_clean_file_name (clean);

      g_assert_cmpstr (clean, ==, names[i].clean);
      g_assert_cmpstr (again, ==, clean);
    }
}

static void
test_name_limit (void)
{
  static const char *const letters[] = { "a", "é", "가", "😀", "e\u0301", ". " };

  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autoptr(GString) name = g_string_new ("x");
      g_autofree char *clean = NULL;
      g_autofree char *again = NULL;

      for (guint n = 0; n < 1000; n++)
        g_string_append (name, letters[i]);
      g_string_append (name, "z.jpeg");
      clean = maju_clean_file_name (name->str);
      again = maju_clean_file_name (clean);

      g_assert_cmpuint (strlen (clean), <=, MAJU_LIMIT_FILE_NAME);
      g_assert_true (g_utf8_validate (clean, -1, NULL));
      g_assert_cmpstr (again, ==, clean);
      if (i < 2)
        g_assert_true (g_str_has_suffix (clean, ".jpeg"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/file-message/round-trip", test_round_trip);
  g_test_add_func ("/file-message/fields", test_fields);
  g_test_add_func ("/file-message/cases", test_cases);
  g_test_add_func ("/file-message/long", test_long);
  g_test_add_func ("/file-message/chunk", test_chunk);
  g_test_add_func ("/file-message/chunk-wrong", test_chunk_wrong);
  g_test_add_func ("/file-message/name", test_name);
  g_test_add_func ("/file-message/name-limit", test_name_limit);

  return g_test_run ();
}
