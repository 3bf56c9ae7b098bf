/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether @window is the one that the person uses. `is-active` changes with
 * it wherever there is a keyboard. */
gboolean maju_window_use_is_used (GtkWindow *window);

G_END_DECLS
