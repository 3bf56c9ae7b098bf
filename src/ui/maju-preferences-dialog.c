/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"
#include "maju-profile.h"

#include "maju-preferences-dialog.h"

#include "maju-device-row.h"
#include "maju-history-group.h"
#include "maju-media-settings.h"
#include "maju-ports-group.h"
#include "maju-sound-test.h"
#include "maju-sounds-group.h"
#include "maju-style.h"

#include "maju-room-link.h"

#include <glib/gi18n.h>

struct _MajuPreferencesDialog
{
  AdwPreferencesDialog parent_instance;

  GSettings *settings;
  MajuWindow *window;           /* (nullable) (unowned): until it is closed */
  MajuLocalMedia *media;        /* (nullable): one's own, outside of a call */
  MajuMediaSettings *media_settings;

  AdwEntryRow *name_entry;
  AdwEntryRow *server_entry;
  AdwSwitchRow *relay_row;
  AdwSwitchRow *save_row;
  AdwComboRow *style_row;
  AdwSwitchRow *rooms_row;
  AdwSwitchRow *ring_row;
  AdwSwitchRow *notify_row;
  AdwSwitchRow *notify_text_row;
  GtkLabel *server_problem;
  MajuHistoryGroup *history_group;
  MajuDeviceRow *camera_row;
  MajuDeviceRow *microphone_row;
  MajuDeviceRow *speaker_row;
  MajuSoundTest *sound_test;
  AdwSwitchRow *echo_row;
  AdwSwitchRow *noise_row;
  AdwSwitchRow *gain_row;
  AdwSwitchRow *autostart_row;
  AdwSwitchRow *talk_row;
};

G_DEFINE_FINAL_TYPE (MajuPreferencesDialog, maju_preferences_dialog,
                     ADW_TYPE_PREFERENCES_DIALOG)

/* Returns: the address as it is kept, empty for none; %NULL with @error. */
static char *
parse_server (const char *text,
              GError    **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr(MajuRoomLink) link = NULL;

  if (*stripped == '\0')
    return g_steal_pointer (&stripped);
  /* Whatever can hold a room is a server. */
  link = maju_room_link_new_random (stripped, error);
  return link != NULL ? maju_room_link_get_server (link) : NULL;
}

static void
show_server_problem (MajuPreferencesDialog *self,
                     const char            *words)
{
  if (words != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->server_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->server_entry), "error");
  gtk_label_set_label (self->server_problem, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->server_problem), words != NULL);
}

static void
server_changed_cb (MajuPreferencesDialog *self)
{
  show_server_problem (self, NULL);
}

static void
server_apply_cb (MajuPreferencesDialog *self)
{
  g_autofree char *server = NULL;
  g_autoptr(GError) error = NULL;

  server = parse_server (gtk_editable_get_text (GTK_EDITABLE (self->server_entry)),
                         &error);
  if (server == NULL)
    {
      show_server_problem (self, error->message);
      return;
    }
  g_settings_set_string (self->settings, "server", server);
  gtk_editable_set_text (GTK_EDITABLE (self->server_entry), server);
  show_server_problem (self, NULL);
}

static void
media_closed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  maju_local_media_close_finish (MAJU_LOCAL_MEDIA (object), result, NULL);
}

static void
close_media (MajuPreferencesDialog *self)
{
  g_autoptr(MajuLocalMedia) media = g_steal_pointer (&self->media);

  g_clear_object (&self->media_settings);
  maju_sound_test_set_media (self->sound_test, NULL, FALSE);
  if (media != NULL)
    maju_local_media_close_async (media, media_closed_cb, NULL);
}

static void
use_media (MajuPreferencesDialog *self,
           MajuLocalMedia        *media)
{
  MajuDeviceMonitor *devices = maju_local_media_get_devices (media);

  maju_device_row_set_devices (self->camera_row, devices);
  maju_device_row_set_devices (self->microphone_row, devices);
  maju_device_row_set_devices (self->speaker_row, devices);
  maju_sound_test_set_media (self->sound_test, media, media == self->media);
}

/* Opens nothing before a test is asked for. What is heard of a test in a call is
 * known to the call's echo canceller, so that the others do not hear it, too. */
static void
open_media (MajuPreferencesDialog *self)
{
  g_autoptr(GError) error = NULL;
  MajuLocalMedia *media = NULL;

  if (self->window != NULL)
    media = maju_window_get_call_media (self->window);
  if (media != NULL)
    {
      use_media (self, media);
      return;
    }

  if (!maju_media_init (&error))
    {
      g_warning ("The devices are not shown: %s", error->message);
      return;
    }

  self->media = maju_local_media_new (FALSE);
  self->media_settings = maju_media_settings_new (self->settings, self->media);
  use_media (self, self->media);
}

static void
in_call_cb (MajuPreferencesDialog *self)
{
  close_media (self);
  open_media (self);
}

static void
forget_window (MajuPreferencesDialog *self)
{
  if (self->window != NULL)
    g_signal_handlers_disconnect_by_data (self->window, self);
  g_clear_weak_pointer (&self->window);
}

static void
maju_preferences_dialog_closed (AdwDialog *dialog)
{
  MajuPreferencesDialog *self = MAJU_PREFERENCES_DIALOG (dialog);

  forget_window (self);
  close_media (self);
}

static void
maju_preferences_dialog_dispose (GObject *object)
{
  MajuPreferencesDialog *self = MAJU_PREFERENCES_DIALOG (object);

  forget_window (self);
  if (self->sound_test != NULL)
    close_media (self);
  gtk_widget_dispose_template (GTK_WIDGET (self),
                               MAJU_TYPE_PREFERENCES_DIALOG);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (maju_preferences_dialog_parent_class)->dispose (object);
}

static void
maju_preferences_dialog_class_init (MajuPreferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = maju_preferences_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = maju_preferences_dialog_closed;

  g_type_ensure (MAJU_TYPE_DEVICE_ROW);
  g_type_ensure (MAJU_TYPE_DEVICE_KIND);
  g_type_ensure (MAJU_TYPE_HISTORY_GROUP);
  g_type_ensure (MAJU_TYPE_PORTS_GROUP);
  g_type_ensure (MAJU_TYPE_SOUND_TEST);
  g_type_ensure (MAJU_TYPE_SOUNDS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maju/Maju/maju-preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, name_entry);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, server_entry);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, server_problem);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, relay_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, save_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, style_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, rooms_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, ring_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, notify_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, notify_text_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, history_group);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, camera_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, microphone_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, speaker_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, sound_test);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, echo_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, noise_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, gain_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, autostart_row);
  gtk_widget_class_bind_template_child (widget_class, MajuPreferencesDialog, talk_row);
  gtk_widget_class_bind_template_callback (widget_class, server_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, server_apply_cb);
}

static void
maju_preferences_dialog_init (MajuPreferencesDialog *self)
{
  g_autofree char *server = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));

  self->settings = g_settings_new (MAJU_APPLICATION_ID);
  server = g_settings_get_string (self->settings, "server");
  gtk_editable_set_text (GTK_EDITABLE (self->server_entry), server);
  g_settings_bind (self->settings, "name", self->name_entry, "text",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "relay-only", self->relay_row, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "save", self->save_row, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "keep-rooms", self->rooms_row, "active",
                   G_SETTINGS_BIND_DEFAULT);
  maju_style_bind (self->settings, G_OBJECT (self->style_row), "selected");
  g_settings_bind (self->settings, "ring-tone", self->ring_row, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "notify-messages", self->notify_row,
                   "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "notify-text", self->notify_text_row,
                   "active", G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  g_settings_bind (self->settings, "camera", self->camera_row, "device-id",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "microphone", self->microphone_row,
                   "device-id", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "speaker", self->speaker_row, "device-id",
                   G_SETTINGS_BIND_DEFAULT);

  g_settings_bind (self->settings, "echo-cancellation", self->echo_row,
                   "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "noise-suppression", self->noise_row,
                   "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "gain-control", self->gain_row, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "autostart", self->autostart_row, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "talk-anywhere", self->talk_row, "active",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_NO_SENSITIVITY);
  maju_sound_test_set_metered (self->sound_test, TRUE);
}

AdwDialog *
maju_preferences_dialog_new (MajuChatStore      *chat_store,
                             MajuBackground     *background,
                             MajuGlobalShortcut *shortcut,
                             MajuWindow         *window)
{
  MajuPreferencesDialog *self;

  g_return_val_if_fail (MAJU_IS_BACKGROUND (background), NULL);
  g_return_val_if_fail (MAJU_IS_GLOBAL_SHORTCUT (shortcut), NULL);
  g_return_val_if_fail (window == NULL || MAJU_IS_WINDOW (window), NULL);

  self = g_object_new (MAJU_TYPE_PREFERENCES_DIALOG, NULL);
  maju_history_group_set_store (self->history_group, chat_store);
  g_object_bind_property (background, "autostart-words", self->autostart_row,
                          "subtitle", G_BINDING_SYNC_CREATE);
  g_object_bind_property (shortcut, "words", self->talk_row, "subtitle",
                          G_BINDING_SYNC_CREATE);
  g_object_bind_property (shortcut, "available", self->talk_row, "sensitive",
                          G_BINDING_SYNC_CREATE);
  g_set_weak_pointer (&self->window, window);
  if (window != NULL)
    g_signal_connect_object (window, "notify::in-call", G_CALLBACK (in_call_cb),
                             self, G_CONNECT_SWAPPED);
  open_media (self);

  return ADW_DIALOG (self);
}
