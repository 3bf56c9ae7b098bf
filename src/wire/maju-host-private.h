/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one way to write a host: an IPv4 address, an IPv6 address in brackets, or
 * a DNS name in lower case with its international labels in punycode.
 *
 * Returns: (nullable): %NULL for what is none of them. */
char    *maju_host_normalize (const char *text)
G_GNUC_WARN_UNUSED_RESULT;

/* Whether a normal host is this computer or on the local network, where a
 * server without TLS may be: loopback, RFC 1918, link-local, fc00::/7 (RFC
 * 4193), names in .local and .localhost, and names of one label. */
gboolean maju_host_is_local (const char *host);

/* Whether a normal host is this computer and no other: 127.0.0.0/8, ::1, and
 * localhost with the names under it (RFC 6761 section 6.3). */
gboolean maju_host_is_loopback (const char *host);

G_END_DECLS
