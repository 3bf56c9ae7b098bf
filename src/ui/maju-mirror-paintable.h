/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_MIRROR_PAINTABLE (maju_mirror_paintable_get_type ())

/**
 * MajuMirrorPaintable:
 *
 * Another paintable as a mirror shows it, for the own camera. Property
 * `paintable` (GdkPaintable, nullable).
 */
G_DECLARE_FINAL_TYPE (MajuMirrorPaintable, maju_mirror_paintable,
                      MAJU, MIRROR_PAINTABLE, GObject)

GdkPaintable *maju_mirror_paintable_new (GdkPaintable        *paintable)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer none) (nullable). */
void          maju_mirror_paintable_set_paintable (MajuMirrorPaintable *self,
                                                   GdkPaintable        *paintable);

G_END_DECLS
