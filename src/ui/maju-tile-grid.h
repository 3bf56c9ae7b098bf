/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-call.h"

G_BEGIN_DECLS

#define MAJU_TYPE_TILE_GRID (maju_tile_grid_get_type ())

/**
 * MajuTileGrid:
 *
 * The stage of a call: one MajuTile for oneself and one for each of the others,
 * placed by MajuTileLayout. Properties: `call` (MajuCall, nullable), `narrow`
 * (gboolean: there is no room for a name beside what lies at the bottom).
 */
G_DECLARE_FINAL_TYPE (MajuTileGrid, maju_tile_grid, MAJU, TILE_GRID, GtkWidget)

/* Returns: (transfer none) (nullable). */
void       maju_tile_grid_set_call (MajuTileGrid *self,
                                    MajuCall     *call);

void       maju_tile_grid_set_narrow (MajuTileGrid *self,
                                      gboolean      narrow);

/* As maju_tile_layout_set_insets(). */
void       maju_tile_grid_set_insets (MajuTileGrid *self,
                                      int           top,
                                      int           bottom,
                                      int           bottom_width);

G_END_DECLS
