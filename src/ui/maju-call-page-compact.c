/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

/*
 * The small window: one picture and three buttons, in a corner of the desktop.
 * A window cannot ask to stay above the others; desktops and their extensions
 * know those that are to by the end of the title.
 */
#define WIDTH       320
#define HEIGHT      220
#define MIN_WIDTH   200
#define MIN_HEIGHT  160

/* Not to be translated: what GNOME's "PiP on top" and others look for. */
#define TITLE_END   " - PiP"

void
maju_call_page_compact_update_title (MajuCallPage *self)
{
  g_autofree char *title = NULL;

  if (!self->compact || self->window == NULL)
    return;

  title = g_strconcat (adw_window_title_get_title (self->window_title),
                       TITLE_END, NULL);
  gtk_window_set_title (self->window, title);
}

/* What does not fit, and what says how small a window may be. */
static void
apply (MajuCallPage *self)
{
  gboolean compact = self->compact;
  GtkWidget *breakpoints =
    adw_navigation_page_get_child (ADW_NAVIGATION_PAGE (self));

  gtk_widget_set_size_request (breakpoints,
                               compact ? MIN_WIDTH : 300,
                               compact ? MIN_HEIGHT : 240);
  gtk_widget_set_visible (GTK_WIDGET (self->window_title), !compact);
  gtk_widget_set_visible (self->header_tools, !compact);
  gtk_widget_set_visible (self->restore_button, compact);
  maju_tile_grid_set_compact (self->grid, compact);
  g_object_set (self->controls, "compact", compact, NULL);
}

static void
enter (MajuCallPage *self)
{
  MajuWindowShape *shape = &self->shape;
  GtkWindow *window = self->window;

  shape->maximized = gtk_window_is_maximized (window);
  shape->fullscreen = gtk_window_is_fullscreen (window);
  gtk_window_get_default_size (window, &shape->width, &shape->height);
  gtk_widget_get_size_request (GTK_WIDGET (window), &shape->min_width,
                               &shape->min_height);
  g_set_str (&shape->title, gtk_window_get_title (window));

  gtk_window_unfullscreen (window);
  gtk_window_unmaximize (window);
  gtk_widget_set_size_request (GTK_WIDGET (window), MIN_WIDTH, MIN_HEIGHT);
  gtk_window_set_default_size (window, WIDTH, HEIGHT);
  gtk_widget_add_css_class (GTK_WIDGET (window), "compact");
  maju_call_page_compact_update_title (self);
}

static void
leave (MajuCallPage *self)
{
  MajuWindowShape *shape = &self->shape;
  GtkWindow *window = self->window;

  gtk_widget_remove_css_class (GTK_WIDGET (window), "compact");
  gtk_window_set_title (window, shape->title);
  gtk_window_set_default_size (window, shape->width, shape->height);
  gtk_widget_set_size_request (GTK_WIDGET (window), shape->min_width,
                               shape->min_height);
  if (shape->maximized)
    gtk_window_maximize (window);
  if (shape->fullscreen)
    gtk_window_fullscreen (window);
}

void
maju_call_page_compact_set (MajuCallPage *self,
                            gboolean      compact)
{
  if (self->compact == compact || self->window == NULL)
    return;

  /* Whoever keeps the window's size is told before it becomes small, and after
   * it has become large again. */
  self->compact = compact;
  if (compact)
    {
      adw_overlay_split_view_set_show_sidebar (self->split_view, FALSE);
      g_object_notify (G_OBJECT (self), "compact");
      apply (self);
      enter (self);
    }
  else
    {
      leave (self);
      apply (self);
      g_object_notify (G_OBJECT (self), "compact");
    }
  maju_call_page_actions_sync (self);
}

static gboolean
toggle_cb (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   user_data)
{
  return gtk_widget_activate_action (user_data, "call.compact", NULL);
}

/* The shortcut is also that of a tool for developers in libadwaita, which takes
 * it before the page gets it; so it is taken at the window, before that. */
void
maju_call_page_compact_watch_keys (MajuCallPage *self)
{
  GtkShortcutTrigger *trigger =
    gtk_shortcut_trigger_parse_string ("<Control><Shift>m");
  GtkShortcutAction *action = gtk_callback_action_new (toggle_cb, self, NULL);

  self->compact_keys = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (self->compact_keys,
                                              GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (self->compact_keys),
    gtk_shortcut_new (trigger, action));
  gtk_widget_add_controller (GTK_WIDGET (self->window), self->compact_keys);
}

void
maju_call_page_compact_unwatch_keys (MajuCallPage *self)
{
  GtkEventController *keys = g_steal_pointer (&self->compact_keys);

  if (keys != NULL && self->window != NULL)
    gtk_widget_remove_controller (GTK_WIDGET (self->window), keys);
}
