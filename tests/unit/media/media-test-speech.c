/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-test-speech.h"

#include <math.h>

static void
add_syllable (GArray *speech,
              GRand  *rand)
{
  guint length = SPEECH_RATE * g_rand_double_range (rand, 0.12, 0.3);
  double pitch = g_rand_double_range (rand, 100, 220);
  double smooth = g_rand_double_range (rand, 0.85, 0.97);
  gboolean hiss = g_rand_double (rand) < 0.3;
  double value = 0;

  for (guint i = 0; i < length; i++)
    {
      double noise = g_rand_double_range (rand, -1, 1);
      double phase = fmod (i * pitch / SPEECH_RATE, 1);
      double drive = hiss ? noise : (phase < 0.1 ? 1 : -0.1) + noise * 0.1;
      gint16 sample;

      value = smooth * value + (1 - smooth) * drive * 4;
      sample = CLAMP (value * sin (G_PI * i / length) * 0.6, -1, 1) * 32000;
      g_array_append_val (speech, sample);
    }
}

GArray *
speech_new (guint seconds,
            guint seed)
{
  GArray *speech = g_array_new (FALSE, TRUE, sizeof (gint16));
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);

  while (speech->len < seconds * SPEECH_RATE)
    {
      add_syllable (speech, rand);
      g_array_set_size (speech, speech->len +
                        SPEECH_RATE * g_rand_double_range (rand, 0.03, 0.3));
    }

  return speech;
}

GstSample *
speech_get (GArray      *speech,
            guint        position,
            guint        n_frames,
            GstClockTime pts)
{
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstBuffer) buffer = NULL;
  gint16 *frames = g_new (gint16, n_frames);

  for (guint i = 0; i < n_frames; i++)
    frames[i] = g_array_index (speech, gint16, (position + i) % speech->len);
  buffer = gst_buffer_new_wrapped (frames, n_frames * sizeof *frames);
  GST_BUFFER_PTS (buffer) = pts;
  GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale (n_frames, GST_SECOND,
                                                        SPEECH_RATE);
  caps = gst_caps_from_string ("audio/x-raw,format=S16LE,rate=48000,channels=1,"
                               "layout=interleaved");

  return gst_sample_new (buffer, caps, NULL, NULL);
}
