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

/* How strong a tone is in a part of a clip, as its share of all the power. */
static double
get_share (GBytes *clip,
           guint   from_ms,
           guint   to_ms,
           double  hertz)
{
  const gint16 *samples = g_bytes_get_data (clip, NULL);
  double sine = 0, cosine = 0, power = 0;
  guint n_samples = 0;

  for (guint i = from_ms * 48; i < to_ms * 48; i++, n_samples++)
    {
      double angle = 2 * G_PI * hertz * i / MAJU_CLIP_RATE;

      sine += samples[i] * sin (angle);
      cosine += samples[i] * cos (angle);
      power += (double) samples[i] * samples[i];
    }

  return 2 * (sine * sine + cosine * cosine) / (power * n_samples);
}

/* Each can be told from the others, is softer than the chime, and short. */
static void
test_sounds (void)
{
  static const struct
  {
    MajuClipSound sound;
    guint duration_ms;
    double first;
    double last;
  } sounds[] = {
    { MAJU_CLIP_SOUND_JOIN, 400, 523.25, 698.46 },
    { MAJU_CLIP_SOUND_LEAVE, 400, 698.46, 523.25 },
    { MAJU_CLIP_SOUND_MESSAGE, 200, 880, 880 },
    { MAJU_CLIP_SOUND_HAND, 400, 1046.5, 1046.5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sounds); i++)
    {
      g_autoptr(GBytes) clip = maju_clip_new_sound (sounds[i].sound);
      gsize size;
      const gint16 *samples = g_bytes_get_data (clip, &size);
      gsize n_samples = size / sizeof (gint16);
      guint duration_ms = maju_clip_get_duration (clip);

      g_test_message ("sound %" G_GSIZE_FORMAT ": %.1f dBFS", i,
                      maju_clip_get_level (clip));
      g_assert_cmpuint (duration_ms, ==, sounds[i].duration_ms);
      g_assert_cmpfloat (maju_clip_get_level (clip), >, -40);
      g_assert_cmpfloat (maju_clip_get_level (clip), <, -22);
      g_assert_cmpint (ABS (samples[0]), <, 100);
      g_assert_cmpint (ABS (samples[n_samples - 1]), <, 100);
      g_assert_cmpfloat (get_share (clip, 0, 60, sounds[i].first), >, 0.4);
      g_assert_cmpfloat (get_share (clip, duration_ms - 200, duration_ms - 140,
                                    sounds[i].last), >, 0.4);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clip/level", test_level);
  g_test_add_func ("/clip/chime", test_chime);
  g_test_add_func ("/clip/sounds", test_sounds);

  return g_test_run ();
}
