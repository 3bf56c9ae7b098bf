/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-throttle-private.h"

#define INTERVAL 500

static void
count_func (gpointer user_data)
{
  guint *n = user_data;

  *n += 1;
}

static void
test_asked (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (0);
  g_autoptr(MajuThrottle) throttle = NULL;
  guint n = 0;

  throttle = maju_throttle_new (clock, INTERVAL, count_func, &n);
  maju_clock_advance (clock, 10 * INTERVAL);
  g_assert_cmpuint (n, ==, 0);

  /* At once, and once more for all that comes within the interval. */
  maju_throttle_ask (throttle);
  g_assert_cmpuint (n, ==, 1);
  for (guint i = 0; i < 100; i++)
    maju_throttle_ask (throttle);
  maju_clock_advance (clock, INTERVAL - 1);
  g_assert_cmpuint (n, ==, 1);
  maju_clock_advance (clock, 1);
  g_assert_cmpuint (n, ==, 2);

  /* That began another interval. */
  maju_throttle_ask (throttle);
  g_assert_cmpuint (n, ==, 2);
  maju_clock_advance (clock, INTERVAL);
  g_assert_cmpuint (n, ==, 3);

  /* Nothing is done that was not asked for, and then it is at once again. */
  maju_clock_advance (clock, 10 * INTERVAL);
  g_assert_cmpuint (n, ==, 3);
  maju_throttle_ask (throttle);
  g_assert_cmpuint (n, ==, 4);
}

static void
test_freed (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (0);
  MajuThrottle *throttle;
  guint n = 0;

  throttle = maju_throttle_new (clock, INTERVAL, count_func, &n);
  maju_throttle_ask (throttle);
  maju_throttle_ask (throttle);
  maju_throttle_free (throttle);
  maju_clock_advance (clock, 10 * INTERVAL);
  g_assert_cmpuint (n, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/throttle/asked", test_asked);
  g_test_add_func ("/call/throttle/freed", test_freed);

  return g_test_run ();
}
