/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-sound-meter-private.h"

#include "maju-speaking-private.h"

#include <gst/audio/audio.h>
#include <math.h>

#define QUIETEST 127.0

void
maju_sound_meter_add (MajuSoundMeter *self,
                      GstBuffer      *buffer)
{
  const gint16 *samples;
  GstMapInfo map;
  gint64 energy = 0;

  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;

  samples = (const gint16 *) map.data;
  for (gsize i = 0; i < map.size / sizeof *samples; i++)
    energy += samples[i] * samples[i];
  self->energy += energy;
  self->n_samples += map.size / sizeof *samples;
  gst_buffer_unmap (buffer, &map);
}

/* In dB below full scale. */
static double
read_level (MajuSoundMeter *self)
{
  double power = 0;

  if (self->n_samples > 0)
    power = self->energy / self->n_samples / (32768.0 * 32768.0);

  return power > 0 ? CLAMP (-10 * log10 (power), 0, QUIETEST) : QUIETEST;
}

GstSample *
maju_sound_meter_mark (MajuSoundMeter *self,
                       GstSample      *sample)
{
  double level = read_level (self);
  g_autoptr(GstBuffer) buffer = NULL;

  *self = (MajuSoundMeter) { 0 };
  if (gst_sample_get_buffer (sample) == NULL)
    return sample;

  /* It shares the bytes. */
  buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  gst_buffer_add_audio_level_meta (buffer, round (level),
                                   -level > MAJU_SPEAKING_ON_DBFS);
  sample = gst_sample_make_writable (sample);
  gst_sample_set_buffer (sample, buffer);

  return sample;
}
