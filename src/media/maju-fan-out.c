/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-fan-out-private.h"

typedef struct
{
  gatomicrefcount refs;
  guint id;
  MajuSampleFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  /* Protected by the fan-out's mutex. */
  gboolean removed;
  gboolean has_key;
  GThread *running_in;
} Consumer;

struct _MajuFanOut
{
  GMutex consumers_mutex;
  GCond idle_cond;              /* a consumer's function has returned */
  GPtrArray *consumers;
  gboolean gate_key_frames;
};

static void
consumer_unref (gpointer data)
{
  Consumer *consumer = data;

  if (g_atomic_ref_count_dec (&consumer->refs))
    g_free (consumer);
}

MajuFanOut *
maju_fan_out_new (gboolean gate_key_frames)
{
  MajuFanOut *self = g_new0 (MajuFanOut, 1);

  g_mutex_init (&self->consumers_mutex);
  g_cond_init (&self->idle_cond);
  self->consumers = g_ptr_array_new_with_free_func (consumer_unref);
  self->gate_key_frames = gate_key_frames;

  return self;
}

void
maju_fan_out_free (MajuFanOut *self)
{
  while (self->consumers->len > 0)
    {
      Consumer *consumer = g_ptr_array_index (self->consumers, 0);

      maju_fan_out_remove (self, consumer->id);
    }

  g_ptr_array_unref (self->consumers);
  g_cond_clear (&self->idle_cond);
  g_mutex_clear (&self->consumers_mutex);
  g_free (self);
}

guint
maju_fan_out_next_id (void)
{
  static gint last_id;

  return (guint) g_atomic_int_add (&last_id, 1) + 1;
}

guint
maju_fan_out_add (MajuFanOut    *self,
                  MajuSampleFunc func,
                  gpointer       user_data,
                  GDestroyNotify destroy)
{
  Consumer *consumer = g_new0 (Consumer, 1);
  guint id = maju_fan_out_next_id ();

  g_atomic_ref_count_init (&consumer->refs);
  consumer->id = id;
  consumer->func = func;
  consumer->user_data = user_data;
  consumer->destroy = destroy;

  g_mutex_lock (&self->consumers_mutex);
  g_ptr_array_add (self->consumers, consumer);
  g_mutex_unlock (&self->consumers_mutex);

  return id;
}

static Consumer *
take_consumer (MajuFanOut *self,
               guint       id)
{
  for (guint i = 0; i < self->consumers->len; i++)
    {
      Consumer *consumer = g_ptr_array_index (self->consumers, i);

      if (consumer->id == id)
        return g_ptr_array_steal_index (self->consumers, i);
    }

  return NULL;
}

gboolean
maju_fan_out_remove (MajuFanOut *self,
                     guint       id)
{
  Consumer *consumer;

  g_mutex_lock (&self->consumers_mutex);
  consumer = take_consumer (self, id);
  if (consumer != NULL)
    {
      consumer->removed = TRUE;
      while (consumer->running_in != NULL &&
             consumer->running_in != g_thread_self ())
        g_cond_wait (&self->idle_cond, &self->consumers_mutex);
    }
  g_mutex_unlock (&self->consumers_mutex);

  if (consumer == NULL)
    return FALSE;

  if (consumer->destroy != NULL)
    consumer->destroy (consumer->user_data);
  consumer_unref (consumer);

  return TRUE;
}

gboolean
maju_fan_out_is_empty (MajuFanOut *self)
{
  gboolean is_empty;

  g_mutex_lock (&self->consumers_mutex);
  is_empty = self->consumers->len == 0;
  g_mutex_unlock (&self->consumers_mutex);

  return is_empty;
}

gboolean
maju_fan_out_waits_for_key (MajuFanOut *self)
{
  gboolean waits = FALSE;

  g_mutex_lock (&self->consumers_mutex);
  for (guint i = 0; i < self->consumers->len && !waits; i++)
    {
      Consumer *consumer = g_ptr_array_index (self->consumers, i);

      waits = self->gate_key_frames && !consumer->has_key;
    }
  g_mutex_unlock (&self->consumers_mutex);

  return waits;
}

/* Whether the consumer gets the sample; it is then marked as running. */
static gboolean
enter_consumer (MajuFanOut *self,
                Consumer   *consumer,
                gboolean    is_key)
{
  gboolean enter;

  g_mutex_lock (&self->consumers_mutex);
  if (is_key)
    consumer->has_key = TRUE;
  enter = !consumer->removed &&
    (consumer->has_key || !self->gate_key_frames);
  if (enter)
    consumer->running_in = g_thread_self ();
  g_mutex_unlock (&self->consumers_mutex);

  return enter;
}

static void
leave_consumer (MajuFanOut *self,
                Consumer   *consumer)
{
  g_mutex_lock (&self->consumers_mutex);
  consumer->running_in = NULL;
  g_cond_broadcast (&self->idle_cond);
  g_mutex_unlock (&self->consumers_mutex);
}

void
maju_fan_out_push (MajuFanOut *self,
                   GstSample  *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  gboolean is_key = !GST_BUFFER_FLAG_IS_SET (buffer,
                                             GST_BUFFER_FLAG_DELTA_UNIT);
  g_autoptr(GPtrArray) consumers = NULL;

  /* Nothing is called under the lock: who is called may add and remove. */
  consumers = g_ptr_array_new_with_free_func (consumer_unref);
  g_mutex_lock (&self->consumers_mutex);
  for (guint i = 0; i < self->consumers->len; i++)
    {
      Consumer *consumer = g_ptr_array_index (self->consumers, i);

      g_atomic_ref_count_inc (&consumer->refs);
      g_ptr_array_add (consumers, consumer);
    }
  g_mutex_unlock (&self->consumers_mutex);

  for (guint i = 0; i < consumers->len; i++)
    {
      Consumer *consumer = g_ptr_array_index (consumers, i);

      if (!enter_consumer (self, consumer, is_key))
        continue;

      consumer->func (sample, consumer->user_data);
      leave_consumer (self, consumer);
    }
}
