/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* The size that a PNG or JPEG says it has, by what it begins with and not by its
 * name. Returns: whether it is one of these, and of a size that can be shown:
 * else it is not to be decoded, as a small file can be a huge picture. */
gboolean    maju_picture_file_probe (const guint8 *data,
                                     gsize         length,
                                     guint        *width,
                                     guint        *height);

/* Reads and decodes a picture in a thread. Fails with G_IO_ERROR_NOT_SUPPORTED
 * for what maju_picture_file_probe() refuses. */
void        maju_picture_file_load_async (GFile              *file,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
GdkTexture *maju_picture_file_load_finish (GAsyncResult *result,
                                           GError      **error);

G_END_DECLS
