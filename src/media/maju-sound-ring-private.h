/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MajuSoundRing:
 *
 * Sound at 48 kHz, one channel, on its way from one thread to another whose
 * clocks are not the same: what comes too late is silence, and of what has piled
 * up the oldest is skipped. One thread writes, without ever waiting; any may
 * read.
 */
typedef struct _MajuSoundRing MajuSoundRing;

MajuSoundRing *maju_sound_ring_new (void) G_GNUC_WARN_UNUSED_RESULT;
MajuSoundRing *maju_sound_ring_ref (MajuSoundRing *self);
void           maju_sound_ring_unref (MajuSoundRing *self);

/* @frames: @n_frames of two channels, of which the mean is taken. What finds no
 * room is lost. */
void           maju_sound_ring_write (MajuSoundRing *self,
                                      const float   *frames,
                                      guint          n_frames);

/* Adds what is there to @samples; what is louder than they can be is cut. */
void           maju_sound_ring_add_to (MajuSoundRing *self,
                                       gint16        *samples,
                                       guint          n_samples);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuSoundRing, maju_sound_ring_unref)

G_END_DECLS
