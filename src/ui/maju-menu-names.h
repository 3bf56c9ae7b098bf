/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Gives the items of the menu that @button opens their accessible names, which
 * GTK (4.24) does not do by itself. Once, whatever menus it gets later. */
void maju_menu_names_watch (GtkMenuButton *button);

/* The same for a menu that no button opens. */
void maju_menu_names_watch_popover (GtkPopover *popover);

G_END_DECLS
