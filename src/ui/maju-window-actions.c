/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-window-private.h"

static void
new_call_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  maju_window_new_call (MAJU_WINDOW (widget));
}

static void
join_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  maju_window_focus_entry (MAJU_WINDOW (widget));
}

static void
join_link_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  maju_window_open_link (MAJU_WINDOW (widget),
                         g_variant_get_string (parameter, NULL));
}

static void
test_call_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  maju_window_offer_test (MAJU_WINDOW (widget));
}

static void
troubles_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  maju_window_show_troubles (MAJU_WINDOW (widget));
}

static void
show_people_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  maju_window_show_people (MAJU_WINDOW (widget));
}

static void
close_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

void
maju_window_class_actions_init (MajuWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "win.new-call", NULL,
                                   new_call_action);
  gtk_widget_class_install_action (widget_class, "win.join", NULL, join_action);
  gtk_widget_class_install_action (widget_class, "win.join-link", "s",
                                   join_link_action);
  gtk_widget_class_install_action (widget_class, "win.test-call", NULL,
                                   test_call_action);
  gtk_widget_class_install_action (widget_class, "win.troubles", NULL,
                                   troubles_action);
  gtk_widget_class_install_action (widget_class, "win.show-people", NULL,
                                   show_people_action);
  gtk_widget_class_install_action (widget_class, "win.close", NULL,
                                   close_action);
}

void
maju_window_update_actions (MajuWindow *self)
{
  gboolean at_start;

  at_start = adw_navigation_view_get_visible_page (self->view) ==
    ADW_NAVIGATION_PAGE (self->start_page);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.new-call",
                                 at_start &&
                                 !maju_start_page_get_starting (self->start_page));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.test-call",
                                 at_start &&
                                 !maju_start_page_get_starting (self->start_page));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.join", at_start);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.join-link",
                                 !maju_window_is_busy (self));
}

void
maju_window_export_actions (MajuWindow *self,
                            GActionMap *actions)
{
  static const char *const names[] = {
    "microphone", "camera", "talk-down", "talk-up", "leave",
  };
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  maju_window_unexport_actions (self);
  self->exported = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GAction *action = g_action_map_lookup_action (actions, names[i]);

      g_ptr_array_add (self->exported, g_object_ref (action));
      g_action_map_add_action (G_ACTION_MAP (application), action);
    }
}

/* Another window's may have taken their place. */
void
maju_window_unexport_actions (MajuWindow *self)
{
  g_autoptr(GPtrArray) exported = g_steal_pointer (&self->exported);
  GActionMap *application =
    G_ACTION_MAP (gtk_window_get_application (GTK_WINDOW (self)));

  for (guint i = 0; application != NULL && exported != NULL
       && i < exported->len; i++)
    {
      GAction *action = g_ptr_array_index (exported, i);
      const char *name = g_action_get_name (action);

      if (g_action_map_lookup_action (application, name) == action)
        g_action_map_remove_action (application, name);
    }
}
