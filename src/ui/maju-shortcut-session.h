/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MajuShortcutEnd:
 *
 * @MAJU_SHORTCUT_END_FAILED: the desktop could not give a key
 * @MAJU_SHORTCUT_END_REFUSED: the person, or the desktop for them, gave none
 * @MAJU_SHORTCUT_END_TAKEN: the desktop took the key back
 * @MAJU_SHORTCUT_END_GONE: the desktop's service is no longer there
 */
typedef enum
{
  MAJU_SHORTCUT_END_FAILED,
  MAJU_SHORTCUT_END_REFUSED,
  MAJU_SHORTCUT_END_TAKEN,
  MAJU_SHORTCUT_END_GONE,
} MajuShortcutEnd;

#define MAJU_TYPE_SHORTCUT_SESSION (maju_shortcut_session_get_type ())

/**
 * MajuShortcutSession:
 *
 * One key that the desktop lends us, from asking for it until it is given back,
 * by the GlobalShortcuts portal (org.freedesktop.portal.GlobalShortcuts,
 * version 1). It asks as soon as it is made.
 *
 * Signals:
 *  - `bound` (const char *trigger): the key is ours. @trigger is what the
 *    desktop calls it, empty when the person has chosen none
 *  - `trigger-changed` (const char *trigger): it is another key now
 *  - `pressed` and `released`, which take turns
 *  - `ended` (guint why, a MajuShortcutEnd): nothing more comes of it; close it
 */
G_DECLARE_FINAL_TYPE (MajuShortcutSession, maju_shortcut_session, MAJU,
                      SHORTCUT_SESSION, GObject)

/* @id names the key to the desktop, which remembers by it which one it is;
 * @description tells the person what it is for. */
MajuShortcutSession *maju_shortcut_session_new (GDBusConnection *connection,
                                                const char      *id,
                                                const char      *description)
G_GNUC_WARN_UNUSED_RESULT;

gboolean             maju_shortcut_session_is_bound (MajuShortcutSession *self);

/* Gives the key back; a key that is down is released. Once, and before the last
 * reference goes. */
void                 maju_shortcut_session_close (MajuShortcutSession *self);

/* Asks whether the desktop lends keys: %FALSE with an error when it does not. */
void                 maju_shortcut_session_find_async (GDBusConnection    *connection,
                                                       GCancellable       *cancellable,
                                                       GAsyncReadyCallback callback,
                                                       gpointer            user_data);
gboolean             maju_shortcut_session_find_finish (GDBusConnection *connection,
                                                        GAsyncResult    *result,
                                                        GError         **error);

G_END_DECLS
