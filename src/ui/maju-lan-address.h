/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * maju_lan_address_find:
 *
 * The address by which others on the local network reach this computer: that
 * of the interface which the default route goes through, or else one of an
 * interface that is up. Sends nothing.
 *
 * Returns: (transfer full) (nullable): an IPv4 address of a private or
 *   link-local network; %NULL when there is none
 */
GInetAddress *maju_lan_address_find (void)
                                     G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
