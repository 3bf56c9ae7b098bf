/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Fills @buffer with bytes that nobody can guess, for keys, tokens and ids.
 * From any thread. */
void  maju_random_fill          (guint8       *buffer,
                                 gsize         length);

/* base64url without padding (RFC 4648 section 5). */
char *maju_base64url_encode     (const guint8 *data,
                                 gsize         length)
                                 G_GNUC_WARN_UNUSED_RESULT;

/* Takes exactly what maju_base64url_encode() makes of @length bytes.
 *
 * Returns: whether @text was that; only then @data is filled. */
gboolean maju_base64url_decode  (const char   *text,
                                 guint8       *data,
                                 gsize         length);

/* Compares in a time that depends only on @length. */
gboolean maju_secure_equal      (const void   *a,
                                 const void   *b,
                                 gsize         length);

G_END_DECLS
