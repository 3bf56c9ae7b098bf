/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bare-peer.h"

#include "call-test-util.h"
#include "maju-limits.h"

typedef struct
{
  BarePeer *peer;
  MajuMessage *message;
  gboolean incoming;
} Delivery;

static gboolean
deliver_cb (gpointer user_data)
{
  Delivery *delivery = user_data;
  BarePeer *self = delivery->peer;

  if (delivery->incoming)
    maju_negotiation_handle (self->negotiation, delivery->message);
  else
    self->func (delivery->message, self->user_data);

  return G_SOURCE_REMOVE;
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  maju_message_unref (delivery->message);
  g_free (delivery);
}

/* Through the text, later, and from them instead of to us. */
static void
deliver (BarePeer    *self,
         MajuMessage *message,
         gboolean     incoming)
{
  g_autofree char *text = maju_message_print (message);
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->peer = self;
  delivery->incoming = incoming;
  delivery->message = maju_message_parse (text, strlen (text), NULL);
  g_assert_nonnull (delivery->message);
  g_set_str (&delivery->message->to, NULL);
  if (!incoming)
    g_set_str (&delivery->message->from, self->id);
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver_cb, delivery, delivery_free);
}

static void
send_cb (MajuNegotiation *negotiation,
         MajuMessage     *message,
         BarePeer        *self)
{
  deliver (self, message, FALSE);
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
  deliver (self, message, TRUE);
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
