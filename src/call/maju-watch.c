/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-watch-private.h"

#include "maju-throttle-private.h"

#include "maju-limits.h"

/* A picture is encoded anew each time that somebody says another size. */
#define TAKE_MS 500

struct _MajuWatch
{
  GObject parent_instance;

  MajuControl *control;
  MajuWishes *wishes;
  MajuFeed *feed;
  MajuThrottle *sending;
  MajuThrottle *taking;
  guint camera_height;          /* as they said it last */
  guint screen_height;
};

G_DEFINE_FINAL_TYPE (MajuWatch, maju_watch, G_TYPE_OBJECT)

static void
maju_watch_dispose (GObject *object)
{
  MajuWatch *self = MAJU_WATCH (object);

  maju_watch_close (self);
  g_clear_object (&self->control);
  g_clear_object (&self->wishes);
  g_clear_object (&self->feed);

  G_OBJECT_CLASS (maju_watch_parent_class)->dispose (object);
}

static void
maju_watch_class_init (MajuWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_watch_dispose;
}

static void
maju_watch_init (MajuWatch *self)
{
}

static void
send_func (gpointer user_data)
{
  MajuWatch *self = user_data;
  g_autoptr(MajuChannelMessage) message = NULL;

  message = maju_channel_message_new (MAJU_CHANNEL_WATCH);
  if (maju_wishes_get_watched (self->wishes, &message->camera_height,
                               &message->screen_height))
    maju_control_send (self->control, message);
}

static void
take_func (gpointer user_data)
{
  MajuWatch *self = user_data;

  maju_feed_set_watched (self->feed, self->camera_height, self->screen_height);
}

static void
watched_changed_cb (MajuWishes *wishes,
                    MajuWatch  *self)
{
  maju_throttle_ask (self->sending);
}

static void
watch_cb (MajuControl        *control,
          MajuChannelMessage *message,
          MajuWatch          *self)
{
  self->camera_height = message->camera_height;
  self->screen_height = message->screen_height;
  maju_throttle_ask (self->taking);
}

static void
greeted_cb (MajuControl *control,
            MajuWatch   *self)
{
  maju_throttle_ask (self->sending);
}

MajuWatch *
maju_watch_new (MajuControl     *control,
                MajuParticipant *participant,
                MajuFeed        *feed,
                MajuClock       *clock)
{
  MajuWatch *self = g_object_new (MAJU_TYPE_WATCH, NULL);

  self->control = g_object_ref (control);
  self->wishes = g_object_ref (maju_participant_get_wishes (participant));
  self->feed = g_object_ref (feed);
  self->sending = maju_throttle_new (clock, MAJU_LIMIT_WATCH_INTERVAL_MS,
                                     send_func, self);
  self->taking = maju_throttle_new (clock, TAKE_MS, take_func, self);
  g_signal_connect_object (self->wishes, "watched-changed",
                           G_CALLBACK (watched_changed_cb), self, 0);
  g_signal_connect_object (control, "watch", G_CALLBACK (watch_cb), self, 0);
  g_signal_connect_object (control, "greeted", G_CALLBACK (greeted_cb), self, 0);

  return self;
}

void
maju_watch_close (MajuWatch *self)
{
  if (!self->sending)
    return;

  g_signal_handlers_disconnect_by_data (self->wishes, self);
  g_signal_handlers_disconnect_by_data (self->control, self);
  g_clear_pointer (&self->sending, maju_throttle_free);
  g_clear_pointer (&self->taking, maju_throttle_free);
}
