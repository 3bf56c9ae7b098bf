/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-clip.h"

#include "maju-level-private.h"

#include <math.h>

#define NOTE_SAMPLES (MAJU_CLIP_RATE / 2)
#define WINDOW (MAJU_CLIP_RATE / 10)
/* Soft, and heard on the smallest of speakers. */
#define AMPLITUDE 0.2
/* How fast a note dies away, and comes, in seconds. */
#define DECAY 0.15
#define ATTACK 0.01

static void
add_note (GArray *samples,
          double  hertz)
{
  for (guint i = 0; i < NOTE_SAMPLES; i++)
    {
      double t = (double) i / MAJU_CLIP_RATE;
      double loudness = MIN (t / ATTACK, 1.0) * exp (-t / DECAY);
      gint16 sample = (gint16) lround (AMPLITUDE * loudness * G_MAXINT16
                                       * sin (2 * G_PI * hertz * t));

      g_array_append_val (samples, sample);
    }
}

GBytes *
maju_clip_new_chime (void)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  gsize size;
  gpointer data;

  add_note (samples, 523.25);
  add_note (samples, 783.99);
  size = samples->len * sizeof (gint16);
  data = g_array_free (samples, FALSE);

  return g_bytes_new_take (data, size);
}

guint
maju_clip_get_duration (GBytes *clip)
{
  return (guint) (g_bytes_get_size (clip) / sizeof (gint16) * 1000
                  / MAJU_CLIP_RATE);
}

double
maju_clip_get_level (GBytes *clip)
{
  gsize size;
  const gint16 *samples = g_bytes_get_data (clip, &size);
  gsize n_samples = size / sizeof (gint16);
  double loudest = 0;

  for (gsize start = 0; start < n_samples; start += WINDOW)
    {
      gsize end = MIN (start + WINDOW, n_samples);
      double sum = 0;

      for (gsize i = start; i < end; i++)
        sum += (double) samples[i] * samples[i];
      loudest = MAX (loudest, sum / (end - start));
    }

  if (loudest < 1e-3)
    return MAJU_LEVEL_SILENCE;

  return CLAMP (10 * log10 (loudest / (32768.0 * 32768.0)),
                MAJU_LEVEL_SILENCE, 0);
}
