/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-debug.h"

static void
test_topics (void)
{
  if (g_test_subprocess ())
    {
      g_assert_true (maju_debug_is_enabled (MAJU_DEBUG_ICE));
      g_assert_true (maju_debug_is_enabled (MAJU_DEBUG_SIGNALING));
      g_assert_false (maju_debug_is_enabled (MAJU_DEBUG_UI));
      maju_debug (MAJU_DEBUG_UI, "not to be seen");
      maju_debug (MAJU_DEBUG_ICE, "to be %s", "seen");
      return;
    }

  g_setenv ("MAJU_DEBUG", "ice,signaling", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout_unmatched ("*not to be seen*");
  g_test_trap_assert_stderr_unmatched ("*not to be seen*");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/debug/topics", test_topics);

  return g_test_run ();
}
