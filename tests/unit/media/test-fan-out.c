/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-fan-out-private.h"

typedef struct
{
  MajuFanOut *fan_out;
  guint id;
  guint count;
  gboolean first_was_key;
  gboolean destroyed;

  GMutex mutex;
  GCond cond;
  gboolean entered;
  gboolean may_leave;
  gboolean left;
} Consumer;

static GstSample *
sample_new (gboolean is_key)
{
  g_autoptr(GstBuffer) buffer = gst_buffer_new ();

  if (!is_key)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);

  return gst_sample_new (buffer, NULL, NULL, NULL);
}

static void
push (MajuFanOut *fan_out,
      gboolean    is_key)
{
  g_autoptr(GstSample) sample = sample_new (is_key);

  maju_fan_out_push (fan_out, sample);
}

static void
count_cb (GstSample *sample,
          gpointer   user_data)
{
  Consumer *consumer = user_data;

  if (consumer->count++ == 0)
    consumer->first_was_key =
      !GST_BUFFER_FLAG_IS_SET (gst_sample_get_buffer (sample),
                               GST_BUFFER_FLAG_DELTA_UNIT);
}

static void
destroy_cb (gpointer user_data)
{
  Consumer *consumer = user_data;

  g_assert_false (consumer->destroyed);
  consumer->destroyed = TRUE;
}

static void
test_key_frame_first (void)
{
  g_autoptr(MajuFanOut) fan_out = maju_fan_out_new (TRUE);
  Consumer early = { 0 };
  Consumer late = { 0 };
  guint id;

  g_assert_true (maju_fan_out_is_empty (fan_out));
  g_assert_false (maju_fan_out_waits_for_key (fan_out));
  id = maju_fan_out_add (fan_out, count_cb, &early, destroy_cb);
  g_assert_cmpuint (id, !=, 0);
  g_assert_true (maju_fan_out_waits_for_key (fan_out));

  push (fan_out, FALSE);
  g_assert_cmpuint (early.count, ==, 0);
  push (fan_out, TRUE);
  push (fan_out, FALSE);
  g_assert_cmpuint (early.count, ==, 2);
  g_assert_true (early.first_was_key);
  g_assert_false (maju_fan_out_waits_for_key (fan_out));

  maju_fan_out_add (fan_out, count_cb, &late, destroy_cb);
  g_assert_true (maju_fan_out_waits_for_key (fan_out));
  push (fan_out, FALSE);
  push (fan_out, TRUE);
  g_assert_cmpuint (early.count, ==, 4);
  g_assert_cmpuint (late.count, ==, 1);
  g_assert_true (late.first_was_key);

  g_assert_true (maju_fan_out_remove (fan_out, id));
  g_assert_true (early.destroyed);
  g_assert_false (maju_fan_out_remove (fan_out, id));
  push (fan_out, TRUE);
  g_assert_cmpuint (early.count, ==, 4);
  g_assert_cmpuint (late.count, ==, 2);
}

static void
test_free_destroys (void)
{
  MajuFanOut *fan_out = maju_fan_out_new (FALSE);
  Consumer consumer = { 0 };

  maju_fan_out_add (fan_out, count_cb, &consumer, destroy_cb);
  push (fan_out, FALSE);
  g_assert_cmpuint (consumer.count, ==, 1);
  maju_fan_out_free (fan_out);
  g_assert_true (consumer.destroyed);
}

static void
remove_self_cb (GstSample *sample,
                gpointer   user_data)
{
  Consumer *consumer = user_data;

  consumer->count++;
  g_assert_true (maju_fan_out_remove (consumer->fan_out, consumer->id));
}

static void
test_removes_itself (void)
{
  g_autoptr(MajuFanOut) fan_out = maju_fan_out_new (FALSE);
  Consumer consumer = { .fan_out = fan_out };
  Consumer other = { 0 };

  consumer.id = maju_fan_out_add (fan_out, remove_self_cb, &consumer,
                                  destroy_cb);
  maju_fan_out_add (fan_out, count_cb, &other, NULL);
  push (fan_out, FALSE);
  push (fan_out, FALSE);
  g_assert_cmpuint (consumer.count, ==, 1);
  g_assert_true (consumer.destroyed);
  g_assert_cmpuint (other.count, ==, 2);
}

static void
slow_cb (GstSample *sample,
         gpointer   user_data)
{
  Consumer *consumer = user_data;

  g_mutex_lock (&consumer->mutex);
  consumer->entered = TRUE;
  g_cond_broadcast (&consumer->cond);
  while (!consumer->may_leave)
    g_cond_wait (&consumer->cond, &consumer->mutex);
  consumer->left = TRUE;
  g_mutex_unlock (&consumer->mutex);
}

static void
slow_destroy_cb (gpointer user_data)
{
  Consumer *consumer = user_data;

  g_assert_true (consumer->left);
  consumer->destroyed = TRUE;
}

static gpointer
push_thread (gpointer data)
{
  push (data, FALSE);

  return NULL;
}

static gpointer
let_leave_thread (gpointer data)
{
  Consumer *consumer = data;

  g_mutex_lock (&consumer->mutex);
  consumer->may_leave = TRUE;
  g_cond_broadcast (&consumer->cond);
  g_mutex_unlock (&consumer->mutex);

  return NULL;
}

/* Who is removed may be freed: so removing waits for what is running. */
static void
test_remove_waits (void)
{
  g_autoptr(MajuFanOut) fan_out = maju_fan_out_new (FALSE);
  Consumer consumer = { 0 };
  GThread *pusher;
  GThread *helper;
  guint id;

  g_mutex_init (&consumer.mutex);
  g_cond_init (&consumer.cond);
  id = maju_fan_out_add (fan_out, slow_cb, &consumer, slow_destroy_cb);
  pusher = g_thread_new ("push", push_thread, fan_out);

  g_mutex_lock (&consumer.mutex);
  while (!consumer.entered)
    g_cond_wait (&consumer.cond, &consumer.mutex);
  g_mutex_unlock (&consumer.mutex);

  helper = g_thread_new ("let-leave", let_leave_thread, &consumer);
  g_assert_true (maju_fan_out_remove (fan_out, id));
  g_assert_true (consumer.destroyed);

  g_thread_join (helper);
  g_thread_join (pusher);
  g_cond_clear (&consumer.cond);
  g_mutex_clear (&consumer.mutex);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);

  g_test_add_func ("/media/fan-out/key-frame-first", test_key_frame_first);
  g_test_add_func ("/media/fan-out/free-destroys", test_free_destroys);
  g_test_add_func ("/media/fan-out/removes-itself", test_removes_itself);
  g_test_add_func ("/media/fan-out/remove-waits", test_remove_waits);

  return g_test_run ();
}
