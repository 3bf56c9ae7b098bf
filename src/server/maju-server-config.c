/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-server-config-private.h"

#include "maju-server-error.h"

#include "maju-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  KEY_STRING,
  KEY_LIST,
  KEY_NUMBER,
  KEY_BOOLEAN,
} KeyKind;

typedef struct
{
  const char *group;
  const char *key;
  KeyKind kind;
  gsize offset;
  guint minimum;
  guint maximum;
  guint initial;
} Key;

#define FIELD(name) G_STRUCT_OFFSET (MajuServerConfig, name)
#define DAY (24 * 60 * 60)

static const Key keys[] = {
  { "listen", "address", KEY_STRING, FIELD (address) },
  { "listen", "port", KEY_NUMBER, FIELD (port), 0, 65535, 8480 },
  { "listen", "tls-certificate", KEY_STRING, FIELD (tls_certificate) },
  { "listen", "tls-key", KEY_STRING, FIELD (tls_key) },
  { "listen", "allowed-origins", KEY_LIST, FIELD (allowed_origins) },
  { "listen", "trusted-proxies", KEY_LIST, FIELD (trusted_proxies) },
  { "listen", "web", KEY_BOOLEAN, FIELD (web), 0, 1, 1 },
  { "listen", "metrics", KEY_BOOLEAN, FIELD (metrics), 0, 1, 1 },
  { "listen", "grace", KEY_NUMBER, FIELD (grace), 0, 300, 5 },
  { "ice", "stun-uris", KEY_LIST, FIELD (stun_uris) },
  { "ice", "turn-uris", KEY_LIST, FIELD (turn_uris) },
  { "ice", "turn-secret-file", KEY_STRING, FIELD (turn_secret_file) },
  { "ice", "turn-ttl", KEY_NUMBER, FIELD (turn_ttl), 2, DAY,
    MAJU_LIMIT_TURN_TTL },
  { "limits", "connections", KEY_NUMBER, FIELD (connections), 8, 1000000,
    16384 },
  { "limits", "people", KEY_NUMBER, FIELD (people), 2, MAJU_LIMIT_ROOM_PEOPLE,
    MAJU_LIMIT_ROOM_PEOPLE },
  { "limits", "header-time", KEY_NUMBER, FIELD (header_time), 1, 60, 5 },
  { "limits", "hello-time", KEY_NUMBER, FIELD (hello_time), 1, 60,
    MAJU_LIMIT_HELLO_TIME },
  { "limits", "resume-time", KEY_NUMBER, FIELD (resume_time), 1, 3600,
    MAJU_LIMIT_RESUME_TIME },
  { "limits", "replay-memory", KEY_NUMBER, FIELD (replay_memory), 1, 1 << 20,
      256 },
  { "limits", "ping-interval", KEY_NUMBER, FIELD (ping_interval), 1, 300,
    MAJU_LIMIT_PING_INTERVAL },
  { "limits", "ping-timeout", KEY_NUMBER, FIELD (ping_timeout), 2, 600,
    MAJU_LIMIT_PING_TIMEOUT },
  { "limits", "rate", KEY_NUMBER, FIELD (rate), 0, 1000000, MAJU_LIMIT_RATE },
  { "limits", "rate-burst", KEY_NUMBER, FIELD (rate_burst), 1, 1000000,
    MAJU_LIMIT_RATE_BURST },
  { "limits", "byte-rate", KEY_NUMBER, FIELD (byte_rate), 0, 1 << 30,
      128 * 1024 },
  { "limits", "byte-burst", KEY_NUMBER, FIELD (byte_burst),
    MAJU_LIMIT_MESSAGE * 4, 1 << 30, 4 * 1024 * 1024 },
  { "limits", "address-rate", KEY_NUMBER, FIELD (address_rate), 0, 1000000,
    MAJU_LIMIT_ADDRESS_RATE },
  { "limits", "address-burst", KEY_NUMBER, FIELD (address_burst), 1, 1000000,
    MAJU_LIMIT_ADDRESS_BURST },
  { "limits", "address-open", KEY_NUMBER, FIELD (address_open), 0, 1000000,
    MAJU_LIMIT_ADDRESS_OPEN },
};

static void
set_string (MajuServerConfig *self,
            const Key        *key,
            const char       *value)
{
  char **field = G_STRUCT_MEMBER_P (self, key->offset);

  g_set_str (field, *value != '\0' ? value : NULL);
}

static void
set_list (MajuServerConfig *self,
          const Key        *key,
          const char       *value)
{
  char ***field = G_STRUCT_MEMBER_P (self, key->offset);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) parts = g_strsplit (value, ";", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_strstrip (parts[i]);
      if (parts[i][0] != '\0')
        g_strv_builder_add (builder, parts[i]);
    }
  g_strfreev (*field);
  *field = g_strv_builder_end (builder);
}

static gboolean
set_number (MajuServerConfig *self,
            const Key        *key,
            const char       *value,
            GError          **error)
{
  guint *field = G_STRUCT_MEMBER_P (self, key->offset);
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, key->minimum, key->maximum,
                                   &number, NULL))
    {
      g_set_error (error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_CONFIG,
                   _("%s.%s is not a number from %u to %u: %s"),
                   key->group, key->key, key->minimum, key->maximum, value);
      return FALSE;
    }
  *field = (guint) number;
  return TRUE;
}

static gboolean
set_boolean (MajuServerConfig *self,
             const Key        *key,
             const char       *value,
             GError          **error)
{
  gboolean *field = G_STRUCT_MEMBER_P (self, key->offset);

  if (!g_str_equal (value, "true") && !g_str_equal (value, "false"))
    {
      g_set_error (error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_CONFIG,
                   _("%s.%s is neither true nor false: %s"),
                   key->group, key->key, value);
      return FALSE;
    }
  *field = g_str_equal (value, "true");
  return TRUE;
}

static gboolean
check_list (char      **list,
            const char *name,
            gboolean ( *check ) (const char *item),
            GError    **error)
{
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    {
      if (check (list[i]))
        continue;
      g_set_error (error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_CONFIG,
                   _("%s has a wrong entry: %s"), name, list[i]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_stun_uri (const char *item)
{
  return (g_str_has_prefix (item, "stun:") && item[5] != '\0') ||
         (g_str_has_prefix (item, "stuns:") && item[6] != '\0');
}

static gboolean
is_turn_uri (const char *item)
{
  return (g_str_has_prefix (item, "turn:") && item[5] != '\0') ||
         (g_str_has_prefix (item, "turns:") && item[6] != '\0');
}

static gboolean
is_origin (const char *item)
{
  return g_str_equal (item, "*") || strstr (item, "://") != NULL;
}

static gboolean
is_mask (const char *item)
{
  g_autoptr(GInetAddressMask) mask =
    g_inet_address_mask_new_from_string (item, NULL);

  return mask != NULL;
}

static gboolean
is_address (const char *item)
{
  return g_str_equal (item, "*") || g_hostname_is_ip_address (item);
}

MajuServerConfig *
maju_server_config_new (void)
{
  MajuServerConfig *self = g_new0 (MajuServerConfig, 1);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (keys[i].kind == KEY_NUMBER || keys[i].kind == KEY_BOOLEAN)
        G_STRUCT_MEMBER (guint, self, keys[i].offset) = keys[i].initial;
      else if (keys[i].kind == KEY_LIST)
        G_STRUCT_MEMBER (char **, self, keys[i].offset) = g_new0 (char *, 1);
    }
  self->address = g_strdup ("*");
  return self;
}

MajuServerConfig *
maju_server_config_copy (const MajuServerConfig *self)
{
  MajuServerConfig *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gpointer field = G_STRUCT_MEMBER_P (copy, keys[i].offset);

      if (keys[i].kind == KEY_STRING)
        *(char **) field = g_strdup (*(char **) field);
      else if (keys[i].kind == KEY_LIST)
        *(char ***) field = g_strdupv (*(char ***) field);
    }
  return copy;
}

void
maju_server_config_free (MajuServerConfig *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gpointer field = G_STRUCT_MEMBER_P (self, keys[i].offset);

      if (keys[i].kind == KEY_STRING)
        g_free (*(char **) field);
      else if (keys[i].kind == KEY_LIST)
        g_strfreev (*(char ***) field);
    }
  g_free (self);
}

static const Key *
find_key (const char *group,
          const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (g_str_equal (keys[i].group, group) && g_str_equal (keys[i].key, name))
        return &keys[i];
    }
  return NULL;
}

gboolean
maju_server_config_set (MajuServerConfig *self,
                        const char       *group,
                        const char       *key,
                        const char       *value,
                        GError          **error)
{
  const Key *found;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (group != NULL && key != NULL && value != NULL, FALSE);

  found = find_key (group, key);
  if (found == NULL)
    {
      g_set_error (error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_CONFIG,
                   _("There is no key %s.%s"), group, key);
      return FALSE;
    }
  switch (found->kind)
    {
    case KEY_STRING:
      set_string (self, found, value);
      return TRUE;
    case KEY_LIST:
      set_list (self, found, value);
      return TRUE;
    case KEY_NUMBER:
      return set_number (self, found, value, error);
    case KEY_BOOLEAN:
      return set_boolean (self, found, value, error);
    default:
      g_assert_not_reached ();
    }
}

char *
maju_server_config_get (const MajuServerConfig *self,
                        const char             *group,
                        const char             *key)
{
  const Key *found = find_key (group, key);
  gconstpointer field;

  g_return_val_if_fail (found != NULL, NULL);

  field = G_STRUCT_MEMBER_P (self, found->offset);
  switch (found->kind)
    {
    case KEY_STRING:
      return g_strdup (*(char *const *) field ? *(char *const *) field : "");
    case KEY_LIST:
      return g_strjoinv (";", *(char **const *) field);
    case KEY_NUMBER:
      return g_strdup_printf ("%u", *(const guint *) field);
    case KEY_BOOLEAN:
      return g_strdup (*(const gboolean *) field ? "true" : "false");
    default:
      g_assert_not_reached ();
    }
}

guint
maju_server_config_get_n_keys (void)
{
  return G_N_ELEMENTS (keys);
}

gboolean
maju_server_config_load (MajuServerConfig *self,
                         const char       *path,
                         GError          **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_auto(GStrv) groups = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_auto(GStrv) names = g_key_file_get_keys (file, groups[i], NULL, NULL);

      for (guint k = 0; names != NULL && names[k] != NULL; k++)
        {
          g_autofree char *value =
            g_key_file_get_value (file, groups[i], names[k], NULL);

          if (!maju_server_config_set (self, groups[i], names[k],
                                       value != NULL ? value : "", error))
            {
              g_prefix_error (error, "%s: ", path);
              return FALSE;
            }
        }
    }
  return TRUE;
}

gboolean
maju_server_config_check (const MajuServerConfig *self,
                          GError                **error)
{
  const char *text = NULL;

  if (self->address == NULL || !is_address (self->address))
    text = _("listen.address is not an IP address");
  else if ((self->tls_certificate == NULL) != (self->tls_key == NULL))
    text = _("listen.tls-certificate and listen.tls-key belong together");
  else if (self->turn_uris[0] != NULL && self->turn_secret_file == NULL)
    text = _("ice.turn-uris needs ice.turn-secret-file");
  else if (self->ping_timeout <= self->ping_interval)
    text = _("limits.ping-timeout must be longer than limits.ping-interval");
  else if (g_strv_length (self->stun_uris) + g_strv_length (self->turn_uris) >
           MAJU_LIMIT_ICE_SERVERS)
    text = _("There are too many STUN and TURN servers");
  if (text != NULL)
    {
      g_set_error_literal (error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_CONFIG,
                           text);
      return FALSE;
    }
  return check_list (self->stun_uris, "ice.stun-uris", is_stun_uri, error) &&
         check_list (self->turn_uris, "ice.turn-uris", is_turn_uri, error) &&
         check_list (self->allowed_origins, "listen.allowed-origins",
                     is_origin, error) &&
         check_list (self->trusted_proxies, "listen.trusted-proxies",
                     is_mask, error);
}

char *
maju_server_config_get_host (const MajuServerConfig *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->address == NULL || g_str_equal (self->address, "*"))
    return g_strdup ("0.0.0.0");
  if (strchr (self->address, ':') != NULL)
    return g_strdup_printf ("[%s]", self->address);
  return g_strdup (self->address);
}

guint
maju_server_config_get_connections (const MajuServerConfig *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->connections;
}

guint
maju_server_config_get_grace_ms (const MajuServerConfig *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->grace * 1000;
}
