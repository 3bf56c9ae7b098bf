/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-channel-message.h"
#include "maju-limits.h"

#include <string.h>

static void
test_name (void)
{
  static const struct
  {
    const char *name;
    const char *clean;
  } cases[] = {
    { NULL, "" },
    { "", "" },
    { "   \t\n ", "" },
    { "Ann", "Ann" },
    { "  Ann \t\n  Lee  ", "Ann Lee" },
    { "김민수", "김민수" },
    { "é", "é" },               /* composed */
    { "e\u0301", "é" },         /* to be composed */
    { "\u1100\u1161", "가" },
    { "A\u00a0B\u3000C\u2028D", "A B C D" },
    { "A\u0085B", "A B" },
    { "A\u0007\u001b[31mB", "A[31mB" },
    { "ab\u202ecd\u202c", "abcd" },
    { "\u2066a\u2069\u200e\u200f\u061c", "a" },
    { "a\u200bb\u200cc\u200dd\ufeffe\u2060f\u00adg", "abcdefg" },
    { "\u3164\u115f\u1160\uffa0\u2800", "" },
    { "👋\ufe0f", "👋" },
    { "a\U000e0041", "a" },     /* a tag character */
    { "a\ue000", "a" },         /* private use */
    { "a\xff" "b", "a\ufffdb" },
    { "\u0301a", "a" },         /* a mark on nothing */
    { "x\u0316\u0316\u0316\u0316\u0316\u0316y", "x\u0316\u0316\u0316\u0316y" },
    { "<b>&amp;</b>", "<b>&amp;</b>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = maju_clean_name (cases[i].name);
      g_autofree char *again = maju_clean_name (clean);

      g_assert_cmpstr (clean, ==, cases[i].clean);
      g_assert_cmpstr (again, ==, clean);
    }
}

static void
test_name_limit (void)
{
  static const char *const letters[] = { "a", "é", "가", "😀", "e\u0301" };

  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autoptr(GString) name = g_string_new (NULL);
      g_autofree char *clean = NULL;
      g_autofree char *again = NULL;

      for (guint n = 0; n < 10000; n++)
        g_string_append (name, letters[i]);
      clean = maju_clean_name (name->str);
      again = maju_clean_name (clean);
      g_assert_cmpint (g_utf8_strlen (clean, -1), ==, MAJU_LIMIT_NAME);
      g_assert_cmpuint (strlen (clean), <=, MAJU_LIMIT_NAME_BYTES);
      g_assert_cmpstr (again, ==, clean);
    }
}

/* No space is left where the cut falls behind one. */
static void
test_name_cut_at_space (void)
{
  g_autofree char *fill = g_strnfill (MAJU_LIMIT_NAME - 1, 'a');
  g_autofree char *name = g_strconcat (fill, " b", NULL);
  g_autofree char *clean = maju_clean_name (name);

  g_assert_cmpstr (clean, ==, fill);
}

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    const char *clean;
  } cases[] = {
    { NULL, "" },
    { " \n\t ", "" },
    { "a\r\nb\rc\nd", "a\nb\nc\nd" },
    { "  a\tb \n", "  a b" },
    { "a\u001bb\u007fc\u009bd", "abcd" },
    { "안녕 😀\ufe0f", "안녕 😀\ufe0f" },
    { "\xff", "\ufffd" },
    { "a\u0301\u0302\u0303\u0304\u0305\u0306b\u0301",
      "a\u0301\u0302\u0303\u0304b\u0301" },
    { "a\u0301\u0302\u200d\u0303\u0304\u001b\u0305",
      "a\u0301\u0302\u200d\u0303\u0304" },
  };
  g_autofree char *fill = g_strnfill (MAJU_LIMIT_CHAT_TEXT + 10, 'a');
  g_autofree char *cut = maju_clean_text (fill);

  g_assert_cmpuint (strlen (cut), ==, MAJU_LIMIT_CHAT_TEXT);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = maju_clean_text (cases[i].text);

      g_assert_cmpstr (clean, ==, cases[i].clean);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clean/name", test_name);
  g_test_add_func ("/clean/name-limit", test_name_limit);
  g_test_add_func ("/clean/name-cut-at-space", test_name_cut_at_space);
  g_test_add_func ("/clean/text", test_text);

  return g_test_run ();
}
