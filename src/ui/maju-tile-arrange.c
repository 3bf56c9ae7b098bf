/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tile-arrange.h"

#include <math.h>

#define CORNER_SHARE      0.24
#define CORNER_MIN_WIDTH  108
#define CORNER_MAX_WIDTH  288

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
