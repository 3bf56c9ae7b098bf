/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"
#include "maju-profile.h"

#include "maju-history-group.h"
#include "maju-toast.h"

#include <glib/gi18n.h>

struct _MajuHistoryGroup
{
  AdwPreferencesGroup parent_instance;

  MajuChatStore *store;
  GSettings *settings;

  AdwSwitchRow *keep_row;
  GtkWidget *delete_row;
};

G_DEFINE_FINAL_TYPE (MajuHistoryGroup, maju_history_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
say (MajuHistoryGroup *self,
     const char       *words)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self),
                                               ADW_TYPE_PREFERENCES_DIALOG);

  if (dialog == NULL)
    return;

  adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (dialog),
                                    maju_toast_new (words, dialog, NULL));
  gtk_accessible_announce (GTK_ACCESSIBLE (dialog), words,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
show_problem (MajuHistoryGroup *self,
              const char       *words)
{
  AdwDialog *dialog;

  dialog = adw_alert_dialog_new (_("The Chat History Is Not Deleted"), words);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close",
                                 _("_Close"));
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MajuHistoryGroup) self = user_data;
  g_autoptr(GError) error = NULL;

  if (maju_chat_store_clear_finish (MAJU_CHAT_STORE (object), result, &error))
    say (self, _("Chat history deleted"));
  else if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_problem (self, error->message);
}

static void
response_cb (MajuHistoryGroup *self,
             const char       *response)
{
  if (g_str_equal (response, "delete"))
    maju_chat_store_clear_async (self->store, cleared_cb, g_object_ref (self));
}

static void
ask (MajuHistoryGroup *self,
     const char       *heading,
     const char       *body,
     const char       *keep,
     const char       *delete)
{
  AdwDialog *dialog = adw_alert_dialog_new (heading, body);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "keep", keep,
                                  "delete", delete, NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "delete",
                                            ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "keep");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
delete_cb (MajuHistoryGroup *self)
{
  ask (self, _("Delete Chat History?"),
       _("The messages of all rooms are deleted from this computer and cannot be "
         "brought back. Files that you saved stay, and so does what others "
         "keep."),
       _("_Cancel"), _("_Delete"));
}

static void
keep_changed_cb (MajuHistoryGroup *self)
{
  if (!adw_switch_row_get_active (self->keep_row))
    ask (self, _("Delete What Is There?"),
         _("From now on no messages are kept. Those of earlier calls are still on "
           "this computer."),
         _("_Keep Them"), _("_Delete"));
}

static void
maju_history_group_dispose (GObject *object)
{
  MajuHistoryGroup *self = MAJU_HISTORY_GROUP (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_HISTORY_GROUP);
  g_clear_object (&self->settings);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (maju_history_group_parent_class)->dispose (object);
}

static void
maju_history_group_class_init (MajuHistoryGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = maju_history_group_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-history-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuHistoryGroup, keep_row);
  gtk_widget_class_bind_template_child (widget_class, MajuHistoryGroup,
                                        delete_row);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
}

static void
maju_history_group_init (MajuHistoryGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_sensitive (self->delete_row, FALSE);

  self->settings = g_settings_new (MAJU_APPLICATION_ID);
  g_settings_bind (self->settings, "keep-chat-history", self->keep_row, "active",
                   G_SETTINGS_BIND_DEFAULT);
}

void
maju_history_group_set_store (MajuHistoryGroup *self,
                              MajuChatStore    *store)
{
  g_return_if_fail (MAJU_IS_HISTORY_GROUP (self));
  g_return_if_fail (MAJU_IS_CHAT_STORE (store));
  g_return_if_fail (self->store == NULL);

  self->store = g_object_ref (store);
  gtk_widget_set_sensitive (self->delete_row, TRUE);
  g_signal_connect_object (self->keep_row, "notify::active",
                           G_CALLBACK (keep_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
