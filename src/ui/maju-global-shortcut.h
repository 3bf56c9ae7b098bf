/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_GLOBAL_SHORTCUT (maju_global_shortcut_get_type ())

/**
 * MajuGlobalShortcut:
 *
 * A key to talk that works whatever window is in use, by the GlobalShortcuts
 * portal (org.freedesktop.portal.GlobalShortcuts, version 1), as the setting
 * `talk-anywhere` says. The desktop asks which key when the setting is turned
 * on. The key is taken during a call only, so that it is everybody else's at
 * other times; the desktop remembers it and does not ask again.
 *
 * Properties: `available`, whether the desktop has such keys; `words`, how it
 * is, for the person.
 *
 * Signals: `pressed` and `released`, which take turns; `lost`, with words: the
 * desktop refused the key or took it back, and the setting is off.
 */
G_DECLARE_FINAL_TYPE (MajuGlobalShortcut, maju_global_shortcut, MAJU,
                      GLOBAL_SHORTCUT, GObject)

/* @connection: (nullable): to the session bus */
MajuGlobalShortcut *maju_global_shortcut_new (GDBusConnection *connection,
                                              GSettings       *settings)
G_GNUC_WARN_UNUSED_RESULT;

void                maju_global_shortcut_set_in_call (MajuGlobalShortcut *self,
                                                      gboolean            in_call);

G_END_DECLS
