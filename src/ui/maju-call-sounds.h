/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call.h"
#include "maju-clip.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CALL_SOUNDS (maju_call_sounds_get_type ())

/* Two sounds are this far apart at least; what would come sooner is not heard. */
#define MAJU_CALL_SOUNDS_PAUSE_MS 500

/* In a room of more people than this, oneself among them, coming and going is
 * not heard. */
#define MAJU_CALL_SOUNDS_PEOPLE 5

/**
 * MajuCallSounds:
 *
 * What a person hears besides the voices: that somebody comes, goes, writes or
 * raises a hand. On the speaker of the call, mixed with the voices, so that the
 * echo canceller knows it. Each can be off in the settings; none is of oneself.
 */
G_DECLARE_FINAL_TYPE (MajuCallSounds, maju_call_sounds, MAJU, CALL_SOUNDS,
                      GObject)

MajuCallSounds *maju_call_sounds_new (MajuCall  *call,
                                      GSettings *settings)
G_GNUC_WARN_UNUSED_RESULT;

/* Whether @sound is heard in a room of @n_people, oneself among them, when the
 * last one was at @last_us (0: none yet). Times are monotonic. */
gboolean        maju_call_sounds_is_due (MajuClipSound sound,
                                         guint         n_people,
                                         gint64        last_us,
                                         gint64        now_us);

G_END_DECLS
