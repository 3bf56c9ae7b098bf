/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-playout-private.h"

#define PACKET_MS 20

/* Packets that are all late by as much, for a time. */
static void
feed (MajuPlayout *playout,
      gint64      *now_ms,
      gint64       late_ms,
      guint        duration_ms)
{
  for (guint ms = 0; ms < duration_ms; ms += PACKET_MS)
    {
      guint former = playout->latency_ms;
      gboolean changed;

      *now_ms += PACKET_MS;
      changed = maju_playout_update (playout, late_ms * 1000, *now_ms * 1000);
      g_assert_cmpint (changed, ==, playout->latency_ms != former);
    }
}

static void
test_start (void)
{
  MajuPlayout playout = { 0 };
  gint64 now_ms = 5000;

  feed (&playout, &now_ms, 1, PACKET_MS);
  g_assert_cmpuint (playout.latency_ms, ==, MAJU_PLAYOUT_START_MS);
}

static void
test_up_at_once (void)
{
  MajuPlayout playout = { 0 };
  gint64 now_ms = 5000;

  feed (&playout, &now_ms, 1, 1000);
  feed (&playout, &now_ms, 95, PACKET_MS);
  g_assert_cmpuint (playout.latency_ms, ==, 120);
  feed (&playout, &now_ms, 5000, PACKET_MS);
  g_assert_cmpuint (playout.latency_ms, ==, MAJU_PLAYOUT_MAX_MS);
}

static void
test_down_by_steps (void)
{
  MajuPlayout playout = { 0 };
  gint64 now_ms = 5000;
  guint former;

  feed (&playout, &now_ms, 1, PACKET_MS);
  feed (&playout, &now_ms, 150, PACKET_MS);
  former = playout.latency_ms;
  g_assert_cmpuint (former, ==, 160);

  /* The window with the late one keeps it; each further one gives a step. */
  feed (&playout, &now_ms, 1, 10000);
  g_assert_cmpuint (playout.latency_ms, ==, former);
  feed (&playout, &now_ms, 1, 10000);
  g_assert_cmpuint (playout.latency_ms, ==, former - MAJU_PLAYOUT_STEP_MS);
  feed (&playout, &now_ms, 1, 200000);
  g_assert_cmpuint (playout.latency_ms, ==, MAJU_PLAYOUT_MIN_MS);
}

static void
test_early_is_not_late (void)
{
  MajuPlayout playout = { 0 };
  gint64 now_ms = 5000;

  feed (&playout, &now_ms, -1000, 200000);
  g_assert_cmpuint (playout.latency_ms, ==, MAJU_PLAYOUT_MIN_MS);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/playout/start", test_start);
  g_test_add_func ("/media/playout/up-at-once", test_up_at_once);
  g_test_add_func ("/media/playout/down-by-steps", test_down_by_steps);
  g_test_add_func ("/media/playout/early-is-not-late", test_early_is_not_late);

  return g_test_run ();
}
