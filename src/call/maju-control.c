/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-control-private.h"

#define PING_MS 500

/* A peer that does not read gets no more heartbeats and reactions than this. */
#define MAX_BUFFERED (16 * 1024)

struct _MajuControl
{
  GObject parent_instance;

  MajuDataChannel *channel;
  MajuOwnPresence *own;
  MajuClock *clock;
  guint ping_id;
  guint64 last_ping;
  gint64 ping_sent;             /* when the last one was */
  gint64 round_trip;            /* -1: not known */
  gint64 last_heard;
  gboolean heard_since_open;
};

G_DEFINE_FINAL_TYPE (MajuControl, maju_control, G_TYPE_OBJECT)

enum
{
  PRESENCE,
  REACTION,
  ASKS_MUTE,
  WATCH,
  ENDED,
  GREETED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
maju_control_dispose (GObject *object)
{
  MajuControl *self = MAJU_CONTROL (object);

  maju_control_close (self);
  g_clear_object (&self->channel);
  g_clear_object (&self->own);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (maju_control_parent_class)->dispose (object);
}

static void
maju_control_class_init (MajuControlClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_control_dispose;

  signals[PRESENCE] =
    g_signal_new ("presence", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[REACTION] =
    g_signal_new ("reaction", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[ASKS_MUTE] =
    g_signal_new ("asks-mute", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[WATCH] =
    g_signal_new ("watch", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[ENDED] =
    g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GREETED] =
    g_signal_new ("greeted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_control_init (MajuControl *self)
{
  self->round_trip = -1;
}

static void
send_text (MajuControl *self,
           const char  *text)
{
  g_autoptr(GError) error = NULL;

  if (!maju_data_channel_get_open (self->channel))
    return;
  if (!maju_data_channel_send_text (self->channel, text, &error))
    g_debug ("Control: not sent: %s", error->message);
}

void
maju_control_send (MajuControl        *self,
                   MajuChannelMessage *message)
{
  g_autofree char *text = maju_channel_message_print (message);

  send_text (self, text);
}

/* What is only of this moment is not kept for a peer that does not read. */
static gboolean
is_stalled (MajuControl *self)
{
  return maju_data_channel_get_buffered_amount (self->channel) > MAX_BUFFERED;
}

static void
send_number (MajuControl           *self,
             MajuChannelMessageType type,
             guint64                number)
{
  g_autoptr(MajuChannelMessage) message = NULL;

  if (is_stalled (self))
    return;

  message = maju_channel_message_new (type);
  message->number = number;
  maju_control_send (self, message);
}

static void
send_presence (MajuControl *self)
{
  g_autofree char *text = maju_own_presence_print (self->own);

  send_text (self, text);
}

/* What a new path begins with. */
static void
greet (MajuControl *self)
{
  send_presence (self);
  g_signal_emit (self, signals[GREETED], 0);
}

static gboolean
ping_cb (gpointer user_data)
{
  MajuControl *self = user_data;

  if (maju_data_channel_get_open (self->channel))
    {
      self->ping_sent = maju_clock_get_now (self->clock);
      send_number (self, MAJU_CHANNEL_PING, ++self->last_ping);
    }

  return G_SOURCE_CONTINUE;
}

static void
handle (MajuControl        *self,
        MajuChannelMessage *message)
{
  switch (message->type)
    {
    case MAJU_CHANNEL_PRESENCE:
      g_signal_emit (self, signals[PRESENCE], 0, message);
      break;
    case MAJU_CHANNEL_WATCH:
      g_signal_emit (self, signals[WATCH], 0, message);
      break;
    case MAJU_CHANNEL_END:
      g_signal_emit (self, signals[ENDED], 0);
      break;
    case MAJU_CHANNEL_PING:
      send_number (self, MAJU_CHANNEL_PONG, message->number);
      break;
    case MAJU_CHANNEL_PONG:
      if (message->number == self->last_ping)
        self->round_trip = maju_clock_get_now (self->clock) - self->ping_sent;
      break;
    case MAJU_CHANNEL_REACTION:
      g_signal_emit (self, signals[REACTION], 0, (guint) message->reaction);
      break;
    case MAJU_CHANNEL_ASK_MUTE:
      g_signal_emit (self, signals[ASKS_MUTE], 0);
      break;
    case MAJU_CHANNEL_TEXT:
    case MAJU_CHANNEL_RECEIVED:
    default:
      break;
    }
}

static void
message_cb (MajuDataChannel *channel,
            GBytes          *data,
            gboolean         is_text,
            MajuControl     *self)
{
  g_autoptr(MajuControl) alive = g_object_ref (self);
  g_autoptr(MajuChannelMessage) message = NULL;
  g_autoptr(GError) error = NULL;
  const char *text;
  gsize length;

  if (!is_text)
    return;

  text = g_bytes_get_data (data, &length);
  message = maju_channel_message_parse (text, length, &error);
  if (!message)
    {
      g_debug ("Control: dropped a message: %s", error->message);
      return;
    }

  self->last_heard = maju_clock_get_now (self->clock);
  if (!self->heard_since_open)
    {
      /* They have the new path too: what was said before may not have come. */
      self->heard_since_open = TRUE;
      greet (self);
    }
  handle (self, message);
}

static void
open_cb (MajuDataChannel *channel,
         GParamSpec      *pspec,
         MajuControl     *self)
{
  if (!maju_data_channel_get_open (channel))
    return;

  self->heard_since_open = FALSE;
  greet (self);
}

static void
own_changed_cb (MajuOwnPresence *own,
                MajuControl     *self)
{
  send_presence (self);
}

static void
own_reaction_cb (MajuGestures *gestures,
                 MajuReaction  kind,
                 MajuControl  *self)
{
  g_autoptr(MajuChannelMessage) message = NULL;

  if (is_stalled (self))
    return;

  message = maju_channel_message_new (MAJU_CHANNEL_REACTION);
  message->reaction = kind;
  maju_control_send (self, message);
}

static MajuGestures *
get_own_gestures (MajuControl *self)
{
  MajuParticipant *own = maju_own_presence_get_participant (self->own);

  return maju_participant_get_gestures (own);
}

MajuControl *
maju_control_new (MajuDataChannel *channel,
                  MajuOwnPresence *own,
                  MajuClock       *clock)
{
  MajuControl *self = g_object_new (MAJU_TYPE_CONTROL, NULL);

  self->channel = g_object_ref (channel);
  self->own = g_object_ref (own);
  self->clock = g_object_ref (clock);
  self->ping_id = maju_clock_add_timeout (clock, PING_MS, ping_cb, self);

  g_signal_connect_object (channel, "message", G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (channel, "notify::open", G_CALLBACK (open_cb), self, 0);
  g_signal_connect_object (own, "changed", G_CALLBACK (own_changed_cb), self, 0);
  g_signal_connect_object (get_own_gestures (self), "reaction",
                           G_CALLBACK (own_reaction_cb), self, 0);

  return self;
}

gint64
maju_control_get_last_heard (MajuControl *self)
{
  return self->last_heard;
}

double
maju_control_get_round_trip (MajuControl *self)
{
  return self->round_trip < 0 ? -1 : self->round_trip / 1000.0;
}

void
maju_control_ask_mute (MajuControl *self)
{
  g_autoptr(MajuChannelMessage) message = NULL;

  message = maju_channel_message_new (MAJU_CHANNEL_ASK_MUTE);
  maju_control_send (self, message);
}

void
maju_control_say_end (MajuControl *self)
{
  g_autoptr(MajuChannelMessage) message = NULL;

  message = maju_channel_message_new (MAJU_CHANNEL_END);
  message->reason = g_strdup ("left");
  maju_control_send (self, message);
}

void
maju_control_close (MajuControl *self)
{
  if (self->ping_id == 0)
    return;

  maju_clock_remove_timeout (self->clock, self->ping_id);
  self->ping_id = 0;
  g_signal_handlers_disconnect_by_data (self->channel, self);
  g_signal_handlers_disconnect_by_data (self->own, self);
  g_signal_handlers_disconnect_by_data (get_own_gestures (self), self);
}
