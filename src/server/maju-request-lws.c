/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-socket-lws-private.h"

#include "maju-limits.h"

#include <string.h>

/* What is asked before a connection is a WebSocket. The library lets a request
 * pass that RFC 9110, RFC 9112 and RFC 6455 want refused, so we look. */

#define KEY_LENGTH 24           /* 16 bytes as base64 */
#define TEXT_SIZE 512

/* All that the library keeps of a header. What is too long to be looked at must
 * not pass as if it were not there. */
#define FORWARDED_SIZE (MAJU_SOCKET_HEADERS + 1)

/* Whether @token is there @least to @most times. */
static gboolean
is_there (struct lws            *wsi,
          enum lws_token_indexes token,
          int                    least,
          int                    most)
{
  int n = 0;

  while (n <= most && lws_hdr_fragment_length (wsi, token, n) > 0)
    n++;
  if (n == 0 && lws_hdr_total_length (wsi, token) > 0)
    n = 1;
  return n >= least && n <= most;
}

static gboolean
is_text (struct lws            *wsi,
         enum lws_token_indexes token,
         const char            *text)
{
  char value[TEXT_SIZE];

  return lws_hdr_copy (wsi, value, sizeof value, token) >= 0 &&
         g_str_equal (value, text);
}

static void
check_name_cb (const char *name,
               int         length,
               void       *user_data)
{
  static const char marks[] = "!#$%&'*+-.^_`|~";
  gboolean *ok = user_data;

  /* The last one is the colon. */
  for (int i = 0; i + 1 < length; i++)
    {
      if (!g_ascii_isalnum (name[i]) &&
          memchr (marks, name[i], strlen (marks)) == NULL)
        *ok = FALSE;
    }
}

/* A name that another one begins with, as "X", makes the library take its value
 * and the name of the next field for one name. A length that is hidden so would
 * have a proxy and us disagree where the request ends, and a hidden address would
 * be believed to be the proxy's. */
static gboolean
has_good_names (struct lws *wsi)
{
  gboolean ok = TRUE;

  return lws_hdr_custom_name_foreach (wsi, check_name_cb, &ok) == 0 && ok;
}

gboolean
maju_request_is_other_method (struct lws *wsi)
{
  return has_good_names (wsi) && is_there (wsi, WSI_TOKEN_HOST, 1, 1) &&
         lws_hdr_total_length (wsi, WSI_TOKEN_GET_URI) == 0 &&
         lws_hdr_total_length (wsi, WSI_TOKEN_HEAD_URI) == 0;
}

gboolean
maju_request_check_http (struct lws *wsi)
{
  return has_good_names (wsi) && is_there (wsi, WSI_TOKEN_HOST, 1, 1) &&
         (lws_hdr_total_length (wsi, WSI_TOKEN_GET_URI) > 0) !=
         (lws_hdr_total_length (wsi, WSI_TOKEN_HEAD_URI) > 0) &&
         lws_hdr_total_length (wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) == 0 &&
         lws_hdr_total_length (wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) == 0;
}

static gboolean
is_handshake (struct lws *wsi)
{
  return maju_request_check_http (wsi) &&
         lws_hdr_total_length (wsi, WSI_TOKEN_GET_URI) > 0 &&
         is_there (wsi, WSI_TOKEN_KEY, 1, 1) &&
         is_there (wsi, WSI_TOKEN_VERSION, 1, 1) &&
         is_there (wsi, WSI_TOKEN_ORIGIN, 0, 1) &&
         lws_hdr_total_length (wsi, WSI_TOKEN_KEY) == KEY_LENGTH &&
         is_text (wsi, WSI_TOKEN_VERSION, "13") &&
         is_text (wsi, WSI_TOKEN_HTTP, "HTTP/1.1");
}

/* Whether the page came from this very server: its origin is how it was reached
 * now (RFC 6454 section 6.2). Where TLS is known to be, a page without it is not
 * ours. Where a proxy in front did not say, both are: who has the host can make
 * either. A name that leads here and belongs to somebody else (DNS rebinding)
 * passes; there is nothing here that a browser would add to what its page knows,
 * such as a cookie. */
static gboolean
is_own_origin (struct lws *wsi,
               const char *origin,
               gboolean    secure)
{
  char host[TEXT_SIZE];
  const char *rest;

  if (g_str_has_prefix (origin, "https://"))
    rest = origin + strlen ("https://");
  else if (!secure && g_str_has_prefix (origin, "http://"))
    rest = origin + strlen ("http://");
  else
    return FALSE;
  return lws_hdr_copy (wsi, host, sizeof host, WSI_TOKEN_HOST) > 0 &&
         g_ascii_strcasecmp (rest, host) == 0;
}

gboolean
maju_request_was_secure (struct lws *wsi)
{
  static const char name[] = "x-forwarded-proto:";
  char value[sizeof "https"];

  return lws_hdr_custom_copy (wsi, value, sizeof value, name,
                              strlen (name)) > 0 &&
         g_str_equal (value, "https");
}

guint
maju_request_check_socket (struct lws        *wsi,
                           const char *const *origins,
                           gboolean           secure)
{
  char origin[TEXT_SIZE];

  if (!is_handshake (wsi))
    return HTTP_STATUS_BAD_REQUEST;
  if (!is_text (wsi, WSI_TOKEN_GET_URI, MAJU_PROTOCOL_PATH))
    return HTTP_STATUS_NOT_FOUND;

  /* Only a browser says where a page came from, and only pages that are known
   * may speak for the person in front of it. */
  if (lws_hdr_total_length (wsi, WSI_TOKEN_ORIGIN) == 0 ||
      g_strv_contains (origins, "*"))
    return 0;
  if (lws_hdr_copy (wsi, origin, sizeof origin, WSI_TOKEN_ORIGIN) < 0 ||
      (!g_strv_contains (origins, origin) &&
       !is_own_origin (wsi, origin, secure)))
    return HTTP_STATUS_FORBIDDEN;
  return 0;
}

/* An IPv4 address that came over a socket for both, or a proxy with one, is
 * written as IPv6. */
GInetAddress *
maju_request_unmap (GInetAddress *address)
{
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255 };
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
      memcmp (bytes, mapped, sizeof mapped) == 0)
    return g_inet_address_new_from_bytes (bytes + sizeof mapped,
                                          G_SOCKET_FAMILY_IPV4);
  return g_object_ref (address);
}

gboolean
maju_request_is_proxy (GPtrArray    *proxies,
                       GInetAddress *address)
{
  for (guint i = 0; i < proxies->len; i++)
    {
      if (g_inet_address_mask_matches (g_ptr_array_index (proxies, i), address))
        return TRUE;
    }
  return FALSE;
}

/* Each proxy appends whom it heard, so what is left of the last address that is
 * not a proxy's may be invented. */
GInetAddress *
maju_request_get_address (struct lws   *wsi,
                          GPtrArray    *proxies,
                          GInetAddress *proxy)
{
  g_autoptr(GInetAddress) address = g_object_ref (proxy);
  g_auto(GStrv) parts = NULL;
  char text[FORWARDED_SIZE];

  if (lws_hdr_copy (wsi, text, sizeof text, WSI_TOKEN_X_FORWARDED_FOR) <= 0)
    return g_steal_pointer (&address);
  parts = g_strsplit (text, ",", -1);
  for (guint i = g_strv_length (parts); i > 0; i--)
    {
      g_autoptr(GInetAddress) next =
        g_inet_address_new_from_string (g_strstrip (parts[i - 1]));

      if (next == NULL)
        break;
      g_clear_object (&address);
      address = maju_request_unmap (next);
      if (!maju_request_is_proxy (proxies, address))
        break;
    }
  return g_steal_pointer (&address);
}
