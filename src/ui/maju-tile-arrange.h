/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/**
 * maju_tile_layout_arrange:
 * @n: how many tiles, at least 1
 * @width: of the room for them, in pixels
 * @height: of the room for them, in pixels
 * @gap: between two tiles, in pixels
 * @ratio: width by height of every tile
 * @rects: (array length=n): where the tiles go
 *
 * Tries each number of columns and takes the one with the largest tiles. The
 * rows are centred as a block, and a last row that is not full is centred too.
 *
 * Returns: the number of columns; 0 when there is no room, and then every
 *   rectangle is empty
 */
guint  maju_tile_layout_arrange (guint         n,
                                 int           width,
                                 int           height,
                                 int           gap,
                                 double        ratio,
                                 GdkRectangle *rects);

/**
 * maju_tile_layout_corner:
 * @bounds: what the small tile is put into
 * @ratio: width by height of the tile
 * @margin: to the edges, in pixels
 * @avoid: (nullable): what lies at the bottom and is not to be covered
 * @rect: where the tile goes
 *
 * The place of the own picture while somebody else's fills the window: at the
 * end of the bottom, above @avoid if both do not fit beside each other.
 */
void   maju_tile_layout_corner (const GdkRectangle *bounds,
                                double              ratio,
                                int                 margin,
                                const GdkRectangle *avoid,
                                GdkRectangle       *rect);

/**
 * maju_tile_layout_strip:
 * @room: for all of it
 * @n: how many small tiles
 * @gap: between two tiles, in pixels
 * @ratio: width by height of the small tiles
 * @offset: how far the strip is scrolled, in pixels
 * @large: what is left for the large one
 * @rects: (array length=n): where the small ones go; parts of the strip that
 *   are scrolled away are outside of @room
 *
 * One large tile, and the others in a strip: beside it when there is width,
 * below it else. A strip that is not full is centred.
 *
 * Returns: how far the strip can be scrolled, in pixels
 */
int    maju_tile_layout_strip (const GdkRectangle *room,
                               guint               n,
                               int                 gap,
                               double              ratio,
                               int                 offset,
                               GdkRectangle       *large,
                               GdkRectangle       *rects);

/* The largest place in the middle of @room that is not narrower and not wider
 * than the ratios (width by height). */
void   maju_tile_layout_fit (const GdkRectangle *room,
                             double              min_ratio,
                             double              max_ratio,
                             GdkRectangle       *rect);

/* Has everything begin at the other side, for who reads from right to left. */
void   maju_tile_layout_mirror (GdkRectangle *rects,
                                guint         n,
                                int           width);

G_END_DECLS
