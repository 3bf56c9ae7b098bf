/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-random.h"

#include <string.h>

static void
test_fill (void)
{
  guint8 a[1000] = { 0 };
  guint8 b[1000] = { 0 };
  guint n_zero = 0;

  maju_random_fill (a, sizeof a);
  maju_random_fill (b, sizeof b);
  g_assert_cmpint (memcmp (a, b, sizeof a), !=, 0);
  /* The last bytes come from another piece than the first. */
  for (gsize i = 0; i < sizeof a; i++)
    n_zero += a[i] == 0;
  g_assert_cmpuint (n_zero, <, 50);
  maju_random_fill (a, 0);
}

/* RFC 4648 section 10, without the padding. */
static void
test_base64url (void)
{
  static const struct
  {
    const char *data;
    const char *text;
  } cases[] = {
    { "f", "Zg" },
    { "fo", "Zm8" },
    { "foo", "Zm9v" },
    { "foobar", "Zm9vYmFy" },
    { "\xfb\xff\xfe", "-__-" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].data);
      g_autofree char *text = NULL;
      guint8 data[16];

      text = maju_base64url_encode ((const guint8 *) cases[i].data, length);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_true (maju_base64url_decode (text, data, length));
      g_assert_cmpmem (data, length, cases[i].data, length);
      g_assert_false (maju_base64url_decode (text, data, length + 1));
      g_assert_false (maju_base64url_decode (text, data, length - 1));
    }
}

static void
test_base64url_refused (void)
{
  static const char *const cases[] = {
    "", "Zg=", "Zg==", "Zh", "Z", "Z ", "Zg ", " Zg", "Z+", "Z/", "Z\n", "ü",
  };
  guint8 data[1];

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("“%s”", cases[i]);
      g_assert_false (maju_base64url_decode (cases[i], data, 1));
    }
}

static void
test_equal (void)
{
  g_assert_true (maju_secure_equal ("abc", "abd", 2));
  g_assert_false (maju_secure_equal ("abc", "abd", 3));
  g_assert_false (maju_secure_equal ("xbc", "abc", 3));
  g_assert_true (maju_secure_equal ("x", "y", 0));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/random/fill", test_fill);
  g_test_add_func ("/random/base64url", test_base64url);
  g_test_add_func ("/random/base64url-refused", test_base64url_refused);
  g_test_add_func ("/random/equal", test_equal);

  return g_test_run ();
}
