/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-clock.h"

#include <time.h>

typedef struct
{
  MajuClock *clock;
  guint id;
  gint64 due_us;                /* manual */
  gint64 interval_us;           /* manual */
  GSource *source;              /* system */
  GSourceFunc func;
  gpointer user_data;
} Timeout;

struct _MajuClock
{
  GObject parent_instance;

  gboolean manual;
  gint64 now_us;
  guint last_id;
  GHashTable *timeouts;         /* id -> Timeout */
};

G_DEFINE_FINAL_TYPE (MajuClock, maju_clock, G_TYPE_OBJECT)

static void
timeout_free (gpointer data)
{
  Timeout *timeout = data;

  if (timeout->source != NULL)
    {
      g_source_destroy (timeout->source);
      g_source_unref (timeout->source);
    }
  g_free (timeout);
}

static Timeout *
find_timeout (MajuClock *self,
              guint      id)
{
  return g_hash_table_lookup (self->timeouts, GUINT_TO_POINTER (id));
}

/* The callback may remove the timeout itself, so it is looked up again. */
static gboolean
run_timeout (MajuClock *self,
             guint      id)
{
  Timeout *timeout = find_timeout (self, id);
  gboolean again;

  again = timeout->func (timeout->user_data);
  if (find_timeout (self, id) == NULL)
    return G_SOURCE_REMOVE;
  if (!again)
    g_hash_table_remove (self->timeouts, GUINT_TO_POINTER (id));

  return again;
}

static gboolean
timeout_cb (gpointer user_data)
{
  Timeout *timeout = user_data;
  g_autoptr(MajuClock) self = g_object_ref (timeout->clock);

  return run_timeout (self, timeout->id);
}

static Timeout *
find_first_due (MajuClock *self,
                gint64     until_us)
{
  GHashTableIter iter;
  gpointer value;
  Timeout *first = NULL;

  g_hash_table_iter_init (&iter, self->timeouts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Timeout *timeout = value;

      if (timeout->due_us > until_us)
        continue;
      if (first == NULL ||
          timeout->due_us < first->due_us ||
          (timeout->due_us == first->due_us && timeout->id < first->id))
        first = timeout;
    }

  return first;
}

static void
maju_clock_dispose (GObject *object)
{
  MajuClock *self = MAJU_CLOCK (object);

  g_hash_table_remove_all (self->timeouts);

  G_OBJECT_CLASS (maju_clock_parent_class)->dispose (object);
}

static void
maju_clock_finalize (GObject *object)
{
  MajuClock *self = MAJU_CLOCK (object);

  g_hash_table_unref (self->timeouts);

  G_OBJECT_CLASS (maju_clock_parent_class)->finalize (object);
}

static void
maju_clock_class_init (MajuClockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_clock_dispose;
  object_class->finalize = maju_clock_finalize;
}

static void
maju_clock_init (MajuClock *self)
{
  self->timeouts = g_hash_table_new_full (NULL, NULL, NULL, timeout_free);
}

MajuClock *
maju_clock_new_system (void)
{
  return g_object_new (MAJU_TYPE_CLOCK, NULL);
}

MajuClock *
maju_clock_new_manual (gint64 now_us)
{
  MajuClock *self = g_object_new (MAJU_TYPE_CLOCK, NULL);

  self->manual = TRUE;
  self->now_us = now_us;

  return self;
}

gint64
maju_clock_get_now (MajuClock *self)
{
  struct timespec now;

  g_return_val_if_fail (MAJU_IS_CLOCK (self), 0);

  if (self->manual)
    return self->now_us;

  if (clock_gettime (CLOCK_BOOTTIME, &now) != 0)
    return g_get_monotonic_time ();

  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

guint
maju_clock_add_timeout (MajuClock  *self,
                        guint       delay_ms,
                        GSourceFunc func,
                        gpointer    user_data)
{
  Timeout *timeout;

  g_return_val_if_fail (MAJU_IS_CLOCK (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  do
    self->last_id++;
  while (self->last_id == 0 || find_timeout (self, self->last_id) != NULL);

  timeout = g_new0 (Timeout, 1);
  timeout->clock = self;
  timeout->id = self->last_id;
  timeout->func = func;
  timeout->user_data = user_data;
  g_hash_table_insert (self->timeouts, GUINT_TO_POINTER (timeout->id), timeout);

  if (self->manual)
    {
      timeout->due_us = self->now_us + delay_ms * G_GINT64_CONSTANT (1000);
      timeout->interval_us = MAX (delay_ms, 1) * G_GINT64_CONSTANT (1000);
    }
  else
    {
      timeout->source = g_timeout_source_new (delay_ms);
      g_source_set_static_name (timeout->source, "[maju] clock");
      g_source_set_callback (timeout->source, timeout_cb, timeout, NULL);
      g_source_attach (timeout->source, g_main_context_get_thread_default ());
    }

  return timeout->id;
}

void
maju_clock_remove_timeout (MajuClock *self,
                           guint      id)
{
  g_return_if_fail (MAJU_IS_CLOCK (self));
  g_return_if_fail (find_timeout (self, id) != NULL);

  g_hash_table_remove (self->timeouts, GUINT_TO_POINTER (id));
}

void
maju_clock_advance (MajuClock *self,
                    guint      delay_ms)
{
  g_autoptr(MajuClock) alive = NULL;
  gint64 until_us;
  Timeout *timeout;

  g_return_if_fail (MAJU_IS_CLOCK (self));
  g_return_if_fail (self->manual);

  alive = g_object_ref (self);
  until_us = self->now_us + delay_ms * G_GINT64_CONSTANT (1000);
  while ((timeout = find_first_due (self, until_us)) != NULL)
    {
      self->now_us = MAX (self->now_us, timeout->due_us);
      timeout->due_us += timeout->interval_us;
      run_timeout (self, timeout->id);
    }
  self->now_us = until_us;
}
