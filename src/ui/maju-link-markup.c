/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-link-markup.h"

#include <gio/gio.h>
#include <string.h>

/* What cannot be in an address, or is around it rather than in it. */
static gboolean
ends_address (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iscntrl (c) ||
         g_unichar_type (c) == G_UNICODE_FORMAT ||
         (c < 0x80 && strchr ("<>\"`{}|\\^", (int) c) != NULL);
}

/* Without the marks behind it that are the sentence's. */
static gsize
address_length (const char *text)
{
  const char *p = text;
  gsize length;

  while (*p != '\0' && !ends_address (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  length = p - text;
  while (length > 0 && strchr (".,;:!?'*)]", text[length - 1]) != NULL &&
         (text[length - 1] != ')' || memchr (text, '(', length) == NULL))
    length--;

  return length;
}

/* Returns: (nullable): the address with its host as it is looked up. */
static char *
real_address (const char *text,
              gsize       length)
{
  g_autofree char *address = g_strndup (text, length);
  g_autoptr(GUri) uri = NULL;
  g_autofree char *host = NULL;

  uri = g_uri_parse (address, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED,
                     NULL);
  if (uri == NULL || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return NULL;

  host = g_hostname_to_ascii (g_uri_get_host (uri));
  if (host == NULL)
    return NULL;

  return g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, host,
                     g_uri_get_port (uri), g_uri_get_path (uri),
                     g_uri_get_query (uri), g_uri_get_fragment (uri));
}

static gboolean
begins_address (const char *text,
                const char *p)
{
  if (g_ascii_strncasecmp (p, "https://", 8) != 0 &&
      g_ascii_strncasecmp (p, "http://", 7) != 0)
    return FALSE;

  /* Not in the middle of a word. */
  return p == text || !g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (p)));
}

static void
append_escaped (GString    *out,
                const char *text,
                gsize       length)
{
  g_autofree char *escaped = g_markup_escape_text (text, length);

  g_string_append (out, escaped);
}

char *
maju_link_markup (const char *text)
{
  GString *out = g_string_new (NULL);
  const char *from = text;
  const char *p = text;

  while (*p != '\0')
    {
      g_autofree char *address = NULL;
      g_autofree char *escaped = NULL;
      gsize length = 0;

      if (begins_address (text, p))
        {
          length = address_length (p);
          address = real_address (p, length);
        }
      if (address == NULL)
        {
          p = g_utf8_next_char (p);
          continue;
        }

      append_escaped (out, from, p - from);
      escaped = g_markup_escape_text (address, -1);
      g_string_append_printf (out, "<a href=\"%s\">%s</a>", escaped, escaped);
      p += length;
      from = p;
    }
  append_escaped (out, from, p - from);

  return g_string_free_and_steal (out);
}
