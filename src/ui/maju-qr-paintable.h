/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_QR_PAINTABLE (maju_qr_paintable_get_type ())

/**
 * MajuQrPaintable:
 *
 * A text as QR code (ISO/IEC 18004, byte mode, error correction M), with the
 * quiet zone of 4 modules around it. It is black on white whatever the style:
 * many readers take no other. A module is a whole number of pixels where there
 * is room for that, so that no edge is blurred.
 */
G_DECLARE_FINAL_TYPE (MajuQrPaintable, maju_qr_paintable, MAJU, QR_PAINTABLE,
                      GObject)

/* Returns: (nullable): %NULL when @text is too long, or empty */
GdkPaintable *maju_qr_paintable_new (const char *text)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
