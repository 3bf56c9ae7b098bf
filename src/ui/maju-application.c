/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"
#include "maju-profile.h"

#include "maju-application.h"

#include "maju-background.h"
#include "maju-chat-store.h"
#include "maju-global-shortcut.h"
#include "maju-host.h"
#include "maju-preferences-dialog.h"
#include "maju-recent-rooms.h"
#include "maju-ringer.h"
#include "maju-style.h"
#include "maju-window.h"
#include "maju-word-breaks.h"

#include <glib/gi18n.h>

/* How long the end may take, should another Maju hold the list of rooms. */
#define FLUSH_MS 5000

struct _MajuApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  MajuRecentRooms *rooms;
  MajuChatStore *chat_store;
  MajuHost *host;
  MajuRinger *ringer;
  MajuBackground *background;
  MajuGlobalShortcut *shortcut;
};

G_DEFINE_FINAL_TYPE (MajuApplication, maju_application, ADW_TYPE_APPLICATION)

/* Links are taken as words of the command line and not as files: gvfs makes
 * files of addresses and drops what stands behind the `#`, the room's key. */
static const GOptionEntry options[] = {
  { "version", 'v', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL,
    N_("Show the version and exit"), NULL },
  { "new-window", 'w', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL,
    N_("Open a new window"), NULL },
  { "new-call", 'n', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL,
    N_("Start a new call"), NULL },
  { G_OPTION_REMAINING, 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, NULL,
    NULL, N_("[LINK]") },
  { NULL },
};

/* (nullable) */
static MajuWindow *
find_calling_window (MajuApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (MAJU_IS_WINDOW (l->data) && maju_window_get_in_call (l->data))
        return l->data;
    }
  return NULL;
}

static void
in_call_cb (MajuApplication *self)
{
  gboolean in_call = find_calling_window (self) != NULL;

  if (self->background == NULL)
    return;

  maju_background_set_in_call (self->background, in_call);
  maju_global_shortcut_set_in_call (self->shortcut, in_call);
}

static MajuWindow *
add_window (MajuApplication *self)
{
  MajuWindow *window = maju_window_new (ADW_APPLICATION (self), self->rooms,
                                        self->host, self->chat_store);

  g_signal_connect_object (window, "notify::in-call", G_CALLBACK (in_call_cb),
                           self, G_CONNECT_SWAPPED);

  return window;
}

/* To who came without a link. */
static void
show (MajuWindow *window)
{
  maju_window_welcome (window);
  gtk_window_present (GTK_WINDOW (window));
}

/* A window that a link may take over: never one in a call. */
static MajuWindow *
get_free_window (MajuApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (MAJU_IS_WINDOW (l->data) && !maju_window_is_busy (l->data))
        return l->data;
    }
  return add_window (self);
}

static MajuWindow *
get_window (MajuApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l != NULL; l = l->next)
    {
      if (MAJU_IS_WINDOW (l->data))
        return l->data;
    }
  return add_window (self);
}

/* A window closes its dialogs before itself, one a request. */
static void
close_window (GtkWindow *window)
{
  g_autoptr(GListModel) dialogs = NULL;

  if (ADW_IS_APPLICATION_WINDOW (window))
    {
      dialogs = adw_application_window_get_dialogs (ADW_APPLICATION_WINDOW (window));
      for (guint i = g_list_model_get_n_items (dialogs); i > 0; i--)
        {
          g_autoptr(AdwDialog) dialog = g_list_model_get_item (dialogs, i - 1);

          adw_dialog_force_close (dialog);
        }
    }
  gtk_window_close (window);
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  MajuApplication *self = user_data;
  g_autoptr(GList) windows = NULL;

  maju_ringer_stop (self->ringer);

  /* Each window leaves its call before it goes. */
  windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (self)));
  for (GList *l = windows; l != NULL; l = l->next)
    close_window (l->data);
}

static void
new_window_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  show (add_window (user_data));
}

/* A notification's: its window may be gone. */
static void
show_window_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  GtkApplication *application = user_data;
  GtkWindow *window =
    gtk_application_get_window_by_id (application,
                                      g_variant_get_uint32 (parameter));

  if (window != NULL && gtk_widget_get_visible (GTK_WIDGET (window)))
    gtk_window_present (window);
  else
    g_application_activate (G_APPLICATION (application));
}

/* A notification's. */
static void
answer_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  MajuApplication *self = user_data;
  const char *code = g_variant_get_string (parameter, NULL);
  MajuRecentRoom *room = maju_ringer_answer (self->ringer, code);
  MajuWindow *window;

  if (room == NULL)
    {
      g_application_activate (G_APPLICATION (self));
      return;
    }
  window = get_free_window (self);
  gtk_window_present (GTK_WINDOW (window));
  maju_window_answer (window, maju_recent_room_get_link (room));
}

static void
decline_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  MajuApplication *self = user_data;

  maju_ringer_decline (self->ringer, g_variant_get_string (parameter, NULL));
}

/* A notification's: somebody knocks. */
static void
knock_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  GtkWindow *window;
  const char *id;
  guint window_id;

  g_variant_get (parameter, "(u&s)", &window_id, &id);
  window = gtk_application_get_window_by_id (user_data, window_id);
  if (MAJU_IS_WINDOW (window))
    maju_window_answer_knock (MAJU_WINDOW (window), id,
                              g_str_equal (g_action_get_name (G_ACTION (action)),
                                           "admit"));
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  MajuApplication *self = user_data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  adw_dialog_present (maju_preferences_dialog_new (self->chat_store,
                                                   self->background,
                                                   self->shortcut,
                                                   MAJU_IS_WINDOW (window)
                                                   ? MAJU_WINDOW (window)
                                                   : NULL),
                      GTK_WIDGET (window));
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  MajuApplication *self = user_data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  AdwDialog *dialog = adw_about_dialog_new ();
  g_autofree char *report = NULL;

  if (MAJU_IS_WINDOW (window))
    report = maju_window_make_report (MAJU_WINDOW (window));
  g_object_set (dialog,
                "application-name", _("Maju"),
                "application-icon", "org.maju.Maju",
                "version", MAJU_VERSION,
                "developer-name", _("The Maju contributors"),
                "comments", _("Face to face over the network, from this "
                              "computer to theirs, with nobody in between."),
                "debug-info", report,
                "debug-info-filename", "maju-report.txt",
                "license-type", GTK_LICENSE_GPL_3_0,
                /* Translators: your names, one a line. */
                "translator-credits", _("translator-credits"),
                NULL);
  adw_dialog_present (dialog, GTK_WIDGET (window));
}

static const GActionEntry actions[] = {
  { "quit", quit_action },
  { "new-window", new_window_action },
  { "show-window", show_window_action, "u" },
  { "answer", answer_action, "s" },
  { "decline", decline_action, "s" },
  { "admit", knock_action, "(us)" },
  { "refuse", knock_action, "(us)" },
  { "preferences", preferences_action },
  { "about", about_action },
};

static const struct
{
  const char *action;
  const char *accels[3];
} accels[] = {
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "win.new-call", { "<Control>n" } },
  { "win.join", { "<Control>l" } },
  { "win.troubles", { "F1" } },
  { "win.close", { "<Control>w" } },
};

static MajuChatStore *
open_chat_store (void)
{
  g_autofree char *path = NULL;
  g_autoptr(GFile) file = NULL;

  path = g_build_filename (g_get_user_data_dir (), "maju", "chat.sqlite", NULL);
  file = g_file_new_for_path (path);
  return maju_chat_store_new (file);
}

/* What the space bar does; the call has the actions. */
static void
key_pressed_cb (MajuApplication *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self), "talk-down", NULL);
}

static void
key_released_cb (MajuApplication *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self), "talk-up", NULL);
}

static void
key_lost_cb (MajuApplication *self,
             const char      *words)
{
  MajuWindow *window = find_calling_window (self);

  /* Preferences say it, too. */
  if (window != NULL)
    maju_window_say (window, words);
}

static void
watch_desktop (MajuApplication *self,
               GSettings       *settings)
{
  self->background = maju_background_new (GTK_APPLICATION (self), self->ringer,
                                          settings);
  self->shortcut = maju_global_shortcut_new (
    g_application_get_dbus_connection (G_APPLICATION (self)), settings);
  g_signal_connect_object (self->shortcut, "pressed",
                           G_CALLBACK (key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->shortcut, "released",
                           G_CALLBACK (key_released_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->shortcut, "lost", G_CALLBACK (key_lost_cb),
                           self, G_CONNECT_SWAPPED);
}

static void
maju_application_startup (GApplication *application)
{
  MajuApplication *self = MAJU_APPLICATION (application);
  g_autofree char *path = NULL;
  g_autoptr(GFile) file = NULL;

  G_APPLICATION_CLASS (maju_application_parent_class)->startup (application);
  maju_word_breaks_init ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions,
                                   G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self),
                                           accels[i].action, accels[i].accels);
  gtk_window_set_default_icon_name (MAJU_APPLICATION_ID);
  self->settings = g_settings_new (MAJU_APPLICATION_ID);
  maju_style_follow (self->settings);

  path = g_build_filename (g_get_user_data_dir (), "maju", "rooms.json", NULL);
  file = g_file_new_for_path (path);
  self->rooms = maju_recent_rooms_new (file);
  self->chat_store = open_chat_store ();
  self->host = maju_host_new ();
  self->ringer = maju_ringer_new (GTK_APPLICATION (self), self->rooms, self->settings);
  watch_desktop (self, self->settings);
}

static void
maju_application_activate (GApplication *application)
{
  show (get_window (MAJU_APPLICATION (application)));
}

static int
maju_application_handle_local_options (GApplication *application,
                                       GVariantDict *dict)
{
  if (g_variant_dict_contains (dict, "version"))
    {
      g_print ("Maju %s\n", MAJU_VERSION);
      return 0;
    }
  return -1;
}

static int
maju_application_command_line (GApplication            *application,
                               GApplicationCommandLine *command_line)
{
  MajuApplication *self = MAJU_APPLICATION (application);
  GVariantDict *dict;
  g_autofree const char **links = NULL;
  MajuWindow *window = NULL;
  gboolean new_call;

  dict = g_application_command_line_get_options_dict (command_line);
  g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^a&s", &links);

  new_call = g_variant_dict_contains (dict, "new-call");
  if (g_variant_dict_contains (dict, "new-window"))
    window = add_window (self);
  for (guint i = 0; links != NULL && links[i] != NULL; i++)
    {
      window = get_free_window (self);
      maju_window_open_link (window, links[i]);
      gtk_window_present (GTK_WINDOW (window));
    }
  if (new_call)
    {
      window = get_free_window (self);
      gtk_window_present (GTK_WINDOW (window));
      gtk_widget_activate_action (GTK_WIDGET (window), "win.new-call", NULL);
    }
  if (window == NULL)
    window = get_window (self);
  if (links == NULL && !new_call)
    show (window);
  else
    gtk_window_present (GTK_WINDOW (window));
  return 0;
}

static void
host_stopped_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GApplication) application = user_data;
  g_autoptr(GError) error = NULL;

  if (!maju_host_stop_finish (MAJU_HOST (object), result, &error))
    g_warning ("The server inside does not stop: %s", error->message);
  g_application_release (application);
}

/* The server inside goes with the last window, and the process waits for it. */
static void
maju_application_window_removed (GtkApplication *application,
                                 GtkWindow      *window)
{
  MajuApplication *self = MAJU_APPLICATION (application);

  g_application_hold (G_APPLICATION (self));
  GTK_APPLICATION_CLASS (maju_application_parent_class)->window_removed (application,
                                                                         window);
  if (gtk_application_get_windows (application) == NULL)
    maju_host_stop_async (self->host, host_stopped_cb, g_object_ref (self));
  else
    g_application_release (G_APPLICATION (self));
}

static void
maju_application_shutdown (GApplication *application)
{
  MajuApplication *self = MAJU_APPLICATION (application);

  g_clear_object (&self->shortcut);
  g_clear_object (&self->background);
  g_clear_object (&self->settings);
  g_clear_object (&self->ringer);
  if (!maju_recent_rooms_flush (self->rooms, FLUSH_MS))
    g_warning ("The list of recent rooms could not be written in time");
  g_clear_object (&self->rooms);
  maju_chat_store_flush (self->chat_store);
  g_clear_object (&self->chat_store);
  g_clear_object (&self->host);

  G_APPLICATION_CLASS (maju_application_parent_class)->shutdown (application);
}

static void
maju_application_class_init (MajuApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = maju_application_startup;
  application_class->activate = maju_application_activate;
  application_class->handle_local_options = maju_application_handle_local_options;
  application_class->command_line = maju_application_command_line;
  application_class->shutdown = maju_application_shutdown;

  GTK_APPLICATION_CLASS (klass)->window_removed = maju_application_window_removed;
}

static void
maju_application_init (MajuApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

MajuApplication *
maju_application_new (void)
{
  return g_object_new (MAJU_TYPE_APPLICATION,
                       "application-id", MAJU_APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE,
                       "resource-base-path", "/org/maju/Maju",
                       NULL);
}
