/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-speaking-private.h"

#define STEP_MS 50

/* Feeds one level for a time and says what comes out at its end. */
static gboolean
feed (MajuSpeaking *speaking,
      gint64       *now_ms,
      double        level,
      guint         duration_ms)
{
  gboolean result = speaking->speaking;

  for (guint ms = 0; ms < duration_ms; ms += STEP_MS)
    {
      *now_ms += STEP_MS;
      result = maju_speaking_update (speaking, level, *now_ms * 1000);
    }

  return result;
}

static void
test_on_and_off (void)
{
  MajuSpeaking speaking = { 0 };
  gint64 now_ms = 1000;

  g_assert_false (feed (&speaking, &now_ms, -90, 5000));
  g_assert_false (feed (&speaking, &now_ms, -20, 200));
  g_assert_true (feed (&speaking, &now_ms, -20, 50));
  g_assert_true (feed (&speaking, &now_ms, -90, 600));
  g_assert_false (feed (&speaking, &now_ms, -90, 50));
}

static void
test_click_is_no_speech (void)
{
  MajuSpeaking speaking = { 0 };
  gint64 now_ms = 1000;

  for (guint i = 0; i < 20; i++)
    {
      g_assert_false (feed (&speaking, &now_ms, -5, 150));
      g_assert_false (feed (&speaking, &now_ms, -80, 150));
    }
}

static void
test_pause_is_no_end (void)
{
  MajuSpeaking speaking = { 0 };
  gint64 now_ms = 1000;

  g_assert_true (feed (&speaking, &now_ms, -20, 300));
  for (guint i = 0; i < 20; i++)
    {
      g_assert_true (feed (&speaking, &now_ms, -80, 500));
      g_assert_true (feed (&speaking, &now_ms, -20, 100));
    }
}

static void
test_between_keeps (void)
{
  MajuSpeaking speaking = { 0 };
  gint64 now_ms = 1000;
  double between = (MAJU_SPEAKING_ON_DBFS + MAJU_SPEAKING_OFF_DBFS) / 2;

  g_assert_false (feed (&speaking, &now_ms, between, 5000));
  g_assert_true (feed (&speaking, &now_ms, -20, 300));
  g_assert_true (feed (&speaking, &now_ms, between, 5000));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/speaking/on-and-off", test_on_and_off);
  g_test_add_func ("/media/speaking/click-is-no-speech",
                   test_click_is_no_speech);
  g_test_add_func ("/media/speaking/pause-is-no-end", test_pause_is_no_end);
  g_test_add_func ("/media/speaking/between-keeps", test_between_keeps);

  return g_test_run ();
}
