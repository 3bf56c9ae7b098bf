/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_LOCK_WATCH (maju_lock_watch_get_type ())

/**
 * MajuLockWatch:
 *
 * Hears when the desktop locks the screen. GNOME ends what is shared of it then;
 * other desktops do not, and all of them say it on the session bus.
 *
 * Signals: `locked`.
 */
G_DECLARE_FINAL_TYPE (MajuLockWatch, maju_lock_watch, MAJU, LOCK_WATCH, GObject)

/* @bus: (nullable): without it nothing is heard. */
MajuLockWatch *maju_lock_watch_new (GDBusConnection *bus)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
