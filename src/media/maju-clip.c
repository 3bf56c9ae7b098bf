/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-clip.h"

#include "maju-level-private.h"

#include <math.h>

#define WINDOW (MAJU_CLIP_RATE / 10)
/* How fast a note comes, in seconds. */
#define ATTACK 0.01

/* A kind of notes. */
typedef struct
{
  guint n_samples;
  double amplitude;
  double decay;                 /* how fast it dies away, in seconds */
} Note;

/* Soft, and heard on the smallest of speakers. */
static const Note chime_note = { MAJU_CLIP_RATE / 2, 0.2, 0.15 };

/* Beside somebody who speaks. */
static const Note sound_note = { MAJU_CLIP_RATE / 5, 0.1, 0.04 };

static void
add_note (GArray     *samples,
          const Note *note,
          double      hertz)
{
  for (guint i = 0; i < note->n_samples; i++)
    {
      double t = (double) i / MAJU_CLIP_RATE;
      double loudness = MIN (t / ATTACK, 1.0) * exp (-t / note->decay);
      gint16 sample = (gint16) lround (note->amplitude * loudness * G_MAXINT16
                                       * sin (2 * G_PI * hertz * t));

      g_array_append_val (samples, sample);
    }
}

static GBytes *
make_clip (const Note   *note,
           const double *hertz,
           guint         n_notes)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  gsize size;
  gpointer data;

  for (guint i = 0; i < n_notes; i++)
    add_note (samples, note, hertz[i]);
  size = samples->len * sizeof (gint16);
  data = g_array_free (samples, FALSE);

  return g_bytes_new_take (data, size);
}

GBytes *
maju_clip_new_chime (void)
{
  static const double hertz[] = { 523.25, 783.99 };

  return make_clip (&chime_note, hertz, G_N_ELEMENTS (hertz));
}

GBytes *
maju_clip_new_sound (MajuClipSound sound)
{
  static const struct
  {
    guint n_notes;
    double hertz[2];
  } sounds[] = {
    [MAJU_CLIP_SOUND_JOIN] = { 2, { 523.25, 698.46 } },
    [MAJU_CLIP_SOUND_LEAVE] = { 2, { 698.46, 523.25 } },
    [MAJU_CLIP_SOUND_MESSAGE] = { 1, { 880.00 } },
    [MAJU_CLIP_SOUND_HAND] = { 2, { 1046.50, 1046.50 } },
  };

  g_return_val_if_fail ((guint) sound < G_N_ELEMENTS (sounds), NULL);

  return make_clip (&sound_note, sounds[sound].hertz, sounds[sound].n_notes);
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
