/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Listens on @address, an IP address or `*` for all of them, and @port, 0 for a
 * free one.
 *
 * Returns: a descriptor that does not block, or -1 with
 * MAJU_SERVER_ERROR_LISTEN */
int maju_bind (const char *address,
               guint       port,
               guint      *out_port,
               GError    **error);

G_END_DECLS
