/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_ZOOM_PICTURE (maju_zoom_picture_get_type ())

/**
 * MajuZoomPicture:
 *
 * A picture that is never cropped: all of it is shown, as large as it can be. It
 * can be made larger, by scrolling and by pinching, and then be dragged; what is
 * under the pointer stays there.
 *
 * Properties: `paintable` (GdkPaintable, nullable), `zoom` (gdouble, read-only,
 * 1 to 8).
 */
G_DECLARE_FINAL_TYPE (MajuZoomPicture, maju_zoom_picture, MAJU, ZOOM_PICTURE,
                      GtkWidget)

/* Returns: (transfer none) (nullable). */
void   maju_zoom_picture_set_paintable (MajuZoomPicture *self,
                                        GdkPaintable    *paintable);
double maju_zoom_picture_get_zoom (MajuZoomPicture *self);

/* Times @factor, around the middle. */
void   maju_zoom_picture_zoom_by (MajuZoomPicture *self,
                                  double           factor);
void   maju_zoom_picture_reset (MajuZoomPicture *self);

/* Moves what is seen, in pixels. Returns: whether it could be moved. */
gboolean maju_zoom_picture_pan (MajuZoomPicture *self,
                                double           dx,
                                double           dy);

/* How high the whole picture would be now, in pixels of the display. */
guint  maju_zoom_picture_get_shown_height (MajuZoomPicture *self);

G_END_DECLS
