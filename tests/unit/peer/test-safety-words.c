/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-safety-words.h"

#include <string.h>

/* The example of PROTOCOL.md. */
static const guint8 expected[MAJU_SAFETY_WORDS] = {
  58, 50, 54, 58, 12, 19, 13, 26, 4, 38, 15, 30,
};

static char *
make_fingerprint (guint start)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < 32; i++)
    g_string_append_printf (text, "%s%02X", i > 0 ? ":" : "", start + i);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_example (void)
{
  g_autofree char *one = make_fingerprint (0);
  g_autofree char *other = make_fingerprint (32);
  guint8 words[MAJU_SAFETY_WORDS];

  g_assert_true (maju_safety_words_derive (one, other, words));
  g_assert_cmpmem (words, sizeof words, expected, sizeof expected);

  /* Both sides see the same. */
  memset (words, 0, sizeof words);
  g_assert_true (maju_safety_words_derive (other, one, words));
  g_assert_cmpmem (words, sizeof words, expected, sizeof expected);
}

/* One bit in either certificate, and hardly a word stays. */
static void
test_other_certificate (void)
{
  g_autofree char *one = make_fingerprint (0);
  g_autofree char *other = make_fingerprint (32);
  guint8 words[MAJU_SAFETY_WORDS];
  guint n_same = 0;

  other[strlen (other) - 1] = 'E';
  g_assert_true (maju_safety_words_derive (one, other, words));
  for (guint i = 0; i < MAJU_SAFETY_WORDS; i++)
    n_same += words[i] == expected[i];
  g_assert_cmpuint (n_same, <, 4);
}

static void
test_no_fingerprint (void)
{
  g_autofree char *good = make_fingerprint (0);
  g_autofree char *without_colons = g_strdelimit (make_fingerprint (0), ":", '-');
  g_autofree char *not_hex = make_fingerprint (0);
  g_autofree char *longer = g_strconcat (good, ":00", NULL);
  const char *const wrong[] = { NULL, "", "AB:CD", without_colons, not_hex, longer };
  guint8 words[MAJU_SAFETY_WORDS];

  not_hex[4] = 'G';
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (maju_safety_words_derive (good, wrong[i], words));
      g_assert_false (maju_safety_words_derive (wrong[i], good, words));
    }
}

/* Nobody can take one for another. */
static void
test_words (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < 64; i++)
    {
      g_assert_true (g_utf8_validate (maju_safety_word_get_picture (i), -1, NULL));
      g_assert_true (g_hash_table_add (seen, (char *) maju_safety_word_get_picture (i)));
      g_assert_true (g_hash_table_add (seen, (char *) maju_safety_word_get_name (i)));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/safety-words/example", test_example);
  g_test_add_func ("/safety-words/other-certificate", test_other_certificate);
  g_test_add_func ("/safety-words/no-fingerprint", test_no_fingerprint);
  g_test_add_func ("/safety-words/words", test_words);

  return g_test_run ();
}
