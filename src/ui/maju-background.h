/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-ringer.h"

G_BEGIN_DECLS

#define MAJU_TYPE_BACKGROUND (maju_background_get_type ())

/**
 * MajuBackground:
 *
 * What Maju is without a window: it holds the application while the ringer has
 * rooms to listen at, asks the Background portal for that once when the last
 * window closes, and tells the desktop in a line what goes on. Where that is
 * refused a notification says so, and the application ends with its window.
 *
 * It also has the desktop start Maju without a window, by the same portal, as
 * the setting `autostart` says; a refusal takes the setting back.
 *
 * Property: `autostart-words`, how that is, for the person.
 */
G_DECLARE_FINAL_TYPE (MajuBackground, maju_background, MAJU, BACKGROUND,
                      GObject)

/* @application owns it, and is not owned. */
MajuBackground *maju_background_new (GtkApplication *application,
                                     MajuRinger     *ringer,
                                     GSettings      *settings)
G_GNUC_WARN_UNUSED_RESULT;

/* Whether a window is in a call. */
void            maju_background_set_in_call (MajuBackground *self,
                                             gboolean        in_call);

G_END_DECLS
