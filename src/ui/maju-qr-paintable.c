/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-qr-paintable.h"

#include <gtk/gtk.h>
#include <qrencode.h>

/* Around the code, in modules. */
#define QUIET 4

/* What a module is by itself, in pixels. */
#define MODULE 4

struct _MajuQrPaintable
{
  GObject parent_instance;

  QRcode *code;
};

static const GdkRGBA black = { 0, 0, 0, 1 };
static const GdkRGBA white = { 1, 1, 1, 1 };

static int
get_side (MajuQrPaintable *self)
{
  return self->code->width + 2 * QUIET;
}

static gboolean
is_dark (MajuQrPaintable *self,
         int              row,
         int              column)
{
  return self->code->data[row * self->code->width + column] & 1;
}

/* Neighbours are one rectangle, so that there is no seam between them. */
static void
append_row (MajuQrPaintable *self,
            GtkSnapshot     *snapshot,
            int              row,
            float            module)
{
  int width = self->code->width;
  int end;

  for (int column = 0; column < width; column = end)
    {
      end = column + 1;
      if (!is_dark (self, row, column))
        continue;
      while (end < width && is_dark (self, row, end))
        end++;
      gtk_snapshot_append_color (snapshot, &black,
                                 &GRAPHENE_RECT_INIT ((float) (QUIET + column) * module,
                                                      (float) (QUIET + row) * module,
                                                      (float) (end - column) * module,
                                                      module));
    }
}

static void
maju_qr_paintable_snapshot (GdkPaintable *paintable,
                            GdkSnapshot  *snapshot,
                            double        width,
                            double        height)
{
  MajuQrPaintable *self = MAJU_QR_PAINTABLE (paintable);
  float module = (float) (MIN (width, height) / get_side (self));
  float side;

  if (module >= 1)
    module = floorf (module);
  side = module * (float) get_side (self);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (floorf (((float) width - side) / 2),
                                                floorf (((float) height - side) / 2)));
  gtk_snapshot_append_color (snapshot, &white,
                             &GRAPHENE_RECT_INIT (0, 0, side, side));
  for (int row = 0; row < self->code->width; row++)
    append_row (self, snapshot, row, module);
  gtk_snapshot_restore (snapshot);
}

static GdkPaintableFlags
maju_qr_paintable_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE | GDK_PAINTABLE_STATIC_CONTENTS;
}

static int
maju_qr_paintable_get_intrinsic_size (GdkPaintable *paintable)
{
  return get_side (MAJU_QR_PAINTABLE (paintable)) * MODULE;
}

static void
paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = maju_qr_paintable_snapshot;
  iface->get_flags = maju_qr_paintable_get_flags;
  iface->get_intrinsic_width = maju_qr_paintable_get_intrinsic_size;
  iface->get_intrinsic_height = maju_qr_paintable_get_intrinsic_size;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MajuQrPaintable, maju_qr_paintable, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE,
                                                      paintable_iface_init))

static void
maju_qr_paintable_finalize (GObject *object)
{
  MajuQrPaintable *self = MAJU_QR_PAINTABLE (object);

  g_clear_pointer (&self->code, QRcode_free);

  G_OBJECT_CLASS (maju_qr_paintable_parent_class)->finalize (object);
}

static void
maju_qr_paintable_class_init (MajuQrPaintableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = maju_qr_paintable_finalize;
}

static void
maju_qr_paintable_init (MajuQrPaintable *self)
{
}

GdkPaintable *
maju_qr_paintable_new (const char *text)
{
  MajuQrPaintable *self;
  QRcode *code;

  g_return_val_if_fail (text != NULL, NULL);

  code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  if (code == NULL)
    return NULL;

  self = g_object_new (MAJU_TYPE_QR_PAINTABLE, NULL);
  self->code = code;

  return GDK_PAINTABLE (self);
}
