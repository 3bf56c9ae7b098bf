/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

#define MAJU_TYPE_PREVIEW (maju_preview_get_type ())

/**
 * MajuPreview:
 *
 * The own picture as a GdkPaintable. A pipeline of its own, so that the
 * paintable stays the same whatever camera is opened. Made and used in the
 * main thread, where GTK is; needs gtk4paintablesink.
 */
G_DECLARE_FINAL_TYPE (MajuPreview, maju_preview, MAJU, PREVIEW, GObject)

/* Returns: (nullable): %NULL when the sink is not installed. */
MajuPreview *maju_preview_new (void) G_GNUC_WARN_UNUSED_RESULT;
GObject     *maju_preview_get_paintable (MajuPreview *self);

/* Adds to @bin what scales down and hands over.
 *
 * Returns: (transfer full) (nullable): the pad that takes raw I420. */
GstPad      *maju_preview_build (MajuPreview *self,
                                 GstBin      *bin,
                                 GError     **error);
void         maju_preview_close_async (MajuPreview        *self,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean     maju_preview_close_finish (MajuPreview  *self,
                                        GAsyncResult *result);

G_END_DECLS
