/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-clip.h"

#include <math.h>

static GBytes *
make_tone (double dbfs,
           guint  quiet_ms,
           guint  tone_ms)
{
  gsize n_quiet = quiet_ms * MAJU_CLIP_RATE / 1000;
  gsize n_samples = n_quiet + tone_ms * MAJU_CLIP_RATE / 1000;
  gint16 *samples = g_new0 (gint16, n_samples);
  double amplitude = pow (10, dbfs / 20) * M_SQRT2 * 32768;

  for (gsize i = n_quiet; i < n_samples; i++)
    samples[i] = (gint16) lround (amplitude * sin (2 * G_PI * 440 * i
                                                   / MAJU_CLIP_RATE));

  return g_bytes_new_take (samples, n_samples * sizeof (gint16));
}

static void
test_level (void)
{
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr(GBytes) silence = make_tone (-20, 500, 0);
  g_autoptr(GBytes) tone = make_tone (-20, 0, 1000);
  g_autoptr(GBytes) word = make_tone (-30, 4000, 200);

  g_assert_cmpfloat (maju_clip_get_level (nothing), ==, -100);
  g_assert_cmpfloat (maju_clip_get_level (silence), ==, -100);
  g_assert_cmpfloat_with_epsilon (maju_clip_get_level (tone), -20, 0.5);
  /* One word in a long silence is heard. */
  g_assert_cmpfloat_with_epsilon (maju_clip_get_level (word), -30, 0.5);
  g_assert_cmpuint (maju_clip_get_duration (word), ==, 4200);
  g_assert_cmpuint (maju_clip_get_duration (nothing), ==, 0);
}

/* It can be heard, hurts nobody, and ends as quietly as it begins. */
static void
test_chime (void)
{
  g_autoptr(GBytes) chime = maju_clip_new_chime ();
  gsize size;
  const gint16 *samples = g_bytes_get_data (chime, &size);
  gsize n_samples = size / sizeof (gint16);

  g_assert_cmpuint (maju_clip_get_duration (chime), ==, 1000);
  g_assert_cmpfloat (maju_clip_get_level (chime), >, -25);
  g_assert_cmpfloat (maju_clip_get_level (chime), <, -10);
  g_assert_cmpint (ABS (samples[0]), <, 100);
  g_assert_cmpint (ABS (samples[n_samples - 1]), <, 400);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clip/level", test_level);
  g_test_add_func ("/clip/chime", test_chime);

  return g_test_run ();
}
