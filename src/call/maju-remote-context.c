/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-remote-context-private.h"

#include "maju-message.h"

void
maju_remote_context_init_copy (MajuRemoteContext       *self,
                               const MajuRemoteContext *from)
{
  *self = *from;
  maju_room_link_ref (self->link);
  g_object_ref (self->own);
  g_object_ref (self->media);
  g_object_ref (self->chat);
  g_object_ref (self->clock);
  if (self->config)
    maju_peer_config_ref (self->config);
}

void
maju_remote_context_set_config (MajuRemoteContext *self,
                                MajuPeerConfig    *config)
{
  maju_peer_config_ref (config);
  g_clear_pointer (&self->config, maju_peer_config_unref);
  self->config = config;
}

MajuPeerConfig *
maju_remote_config_new (GPtrArray *ice_servers)
{
  MajuPeerConfig *config = maju_peer_config_new ();

  for (guint i = 0; i < ice_servers->len; i++)
    {
      MajuIceServer *server = g_ptr_array_index (ice_servers, i);

      maju_peer_config_add_ice_server (config, server->uri, server->username,
                                       server->credential);
    }

  return config;
}

void
maju_remote_context_clear (MajuRemoteContext *self)
{
  g_clear_pointer (&self->link, maju_room_link_unref);
  g_clear_object (&self->own);
  g_clear_object (&self->media);
  g_clear_object (&self->chat);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->config, maju_peer_config_unref);
}
