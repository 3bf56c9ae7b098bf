/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tile-arrange.h"

#include <math.h>

#define GAP    6
#define RATIO  (16.0 / 9.0)
#define N_MAX  16

static const struct
{
  int width;
  int height;
} sizes[] = {
  { 360, 294 },
  { 360, 640 },
  { 800, 600 },
  { 1024, 400 },
  { 1920, 1080 },
};

/* What arrange() has to find: the widest tile that any number of columns
 * gives, found here without its rounding. */
static double
widest_tile (guint n,
             int   width,
             int   height)
{
  double best = 0;

  for (guint columns = 1; columns <= n; columns++)
    {
      guint rows = (n + columns - 1) / columns;
      double w = (width - (columns - 1.0) * GAP) / columns;
      double h = (height - (rows - 1.0) * GAP) / rows;

      best = MAX (best, MIN (w, h * RATIO));
    }

  return best;
}

static void
assert_arranged (guint               n,
                 int                 width,
                 int                 height,
                 const GdkRectangle *rects)
{
  for (guint i = 0; i < n; i++)
    {
      const GdkRectangle *a = &rects[i];

      g_assert_cmpint (a->x, >=, 0);
      g_assert_cmpint (a->y, >=, 0);
      g_assert_cmpint (a->x + a->width, <=, width);
      g_assert_cmpint (a->y + a->height, <=, height);
      g_assert_cmpint (a->width, ==, rects[0].width);
      g_assert_cmpint (a->height, ==, rects[0].height);
      g_assert_cmpfloat_with_epsilon (a->width / RATIO, a->height, 1.01);

      for (guint j = 0; j < i; j++)
        {
          const GdkRectangle *b = &rects[j];
          gboolean beside = a->x >= b->x + b->width + GAP
            || b->x >= a->x + a->width + GAP;
          gboolean below = a->y >= b->y + b->height + GAP
            || b->y >= a->y + a->height + GAP;

          g_assert_true (beside || below);
        }
    }
}

static void
test_every_count (void)
{
  GdkRectangle rects[N_MAX];

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      for (guint n = 1; n <= N_MAX; n++)
        {
          int width = sizes[s].width;
          int height = sizes[s].height;
          double best = widest_tile (n, width, height);

          g_assert_cmpuint (maju_tile_layout_arrange (n, width, height, GAP,
                                                      RATIO, rects), >, 0);
          assert_arranged (n, width, height, rects);
          g_assert_cmpint (rects[0].width, <=, (int) ceil (best));
          g_assert_cmpint (rects[0].width, >=, (int) floor (best) - 2);
        }
    }
}

static void
test_one (void)
{
  GdkRectangle rect;

  g_assert_cmpuint (maju_tile_layout_arrange (1, 1600, 1000, GAP, RATIO, &rect),
                    ==, 1);
  g_assert_cmpint (rect.x, ==, 0);
  g_assert_cmpint (rect.y, ==, 50);
  g_assert_cmpint (rect.width, ==, 1600);
  g_assert_cmpint (rect.height, ==, 900);
}

static void
test_last_row (void)
{
  GdkRectangle rects[5];

  g_assert_cmpuint (maju_tile_layout_arrange (5, 1920, 1080, GAP, RATIO, rects),
                    ==, 3);
  g_assert_cmpint (rects[0].y, ==, rects[2].y);
  g_assert_cmpint (rects[3].y, ==, rects[0].y + rects[0].height + GAP);
  g_assert_cmpint (rects[3].y, ==, rects[4].y);
  g_assert_cmpint (rects[3].x, ==, 1920 - rects[4].x - rects[4].width);
  g_assert_cmpint (rects[3].x, >, rects[0].x);
}

static void
test_shape (void)
{
  GdkRectangle rects[4];

  g_assert_cmpuint (maju_tile_layout_arrange (4, 1600, 900, GAP, RATIO, rects),
                    ==, 2);
  g_assert_cmpuint (maju_tile_layout_arrange (4, 300, 1200, GAP, RATIO, rects),
                    ==, 1);
  g_assert_cmpuint (maju_tile_layout_arrange (4, 3000, 300, GAP, RATIO, rects),
                    ==, 4);
}

static void
test_no_room (void)
{
  GdkRectangle rects[3] = { { 1, 1, 1, 1 }, { 1, 1, 1, 1 }, { 1, 1, 1, 1 } };

  g_assert_cmpuint (maju_tile_layout_arrange (3, 0, 0, GAP, RATIO, rects),
                    ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (rects[i].width, ==, 0);
      g_assert_cmpint (rects[i].height, ==, 0);
    }
  g_assert_cmpuint (maju_tile_layout_arrange (3, -20, 5, GAP, RATIO, rects),
                    ==, 0);
}

static void
test_corner (void)
{
  GdkRectangle wide = { 0, 47, 1920, 1033 };
  GdkRectangle narrow = { 0, 47, 360, 593 };
  GdkRectangle low = { 0, 0, 100, 20 };
  GdkRectangle controls, rect;

  controls = (GdkRectangle) { 760, 1012, 400, 56 };
  maju_tile_layout_corner (&wide, RATIO, 12, &controls, &rect);
  g_assert_cmpint (rect.width, ==, 288);
  g_assert_cmpint (rect.height, ==, 162);
  g_assert_cmpint (rect.x, ==, 1920 - 12 - 288);
  g_assert_cmpint (rect.y, ==, 1080 - 12 - 162);

  controls = (GdkRectangle) { 24, 572, 312, 56 };
  maju_tile_layout_corner (&narrow, RATIO, 12, &controls, &rect);
  g_assert_cmpint (rect.width, ==, 108);
  g_assert_cmpint (rect.x, ==, 360 - 12 - 108);
  g_assert_cmpint (rect.y + rect.height, ==, controls.y - 12);

  maju_tile_layout_corner (&low, RATIO, 12, NULL, &rect);
  g_assert_cmpint (rect.width, ==, 0);
  g_assert_cmpint (rect.height, ==, 0);
}

static void
assert_apart (const GdkRectangle *a,
              const GdkRectangle *b)
{
  g_assert_false (gdk_rectangle_intersect (a, b, NULL));
}

static void
test_strip (void)
{
  static const GdkRectangle rooms[] = {
    { 6, 47, 1908, 950 }, { 6, 47, 788, 470 }, { 6, 47, 348, 500 },
  };
  GdkRectangle rects[N_MAX], large;

  for (guint room = 0; room < G_N_ELEMENTS (rooms); room++)
    for (guint n = 1; n <= N_MAX; n++)
      {
        int range = maju_tile_layout_strip (&rooms[room], n, GAP, RATIO, 0,
                                            &large, rects);
        gint64 area = (gint64) large.width * large.height;

        for (guint i = 0; i < n; i++)
          {
            assert_apart (&large, &rects[i]);
            g_assert_cmpint ((gint64) rects[i].width * rects[i].height * 4,
                             <, area);
            if (i > 0)
              assert_apart (&rects[i - 1], &rects[i]);
            if (range == 0)
              g_assert_true (gdk_rectangle_intersect (&rooms[room], &rects[i],
                                                      &rects[i]));
          }

        /* Scrolled as far as it goes, the last one is at the end. */
        maju_tile_layout_strip (&rooms[room], n, GAP, RATIO, G_MAXINT / 2,
                                &large, rects);
        if (range > 0)
          g_assert_true (
            rects[n - 1].x + rects[n - 1].width
            == rooms[room].x + rooms[room].width
            && rects[n - 1].y + rects[n - 1].height
            == rooms[room].y + rooms[room].height);
      }

  maju_tile_layout_strip (&rooms[0], 0, GAP, RATIO, 0, &large, NULL);
  g_assert_true (gdk_rectangle_equal (&large, &rooms[0]));
}

static void
test_mirror (void)
{
  GdkRectangle rects[] = { { 0, 5, 100, 50 }, { 106, 7, 94, 40 } };

  maju_tile_layout_mirror (rects, G_N_ELEMENTS (rects), 200);
  g_assert_true (gdk_rectangle_equal (&rects[0],
                                      &(GdkRectangle) { 100, 5, 100, 50 }));
  g_assert_true (gdk_rectangle_equal (&rects[1],
                                      &(GdkRectangle) { 0, 7, 94, 40 }));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/tile-arrange/every-count", test_every_count);
  g_test_add_func ("/ui/tile-arrange/one", test_one);
  g_test_add_func ("/ui/tile-arrange/last-row", test_last_row);
  g_test_add_func ("/ui/tile-arrange/shape", test_shape);
  g_test_add_func ("/ui/tile-arrange/no-room", test_no_room);
  g_test_add_func ("/ui/tile-arrange/corner", test_corner);
  g_test_add_func ("/ui/tile-arrange/strip", test_strip);
  g_test_add_func ("/ui/tile-arrange/mirror", test_mirror);

  return g_test_run ();
}
