/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-sample-tap-private.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define MAJU_TYPE_WISHES (maju_wishes_get_type ())

/**
 * MajuWishes:
 *
 * What the person here wants of one participant. It stays the same while
 * attempts to reach them come and go.
 *
 * Signals:
 *  - `watched-changed` (): how high they are to be shown
 *  - `sample-func-changed` (guint kind)
 *  - `retry` (): another attempt to reach them
 *  - `answered` (gboolean admitted): whether they may hear and see us
 */
G_DECLARE_FINAL_TYPE (MajuWishes, maju_wishes, MAJU, WISHES, GObject)

MajuWishes    *maju_wishes_new (void)
G_GNUC_WARN_UNUSED_RESULT;

/* See maju_participant_set_watched(). */
void           maju_wishes_set_watched (MajuWishes *self,
                                        guint       camera_height,
                                        guint       screen_height);

/* Returns: whether maju_wishes_set_watched() has been called. */
gboolean       maju_wishes_get_watched (MajuWishes *self,
                                        guint      *camera_height,
                                        guint      *screen_height);

/* Takes @tap (nullable). */
void           maju_wishes_set_sample_tap (MajuWishes    *self,
                                           MajuTrackKind  kind,
                                           MajuSampleTap *tap);

/* Returns: (transfer none) (nullable). */
MajuSampleTap *maju_wishes_get_sample_tap (MajuWishes   *self,
                                           MajuTrackKind kind);
void           maju_wishes_retry (MajuWishes *self);
void           maju_wishes_answer (MajuWishes *self,
                                   gboolean    admitted);

G_END_DECLS
