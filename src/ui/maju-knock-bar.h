/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-call.h"

G_BEGIN_DECLS

#define MAJU_TYPE_KNOCK_BAR (maju_knock_bar_get_type ())

/**
 * MajuKnockBar:
 *
 * Asks about the first of those who wait at the door, for as long as they do.
 * It takes no focus. Shown only to who may answer.
 */
G_DECLARE_FINAL_TYPE (MajuKnockBar, maju_knock_bar, MAJU, KNOCK_BAR, GtkWidget)

/* @door: (nullable) */
void maju_knock_bar_set_door (MajuKnockBar *self,
                              MajuDoor     *door);

G_END_DECLS
