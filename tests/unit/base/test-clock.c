/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-clock.h"

typedef struct
{
  MajuClock *clock;
  GString *log;
  guint id;
  guint other;
  guint n_calls;
  guint n_wanted;
} Fixture;

static gboolean
log_a_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->log, "a%d ",
                          (int) (maju_clock_get_now (fixture->clock) / 1000));
  return G_SOURCE_CONTINUE;
}

static gboolean
log_b_once_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->log, "b%d ",
                          (int) (maju_clock_get_now (fixture->clock) / 1000));
  return G_SOURCE_REMOVE;
}

static gboolean
remove_both_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append (fixture->log, "r ");
  maju_clock_remove_timeout (fixture->clock, fixture->id);
  maju_clock_remove_timeout (fixture->clock, fixture->other);
  return G_SOURCE_CONTINUE;
}

static gboolean
count_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_calls++;
  return fixture->n_calls < fixture->n_wanted;
}

static void
test_manual_order (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (5000);
  Fixture fixture = { .clock = clock, .log = g_string_new (NULL) };
  guint a;

  a = maju_clock_add_timeout (clock, 10, log_a_cb, &fixture);
  maju_clock_add_timeout (clock, 20, log_b_once_cb, &fixture);
  maju_clock_add_timeout (clock, 15, log_b_once_cb, &fixture);

  maju_clock_advance (clock, 9);
  g_assert_cmpstr (fixture.log->str, ==, "");
  g_assert_cmpint (maju_clock_get_now (clock), ==, 14000);
  maju_clock_advance (clock, 1);
  g_assert_cmpstr (fixture.log->str, ==, "a15 ");
  maju_clock_advance (clock, 20);
  g_assert_cmpstr (fixture.log->str, ==, "a15 b20 a25 b25 a35 ");
  g_assert_cmpint (maju_clock_get_now (clock), ==, 35000);

  maju_clock_remove_timeout (clock, a);
  maju_clock_advance (clock, 1000);
  g_assert_cmpstr (fixture.log->str, ==, "a15 b20 a25 b25 a35 ");
  g_string_free (fixture.log, TRUE);
}

static void
test_manual_remove_inside (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (0);
  Fixture fixture = { .clock = clock, .log = g_string_new (NULL) };

  fixture.id = maju_clock_add_timeout (clock, 1, remove_both_cb, &fixture);
  fixture.other = maju_clock_add_timeout (clock, 1, log_a_cb, &fixture);
  g_assert_cmpuint (fixture.id, !=, 0);
  maju_clock_advance (clock, 10);
  g_assert_cmpstr (fixture.log->str, ==, "r ");
  g_string_free (fixture.log, TRUE);
}

/* No time passes for a delay of nothing, and it must not run for ever. */
static void
test_manual_zero (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (0);
  Fixture fixture = { .clock = clock, .n_wanted = G_MAXUINT };

  maju_clock_add_timeout (clock, 0, count_cb, &fixture);
  maju_clock_advance (clock, 0);
  g_assert_cmpuint (fixture.n_calls, ==, 1);
  maju_clock_advance (clock, 3);
  g_assert_cmpuint (fixture.n_calls, ==, 4);
}

static void
test_system (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_system ();
  g_autoptr(GMainContext) context = g_main_context_new ();
  Fixture fixture = { .clock = clock, .n_wanted = 3 };
  gint64 before;

  g_main_context_push_thread_default (context);
  before = maju_clock_get_now (clock);
  g_assert_cmpint (before, >, 0);
  maju_clock_add_timeout (clock, 2, count_cb, &fixture);
  while (fixture.n_calls < fixture.n_wanted)
    g_main_context_iteration (context, TRUE);
  g_assert_cmpint (maju_clock_get_now (clock), >=, before + 6000);
  g_assert_false (g_main_context_pending (context));
  g_main_context_pop_thread_default (context);
}

/* A clock that goes takes its timeouts with it. */
static void
test_system_dispose (void)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  MajuClock *clock = maju_clock_new_system ();
  Fixture fixture = { .clock = clock, .n_wanted = 1 };
  guint id;

  g_main_context_push_thread_default (context);
  id = maju_clock_add_timeout (clock, 0, count_cb, &fixture);
  maju_clock_add_timeout (clock, 0, count_cb, &fixture);
  maju_clock_remove_timeout (clock, id);
  g_object_unref (clock);
  g_assert_false (g_main_context_iteration (context, FALSE));
  g_assert_cmpuint (fixture.n_calls, ==, 0);
  g_main_context_pop_thread_default (context);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clock/manual/order", test_manual_order);
  g_test_add_func ("/clock/manual/remove-inside", test_manual_remove_inside);
  g_test_add_func ("/clock/manual/zero", test_manual_zero);
  g_test_add_func ("/clock/system/repeat", test_system);
  g_test_add_func ("/clock/system/dispose", test_system_dispose);

  return g_test_run ();
}
