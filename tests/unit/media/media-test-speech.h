/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define SPEECH_RATE 48000

/* Syllables of a voice that is the same for the same @seed: pulses of 100 to
 * 220 Hz through a low pass, or noise, swelling and fading, with pauses between.
 *
 * Returns: (transfer full) (element-type gint16): 48 kHz, at least @seconds. */
GArray    *speech_new (guint seconds,
                       guint seed);

/* Returns: (transfer full): @n_frames of @speech from @position on, round and
 * round, to be heard at @pts. */
GstSample *speech_get (GArray      *speech,
                       guint        position,
                       guint        n_frames,
                       GstClockTime pts);

G_END_DECLS
