/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-path-watch-private.h"

#define TICK_MS         250
#define MS              1000
#define CONNECT_US      (15000 * MS)
#define UNSTABLE_US     (1500 * MS)
#define DEAD_US         (3000 * MS)
#define AGAIN_US        (8000 * MS)
#define GIVE_UP_US      (G_GINT64_CONSTANT (300000) * MS)
#define NETWORK_US      (2000 * MS)

/* Pings come twice a second: a living path is never silent for this long. */
#define LIVELY_US       (1000 * MS)

typedef enum
{
  STATE_IDLE,
  STATE_CONNECTING,
  STATE_CONNECTED,
  STATE_UNSTABLE,
  STATE_DEAD,
} State;

struct _MajuPathWatch
{
  GObject parent_instance;

  MajuClock *clock;
  MajuPacketCountFunc count;
  gpointer user_data;
  guint timeout_id;
  State state;
  gboolean lost;                /* packets cannot bring it back */
  gboolean restarted;           /* while connecting */
  guint64 last_count;
  gint64 heard_us;
  gint64 since_us;              /* of connecting, or of being dead */
  gint64 asked_us;
  gint64 network_us;            /* 0: has not changed */
};

enum
{
  SIGNAL_EVENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuPathWatch, maju_path_watch, G_TYPE_OBJECT)

static void
emit (MajuPathWatch *self,
      MajuPathEvent  event)
{
  g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
}

static void
die (MajuPathWatch *self,
     gint64         now)
{
  self->state = STATE_DEAD;
  self->since_us = now;
  self->network_us = 0;
  /* A path that dies as soon as it is there must not be asked for in a loop. */
  if (self->asked_us > 0 && now - self->asked_us < AGAIN_US)
    return;

  self->asked_us = now;
  emit (self, MAJU_PATH_EVENT_RESTART);
}

static void
give_up (MajuPathWatch *self)
{
  maju_path_watch_stop (self);
  emit (self, MAJU_PATH_EVENT_FAILED);
}

static void
watch_connecting (MajuPathWatch *self,
                  gint64         now)
{
  if (now - self->since_us < CONNECT_US)
    return;

  if (self->restarted)
    {
      give_up (self);
      return;
    }
  self->restarted = TRUE;
  self->since_us = now;
  emit (self, MAJU_PATH_EVENT_RESTART);
}

static void
watch_connected (MajuPathWatch *self,
                 gint64         now,
                 gboolean       heard)
{
  gint64 silence = now - self->heard_us;
  gboolean suspect = self->network_us > 0 && now - self->network_us >= NETWORK_US;

  if (suspect)
    self->network_us = 0;
  if (silence >= DEAD_US || (suspect && silence >= LIVELY_US))
    {
      die (self, now);
    }
  else if (self->state == STATE_CONNECTED && silence >= UNSTABLE_US)
    {
      self->state = STATE_UNSTABLE;
      emit (self, MAJU_PATH_EVENT_UNSTABLE);
    }
  else if (self->state == STATE_UNSTABLE && heard)
    {
      self->state = STATE_CONNECTED;
      emit (self, MAJU_PATH_EVENT_RECOVERED);
    }
}

static void
watch_dead (MajuPathWatch *self,
            gint64         now,
            gboolean       heard)
{
  if (heard && !self->lost)
    {
      self->state = STATE_CONNECTED;
      emit (self, MAJU_PATH_EVENT_RECOVERED);
    }
  else if (now - self->since_us >= GIVE_UP_US)
    {
      give_up (self);
    }
  else if (now - self->asked_us >= AGAIN_US)
    {
      self->asked_us = now;
      emit (self, MAJU_PATH_EVENT_RESTART);
    }
}

static gboolean
tick_cb (gpointer user_data)
{
  g_autoptr(MajuPathWatch) self = g_object_ref (user_data);
  gint64 now = maju_clock_get_now (self->clock);
  guint64 count = self->count (self->user_data);
  gboolean heard = count != self->last_count;

  if (heard)
    {
      self->last_count = count;
      self->heard_us = now;
    }

  switch (self->state)
    {
    case STATE_IDLE:
      break;

    case STATE_CONNECTING:
      watch_connecting (self, now);
      break;

    case STATE_CONNECTED:
    case STATE_UNSTABLE:
      watch_connected (self, now, heard);
      break;

    case STATE_DEAD:
      watch_dead (self, now, heard);
      break;

    default:
      g_assert_not_reached ();
    }
  return self->timeout_id != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
ensure_timeout (MajuPathWatch *self)
{
  if (self->timeout_id == 0)
    self->timeout_id = maju_clock_add_timeout (self->clock, TICK_MS, tick_cb,
                                               self);
}

static void
maju_path_watch_dispose (GObject *object)
{
  MajuPathWatch *self = MAJU_PATH_WATCH (object);

  if (self->clock != NULL)
    maju_path_watch_stop (self);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (maju_path_watch_parent_class)->dispose (object);
}

static void
maju_path_watch_class_init (MajuPathWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_path_watch_dispose;

  signals[SIGNAL_EVENT] =
    g_signal_new ("event", MAJU_TYPE_PATH_WATCH, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
maju_path_watch_init (MajuPathWatch *self)
{
}

MajuPathWatch *
maju_path_watch_new (MajuClock          *clock,
                     MajuPacketCountFunc count,
                     gpointer            user_data)
{
  MajuPathWatch *self;

  g_return_val_if_fail (MAJU_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (count != NULL, NULL);

  self = g_object_new (MAJU_TYPE_PATH_WATCH, NULL);
  self->clock = g_object_ref (clock);
  self->count = count;
  self->user_data = user_data;
  return self;
}

void
maju_path_watch_begin (MajuPathWatch *self)
{
  g_return_if_fail (MAJU_IS_PATH_WATCH (self));

  if (self->state != STATE_IDLE)
    return;

  self->state = STATE_CONNECTING;
  self->since_us = maju_clock_get_now (self->clock);
  ensure_timeout (self);
}

void
maju_path_watch_connected (MajuPathWatch *self)
{
  g_return_if_fail (MAJU_IS_PATH_WATCH (self));

  self->state = STATE_CONNECTED;
  self->lost = FALSE;
  self->network_us = 0;
  self->last_count = self->count (self->user_data);
  self->heard_us = maju_clock_get_now (self->clock);
  ensure_timeout (self);
}

void
maju_path_watch_lost (MajuPathWatch *self)
{
  g_return_if_fail (MAJU_IS_PATH_WATCH (self));

  /* While a path is looked for, more candidates may still come. */
  if (self->state != STATE_CONNECTED && self->state != STATE_UNSTABLE)
    {
      self->lost = self->lost || self->state == STATE_DEAD;
      return;
    }
  self->lost = TRUE;
  die (self, maju_clock_get_now (self->clock));
}

void
maju_path_watch_network_changed (MajuPathWatch *self)
{
  g_return_if_fail (MAJU_IS_PATH_WATCH (self));

  self->network_us = maju_clock_get_now (self->clock);
}

void
maju_path_watch_stop (MajuPathWatch *self)
{
  g_return_if_fail (MAJU_IS_PATH_WATCH (self));

  self->state = STATE_IDLE;
  if (self->timeout_id != 0)
    maju_clock_remove_timeout (self->clock, self->timeout_id);
  self->timeout_id = 0;
}
