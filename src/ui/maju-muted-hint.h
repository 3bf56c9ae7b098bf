/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-audio-sender.h"

G_BEGIN_DECLS

#define MAJU_TYPE_MUTED_HINT (maju_muted_hint_get_type ())

/**
 * MajuMutedHint:
 *
 * Finds out that the person talks while muted. Only the level that the
 * microphone has on this computer is looked at; nothing is sent. Once while
 * muted, and then not for long, since whoever talks to somebody beside them
 * wants to be muted.
 *
 * Properties: `talking` (somebody was heard for some time while muted; until
 * it is not muted any more, or quiet for long).
 */
G_DECLARE_FINAL_TYPE (MajuMutedHint, maju_muted_hint, MAJU, MUTED_HINT, GObject)

MajuMutedHint *maju_muted_hint_new (void)
G_GNUC_WARN_UNUSED_RESULT;

/* @microphone: (nullable). */
void           maju_muted_hint_set_microphone (MajuMutedHint   *self,
                                               MajuAudioSender *microphone);
gboolean       maju_muted_hint_get_talking (MajuMutedHint *self);

G_END_DECLS
