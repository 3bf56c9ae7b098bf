/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "maju-participant.h"

G_BEGIN_DECLS

#define MAJU_TYPE_SHARE_WINDOW (maju_share_window_get_type ())

/**
 * MajuShareWindow:
 *
 * Somebody's screen in a window of its own, for a second monitor. F11 makes it
 * fill the monitor. Whoever opened it closes it when the sharing ends.
 *
 * Signals: `allocated` (): what it shows may have another size.
 */
G_DECLARE_FINAL_TYPE (MajuShareWindow, maju_share_window, MAJU, SHARE_WINDOW,
                      AdwWindow)

GtkWindow *maju_share_window_new (MajuParticipant *participant);

/* As maju_share_view_get_shown_height(); 0 while the window is not seen. */
guint      maju_share_window_get_shown_height (MajuShareWindow *self);

G_END_DECLS
