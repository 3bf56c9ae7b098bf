/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-chat-link-private.h"

#include "maju-intake-private.h"
#include "maju-limits.h"

struct _MajuChatLink
{
  GObject parent_instance;

  MajuChat *chat;
  MajuDataChannel *channel;
  MajuIntake *intake;
  MajuChatPeer *peer;
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (MajuChatLink, maju_chat_link, G_TYPE_OBJECT)

enum
{
  FLOODED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
maju_chat_link_dispose (GObject *object)
{
  MajuChatLink *self = MAJU_CHAT_LINK (object);

  /* The chat may still have it. */
  if (self->peer)
    maju_chat_peer_close (self->peer);
  g_clear_object (&self->chat);
  g_clear_object (&self->channel);
  g_clear_object (&self->intake);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (maju_chat_link_parent_class)->dispose (object);
}

static void
maju_chat_link_class_init (MajuChatLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_chat_link_dispose;

  signals[FLOODED] =
    g_signal_new ("flooded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_chat_link_init (MajuChatLink *self)
{
}

static gboolean
send_cb (const char *text,
         gpointer    user_data)
{
  MajuChatLink *self = user_data;
  g_autoptr(GError) error = NULL;

  if (maju_data_channel_send_text (self->channel, text, &error))
    return TRUE;

  g_debug ("Chat: not sent yet: %s", error->message);

  return FALSE;
}

static void
flooded_cb (MajuIntake   *intake,
            MajuChatLink *self)
{
  if (!self->closed)
    g_signal_emit (self, signals[FLOODED], 0);
}

static void
message_cb (MajuDataChannel *channel,
            GBytes          *data,
            gboolean         is_text,
            MajuChatLink    *self)
{
  gsize length;
  const char *text = g_bytes_get_data (data, &length);

  if (is_text && !self->closed)
    maju_chat_peer_receive (self->peer, text, length);
}

static void
open_cb (MajuDataChannel *channel,
         GParamSpec      *pspec,
         MajuChatLink    *self)
{
  maju_chat_peer_set_open (self->peer, maju_data_channel_get_open (channel));
}

MajuChatLink *
maju_chat_link_new (MajuPeer        *peer,
                    MajuParticipant *participant,
                    MajuChat        *chat,
                    MajuClock       *clock)
{
  MajuChatLink *self = g_object_new (MAJU_TYPE_CHAT_LINK, NULL);

  self->chat = g_object_ref (chat);
  self->channel = g_object_ref (maju_peer_create_data_channel (peer, "chat",
                                                               MAJU_CHANNEL_CHAT));
  self->intake = maju_intake_new (self->channel, clock,
                                  MAJU_LIMIT_CHAT_RATE,
                                  MAJU_LIMIT_CHAT_BURST);
  self->peer = maju_chat_peer_new (participant, send_cb, self);
  g_signal_connect_object (self->intake, "flooded",
                           G_CALLBACK (flooded_cb), self, 0);
  g_signal_connect_object (self->channel, "message",
                           G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (self->channel, "notify::open",
                           G_CALLBACK (open_cb), self, 0);
  maju_chat_add_peer (chat, self->peer);

  return self;
}

void
maju_chat_link_close (MajuChatLink *self)
{
  if (self->closed)
    return;

  self->closed = TRUE;
  maju_chat_remove_peer (self->chat, self->peer);
  maju_chat_peer_close (self->peer);
}
