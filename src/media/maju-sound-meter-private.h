/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* How loud a sound is, frame by frame. All zero is a valid start; one thread at
 * a time. */
typedef struct
{
  double energy;
  guint n_samples;
} MajuSoundMeter;

/* @buffer: samples of 16 bits in the machine's order. */
void       maju_sound_meter_add  (MajuSoundMeter *self,
                                  GstBuffer      *buffer);

/* Marks @sample (transfer full), what was made of all since the last one, with
 * its level: a GstAudioLevelMeta, RMS of 0 to -127 dB below the loudest square
 * wave (RFC 6464, section 3).
 *
 * Returns: (transfer full): the sample; one without a buffer is not marked. */
GstSample *maju_sound_meter_mark (MajuSoundMeter *self,
                                  GstSample      *sample)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
