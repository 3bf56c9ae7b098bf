/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-line-private.h"

#include "maju-signaling-error-private.h"
#include "maju-signaling-socket-private.h"

#include "maju-debug.h"
#include "maju-limits.h"
#include "maju-network-watch.h"

/* A connection is confirmed within this time, or is another's fault. */
#define TRY_TIME_MS (10 * 1000)

/* Who was confirmed and lost again sooner goes on counting tries. */
#define STABLE_TIME_US (10 * G_USEC_PER_SEC)

#define WATCH_INTERVAL_MS 1000
#define SILENCE_US (MAJU_LIMIT_PING_TIMEOUT * G_USEC_PER_SEC)

/* After a change of the network, silence says more. */
#define DOUBT_SILENCE_US (3 * G_USEC_PER_SEC)
#define DOUBT_PING_INTERVAL 1

/* Networks come in many small changes. */
#define HURRY_INTERVAL_US (1 * G_USEC_PER_SEC)

/* With less time left there is no point in a last try. */
#define LAST_WAIT_MS 500

#define JITTER_MS 1000
#define JITTER_FROM 2

enum
{
  OPENED,
  TEXT,
  DOWN,
  FAILED,
  ENDED,
  N_SIGNALS,
};

typedef enum
{
  PHASE_STOPPED,
  PHASE_WAITING,                /* for the next try */
  PHASE_TRYING,                 /* not yet confirmed */
  PHASE_UP,
  PHASE_ENDING,
} Phase;

struct _MajuLine
{
  GObject parent_instance;

  char *uri;
  MajuClock *clock;
  GMainContext *context;
  SoupSession *session;
  MajuSignalingSocket *socket;
  MajuNetworkWatch *watch;

  Phase phase;
  gboolean was_up;
  guint n_tries;                /* since it was stable */
  guint hold_off_ms;
  guint timer_id;               /* what it means depends on the phase */
  gint64 give_up_us;
  gint64 tried_us;
  gint64 up_us;
  gint64 heard_us;
  gint64 doubt_us;              /* 0: none */
};

G_DEFINE_FINAL_TYPE (MajuLine, maju_line, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void try_now (MajuLine *self);

static void
clear_timer (MajuLine *self)
{
  if (self->timer_id == 0)
    return;

  maju_clock_remove_timeout (self->clock, self->timer_id);
  self->timer_id = 0;
}

static void
set_timer (MajuLine   *self,
           guint       delay_ms,
           GSourceFunc func)
{
  clear_timer (self);
  self->timer_id = maju_clock_add_timeout (self->clock, delay_ms, func, self);
}

static void
drop_socket (MajuLine *self)
{
  if (self->socket == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->socket, self);
  maju_signaling_socket_drop (self->socket);
  g_clear_object (&self->socket);
}

guint
maju_line_get_wait (guint n)
{
  static const guint waits_ms[] = { 0, 300, 1200, 2700, 4800, 7000 };

  return waits_ms[MIN (n, G_N_ELEMENTS (waits_ms) - 1)];
}

static void
fail (MajuLine     *self,
      const GError *error)
{
  g_autoptr(GError) lost = NULL;

  maju_line_stop (self);
  /* What answers in its place is told: it may be a page to log in at. */
  if (self->was_up &&
      g_error_matches (error, MAJU_SIGNALING_ERROR,
                       MAJU_SIGNALING_ERROR_UNREACHABLE))
    {
      lost = maju_signaling_error_lost ();
      error = lost;
    }
  maju_debug (MAJU_DEBUG_SIGNALING, "given up: %s", error->message);
  g_signal_emit (self, signals[FAILED], 0, error);
}

static gboolean
wait_over_cb (gpointer user_data)
{
  MajuLine *self = user_data;

  self->timer_id = 0;
  try_now (self);

  return G_SOURCE_REMOVE;
}

/* Waits for the next try, or gives up when that would be too late. */
static void
wait_for_next (MajuLine     *self,
               const GError *error,
               guint         least_ms)
{
  guint wait_ms = maju_line_get_wait (self->n_tries);
  gint64 left_ms = (self->give_up_us - maju_clock_get_now (self->clock)) / 1000;

  wait_ms = MAX (wait_ms, least_ms);
  if (self->n_tries >= JITTER_FROM || least_ms > 0)
    wait_ms += g_random_int_range (0, JITTER_MS);
  if (left_ms < LAST_WAIT_MS || left_ms < least_ms)
    {
      fail (self, error);
      return;
    }

  /* The last try is at the end of the time. */
  wait_ms = MIN (wait_ms, left_ms);
  self->phase = PHASE_WAITING;
  maju_debug (MAJU_DEBUG_SIGNALING, "try %u in %u ms", self->n_tries, wait_ms);
  set_timer (self, wait_ms, wait_over_cb);
}

static void
go_down (MajuLine     *self,
         const GError *error,
         guint         least_ms)
{
  g_autoptr(MajuLine) alive = g_object_ref (self);
  gboolean was_up = self->phase == PHASE_UP;
  gint64 now_us = maju_clock_get_now (self->clock);

  drop_socket (self);
  clear_timer (self);
  if (was_up)
    {
      /* The time to give up runs from the end of the last good connection. */
      if (now_us - self->up_us >= STABLE_TIME_US)
        self->give_up_us = 0;
      if (self->give_up_us == 0)
        {
          self->n_tries = 0;
          self->give_up_us = now_us +
            MAJU_LINE_LOST_TIME_MS * G_GINT64_CONSTANT (1000);
        }
      least_ms = MAX (least_ms, self->hold_off_ms);
      maju_debug (MAJU_DEBUG_SIGNALING, "connection lost");
      self->phase = PHASE_WAITING;
      g_signal_emit (self, signals[DOWN], 0);
      if (self->phase != PHASE_WAITING)
        return;
    }

  wait_for_next (self, error, least_ms);
}

static gboolean
try_over_cb (gpointer user_data)
{
  MajuLine *self = user_data;
  g_autoptr(GError) error = maju_signaling_error_unreachable ();

  self->timer_id = 0;
  go_down (self, error, 0);

  return G_SOURCE_REMOVE;
}

/* While it was never up, a server that is none of ours, or that is not to be
 * trusted, ends it. Later that can be a hotel's login page, and may pass. */
static void
closed_cb (MajuSignalingSocket *socket,
           GError              *error,
           MajuLine            *self)
{
  g_autoptr(GError) unreachable = maju_signaling_error_unreachable ();
  g_autoptr(MajuLine) alive = g_object_ref (self);

  if (self->phase == PHASE_ENDING)
    {
      maju_line_stop (self);
      g_signal_emit (self, signals[ENDED], 0);
      return;
    }

  if (error == NULL)
    error = unreachable;
  if (!self->was_up &&
      !g_error_matches (error, MAJU_SIGNALING_ERROR,
                        MAJU_SIGNALING_ERROR_UNREACHABLE))
    fail (self, error);
  else
    go_down (self, error, 0);
}

static void
opened_cb (MajuSignalingSocket *socket,
           MajuLine            *self)
{
  g_signal_emit (self, signals[OPENED], 0);
}

static void
heard_cb (MajuSignalingSocket *socket,
          MajuLine            *self)
{
  self->heard_us = maju_clock_get_now (self->clock);
  if (self->doubt_us == 0)
    return;

  self->doubt_us = 0;
  maju_signaling_socket_set_ping (socket, MAJU_LIMIT_PING_INTERVAL);
}

static void
text_cb (MajuSignalingSocket *socket,
         GBytes              *text,
         MajuLine            *self)
{
  heard_cb (socket, self);
  if (self->phase != PHASE_ENDING)
    g_signal_emit (self, signals[TEXT], 0, text);
}

static void
try_now (MajuLine *self)
{
  gint64 now_us = maju_clock_get_now (self->clock);
  gint64 left_ms = (self->give_up_us - now_us) / 1000;

  self->phase = PHASE_TRYING;
  self->n_tries++;
  self->tried_us = now_us;
  self->socket = maju_signaling_socket_new (self->session);
  g_signal_connect_object (self->socket, "opened",
                           G_CALLBACK (opened_cb), self, 0);
  g_signal_connect_object (self->socket, "text",
                           G_CALLBACK (text_cb), self, 0);
  g_signal_connect_object (self->socket, "heard",
                           G_CALLBACK (heard_cb), self, 0);
  g_signal_connect_object (self->socket, "closed",
                           G_CALLBACK (closed_cb), self, 0);
  set_timer (self, CLAMP (left_ms, 1000, TRY_TIME_MS), try_over_cb);
  maju_signaling_socket_open (self->socket, self->uri);
}

/* The system's suspend shows here too: the clock went on, the server did not. */
static gboolean
watch_cb (gpointer user_data)
{
  MajuLine *self = user_data;
  gint64 now_us = maju_clock_get_now (self->clock);
  g_autoptr(GError) error = NULL;

  if (now_us - self->heard_us <= SILENCE_US &&
      (self->doubt_us == 0 || now_us - self->doubt_us <= DOUBT_SILENCE_US))
    return G_SOURCE_CONTINUE;

  maju_debug (MAJU_DEBUG_SIGNALING, "the server is silent");
  self->timer_id = 0;
  error = maju_signaling_error_unreachable ();
  go_down (self, error, 0);

  return G_SOURCE_REMOVE;
}

static void
addresses_changed_cb (MajuNetworkWatch *watch,
                      gboolean          available,
                      MajuLine         *self)
{
  gint64 now_us;

  if (!available)
    return;

  now_us = maju_clock_get_now (self->clock);
  if (self->phase == PHASE_UP && self->doubt_us == 0)
    {
      maju_debug (MAJU_DEBUG_SIGNALING, "the network has changed");
      self->doubt_us = now_us;
      maju_signaling_socket_set_ping (self->socket, DOUBT_PING_INTERVAL);
    }
  else if ((self->phase == PHASE_WAITING || self->phase == PHASE_TRYING) &&
           now_us - self->tried_us >= HURRY_INTERVAL_US)
    {
      /* A try that goes on may hang on the network that was. */
      drop_socket (self);
      clear_timer (self);
      try_now (self);
    }
}

/* The monitor belongs to the main thread, a line need not. */
static void
network_changed_cb (GNetworkMonitor *monitor,
                    gboolean         available,
                    MajuLine        *self)
{
  if (g_main_context_is_owner (self->context))
    addresses_changed_cb (self->watch, available, self);
}

static void
maju_line_dispose (GObject *object)
{
  MajuLine *self = MAJU_LINE (object);

  maju_line_stop (self);
  g_clear_object (&self->session);
  g_clear_object (&self->watch);

  G_OBJECT_CLASS (maju_line_parent_class)->dispose (object);
}

static void
maju_line_finalize (GObject *object)
{
  MajuLine *self = MAJU_LINE (object);

  g_free (self->uri);
  g_object_unref (self->clock);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (maju_line_parent_class)->finalize (object);
}

static guint
add_signal (const char *name,
            GType       parameter)
{
  return g_signal_new (name, MAJU_TYPE_LINE, G_SIGNAL_RUN_LAST,
                       0, NULL, NULL, NULL, G_TYPE_NONE,
                       parameter != G_TYPE_NONE ? 1 : 0, parameter);
}

static void
maju_line_class_init (MajuLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_line_dispose;
  object_class->finalize = maju_line_finalize;

  signals[OPENED] = add_signal ("opened", G_TYPE_NONE);
  signals[TEXT] = add_signal ("text", G_TYPE_BYTES);
  signals[DOWN] = add_signal ("down", G_TYPE_NONE);
  signals[FAILED] = add_signal ("failed", G_TYPE_ERROR);
  signals[ENDED] = add_signal ("ended", G_TYPE_NONE);
}

static void
maju_line_init (MajuLine *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->session = soup_session_new_with_options ("user-agent", "maju", NULL);
}

MajuLine *
maju_line_new (const char *uri,
               MajuClock  *clock)
{
  MajuLine *self = g_object_new (MAJU_TYPE_LINE, NULL);

  self->uri = g_strdup (uri);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), self, 0);
  self->watch = maju_network_watch_new ();
  g_signal_connect_object (self->watch, "changed",
                           G_CALLBACK (addresses_changed_cb), self, 0);

  return self;
}

void
maju_line_start (MajuLine *self)
{
  g_return_if_fail (self->phase == PHASE_STOPPED);

  self->give_up_us = maju_clock_get_now (self->clock) +
    MAJU_LINE_FIRST_TIME_MS * G_GINT64_CONSTANT (1000);
  try_now (self);
}

void
maju_line_send (MajuLine   *self,
                const char *text)
{
  if (self->socket != NULL)
    maju_signaling_socket_send (self->socket, text);
}

void
maju_line_confirm (MajuLine *self)
{
  g_return_if_fail (self->phase == PHASE_TRYING);

  self->up_us = maju_clock_get_now (self->clock);
  self->heard_us = self->up_us;
  self->doubt_us = 0;
  self->hold_off_ms = 0;
  /* A first connection has no time before it that would count. */
  if (!self->was_up)
    self->give_up_us = 0;
  self->was_up = TRUE;
  self->phase = PHASE_UP;
  set_timer (self, WATCH_INTERVAL_MS, watch_cb);
}

void
maju_line_break (MajuLine     *self,
                 const GError *error,
                 guint         wait_ms)
{
  g_return_if_fail (self->phase == PHASE_TRYING || self->phase == PHASE_UP);

  go_down (self, error, wait_ms);
}

void
maju_line_hold_off (MajuLine *self,
                    guint     wait_ms)
{
  self->hold_off_ms = wait_ms;
}

void
maju_line_end (MajuLine *self)
{
  g_return_if_fail (self->phase == PHASE_UP);

  clear_timer (self);
  self->phase = PHASE_ENDING;
}

void
maju_line_stop (MajuLine *self)
{
  self->phase = PHASE_STOPPED;
  clear_timer (self);
  drop_socket (self);
}

void
maju_line_say_and_stop (MajuLine   *self,
                        const char *text)
{
  if (self->socket != NULL)
    maju_signaling_socket_say_and_drop (self->socket, text);
  maju_line_stop (self);
}
