/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-host-private.h"

#include <gio/gio.h>
#include <string.h>

/* RFC 1035 section 2.3.4. */
#define LABEL_MAX 63
#define NAME_MAX_LENGTH 253

static char *
normalize_ipv6 (const char *text)
{
  g_autoptr(GInetAddress) address = NULL;
  g_autofree char *inner = NULL;
  g_autofree char *normal = NULL;
  gsize length = strlen (text);

  if (length < 4 || text[length - 1] != ']')
    return NULL;

  inner = g_strndup (text + 1, length - 2);
  if (strspn (inner, "0123456789abcdefABCDEF:.") != length - 2)
    return NULL;
  address = g_inet_address_new_from_string (inner);
  if (address == NULL ||
      g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return NULL;

  normal = g_inet_address_to_string (address);
  return g_strdup_printf ("[%s]", normal);
}

static gboolean
is_label (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || length > LABEL_MAX ||
      label[0] == '-' || label[length - 1] == '-')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_islower (label[i]) && !g_ascii_isdigit (label[i]) &&
          label[i] != '-')
        return FALSE;
    }

  return TRUE;
}

/* Some resolvers read "127.1", "0x7f.1" or "2130706433" as addresses. */
static gboolean
ends_in_number (char **labels)
{
  const char *last = labels[g_strv_length (labels) - 1];

  return strspn (last, "0123456789") == strlen (last) ||
         g_str_has_prefix (last, "0x");
}

static char *
normalize_name (const char *text)
{
  g_autofree char *ascii = NULL;
  g_autofree char *lower = NULL;
  g_auto(GStrv) labels = NULL;

  ascii = g_hostname_to_ascii (text);
  if (ascii == NULL || *ascii == '\0')
    return NULL;

  lower = g_ascii_strdown (ascii, -1);
  labels = g_strsplit (lower, ".", -1);
  if (strlen (lower) > NAME_MAX_LENGTH || ends_in_number (labels))
    return NULL;
  for (guint i = 0; labels[i] != NULL; i++)
    {
      if (!is_label (labels[i]))
        return NULL;
    }

  return g_steal_pointer (&lower);
}

char *
maju_host_normalize (const char *text)
{
  g_autoptr(GInetAddress) address = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (text[0] == '[')
    return normalize_ipv6 (text);

  if (strspn (text, "0123456789.") == strlen (text))
    {
      address = g_inet_address_new_from_string (text);
      return address != NULL ? g_inet_address_to_string (address) : NULL;
    }

  return normalize_name (text);
}

static gboolean
is_local_ipv4 (const guint8 *bytes)
{
  return bytes[0] == 127 || bytes[0] == 10 ||
         (bytes[0] == 172 && bytes[1] >= 16 && bytes[1] <= 31) ||
         (bytes[0] == 192 && bytes[1] == 168) ||
         (bytes[0] == 169 && bytes[1] == 254);
}

static gboolean
is_local_ipv6 (const guint8 *bytes)
{
  static const guint8 loopback[16] = { [15] = 1 };

  return memcmp (bytes, loopback, sizeof loopback) == 0 ||
         (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80) ||
         (bytes[0] & 0xfe) == 0xfc;
}

/* Returns: (nullable): %NULL for a name. */
static GInetAddress *
get_address (const char *host)
{
  g_autofree char *bare = g_strdup (host + (host[0] == '['));

  g_strdelimit (bare, "]", '\0');

  return g_inet_address_new_from_string (bare);
}

gboolean
maju_host_is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = NULL;

  g_return_val_if_fail (host != NULL, FALSE);

  address = get_address (host);
  if (address == NULL)
    return g_str_equal (host, "localhost") ||
           g_str_has_suffix (host, ".localhost");

  return g_inet_address_get_is_loopback (address);
}

gboolean
maju_host_is_local (const char *host)
{
  g_autoptr(GInetAddress) address = NULL;

  g_return_val_if_fail (host != NULL, FALSE);

  address = get_address (host);
  if (address == NULL)
    return strchr (host, '.') == NULL || g_str_has_suffix (host, ".local") ||
           g_str_has_suffix (host, ".localhost");

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return is_local_ipv4 (g_inet_address_to_bytes (address));

  return is_local_ipv6 (g_inet_address_to_bytes (address));
}
