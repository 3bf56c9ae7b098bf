/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-peer.h"

G_BEGIN_DECLS

/* The SHA-256 of the DER of the first certificate in @pem, written as in SDP:
 * upper-case hexadecimal pairs with colons between (RFC 8122, section 5).
 *
 * Returns: (transfer full) (nullable): %NULL with @error set when @pem holds no
 *   certificate. */
char *maju_certificate_get_fingerprint (const char *pem,
                                        GError    **error)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
