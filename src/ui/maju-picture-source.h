/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-participant.h"

G_BEGIN_DECLS

#define MAJU_TYPE_PICTURE_SOURCE (maju_picture_source_get_type ())

/**
 * MajuPictureSource:
 *
 * One of a participant's pictures, as it comes, changes its size and goes.
 *
 * Property `paintable` (GdkPaintable, nullable). Signal `resized` (): the size
 * of the paintable is another one; until the first picture is there it has none.
 */
G_DECLARE_FINAL_TYPE (MajuPictureSource, maju_picture_source, MAJU,
                      PICTURE_SOURCE, GObject)

/* @kind: of the camera, or of the screen. */
MajuPictureSource *maju_picture_source_new (MajuParticipant *participant,
                                            MajuTrackKind kind);

/* Returns: (transfer none) (nullable). */
GdkPaintable      *maju_picture_source_get_paintable (MajuPictureSource *self);

/* Whether there is a picture to see. */
gboolean           maju_picture_source_has_picture (MajuPictureSource *self);

G_END_DECLS
