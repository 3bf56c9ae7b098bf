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

G_END_DECLS
