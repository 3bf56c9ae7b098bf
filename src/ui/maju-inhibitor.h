/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_INHIBITOR (maju_inhibitor_get_type ())

/**
 * MajuInhibitor:
 *
 * Keeps the computer from suspending, and the screen from going dark, for as
 * long as it lives.
 *
 * It asks the Inhibit portal, in a sandbox and outside alike, and GTK only where
 * there is none: GTK goes to GNOME's session manager first, and stands still
 * until that answers.
 */
G_DECLARE_FINAL_TYPE (MajuInhibitor, maju_inhibitor, MAJU, INHIBITOR, GObject)

/* @reason: for the person, who may be told what keeps the computer awake. */
MajuInhibitor *maju_inhibitor_new (GtkApplication *application,
                                   const char     *reason)
G_GNUC_WARN_UNUSED_RESULT;

/* Whether nothing is known to be against it. */
gboolean       maju_inhibitor_get_active (MajuInhibitor *self);

G_END_DECLS
