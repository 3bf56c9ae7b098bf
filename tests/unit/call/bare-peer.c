/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bare-peer.h"

#include "call-test-util.h"
#include "maju-limits.h"

static void
handle_incoming (gpointer     receiver,
                 MajuMessage *message)
{
  BarePeer *self = receiver;

  maju_negotiation_handle (self->negotiation, message);
}

static void
handle_outgoing (gpointer     receiver,
                 MajuMessage *message)
{
  BarePeer *self = receiver;

  self->func (message, self->user_data);
}

static void
send_cb (MajuNegotiation *negotiation,
         MajuMessage     *message,
         BarePeer        *self)
{
  g_autoptr(MajuMessage) copy = test_relay (message, self->id);

  test_deliver (self, NULL, handle_outgoing, copy);
}

BarePeer *
bare_peer_new (MajuRoomLink *link,
               const char   *id,
               BarePeerFunc  func,
               gpointer      user_data)
{
  BarePeer *self = g_new0 (BarePeer, 1);
  g_autoptr(MajuPeerConfig) config = maju_peer_config_new ();
  g_autoptr(MajuClock) clock = maju_clock_new_system ();

  self->id = g_strdup (id);
  self->func = func;
  self->user_data = user_data;
  self->peer = maju_peer_new (id, FALSE, config);
  maju_peer_add_track (self->peer, MAJU_TRACK_KIND_AUDIO);
  self->channels[0] =
    maju_peer_create_data_channel (self->peer, "control", MAJU_CHANNEL_CONTROL);
  self->channels[1] =
    maju_peer_create_data_channel (self->peer, "chat", MAJU_CHANNEL_CHAT);
  self->negotiation = maju_negotiation_new (self->peer, link, clock);
  g_signal_connect (self->negotiation, "send", G_CALLBACK (send_cb), self);

  return self;
}

void
bare_peer_start (BarePeer   *self,
                 const char *other_id)
{
  maju_negotiation_bind (self->negotiation, self->id, other_id);
  maju_negotiation_start (self->negotiation);
}

void
bare_peer_handle (BarePeer    *self,
                  MajuMessage *message)
{
  g_autoptr(MajuMessage) copy = test_relay (message, NULL);

  test_deliver (self, NULL, handle_incoming, copy);
}

gboolean
bare_peer_is_open (BarePeer *self)
{
  return maju_data_channel_get_open (self->channels[0]) &&
         maju_data_channel_get_open (self->channels[1]);
}

void
bare_peer_close (BarePeer *self)
{
  if (self->closing)
    return;

  self->closing = TRUE;
  maju_negotiation_close (self->negotiation);
  maju_peer_close_async (self->peer, test_closed_cb, &self->closed);
}

void
bare_peer_free (BarePeer *self)
{
  bare_peer_close (self);
  test_wait (self->closed);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  test_finalize (self->negotiation);
  test_finalize (self->peer);
  g_free (self->id);
  g_free (self);
}
