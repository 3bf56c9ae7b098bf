/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-window-use.h"

/* GTK calls a window active when it has the keyboard, and where there is no
 * keyboard, as on a tablet, none ever is. The desktop says which one is used. */
gboolean
maju_window_use_is_used (GtkWindow *window)
{
  GdkSurface *surface;

  g_return_val_if_fail (GTK_IS_WINDOW (window), FALSE);

  if (gtk_window_is_active (window))
    return TRUE;

  surface = gtk_native_get_surface (GTK_NATIVE (window));
  return GDK_IS_TOPLEVEL (surface) &&
         gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) &
         GDK_TOPLEVEL_STATE_FOCUSED;
}
