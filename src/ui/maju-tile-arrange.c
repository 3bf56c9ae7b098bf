/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tile-arrange.h"

#include <math.h>

#define CORNER_SHARE      0.24
#define CORNER_MIN_WIDTH  108
#define CORNER_MAX_WIDTH  288

/* The strip is beside what is large in a room that is wider than this. */
#define SIDE_RATIO        1.2
#define STRIP_SHARE       6
#define SIDE_MIN_WIDTH    144
#define SIDE_MAX_WIDTH    224
#define BELOW_MIN_HEIGHT  68
#define BELOW_MAX_HEIGHT  126

static void
fit_tile (int    width,
          int    height,
          double ratio,
          int   *out_width,
          int   *out_height)
{
  double tile_width = MIN ((double) width, height * ratio);

  *out_width = (int) floor (tile_width);
  *out_height = MIN (height, (int) lround (tile_width / ratio));
}

static guint
choose_columns (guint  n,
                int    width,
                int    height,
                int    gap,
                double ratio,
                int   *out_width,
                int   *out_height)
{
  guint best = 0;

  *out_width = 0;
  *out_height = 0;

  for (guint columns = 1; columns <= n; columns++)
    {
      guint rows = (n + columns - 1) / columns;
      int cell_width = (width - (int) (columns - 1) * gap) / (int) columns;
      int cell_height = (height - (int) (rows - 1) * gap) / (int) rows;
      int tile_width, tile_height;

      if (cell_width < 1 || cell_height < 1)
        continue;

      fit_tile (cell_width, cell_height, ratio, &tile_width, &tile_height);
      if (tile_height > 0 && tile_width > *out_width)
        {
          best = columns;
          *out_width = tile_width;
          *out_height = tile_height;
        }
    }

  return best;
}

guint
maju_tile_layout_arrange (guint         n,
                          int           width,
                          int           height,
                          int           gap,
                          double        ratio,
                          GdkRectangle *rects)
{
  guint columns, rows;
  int tile_width, tile_height, top;

  g_return_val_if_fail (n > 0, 0);
  g_return_val_if_fail (ratio > 0, 0);
  g_return_val_if_fail (gap >= 0, 0);
  g_return_val_if_fail (rects != NULL, 0);

  columns = choose_columns (n, width, height, gap, ratio,
                            &tile_width, &tile_height);
  if (columns == 0)
    {
      for (guint i = 0; i < n; i++)
        rects[i] = (GdkRectangle) { 0 }
      ;
      return 0;
    }

  rows = (n + columns - 1) / columns;
  top = (height - (int) rows * tile_height - (int) (rows - 1) * gap) / 2;

  for (guint i = 0; i < n; i++)
    {
      guint row = i / columns;
      guint in_row = MIN (columns, n - row * columns);
      int row_width = (int) in_row * tile_width + (int) (in_row - 1) * gap;

      rects[i].x = (width - row_width) / 2
        + (int) (i % columns) * (tile_width + gap);
      rects[i].y = top + (int) row * (tile_height + gap);
      rects[i].width = tile_width;
      rects[i].height = tile_height;
    }

  return columns;
}

void
maju_tile_layout_corner (const GdkRectangle *bounds,
                         double              ratio,
                         int                 margin,
                         const GdkRectangle *avoid,
                         GdkRectangle       *rect)
{
  int wish, bottom, width, height;

  g_return_if_fail (bounds != NULL);
  g_return_if_fail (ratio > 0);
  g_return_if_fail (rect != NULL);

  wish = CLAMP ((int) (MIN (bounds->width, bounds->height * ratio)
                       * CORNER_SHARE),
                CORNER_MIN_WIDTH, CORNER_MAX_WIDTH);
  fit_tile (MAX (0, MIN (wish, bounds->width - 2 * margin)),
            MAX (0, bounds->height - 2 * margin),
            ratio, &width, &height);

  rect->width = width;
  rect->height = height;
  rect->x = bounds->x + bounds->width - margin - width;
  bottom = bounds->y + bounds->height - margin;
  if (avoid != NULL && avoid->width > 0
      && avoid->x + avoid->width + margin > rect->x)
    bottom = MIN (bottom, avoid->y - margin);
  rect->y = MAX (bounds->y, bottom - height);
}

/* Where a row of @n things of @length begins in @room, and how far it can be
 * scrolled. */
static int
place_row (guint n,
           int   length,
           int   gap,
           int   room,
           int   offset,
           int  *range)
{
  int total = (int) n * length + (int) (n - 1) * gap;

  *range = MAX (0, total - room);

  return *range > 0 ? -CLAMP (offset, 0, *range) : (room - total) / 2;
}

static int
arrange_beside (const GdkRectangle *room,
                guint               n,
                int                 gap,
                double              ratio,
                int                 offset,
                GdkRectangle       *large,
                GdkRectangle       *rects)
{
  int width = CLAMP (room->width / STRIP_SHARE, SIDE_MIN_WIDTH, SIDE_MAX_WIDTH);
  int height = (int) lround (width / ratio);
  int range;
  int y = room->y + place_row (n, height, gap, room->height, offset, &range);

  *large = (GdkRectangle) {
    room->x, room->y, MAX (0, room->width - width - gap), room->height
  };
  for (guint i = 0; i < n; i++)
    rects[i] = (GdkRectangle) {
      room->x + room->width - width, y + (int) i * (height + gap), width, height
    }
  ;

  return range;
}

static int
arrange_below (const GdkRectangle *room,
               guint               n,
               int                 gap,
               double              ratio,
               int                 offset,
               GdkRectangle       *large,
               GdkRectangle       *rects)
{
  int height = CLAMP (room->height / STRIP_SHARE, BELOW_MIN_HEIGHT,
                      BELOW_MAX_HEIGHT);
  int width = (int) lround (height * ratio);
  int range;
  int x = room->x + place_row (n, width, gap, room->width, offset, &range);

  *large = (GdkRectangle) {
    room->x, room->y, room->width, MAX (0, room->height - height - gap)
  };
  for (guint i = 0; i < n; i++)
    rects[i] = (GdkRectangle) {
      x + (int) i * (width + gap), room->y + room->height - height, width, height
    }
  ;

  return range;
}

int
maju_tile_layout_strip (const GdkRectangle *room,
                        guint               n,
                        int                 gap,
                        double              ratio,
                        int                 offset,
                        GdkRectangle       *large,
                        GdkRectangle       *rects)
{
  g_return_val_if_fail (room != NULL, 0);
  g_return_val_if_fail (ratio > 0, 0);
  g_return_val_if_fail (large != NULL, 0);
  g_return_val_if_fail (n == 0 || rects != NULL, 0);

  *large = *room;
  if (n == 0)
    return 0;
  if (room->width > room->height * SIDE_RATIO)
    return arrange_beside (room, n, gap, ratio, offset, large, rects);

  return arrange_below (room, n, gap, ratio, offset, large, rects);
}

void
maju_tile_layout_fit (const GdkRectangle *room,
                      double              min_ratio,
                      double              max_ratio,
                      GdkRectangle       *rect)
{
  double ratio;

  g_return_if_fail (room != NULL);
  g_return_if_fail (rect != NULL);
  g_return_if_fail (min_ratio > 0 && min_ratio <= max_ratio);

  ratio = CLAMP (room->width / MAX (1.0, room->height), min_ratio, max_ratio);
  fit_tile (MAX (0, room->width), MAX (0, room->height), ratio,
            &rect->width, &rect->height);
  rect->x = room->x + (room->width - rect->width) / 2;
  rect->y = room->y + (room->height - rect->height) / 2;
}

void
maju_tile_layout_mirror (GdkRectangle *rects,
                         guint         n,
                         int           width)
{
  for (guint i = 0; i < n; i++)
    rects[i].x = width - rects[i].x - rects[i].width;
}
