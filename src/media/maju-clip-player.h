/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-playback.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CLIP_PLAYER (maju_clip_player_get_type ())

/**
 * MajuClipPlayer:
 *
 * Plays one clip at a time on the speaker of a MajuPlayback, mixed with the
 * voices that it plays.
 *
 * Properties: `playing`.
 *
 * Signals: `finished` (GError, nullable: why nothing was to be heard; never
 * after maju_clip_player_stop()).
 */
G_DECLARE_FINAL_TYPE (MajuClipPlayer, maju_clip_player, MAJU, CLIP_PLAYER,
                      GObject)

MajuClipPlayer *maju_clip_player_new (MajuPlayback *playback)
G_GNUC_WARN_UNUSED_RESULT;

/* Instead of what it may be playing. @clip: see maju-clip.h. */
void            maju_clip_player_play (MajuClipPlayer *self,
                                       GBytes         *clip);
void            maju_clip_player_stop (MajuClipPlayer *self);
gboolean        maju_clip_player_get_playing (MajuClipPlayer *self);

G_END_DECLS
