/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

#include <glib/gi18n.h>

/* The door of the room, as the call page has it: what is said, and the actions
 * `call.lock` and `call.remove` (s: whom, by their id). */

static MajuDoor *
get_door (MajuCallPage *self)
{
  return self->call != NULL ? maju_call_get_door (self->call) : NULL;
}

static void
waiting_changed_cb (MajuCallPage *self,
                    guint         position,
                    guint         removed,
                    guint         added,
                    GListModel   *waiting)
{
  g_autoptr(MajuKnocker) knocker = NULL;
  g_autofree char *words = NULL;

  if (added == 0 || !maju_door_get_answers (get_door (self)))
    return;

  knocker = g_list_model_get_item (waiting, position + added - 1);
  words = g_strdup_printf (_("%s would like to come in"),
                           maju_knocker_get_display_name (knocker));
  gtk_accessible_announce (GTK_ACCESSIBLE (self), words,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
locked_cb (MajuCallPage *self)
{
  maju_call_page_say (self, maju_door_get_locked (get_door (self))
                            ? _("The room is locked. Newcomers have to knock")
                            : _("The room is open to everybody with the link"));
}

static void
failed_cb (MajuCallPage *self,
           GError       *error)
{
  maju_call_page_say_trouble (self, error->message);
}

static void
remove_response_cb (MajuCallPage *self,
                    const char   *response,
                    AdwDialog    *dialog)
{
  MajuParticipant *participant = g_object_get_data (G_OBJECT (dialog),
                                                    "participant");

  if (g_str_equal (response, "remove") && self->call != NULL)
    maju_door_remove (get_door (self), participant);
}

static void
remove_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  MajuCallPage *self = user_data;
  g_autoptr(MajuParticipant) participant = NULL;
  g_autofree char *heading = NULL;
  AdwAlertDialog *dialog;

  if (self->call != NULL)
    participant = maju_call_page_find_participant (
      self, g_variant_get_string (parameter, NULL));
  if (participant == NULL)
    return;

  /* Translators: %s is a person in the call. */
  heading = g_strdup_printf (_("Remove %s?"),
                             maju_participant_get_display_name (participant));
  dialog = ADW_ALERT_DIALOG (
    adw_alert_dialog_new (heading,
                          _("They leave the call at once. The room is locked, so "
                            "that the link alone does not lead back: newcomers "
                            "have to knock.")));
  adw_alert_dialog_set_heading_use_markup (dialog, FALSE);
  adw_alert_dialog_add_responses (dialog,
                                  "cancel", _("_Cancel"),
                                  "remove", _("_Remove"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (dialog, "remove",
                                            ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (dialog), "participant",
                          g_object_ref (participant), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb),
                           self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static void
lock_change_state_cb (GSimpleAction *action,
                      GVariant      *value,
                      gpointer       user_data)
{
  MajuDoor *door = get_door (user_data);

  if (door != NULL)
    maju_door_set_locked (door, g_variant_get_boolean (value));
}

static const GActionEntry entries[] = {
  { "lock", NULL, NULL, "false", lock_change_state_cb },
  { "remove", remove_cb, "s" },
};

static void
door_changed_cb (MajuCallPage *self)
{
  MajuDoor *door = get_door (self);
  GActionMap *map = G_ACTION_MAP (self->actions);
  gboolean owner = door != NULL && maju_door_get_is_owner (door);
  gboolean locked = door != NULL && maju_door_get_locked (door);

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      GAction *action = g_action_map_lookup_action (map, entries[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), owner);
    }
  g_simple_action_set_state (
    G_SIMPLE_ACTION (g_action_map_lookup_action (map, "lock")),
    g_variant_new_boolean (locked));
}

void
maju_call_page_door_init (MajuCallPage *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries,
                                   G_N_ELEMENTS (entries), self);
  door_changed_cb (self);
}

void
maju_call_page_door_set (MajuCallPage *self,
                         MajuDoor     *former)
{
  MajuDoor *door = get_door (self);

  if (former != NULL)
    {
      g_signal_handlers_disconnect_by_data (former, self);
      g_signal_handlers_disconnect_by_data (maju_door_get_waiting (former), self);
    }
  maju_knock_bar_set_door (self->knock_bar, door);
  door_changed_cb (self);
  if (door == NULL)
    return;

  g_signal_connect_object (door, "notify", G_CALLBACK (door_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (door, "notify::locked", G_CALLBACK (locked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (door, "failed", G_CALLBACK (failed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (maju_door_get_waiting (door), "items-changed",
                           G_CALLBACK (waiting_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
