/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * maju_tile_menu_attach:
 * @tile: a widget of the stage
 * @model: its menu; it may use the actions `tile.…` of the widget, and those of
 *   maju-person-menu.h on the tile of another person
 *
 * Gives the tile the keyboard's focus, and a menu that comes by the second
 * button, a long press, Menu and Shift+F10. A double click and Return activate
 * `tile.pin`.
 */
void maju_tile_menu_attach (GtkWidget  *tile,
                            GMenuModel *model);

G_END_DECLS
