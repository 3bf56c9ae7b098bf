/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-qr-paintable.h"

#include <gtk/gtk.h>
#include <qrencode.h>

#define LINK "https://maju.example.org/r/kxbt-rfmq-saha-jwmn#AAECAwQFBgcICQoLDA0ODw"
#define QUIET 4
/* A canvas that is larger than any code here, grey where nothing is drawn. */
#define CANVAS 700
#define GREY 0.5

static guint32
get_pixel (cairo_surface_t *surface,
           int              x,
           int              y)
{
  const guchar *row = cairo_image_surface_get_data (surface) +
    y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) (gpointer) row)[x] & 0xffffff;
}

static cairo_surface_t *
draw (GdkPaintable *paintable,
      double        width,
      double        height)
{
  cairo_surface_t *surface = NULL;
  cairo_t *cairo;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;

  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, CANVAS, CANVAS);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  cairo = cairo_create (surface);
  cairo_set_source_rgb (cairo, GREY, GREY, GREY);
  cairo_paint (cairo);
  gsk_render_node_draw (node, cairo);
  cairo_destroy (cairo);
  cairo_surface_flush (surface);

  return surface;
}

/* Each pixel of each module, and the quiet zone around them. */
static void
check_modules (cairo_surface_t *surface,
               QRcode          *code,
               int              left,
               int              top,
               int              module)
{
  int side = code->width + 2 * QUIET;

  for (int y = 0; y < side * module; y++)
    {
      for (int x = 0; x < side * module; x++)
        {
          int row = y / module - QUIET, column = x / module - QUIET;
          gboolean inside = row >= 0 && row < code->width && column >= 0 &&
            column < code->width;
          gboolean dark = inside && code->data[row * code->width + column] & 1;

          g_assert_cmphex (get_pixel (surface, left + x, top + y), ==,
                           dark ? 0x000000 : 0xffffff);
        }
    }
}

static const char *const texts[] = {
  LINK,
  "maju://192.168.1.23:38417/r/abcdefghijklmnop?plain#AAECAwQFBgcICQoLDA0ODw",
  "h",
  "마주",
};

static void
test_modules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GdkPaintable) paintable = maju_qr_paintable_new (texts[i]);
      QRcode *code = QRcode_encodeString8bit (texts[i], 0, QR_ECLEVEL_M);
      int side = gdk_paintable_get_intrinsic_width (paintable);
      cairo_surface_t *surface = draw (paintable, side, side);

      g_assert_cmpint (side, ==, (code->width + 2 * QUIET) * 4);
      g_assert_cmpint (gdk_paintable_get_intrinsic_height (paintable), ==, side);
      check_modules (surface, code, 0, 0, 4);
      cairo_surface_destroy (surface);
      QRcode_free (code);
    }
}

/* In any frame it stays square, in the middle, with modules of whole pixels. */
static void
test_frames (void)
{
  static const int frames[][2] = { { 200, 300 }, { 301, 200 }, { 699, 513 } };
  g_autoptr(GdkPaintable) paintable = maju_qr_paintable_new (LINK);
  QRcode *code = QRcode_encodeString8bit (LINK, 0, QR_ECLEVEL_M);
  int side = code->width + 2 * QUIET;

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      int width = frames[i][0], height = frames[i][1];
      int module = MIN (width, height) / side;
      int left = (width - side * module) / 2, top = (height - side * module) / 2;
      cairo_surface_t *surface = draw (paintable, width, height);

      check_modules (surface, code, left, top, module);
      g_assert_cmphex (get_pixel (surface, left + side * module, top), ==, 0x808080);
      cairo_surface_destroy (surface);
    }
  QRcode_free (code);
}

static void
test_no_code (void)
{
  g_autofree char *text = g_strnfill (5000, 'x');

  g_assert_null (maju_qr_paintable_new (text));
  g_assert_null (maju_qr_paintable_new (""));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/qr-paintable/modules", test_modules);
  g_test_add_func ("/qr-paintable/frames", test_frames);
  g_test_add_func ("/qr-paintable/no-code", test_no_code);

  return g_test_run ();
}
