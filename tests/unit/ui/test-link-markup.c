/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-link-markup.h"

#include <string.h>

#define LINK(address) "<a href=\"" address "\">" address "</a>"

static const struct
{
  const char *text;
  const char *markup;
} cases[] = {
  { "", "" },
  { "no link", "no link" },
  { "<b>a</b> & 'b'", "&lt;b&gt;a&lt;/b&gt; &amp; &apos;b&apos;" },
  { "https://gnome.org", LINK ("https://gnome.org") },
  { "see http://gnome.org/a?b=c#d.", "see " LINK ("http://gnome.org/a?b=c#d") "." },
  { "(https://a.example/)", "(" LINK ("https://a.example/") ")" },
  { "https://a.example/x_(y)", LINK ("https://a.example/x_(y)") },
  { "HTTPS://a.example/!", LINK ("https://a.example/") "!" },
  { "https://a.example:8443/x,", LINK ("https://a.example:8443/x") "," },
  { "https://a.example/?a=1&b=2", LINK ("https://a.example/?a=1&amp;b=2") },
  { "https://1.example https://2.example",
    LINK ("https://1.example") " " LINK ("https://2.example") },
  { "https://a.example/<b>", LINK ("https://a.example/") "&lt;b&gt;" },
  { "https://a.example/\"onclick=\"x", LINK ("https://a.example/")
    "&quot;onclick=&quot;x" },

  /* A Cyrillic а, and Korean. */
  { "https://p\u0430ypal.com/login", LINK ("https://xn--pypal-4ve.com/login") },
  { "https://한국.kr/", LINK ("https://xn--3e0b707e.kr/") },

  /* The real host is behind the @. */
  { "https://gnome.org@evil.example/", "https://gnome.org@evil.example/" },
  { "https://gnome.org:80@evil.example/", "https://gnome.org:80@evil.example/" },
  { "https://a%2eexample/", LINK ("https://a.example/") },

  /* What turns the writing around ends it. */
  { "https://a.example/\u202egro.emong", LINK ("https://a.example/")
    "\u202egro.emong" },

  { "https://", "https://" },
  { "https:///x", "https:///x" },
  { "javascript:alert(1)", "javascript:alert(1)" },
  { "file:///etc/passwd", "file:///etc/passwd" },
  { "xhttps://a.example", "xhttps://a.example" },
  { "maju://a/r/b", "maju://a/r/b" },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *markup = maju_link_markup (cases[i].text);

      g_assert_cmpstr (markup, ==, cases[i].markup);
    }
}

/* A long one takes no longer than it must, and is whole. */
static void
test_long (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *markup = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append (text, "https://");
  markup = maju_link_markup (text->str);
  g_assert_true (g_utf8_validate (markup, -1, NULL));
  g_assert_cmpuint (strlen (markup), >=, text->len);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/link-markup/cases", test_cases);
  g_test_add_func ("/link-markup/long", test_long);

  return g_test_run ();
}
