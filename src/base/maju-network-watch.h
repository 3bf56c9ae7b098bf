/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_NETWORK_WATCH (maju_network_watch_get_type ())

/**
 * MajuNetworkWatch:
 *
 * Says when an address or a route of this computer came or went, as the kernel
 * tells it (rtnetlink(7)). GNetworkMonitor tells only when the last way out is
 * gone or the first one is there, not when one network takes another's place.
 *
 * Signal `changed` (gboolean available), in the thread-default main context of
 * the maker: one for what comes together. @available: whether there is an
 * address that others can reach at all.
 */
G_DECLARE_FINAL_TYPE (MajuNetworkWatch, maju_network_watch, MAJU, NETWORK_WATCH,
                      GObject)

/* Silent for ever where the kernel does not tell. */
MajuNetworkWatch *maju_network_watch_new (void)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
