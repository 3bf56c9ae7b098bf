/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_TILE_LAYOUT (maju_tile_layout_get_type ())

/**
 * MajuTileLayout:
 *
 * Places the tiles of a call. With nobody or one other person the own tile is
 * small in a corner and the other's fills the widget, insets included; with
 * more, all get tiles of one size (see maju_tile_layout_arrange()), as large as
 * they can be between the insets. If one is to be large, the others become a
 * strip (see maju_tile_layout_strip()), which scrolls if it is too long.
 *
 * Signal: `allocated` (): places and sizes may have changed.
 */
G_DECLARE_FINAL_TYPE (MajuTileLayout, maju_tile_layout, MAJU, TILE_LAYOUT,
                      GtkLayoutManager)

GtkLayoutManager *maju_tile_layout_new (void)
G_GNUC_WARN_UNUSED_RESULT;

/* Which child is the own tile; %NULL: none. It is laid out last. */
void              maju_tile_layout_set_own (MajuTileLayout *self,
                                            GtkWidget      *own);

typedef enum
{
  MAJU_TILE_LAYOUT_PERSON, /* cropped to what faces look well in */
  MAJU_TILE_LAYOUT_SCREEN, /* gets all the room there is beside the strip */
  MAJU_TILE_LAYOUT_ALONE,  /* fills the widget, and nothing else is shown */
} MajuTileLayoutStyle;

/* Which child is the large one; %NULL: none, and @style says nothing. */
void              maju_tile_layout_set_large (MajuTileLayout     *self,
                                              GtkWidget          *large,
                                              MajuTileLayoutStyle style);

/* Moves the strip by @delta pixels, or so far that @child is all in it.
 *
 * Returns: whether anything moved */
gboolean          maju_tile_layout_scroll (MajuTileLayout *self,
                                           double          delta);
void              maju_tile_layout_scroll_to (MajuTileLayout *self,
                                              GtkWidget      *child);

/* What lies over the widget at its top and bottom edge, in pixels, and how wide
 * the thing at the bottom is, which is centred. */
void              maju_tile_layout_set_insets (MajuTileLayout *self,
                                               int             top,
                                               int             bottom,
                                               int             bottom_width);

/* The next allocation moves the tiles to their new places in 200 ms instead of
 * at once; call it when people come or go, not when the window is resized. */
void              maju_tile_layout_animate (MajuTileLayout *self);

G_END_DECLS
