/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A clip is a GBytes of sound as MajuAudioSender records it: S16 of this
* computer's byte order, one channel, MAJU_CLIP_RATE samples a second. */
#define MAJU_CLIP_RATE 48000

/* Two soft tones, one after the other. Returns: (transfer full). */
GBytes *maju_clip_new_chime (void)
G_GNUC_WARN_UNUSED_RESULT;

/* What is heard in a call besides the voices. */
typedef enum
{
  MAJU_CLIP_SOUND_JOIN,         /* somebody comes: upwards */
  MAJU_CLIP_SOUND_LEAVE,        /* downwards */
  MAJU_CLIP_SOUND_MESSAGE,      /* one note */
  MAJU_CLIP_SOUND_HAND,         /* the same note twice */
} MajuClipSound;

/* Softer and shorter than the chime: at most 400 ms. Returns: (transfer full). */
GBytes *maju_clip_new_sound (MajuClipSound sound)
G_GNUC_WARN_UNUSED_RESULT;

/* In milliseconds. */
guint   maju_clip_get_duration (GBytes *clip);

/* Returns: how loud its loudest 100 ms are, in dBFS, -100 to 0. */
double  maju_clip_get_level (GBytes *clip);

G_END_DECLS
