/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-peer-config-private.h"

G_DEFINE_BOXED_TYPE (MajuPeerConfig, maju_peer_config, maju_peer_config_ref,
                     maju_peer_config_unref)

MajuPeerConfig *
maju_peer_config_new (void)
{
  MajuPeerConfig *self = g_atomic_rc_box_new0 (MajuPeerConfig);

  self->stun_uris = g_ptr_array_new_with_free_func (g_free);
  self->turn_uris = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
config_clear (MajuPeerConfig *self)
{
  g_clear_pointer (&self->stun_uris, g_ptr_array_unref);
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

void
maju_peer_config_add_ice_server (MajuPeerConfig *self,
                                 const char     *uri,
                                 const char     *username,
                                 const char     *credential)
{
  g_autofree char *user = escape (username);
  g_autofree char *password = escape (credential);
  g_auto(GStrv) parts = NULL;
  const char *query;

  g_return_if_fail (self != NULL);
  g_return_if_fail (uri != NULL);

  parts = g_strsplit (uri, "?", 2);
  query = parts[0] != NULL && parts[1] != NULL ? parts[1] : "transport=udp";
  if (parts[0] != NULL && g_str_has_prefix (parts[0], "stun:") &&
      parts[1] == NULL && check_host_and_port (parts[0] + strlen ("stun:")))
    {
      g_ptr_array_add (self->stun_uris,
                       g_strdup_printf ("stun://%s",
                                        parts[0] + strlen ("stun:")));
    }
  else if (parts[0] != NULL && g_str_has_prefix (parts[0], "turn:") &&
           check_host_and_port (parts[0] + strlen ("turn:")) &&
           (g_str_equal (query, "transport=udp") ||
            g_str_equal (query, "transport=tcp")))
    {
      g_ptr_array_add (self->turn_uris,
                       g_strdup_printf ("turn://%s:%s@%s?%s", user, password,
                                        parts[0] + strlen ("turn:"), query));
    }
  else
    {
      /* The scheme of TURN over TLS is not real TLS in the library below. */
      g_message ("An ICE server is left out: its address cannot be used");
    }
}

void
maju_peer_config_set_relay_only (MajuPeerConfig *self,
                                 gboolean        relay_only)
{
  g_return_if_fail (self != NULL);

  self->relay_only = relay_only;
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

void
maju_peer_config_set_transport_factory (MajuPeerConfig      *self,
                                        MajuTransportFactory factory,
                                        gpointer             user_data)
{
  g_return_if_fail (self != NULL);

  self->factory = factory;
  self->factory_data = user_data;
}
