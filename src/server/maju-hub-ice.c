/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-hub-private.h"

#include "maju-server-config-private.h"
#include "maju-turn-credentials.h"

/* The STUN and TURN servers that clients are told of. */

static gboolean
gives_credentials (MajuHub *self)
{
  return self->config->turn_uris[0] != NULL && self->turn_secret != NULL;
}

void
maju_hub_add_servers (MajuHub           *self,
                      MajuServerSession *session,
                      MajuMessage       *message,
                      gint64             now_us)
{
  g_autofree char *username = NULL;
  g_autofree char *credential = NULL;
  char **uris = self->config->stun_uris;

  for (guint i = 0; uris[i] != NULL; i++)
    g_ptr_array_add (message->ice_servers,
                     maju_ice_server_new (uris[i], NULL, NULL));
  if (!gives_credentials (self))
    return;
  session->credentials_us = now_us;
  maju_turn_credentials_make (self->turn_secret, session->id,
                              self->get_real_time () / G_USEC_PER_SEC +
                              self->config->turn_ttl,
                              &username, &credential);
  uris = self->config->turn_uris;
  for (guint i = 0; uris[i] != NULL; i++)
    g_ptr_array_add (message->ice_servers,
                     maju_ice_server_new (uris[i], username, credential));
}

void
maju_hub_renew_servers (MajuHub           *self,
                        MajuServerSession *session,
                        gint64             now_us)
{
  gint64 half_us = (gint64) self->config->turn_ttl * G_USEC_PER_SEC / 2;
  g_autoptr(MajuMessage) message = NULL;

  if (!gives_credentials (self) || now_us - session->credentials_us < half_us)
    return;
  message = maju_message_new (MAJU_MESSAGE_ICE_SERVERS);
  maju_hub_add_servers (self, session, message, now_us);
  maju_hub_send (self, session->connection, message);
}
