/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_RING_TONE (maju_ring_tone_get_type ())

/**
 * MajuRingTone:
 *
 * Rings on the speaker of the settings until it is stopped. No device is open
 * while it does not.
 */
G_DECLARE_FINAL_TYPE (MajuRingTone, maju_ring_tone, MAJU, RING_TONE, GObject)

MajuRingTone *maju_ring_tone_new (GSettings    *settings)
G_GNUC_WARN_UNUSED_RESULT;
void          maju_ring_tone_start (MajuRingTone *self);
void          maju_ring_tone_stop (MajuRingTone *self);

G_END_DECLS
