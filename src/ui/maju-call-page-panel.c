/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

#include "maju-window-use.h"

#include <string.h>

static gboolean
is_open (MajuCallPage *self)
{
  return adw_overlay_split_view_get_show_sidebar (self->split_view);
}

static void
panel_changed_cb (MajuCallPage *self)
{
  maju_call_page_actions_sync (self);
  maju_call_page_panel_mark_read (self);
  if (maju_call_page_panel_shows (self, "chat"))
    maju_call_page_drop_message (self);
}

gboolean
maju_call_page_panel_shows (MajuCallPage *self,
                            const char   *name)
{
  const char *shown = adw_view_stack_get_visible_child_name (self->panel_stack);

  return is_open (self) && g_strcmp0 (shown, name) == 0;
}

void
maju_call_page_panel_show (MajuCallPage *self,
                           const char   *name,
                           gboolean      show)
{
  if (maju_call_page_panel_shows (self, name) == show)
    return;

  if (show)
    adw_view_stack_set_visible_child_name (self->panel_stack, name);
  adw_overlay_split_view_set_show_sidebar (self->split_view, show);

  if (show && strcmp (name, "chat") == 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->chat_panel));
  else if (!show)
    gtk_widget_child_focus (GTK_WIDGET (self->controls), GTK_DIR_TAB_FORWARD);
}

void
maju_call_page_panel_mark_read (MajuCallPage *self)
{
  MajuChat *chat = self->call != NULL ? maju_call_get_chat (self->call) : NULL;

  if (chat != NULL && self->window != NULL
      && maju_window_use_is_used (self->window)
      && maju_call_page_panel_shows (self, "chat"))
    maju_chat_mark_read (chat);
}

void
maju_call_page_panel_init (MajuCallPage *self)
{
  g_object_bind_property (self->split_view, "show-sidebar",
                          self->bottom_sheet, "open",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->split_view, "notify::show-sidebar",
                           G_CALLBACK (panel_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->panel_stack, "notify::visible-child",
                           G_CALLBACK (panel_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
