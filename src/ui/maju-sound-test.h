/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-local-media.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_SOUND_TEST (maju_sound_test_get_type ())

/**
 * MajuSoundTest:
 *
 * Two buttons: one records a sentence, shows how loud it is, and plays it back;
 * the other plays a soft sound. What came of it is said below, with the next
 * step when nothing was heard. The recording is only ever in memory.
 */
G_DECLARE_FINAL_TYPE (MajuSoundTest, maju_sound_test, MAJU, SOUND_TEST,
                      GtkWidget)

/* @media: (nullable). @is_own: nobody else uses it, so that the microphone is
 * opened for the test and closed after it; else it is taken as it is. */
void maju_sound_test_set_media (MajuSoundTest  *self,
                                MajuLocalMedia *media,
                                gboolean        is_own);

/* Whether it shows how loud it is, where nothing else does. */
void maju_sound_test_set_metered (MajuSoundTest *self,
                                  gboolean       metered);

G_END_DECLS
