/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_GESTURE_BUTTONS (maju_gesture_buttons_get_type ())
/**
 * MajuGestureButtons:
 *
 * Two of the call's controls: the raised hand (`call.hand`), and the reactions
 * (`call.react`, with the name of one).
 */
G_DECLARE_FINAL_TYPE (MajuGestureButtons, maju_gesture_buttons, MAJU,
                      GESTURE_BUTTONS, GtkWidget)

G_END_DECLS
