/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-chat-peer-private.h"

struct _MajuChatPeer
{
  GObject parent_instance;

  MajuParticipant *participant;
  MajuChatSendFunc send;
  gpointer user_data;
  gboolean open;
};

G_DEFINE_FINAL_TYPE (MajuChatPeer, maju_chat_peer, G_TYPE_OBJECT)

enum
{
  OPENED,
  MESSAGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
maju_chat_peer_dispose (GObject *object)
{
  MajuChatPeer *self = MAJU_CHAT_PEER (object);

  g_clear_object (&self->participant);

  G_OBJECT_CLASS (maju_chat_peer_parent_class)->dispose (object);
}

static void
maju_chat_peer_class_init (MajuChatPeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_chat_peer_dispose;

  signals[OPENED] =
    g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MESSAGE] =
    g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
maju_chat_peer_init (MajuChatPeer *self)
{
}

MajuChatPeer *
maju_chat_peer_new (MajuParticipant *participant,
                    MajuChatSendFunc send,
                    gpointer         user_data)
{
  MajuChatPeer *self = g_object_new (MAJU_TYPE_CHAT_PEER, NULL);

  self->participant = g_object_ref (participant);
  self->send = send;
  self->user_data = user_data;

  return self;
}

MajuParticipant *
maju_chat_peer_get_participant (MajuChatPeer *self)
{
  return self->participant;
}

void
maju_chat_peer_set_open (MajuChatPeer *self,
                         gboolean      open)
{
  if (self->open == open || !self->send)
    return;

  self->open = open;
  if (open)
    g_signal_emit (self, signals[OPENED], 0);
}

void
maju_chat_peer_receive (MajuChatPeer *self,
                        const char   *text,
                        gsize         length)
{
  g_autoptr(MajuChannelMessage) message = NULL;
  g_autoptr(GError) error = NULL;

  message = maju_channel_message_parse (text, length, &error);
  if (message)
    g_signal_emit (self, signals[MESSAGE], 0, message);
  else
    g_debug ("Chat: dropped a message: %s", error->message);
}

gboolean
maju_chat_peer_send (MajuChatPeer       *self,
                     MajuChannelMessage *message)
{
  g_autofree char *text = NULL;

  if (!self->open)
    return FALSE;

  text = maju_channel_message_print (message);

  return self->send (text, self->user_data);
}

void
maju_chat_peer_close (MajuChatPeer *self)
{
  self->open = FALSE;
  self->send = NULL;
}
