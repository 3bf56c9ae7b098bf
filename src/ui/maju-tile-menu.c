/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tile-menu.h"

#include "maju-menu-names.h"
#include "maju-person-menu.h"
#include "maju-tile.h"

static gboolean
is_of_another (GtkWidget *tile)
{
  return MAJU_IS_TILE (tile)
         && !maju_participant_get_is_self (
    maju_tile_get_participant (MAJU_TILE (tile)));
}

static void
popup (GtkWidget  *tile,
       GMenuModel *model,
       double      x,
       double      y)
{
  GtkWidget *popover = g_object_get_data (G_OBJECT (tile), "tile-menu");

  if (popover == NULL)
    {
      popover = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
      gtk_widget_set_halign (popover, GTK_ALIGN_START);
      gtk_widget_set_parent (popover, tile);
      maju_menu_names_watch_popover (GTK_POPOVER (popover));
      if (is_of_another (tile))
        maju_person_menu_attach (GTK_POPOVER_MENU (popover),
                                 maju_tile_get_participant (MAJU_TILE (tile)));
      g_signal_connect_object (tile, "destroy",
                               G_CALLBACK (gtk_widget_unparent), popover,
                               G_CONNECT_SWAPPED);
      g_object_set_data (G_OBJECT (tile), "tile-menu", popover);
    }

  gtk_popover_set_pointing_to (GTK_POPOVER (popover),
                               &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (popover));
}

static GMenuModel *
get_model (gpointer controller)
{
  return g_object_get_data (controller, "model");
}

static void
second_pressed_cb (GtkGestureClick *gesture,
                   int              n_press,
                   double           x,
                   double           y)
{
  GtkWidget *tile =
    gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup (tile, get_model (gesture), x, y);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture,
                 double               x,
                 double               y)
{
  GtkWidget *tile =
    gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup (tile, get_model (gesture), x, y);
}

static void
first_pressed_cb (GtkGestureClick *gesture,
                  int              n_press)
{
  GtkWidget *tile =
    gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  if (n_press % 2 == 0)
    gtk_widget_activate_action (tile, "tile.pin", NULL);
}

static gboolean
menu_cb (GtkWidget *tile,
         GVariant  *arguments,
         gpointer   user_data)
{
  popup (tile, user_data, gtk_widget_get_width (tile) / 2.0,
         gtk_widget_get_height (tile) / 2.0);

  return GDK_EVENT_STOP;
}

static void
add_gesture (GtkWidget  *tile,
             GtkGesture *gesture,
             GMenuModel *model)
{
  g_object_set_data_full (G_OBJECT (gesture), "model", g_object_ref (model),
                          g_object_unref);
  gtk_widget_add_controller (tile, GTK_EVENT_CONTROLLER (gesture));
}

static void
add_shortcuts (GtkWidget  *tile,
               GMenuModel *model)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcut *menu =
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Menu|<Shift>F10"),
                      gtk_callback_action_new (menu_cb, g_object_ref (model),
                                               g_object_unref));
  GtkShortcut *pin =
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Return|KP_Enter"),
                      gtk_named_action_new ("tile.pin"));

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        menu);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        pin);
  gtk_widget_add_controller (tile, controller);
}

void
maju_tile_menu_attach (GtkWidget  *tile,
                       GMenuModel *model)
{
  GtkGesture *second, *first, *hold;

  g_return_if_fail (GTK_IS_WIDGET (tile));
  g_return_if_fail (G_IS_MENU_MODEL (model));

  second = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (second),
                                 GDK_BUTTON_SECONDARY);
  g_signal_connect (second, "pressed", G_CALLBACK (second_pressed_cb), NULL);
  add_gesture (tile, second, model);

  hold = gtk_gesture_long_press_new ();
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect (hold, "pressed", G_CALLBACK (long_pressed_cb), NULL);
  add_gesture (tile, hold, model);

  first = gtk_gesture_click_new ();
  g_signal_connect (first, "pressed", G_CALLBACK (first_pressed_cb), NULL);
  add_gesture (tile, first, model);

  add_shortcuts (tile, model);
  gtk_widget_set_focusable (tile, TRUE);
}
