/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-peer-config-private.h"

G_DEFINE_BOXED_TYPE (MajuPeerConfig, maju_peer_config, maju_peer_config_ref,
                     maju_peer_config_unref)

MajuPeerConfig *
maju_peer_config_new (void)
{
  MajuPeerConfig *self = g_atomic_rc_box_new0 (MajuPeerConfig);

  self->turn_uris = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
config_clear (MajuPeerConfig *self)
{
  g_clear_pointer (&self->stun_uri, g_free);
  g_clear_pointer (&self->turn_uris, g_ptr_array_unref);
  g_clear_pointer (&self->certificate, g_free);
  g_clear_pointer (&self->local_address, g_free);
  g_clear_object (&self->clock);
}

MajuPeerConfig *
maju_peer_config_ref (MajuPeerConfig *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
maju_peer_config_unref (MajuPeerConfig *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) config_clear);
}

/* host [":" port] as in RFC 7064 and 7065; IPv6 in brackets. */
static gboolean
check_host_and_port (const char *text)
{
  g_autoptr(GSocketConnectable) address = NULL;

  if (text[0] == '\0' || text[0] == ':')
    return FALSE;

  if (strspn (text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-.:[]") !=
      strlen (text))
    return FALSE;

  address = g_network_address_parse (text, 3478, NULL);
  return address != NULL;
}

static char *
escape (const char *text)
{
  return g_uri_escape_string (text != NULL ? text : "", NULL, FALSE);
}

static gboolean
add_stun (MajuPeerConfig *self,
          const char     *address,
          const char     *query)
{
  if (query != NULL || !check_host_and_port (address))
    return FALSE;

  /* The library below asks one of them, and one answer is all there is. */
  if (self->stun_uri != NULL)
    g_debug ("One STUN server is enough: another is left out");
  else
    self->stun_uri = g_strdup_printf ("stun://%s", address);
  return TRUE;
}

static gboolean
add_turn (MajuPeerConfig *self,
          const char     *address,
          const char     *query,
          const char     *username,
          const char     *credential)
{
  g_autofree char *user = escape (username);
  g_autofree char *password = escape (credential);

  if (query == NULL)
    query = "transport=udp";
  if (!check_host_and_port (address) ||
      (!g_str_equal (query, "transport=udp") &&
       !g_str_equal (query, "transport=tcp")))
    return FALSE;

  g_ptr_array_add (self->turn_uris,
                   g_strdup_printf ("turn://%s:%s@%s?%s", user, password,
                                    address, query));
  return TRUE;
}

gboolean
maju_peer_config_add_ice_server (MajuPeerConfig *self,
                                 const char     *uri,
                                 const char     *username,
                                 const char     *credential)
{
  g_auto(GStrv) parts = NULL;
  const char *address;
  gboolean used = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (uri != NULL, FALSE);

  parts = g_strsplit (uri, "?", 2);
  address = parts[0] != NULL ? strchr (parts[0], ':') : NULL;
  if (address != NULL && g_str_has_prefix (uri, "stun:"))
    used = add_stun (self, address + 1, parts[1]);
  else if (address != NULL && g_str_has_prefix (uri, "turn:"))
    used = add_turn (self, address + 1, parts[1], username, credential);

  /* With turns: libnice 0.1.23 speaks to the port without any TLS, which is not
   * what who wrote it wants; stuns: it does not know. */
  if (!used)
    g_debug ("An ICE server is left out: its address cannot be used");
  return used;
}

gboolean
maju_peer_config_has_relays (MajuPeerConfig *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->turn_uris->len > 0;
}

MajuPeerConfig *
maju_peer_config_copy_with_ice_servers (MajuPeerConfig *self,
                                        MajuPeerConfig *other)
{
  MajuPeerConfig *copy = g_atomic_rc_box_dup (sizeof *self, self);

  copy->stun_uri = g_strdup (other->stun_uri);
  copy->turn_uris = g_ptr_array_ref (other->turn_uris);
  copy->certificate = g_strdup (self->certificate);
  copy->local_address = g_strdup (self->local_address);
  if (copy->clock != NULL)
    g_object_ref (copy->clock);
  return copy;
}

void
maju_peer_config_set_relay_only (MajuPeerConfig *self,
                                 gboolean        relay_only)
{
  g_return_if_fail (self != NULL);

  self->relay_only = relay_only;
}

gboolean
maju_peer_config_get_relay_only (MajuPeerConfig *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->relay_only;
}

void
maju_peer_config_set_ports (MajuPeerConfig *self,
                            guint16         first,
                            guint16         last)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (first <= last);
  g_return_if_fail (first > 0 || last == 0);

  self->first_port = first;
  self->last_port = last;
}

void
maju_peer_config_set_certificate (MajuPeerConfig *self,
                                  const char     *pem)
{
  g_return_if_fail (self != NULL);

  g_set_str (&self->certificate, pem);
}

void
maju_peer_config_set_render (MajuPeerConfig *self,
                             gboolean        render)
{
  g_return_if_fail (self != NULL);

  self->render = render;
}

void
maju_peer_config_set_h264 (MajuPeerConfig *self,
                           MajuH264Use     use)
{
  g_return_if_fail (self != NULL);

  self->h264 = use;
}

void
maju_peer_config_set_clock (MajuPeerConfig *self,
                            MajuClock      *clock)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (MAJU_IS_CLOCK (clock));

  g_set_object (&self->clock, clock);
}

void
maju_peer_config_set_local_address (MajuPeerConfig *self,
                                    const char     *address)
{
  g_return_if_fail (self != NULL);

  g_set_str (&self->local_address, address);
}
