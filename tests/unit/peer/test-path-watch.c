/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-path-watch-private.h"

typedef struct
{
  MajuClock *clock;
  MajuPathWatch *watch;
  guint64 packets;
  guint n_events[MAJU_PATH_EVENT_FAILED + 1];
} Fixture;

static guint64
count (gpointer user_data)
{
  return ((Fixture *) user_data)->packets;
}

static void
event_cb (MajuPathWatch *watch,
          guint          event,
          Fixture       *fixture)
{
  fixture->n_events[event]++;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->clock = maju_clock_new_manual (1000000);
  fixture->watch = maju_path_watch_new (fixture->clock, count, fixture);
  g_signal_connect (fixture->watch, "event", G_CALLBACK (event_cb), fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->watch);
  g_assert_finalize_object (fixture->clock);
}

static void
assert_events (Fixture *fixture,
               guint    unstable,
               guint    recovered,
               guint    restart,
               guint    failed)
{
  g_assert_cmpuint (fixture->n_events[MAJU_PATH_EVENT_UNSTABLE], ==, unstable);
  g_assert_cmpuint (fixture->n_events[MAJU_PATH_EVENT_RECOVERED], ==, recovered);
  g_assert_cmpuint (fixture->n_events[MAJU_PATH_EVENT_RESTART], ==, restart);
  g_assert_cmpuint (fixture->n_events[MAJU_PATH_EVENT_FAILED], ==, failed);
}

/* Two packets a second, as the control channel's pings. */
static void
talk (Fixture *fixture,
      guint    seconds)
{
  for (guint i = 0; i < 2 * seconds; i++)
    {
      fixture->packets++;
      maju_clock_advance (fixture->clock, 500);
    }
}

static void
test_living (Fixture      *fixture,
             gconstpointer data)
{
  maju_path_watch_begin (fixture->watch);
  maju_path_watch_connected (fixture->watch);
  talk (fixture, 600);
  assert_events (fixture, 0, 0, 0, 0);
}

static void
test_silence (Fixture      *fixture,
              gconstpointer data)
{
  maju_path_watch_connected (fixture->watch);
  maju_clock_advance (fixture->clock, 1400);
  assert_events (fixture, 0, 0, 0, 0);
  maju_clock_advance (fixture->clock, 300);
  assert_events (fixture, 1, 0, 0, 0);
  fixture->packets++;
  maju_clock_advance (fixture->clock, 500);
  assert_events (fixture, 1, 1, 0, 0);
  maju_clock_advance (fixture->clock, 3250);
  assert_events (fixture, 2, 1, 1, 0);

  /* The same path, alive again before there was another. */
  fixture->packets++;
  maju_clock_advance (fixture->clock, 500);
  assert_events (fixture, 2, 2, 1, 0);
}

static void
test_give_up (Fixture      *fixture,
              gconstpointer data)
{
  maju_path_watch_connected (fixture->watch);
  maju_clock_advance (fixture->clock, 3250);
  assert_events (fixture, 1, 0, 1, 0);
  maju_clock_advance (fixture->clock, 8000);
  assert_events (fixture, 1, 0, 2, 0);
  maju_clock_advance (fixture->clock, 290000);
  g_assert_cmpuint (fixture->n_events[MAJU_PATH_EVENT_RESTART], >=, 36);
  g_assert_cmpuint (fixture->n_events[MAJU_PATH_EVENT_RESTART], <=, 38);
  g_assert_cmpuint (fixture->n_events[MAJU_PATH_EVENT_FAILED], ==, 0);
  maju_clock_advance (fixture->clock, 5000);
  g_assert_cmpuint (fixture->n_events[MAJU_PATH_EVENT_FAILED], ==, 1);

  /* And it is over. */
  maju_clock_advance (fixture->clock, 600000);
  g_assert_cmpuint (fixture->n_events[MAJU_PATH_EVENT_FAILED], ==, 1);
  g_assert_cmpuint (fixture->n_events[MAJU_PATH_EVENT_RESTART], <=, 38);
}

static void
test_connect (Fixture      *fixture,
              gconstpointer data)
{
  maju_path_watch_begin (fixture->watch);
  maju_clock_advance (fixture->clock, 14750);
  assert_events (fixture, 0, 0, 0, 0);
  maju_clock_advance (fixture->clock, 500);
  assert_events (fixture, 0, 0, 1, 0);
  /* The restart is described too. */
  maju_path_watch_begin (fixture->watch);
  maju_clock_advance (fixture->clock, 14500);
  assert_events (fixture, 0, 0, 1, 0);
  maju_clock_advance (fixture->clock, 500);
  assert_events (fixture, 0, 0, 1, 1);
}

static void
test_lost (Fixture      *fixture,
           gconstpointer data)
{
  maju_path_watch_connected (fixture->watch);
  talk (fixture, 1);
  maju_path_watch_lost (fixture->watch);
  assert_events (fixture, 0, 0, 1, 0);
  /* What a dead transport still counts does not bring it back. */
  talk (fixture, 1);
  assert_events (fixture, 0, 0, 1, 0);
  maju_path_watch_connected (fixture->watch);
  talk (fixture, 60);
  assert_events (fixture, 0, 0, 1, 0);
}

/* A path that dies as soon as it is there is not asked for in a loop. */
static void
test_lost_at_once (Fixture      *fixture,
                   gconstpointer data)
{
  for (guint i = 0; i < 100; i++)
    {
      maju_path_watch_connected (fixture->watch);
      maju_path_watch_lost (fixture->watch);
      maju_clock_advance (fixture->clock, 100);
    }
  g_assert_cmpuint (fixture->n_events[MAJU_PATH_EVENT_RESTART], <=, 2);
  maju_clock_advance (fixture->clock, 8000);
  g_assert_cmpuint (fixture->n_events[MAJU_PATH_EVENT_RESTART], >=, 2);
}

static void
test_network (Fixture      *fixture,
              gconstpointer data)
{
  maju_path_watch_connected (fixture->watch);
  talk (fixture, 5);
  maju_path_watch_network_changed (fixture->watch);
  talk (fixture, 10);
  assert_events (fixture, 0, 0, 0, 0);

  /* Dead after the change: not waited for as long as without one. */
  maju_path_watch_network_changed (fixture->watch);
  maju_clock_advance (fixture->clock, 1000);
  maju_path_watch_network_changed (fixture->watch);
  maju_clock_advance (fixture->clock, 1250);
  assert_events (fixture, 1, 0, 0, 0);
  maju_clock_advance (fixture->clock, 750);
  g_assert_cmpuint (fixture->n_events[MAJU_PATH_EVENT_RESTART], ==, 1);
}

static void
test_stop (Fixture      *fixture,
           gconstpointer data)
{
  maju_path_watch_connected (fixture->watch);
  maju_path_watch_stop (fixture->watch);
  maju_clock_advance (fixture->clock, 600000);
  assert_events (fixture, 0, 0, 0, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
g_test_add ("/path-watch/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("living", test_living);
  ADD ("silence", test_silence);
  ADD ("give-up", test_give_up);
  ADD ("connect", test_connect);
  ADD ("lost", test_lost);
  ADD ("lost-at-once", test_lost_at_once);
  ADD ("network", test_network);
  ADD ("stop", test_stop);
#undef ADD

  return g_test_run ();
}
