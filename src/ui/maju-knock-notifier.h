/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-door.h"

G_BEGIN_DECLS

#define MAJU_TYPE_KNOCK_NOTIFIER (maju_knock_notifier_get_type ())

/**
 * MajuKnockNotifier:
 *
 * Has the desktop tell of each who waits at the locked door while the window is
 * not the one that the person uses. The notification answers by the actions
 * `app.admit` and `app.refuse` (us: the window, and who by their id), and goes
 * with whoever it is about.
 */
G_DECLARE_FINAL_TYPE (MajuKnockNotifier, maju_knock_notifier, MAJU,
                      KNOCK_NOTIFIER, GObject)

/* @window: has an application. */
MajuKnockNotifier *maju_knock_notifier_new (MajuDoor             *door,
                                            GtkApplicationWindow *window)
G_GNUC_WARN_UNUSED_RESULT;

/* Lets in or refuses who has that id; without effect if nobody has. */
void               maju_knock_notifier_answer (MajuKnockNotifier *self,
                                               const char        *id,
                                               gboolean           admit);

G_END_DECLS
