/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-room-link.h"

#include "maju-fields-private.h"
#include "maju-host-private.h"
#include "maju-limits.h"
#include "maju-random.h"
#include "maju-room-owner.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DEFAULT_PORT_TLS 443
#define DEFAULT_PORT_PLAIN 80

struct _MajuRoomLink
{
  gatomicrefcount ref_count;
  char *host;
  guint port;
  gboolean tls;
  char *room;
  GBytes *key;
};

G_DEFINE_BOXED_TYPE (MajuRoomLink, maju_room_link,
                     maju_room_link_ref, maju_room_link_unref)

static MajuRoomLink *
link_new (void)
{
  MajuRoomLink *self = g_new0 (MajuRoomLink, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->tls = TRUE;

  return self;
}

/* The words never hold any part of the text, which may hold the key. */
static gboolean
fail (GError    **error,
      const char *words)
{
  g_set_error_literal (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_LINK, words);
  return FALSE;
}

static guint
get_default_port (gboolean tls)
{
  return tls ? DEFAULT_PORT_TLS : DEFAULT_PORT_PLAIN;
}

static gboolean
parse_port (const char *text,
            guint      *port)
{
  guint64 value;

  if (strlen (text) > 5 || *text == '0' ||
      !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &value, NULL))
    return FALSE;

  *port = value;
  return TRUE;
}

/* HOST[:PORT]; `tls` is already known. */
static gboolean
parse_authority (MajuRoomLink *self,
                 const char   *text,
                 GError      **error)
{
  g_autofree char *host = g_strdup (text);
  char *colon = strrchr (host, ':');

  if (strchr (text, '@') != NULL)
    return fail (error, _("A Maju link has no user name."));

  self->port = get_default_port (self->tls);
  if (colon != NULL && strchr (colon, ']') == NULL)
    {
      *colon = '\0';
      if (!parse_port (colon + 1, &self->port))
        return fail (error, _("The port in this address is not valid."));
    }

  self->host = maju_host_normalize (host);
  if (self->host == NULL)
    return fail (error, _("The server's name in this address is not valid."));
  if (!self->tls && !maju_host_is_local (self->host))
    return fail (error, _("This server can only be used with encryption: its "
                          "address must begin with “https”."));

  return TRUE;
}

static gboolean
parse_room (MajuRoomLink *self,
            const char   *text)
{
  self->room = g_ascii_strdown (text, -1);

  return maju_check_room_id (self->room);
}

static gboolean
parse_key (MajuRoomLink *self,
           const char   *text,
           GError      **error)
{
  guint8 key[MAJU_ROOM_KEY_SIZE];

  if (!maju_base64url_decode (text, key, sizeof key))
    return fail (error, _("The end of this link is missing or damaged. "
                          "Ask for the whole link again."));

  self->key = g_bytes_new (key, sizeof key);
  return TRUE;
}

/* Takes SCHEME:// off the front. */
static gboolean
take_scheme (const char **text,
             const char  *scheme)
{
  gsize length = strlen (scheme);

  if (g_ascii_strncasecmp (*text, scheme, length) != 0)
    return FALSE;

  *text += length;
  return TRUE;
}

/* Everything after the scheme. */
static gboolean
parse_rest (MajuRoomLink *self,
            const char   *text,
            gboolean      plain_allowed,
            GError      **error)
{
  g_autofree char *rest = g_strdup (text);
  char *key = strchr (rest, '#');
  char *query;
  char *path;

  if (key != NULL)
    *key++ = '\0';
  query = strchr (rest, '?');
  if (query != NULL)
    *query++ = '\0';
  path = strchr (rest, '/');
  if (path == NULL || !g_str_has_prefix (path, "/r/"))
    return fail (error, _("This is not a Maju link."));
  *path = '\0';

  if (query != NULL)
    {
      if (!plain_allowed || !g_str_equal (query, "plain"))
        return fail (error, _("This is not a Maju link."));
      self->tls = FALSE;
    }

  if (!parse_authority (self, rest, error))
    return FALSE;
  if (!parse_room (self, path + strlen ("/r/")))
    return fail (error, _("This link names no valid room."));

  return key == NULL || parse_key (self, key, error);
}

static char *
strip (const char *text,
       GError    **error)
{
  g_autofree char *stripped = NULL;

  /* Room for white space around a link of the greatest length. */
  if (strlen (text) > 2 * MAJU_LIMIT_LINK || !g_utf8_validate (text, -1, NULL))
    {
      fail (error, _("This is not a Maju link."));
      return NULL;
    }

  stripped = g_strstrip (g_strdup (text));
  if (strlen (stripped) > MAJU_LIMIT_LINK)
    {
      fail (error, _("This is not a Maju link."));
      return NULL;
    }

  return g_steal_pointer (&stripped);
}

MajuRoomLink *
maju_room_link_parse (const char *text,
                      GError    **error)
{
  g_autoptr(MajuRoomLink) self = NULL;
  g_autofree char *stripped = NULL;
  gboolean plain_allowed = FALSE;
  const char *rest;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = strip (text, error);
  if (stripped == NULL)
    return NULL;

  self = link_new ();
  rest = stripped;
  if (take_scheme (&rest, "maju://"))
    {
      plain_allowed = TRUE;
    }
  else if (take_scheme (&rest, "http://"))
    {
      self->tls = FALSE;
    }
  else if (!take_scheme (&rest, "https://"))
    {
      fail (error, _("This is not a Maju link."));
      return NULL;
    }

  if (!parse_rest (self, rest, plain_allowed, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* A link to a server without a room yet. */
static MajuRoomLink *
parse_server (const char *text,
              GError    **error)
{
  g_autoptr(MajuRoomLink) self = NULL;
  g_autofree char *stripped = NULL;
  char *rest;

  stripped = strip (text, error);
  if (stripped == NULL)
    return NULL;

  self = link_new ();
  rest = stripped;
  if (take_scheme ((const char **) &rest, "http://"))
    self->tls = FALSE;
  else
    take_scheme ((const char **) &rest, "https://");
  if (g_str_has_suffix (rest, "/"))
    rest[strlen (rest) - 1] = '\0';
  if (*rest == '\0' || strpbrk (rest, "/?#") != NULL)
    {
      fail (error, _("This is not the address of a server."));
      return NULL;
    }

  if (!parse_authority (self, rest, error))
    return NULL;

  return g_steal_pointer (&self);
}

MajuRoomLink *
maju_room_link_new_owned (const char *server,
                          char      **out_owner,
                          GError    **error)
{
  g_autoptr(MajuRoomLink) self = NULL;
  g_autofree char *owner = NULL;
  guint8 key[MAJU_ROOM_KEY_SIZE];

  g_return_val_if_fail (server != NULL, NULL);

  self = parse_server (server, error);
  if (self == NULL)
    return NULL;

  owner = maju_room_owner_new ();
  self->room = maju_room_owner_get_room (owner);
  maju_random_fill (key, sizeof key);
  self->key = g_bytes_new (key, sizeof key);
  if (out_owner != NULL)
    *out_owner = g_steal_pointer (&owner);

  return g_steal_pointer (&self);
}

MajuRoomLink *
maju_room_link_new_random (const char *server,
                           GError    **error)
{
  return maju_room_link_new_owned (server, NULL, error);
}

MajuRoomLink *
maju_room_link_parse_code (const char *server,
                           const char *text,
                           GError    **error)
{
  g_autoptr(MajuRoomLink) self = NULL;
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (server != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  self = parse_server (server, error);
  if (self == NULL)
    return NULL;

  stripped = strip (text, error);
  if (stripped == NULL)
    return NULL;
  if (!parse_room (self, stripped))
    {
      fail (error, _("This is not the code of a room."));
      return NULL;
    }

  return g_steal_pointer (&self);
}

MajuRoomLink *
maju_room_link_ref (MajuRoomLink *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
maju_room_link_unref (MajuRoomLink *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->host);
  g_free (self->room);
  g_clear_pointer (&self->key, g_bytes_unref);
  g_free (self);
}

gboolean
maju_room_link_equal (MajuRoomLink *self,
                      MajuRoomLink *other)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (other != NULL, FALSE);

  return g_str_equal (self->host, other->host) &&
         self->port == other->port &&
         self->tls == other->tls &&
         g_str_equal (self->room, other->room) &&
         (self->key == NULL) == (other->key == NULL) &&
         (self->key == NULL || g_bytes_equal (self->key, other->key));
}

gboolean
maju_room_link_check_room (const char *text)
{
  g_autofree char *room = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  room = g_ascii_strdown (text, -1);
  return maju_check_room_id (room);
}

const char *
maju_room_link_get_host (MajuRoomLink *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->host;
}

guint
maju_room_link_get_port (MajuRoomLink *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->port;
}

gboolean
maju_room_link_get_tls (MajuRoomLink *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->tls;
}

const char *
maju_room_link_get_room (MajuRoomLink *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->room;
}

GBytes *
maju_room_link_get_key (MajuRoomLink *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->key;
}

static GString *
start_uri (MajuRoomLink *self,
           const char   *scheme)
{
  GString *uri = g_string_new (scheme);

  g_string_append_printf (uri, "://%s", self->host);
  if (self->port != get_default_port (self->tls))
    g_string_append_printf (uri, ":%u", self->port);

  return uri;
}

gboolean
maju_room_link_get_is_local (MajuRoomLink *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return maju_host_is_local (self->host);
}

gboolean
maju_room_link_get_is_loopback (MajuRoomLink *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return maju_host_is_loopback (self->host);
}

char *
maju_room_link_get_socket_uri (MajuRoomLink *self)
{
  GString *uri;

  g_return_val_if_fail (self != NULL, NULL);

  uri = start_uri (self, self->tls ? "wss" : "ws");
  g_string_append (uri, MAJU_PROTOCOL_PATH);

  return g_string_free (uri, FALSE);
}

char *
maju_room_link_get_server (MajuRoomLink *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_string_free (start_uri (self, self->tls ? "https" : "http"), FALSE);
}

char *
maju_room_link_to_string (MajuRoomLink  *self,
                          MajuLinkScheme scheme)
{
  GString *uri;

  g_return_val_if_fail (self != NULL, NULL);

  if (scheme == MAJU_LINK_SCHEME_MAJU)
    uri = start_uri (self, "maju");
  else
    uri = start_uri (self, self->tls ? "https" : "http");
  g_string_append_printf (uri, "/r/%s", self->room);
  if (scheme == MAJU_LINK_SCHEME_MAJU && !self->tls)
    g_string_append (uri, "?plain");
  if (self->key != NULL)
    {
      g_autofree char *key = NULL;
      gsize length;
      const guint8 *data = g_bytes_get_data (self->key, &length);

      key = maju_base64url_encode (data, length);
      g_string_append_printf (uri, "#%s", key);
    }

  return g_string_free (uri, FALSE);
}
