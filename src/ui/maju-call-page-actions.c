/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

#include "maju-invitation.h"
#include "maju-invite-dialog.h"

#include <glib/gi18n.h>

static void
panel_change_state_cb (GSimpleAction *action,
                       GVariant      *value,
                       gpointer       user_data)
{
  const char *name = g_action_get_name (G_ACTION (action));

  maju_call_page_panel_show (user_data, name, g_variant_get_boolean (value));
}

/* Never closes it: a toast may stand there when the panel is open already. */
static void
show_panel_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  maju_call_page_panel_show (user_data, g_variant_get_string (parameter, NULL),
                             TRUE);
}

static void
fullscreen_change_state_cb (GSimpleAction *action,
                            GVariant      *value,
                            gpointer       user_data)
{
  MajuCallPage *self = user_data;

  if (self->window == NULL)
    return;

  if (g_variant_get_boolean (value))
    gtk_window_fullscreen (self->window);
  else
    gtk_window_unfullscreen (self->window);
}

static void
compact_change_state_cb (GSimpleAction *action,
                         GVariant      *value,
                         gpointer       user_data)
{
  maju_call_page_compact_set (user_data, g_variant_get_boolean (value));
}

static void
unpin_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  MajuCallPage *self = user_data;

  maju_tile_grid_unpin (self->grid);
}

static void
invite_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  MajuCallPage *self = user_data;
  AdwDialog *dialog;

  if (self->call == NULL || self->invite_dialog != NULL)
    return;

  dialog = maju_invite_dialog_new (maju_call_get_link (self->call));
  gtk_widget_insert_action_group (GTK_WIDGET (dialog), "call",
                                  G_ACTION_GROUP (self->actions));
  g_set_weak_pointer (&self->invite_dialog, dialog);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
copy_link_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  MajuCallPage *self = user_data;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autofree char *text = NULL;

  if (self->call == NULL)
    return;

  text = maju_room_link_to_string (maju_call_get_link (self->call),
                                   MAJU_LINK_SCHEME_WEB);
  gdk_clipboard_set_text (clipboard, text);
  if (self->invite_dialog != NULL)
    adw_dialog_close (self->invite_dialog);
  maju_call_page_say (self, _("Link copied"));
}

static void
invitation_saved_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(MajuCallPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *words = NULL;
  gboolean saved;

  saved = maju_invitation_save_finish (result, &error);
  /* The call may have ended meanwhile. */
  if (self->call == NULL || self->window == NULL
      || g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    return;

  if (self->invite_dialog != NULL)
    adw_dialog_close (self->invite_dialog);
  words = saved
          ? g_strdup (_("Invitation saved"))
    /* Translators: %s says why. */
          : g_strdup_printf (_("The invitation is not saved: %s"),
                             error->message);
  maju_call_page_say (self, words);
}

static void
save_invitation_cb (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  MajuCallPage *self = user_data;

  if (self->call == NULL)
    return;

  maju_invitation_save_async (maju_call_get_link (self->call), self->window,
                              NULL, invitation_saved_cb, g_object_ref (self));
}

static void
leave_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  maju_call_page_leave (user_data);
}

static void
talk_down_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  MajuCallPage *self = user_data;

  maju_talk_key_down (self->talk_key);
}

static void
talk_up_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  MajuCallPage *self = user_data;

  maju_talk_key_up (self->talk_key);
}

static const GActionEntry entries[] = {
  { "chat", NULL, NULL, "false", panel_change_state_cb },
  { "people", NULL, NULL, "false", panel_change_state_cb },
  { "show-panel", show_panel_cb, "s" },
  { "fullscreen", NULL, NULL, "false", fullscreen_change_state_cb },
  { "compact", NULL, NULL, "false", compact_change_state_cb },
  { "unpin", unpin_cb },
  { "invite", invite_cb },
  { "copy-link", copy_link_cb },
  { "save-invitation", save_invitation_cb },
  { "leave", leave_cb },
  { "talk-down", talk_down_cb },
  { "talk-up", talk_up_cb },
};

static void
set_state (MajuCallPage *self,
           const char   *name,
           gboolean      state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions),
                                                name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_boolean (state));
}

void
maju_call_page_actions_sync (MajuCallPage *self)
{
  set_state (self, "chat", maju_call_page_panel_shows (self, "chat"));
  set_state (self, "people", maju_call_page_panel_shows (self, "people"));
  set_state (self, "fullscreen",
             self->window != NULL && gtk_window_is_fullscreen (self->window));
  set_state (self, "compact", self->compact);
}

/* The actions' state is the senders' own: whoever switches the microphone, the
 * button shows it. */
void
maju_call_page_actions_set_media (MajuCallPage   *self,
                                  MajuLocalMedia *media)
{
  g_autoptr(GPropertyAction) microphone = NULL;
  g_autoptr(GPropertyAction) camera = NULL;
  GActionMap *map = G_ACTION_MAP (self->actions);

  g_action_map_remove_action (map, "microphone");
  g_action_map_remove_action (map, "camera");
  if (media == NULL)
    return;

  microphone = g_property_action_new ("microphone",
                                      maju_local_media_get_microphone (media),
                                      "enabled");
  camera = g_property_action_new ("camera",
                                  maju_local_media_get_camera (media),
                                  "enabled");
  g_action_map_add_action (map, G_ACTION (microphone));
  g_action_map_add_action (map, G_ACTION (camera));
}

/* The grid's own properties. */
static void
add_layout_actions (MajuCallPage *self)
{
  GActionMap *map = G_ACTION_MAP (self->actions);
  g_autoptr(GPropertyAction) layout =
    g_property_action_new ("layout", self->grid, "layout");
  g_autoptr(GPropertyAction) hide_self =
    g_property_action_new ("hide-self", self->grid, "hide-self");

  g_action_map_add_action (map, G_ACTION (layout));
  g_action_map_add_action (map, G_ACTION (hide_self));
  g_object_bind_property (self->grid, "pinned",
                          g_action_map_lookup_action (map, "unpin"), "enabled",
                          G_BINDING_SYNC_CREATE);
}

void
maju_call_page_actions_init (MajuCallPage *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries,
                                   G_N_ELEMENTS (entries), self);
  add_layout_actions (self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "call",
                                  G_ACTION_GROUP (self->actions));
}
