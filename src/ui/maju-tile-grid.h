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
 * placed by MajuTileLayout. A tile has a menu, in which it can be pinned: then it
 * is large, and the others are a strip. So it is with the screen that somebody
 * shares (MajuShareView), of several with the one that is chosen.
 *
 * Properties: `call` (MajuCall, nullable), `narrow` (gboolean: there is no room
 * for a name beside what lies at the bottom), `layout` (string: "grid", or
 * "speaker": who speaks is large), `hide-self` (gboolean: without the own tile),
 * `compact` (gboolean: only the large tile is shown), `pinned` (gboolean,
 * read-only: whether one is).
 *
 * Signal: `share-changed` (MajuParticipant *participant, gboolean on): whether
 * that person shares a screen has changed.
 */
G_DECLARE_FINAL_TYPE (MajuTileGrid, maju_tile_grid, MAJU, TILE_GRID, GtkWidget)

/* Returns: (transfer none) (nullable). */
void       maju_tile_grid_set_call (MajuTileGrid *self,
                                    MajuCall     *call);

void       maju_tile_grid_set_narrow (MajuTileGrid *self,
                                      gboolean      narrow);

void       maju_tile_grid_set_compact (MajuTileGrid *self,
                                       gboolean      compact);

/* Back to what the layout says. */
void       maju_tile_grid_unpin (MajuTileGrid *self);

/* As maju_tile_layout_set_insets(). */
void       maju_tile_grid_set_insets (MajuTileGrid *self,
                                      int           top,
                                      int           bottom,
                                      int           bottom_width);

G_END_DECLS
