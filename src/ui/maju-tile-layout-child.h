/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_TILE_LAYOUT_CHILD (maju_tile_layout_child_get_type ())

/**
 * MajuTileLayoutChild:
 *
 * Where a tile comes from and where it is, between two allocations.
 */
G_DECLARE_FINAL_TYPE (MajuTileLayoutChild, maju_tile_layout_child,
                      MAJU, TILE_LAYOUT_CHILD, GtkLayoutChild)

/* The next maju_tile_layout_child_move() starts from where the tile is now. */
void  maju_tile_layout_child_start (MajuTileLayoutChild *self);

/* The tile's place at @progress (0 to 1) of its way to @target. A tile that was
 * nowhere grows and fades in. */
void  maju_tile_layout_child_move (MajuTileLayoutChild *self,
                                   const GdkRectangle  *target,
                                   double               progress,
                                   GdkRectangle        *out_rect);

/* How much of the tile is to be seen at @progress, 0 to 1. */
double maju_tile_layout_child_get_opacity (MajuTileLayoutChild *self,
                                           double               progress);

G_END_DECLS
