/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"
#include "maju-profile.h"

#include "maju-window-private.h"

#include "maju-room-entry.h"
#include "maju-toast.h"
#include "maju-welcome-page.h"

#include <glib/gi18n.h>

enum
{
  PROP_0,
  PROP_ROOMS,
  PROP_HOST,
  PROP_CHAT_STORE,
  PROP_IN_CALL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuWindow, maju_window, ADW_TYPE_APPLICATION_WINDOW)

static void
start_join_cb (MajuWindow   *self,
               MajuRoomLink *link)
{
  maju_window_open_ready (self, link, TRUE);
}

static void
forgotten_cb (MajuWindow     *self,
              MajuRecentRoom *room)
{
  maju_window_forget_chat (self, room);
}

static void
popped_cb (MajuWindow        *self,
           AdwNavigationPage *page)
{
  if (page == self->waiting_page)
    maju_window_waiting_gone (self);
  else if (page == ADW_NAVIGATION_PAGE (self->ready_page))
    maju_window_ready_gone (self);
}

static void
visible_page_cb (MajuWindow *self)
{
  maju_window_update_actions (self);
}

static gboolean
maju_window_close_request (GtkWindow *window)
{
  MajuWindow *self = MAJU_WINDOW (window);

  if (maju_window_leave_and_close (self))
    return GDK_EVENT_STOP;
  return GTK_WINDOW_CLASS (maju_window_parent_class)->close_request (window);
}

void
maju_window_say_saving (MajuWindow *self)
{
  const char *words = maju_saving_get_words (self->saving);

  if (self->in_call && words != NULL)
    maju_window_say_for (self, words, 5);
}

static void
kept_file_cb (MajuWindow *self)
{
  g_autofree char *path = maju_recent_rooms_take_kept_file (self->rooms);
  g_autofree char *name = NULL;
  g_autofree char *words = NULL;

  if (path == NULL)
    return;
  name = g_path_get_basename (path);
  /* Translators: %s is the name of a file. */
  words = g_strdup_printf (_("The recent rooms could not be read. Their file "
                             "is kept as %s"), name);
  maju_window_say_for (self, words, 0);
}

static void
maju_window_constructed (GObject *object)
{
  MajuWindow *self = MAJU_WINDOW (object);

  G_OBJECT_CLASS (maju_window_parent_class)->constructed (object);

  maju_start_page_set_rooms (self->start_page, self->rooms);
  g_signal_connect_object (self->rooms, "notify::kept-file",
                           G_CALLBACK (kept_file_cb), self, G_CONNECT_SWAPPED);
  kept_file_cb (self);
  g_signal_connect_object (self->chat_store, "notify::problem",
                           G_CALLBACK (maju_window_say_history_problem), self,
                           G_CONNECT_SWAPPED);
  maju_window_say_history_problem (self);
  g_settings_bind (self->settings, "server", self->start_page, "server",
                   G_SETTINGS_BIND_GET);
  maju_window_keep_size (self, TRUE);
}

static void
maju_window_dispose (GObject *object)
{
  MajuWindow *self = MAJU_WINDOW (object);

  maju_window_unexport_actions (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_WINDOW);
  g_clear_object (&self->chat_notifier);
  g_clear_object (&self->knock_notifier);
  g_clear_object (&self->inhibitor);
  g_clear_object (&self->sounds);
  g_clear_object (&self->settings);
  g_clear_object (&self->rooms);
  g_clear_object (&self->host);
  g_clear_object (&self->chat_store);
  g_clear_object (&self->chat_recorder);
  g_clear_object (&self->joining);
  g_clear_object (&self->call);
  g_clear_object (&self->media_settings);
  g_clear_object (&self->media);

  G_OBJECT_CLASS (maju_window_parent_class)->dispose (object);
}

static void
maju_window_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  MajuWindow *self = MAJU_WINDOW (object);

  switch (prop_id)
    {
    case PROP_ROOMS:
      g_value_set_object (value, self->rooms);
      break;

    case PROP_HOST:
      g_value_set_object (value, self->host);
      break;

    case PROP_CHAT_STORE:
      g_value_set_object (value, self->chat_store);
      break;

    case PROP_IN_CALL:
      g_value_set_boolean (value, self->in_call);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_window_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  MajuWindow *self = MAJU_WINDOW (object);

  switch (prop_id)
    {
    case PROP_ROOMS:
      self->rooms = g_value_dup_object (value);
      break;

    case PROP_HOST:
      self->host = g_value_dup_object (value);
      break;

    case PROP_CHAT_STORE:
      self->chat_store = g_value_dup_object (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_window_class_init (MajuWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = maju_window_constructed;
  object_class->dispose = maju_window_dispose;
  object_class->get_property = maju_window_get_property;
  object_class->set_property = maju_window_set_property;

  GTK_WINDOW_CLASS (klass)->close_request = maju_window_close_request;

  properties[PROP_ROOMS] =
    g_param_spec_object ("rooms", NULL, NULL, MAJU_TYPE_RECENT_ROOMS,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                         G_PARAM_STATIC_STRINGS);
  properties[PROP_HOST] =
    g_param_spec_object ("host", NULL, NULL, MAJU_TYPE_HOST,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                         G_PARAM_STATIC_STRINGS);
  properties[PROP_CHAT_STORE] =
    g_param_spec_object ("chat-store", NULL, NULL, MAJU_TYPE_CHAT_STORE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                         G_PARAM_STATIC_STRINGS);

  properties[PROP_IN_CALL] =
    g_param_spec_boolean ("in-call", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                          G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  maju_window_class_actions_init (klass);

  g_type_ensure (MAJU_TYPE_START_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maju/Maju/maju-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, MajuWindow, view);
  gtk_widget_class_bind_template_child (widget_class, MajuWindow, start_page);
  gtk_widget_class_bind_template_callback (widget_class, start_join_cb);
  gtk_widget_class_bind_template_callback (widget_class, forgotten_cb);
  gtk_widget_class_bind_template_callback (widget_class, popped_cb);
  gtk_widget_class_bind_template_callback (widget_class, visible_page_cb);
}

static void
maju_window_init (MajuWindow *self)
{
  self->settings = g_settings_new (MAJU_APPLICATION_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
#if MAJU_DEVELOPMENT
  gtk_widget_add_css_class (GTK_WIDGET (self), "devel");
#endif
}

MajuWindow *
maju_window_new (AdwApplication  *application,
                 MajuRecentRooms *rooms,
                 MajuHost        *host,
                 MajuChatStore   *chat_store)
{
  g_return_val_if_fail (ADW_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (MAJU_IS_RECENT_ROOMS (rooms), NULL);
  g_return_val_if_fail (MAJU_IS_HOST (host), NULL);
  g_return_val_if_fail (MAJU_IS_CHAT_STORE (chat_store), NULL);

  return g_object_new (MAJU_TYPE_WINDOW,
                       "application", application,
                       "rooms", rooms,
                       "host", host,
                       "chat-store", chat_store,
                       NULL);
}

void
maju_window_welcome (MajuWindow *self)
{
  g_return_if_fail (MAJU_IS_WINDOW (self));

  if (adw_navigation_view_get_visible_page (self->view) !=
      ADW_NAVIGATION_PAGE (self->start_page) ||
      maju_welcome_page_is_over (self->settings))
    return;
  adw_navigation_view_push (self->view, maju_welcome_page_new (self->settings));
}

void
maju_window_open_link (MajuWindow *self,
                       const char *text)
{
  g_autoptr(MajuRoomLink) link = NULL;
  g_autoptr(GError) error = NULL;

  g_return_if_fail (MAJU_IS_WINDOW (self));
  g_return_if_fail (text != NULL);

  link = maju_room_link_parse (text, &error);
  if (link != NULL)
    maju_window_open_ready (self, link, FALSE);
  else
    maju_window_show_problem (self, _("This Link Opens No Room"),
                              error->message);
}

gboolean
maju_window_is_busy (MajuWindow *self)
{
  g_return_val_if_fail (MAJU_IS_WINDOW (self), FALSE);

  return self->call != NULL || self->closing;
}

gboolean
maju_window_get_in_call (MajuWindow *self)
{
  g_return_val_if_fail (MAJU_IS_WINDOW (self), FALSE);

  return self->in_call;
}

void
maju_window_set_in_call (MajuWindow *self,
                         gboolean    in_call)
{
  if (self->in_call == in_call)
    return;

  self->in_call = in_call;
  if (in_call)
    gtk_widget_add_css_class (GTK_WIDGET (self), "in-call");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "in-call");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IN_CALL]);
}

void
maju_window_say (MajuWindow *self,
                 const char *words)
{
  g_return_if_fail (MAJU_IS_WINDOW (self));
  g_return_if_fail (words != NULL);

  maju_window_say_for (self, words, 10);
}

void
maju_window_say_for (MajuWindow *self,
                     const char *words,
                     guint       seconds)
{
  AdwToast *toast = maju_toast_new (words, GTK_WIDGET (self->toasts), NULL);

  adw_toast_set_timeout (toast, seconds);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
maju_window_focus_entry (MajuWindow *self)
{
  maju_start_page_focus_entry (self->start_page);
}

void
maju_window_show_problem (MajuWindow *self,
                          const char *heading,
                          const char *body)
{
  AdwDialog *dialog = adw_alert_dialog_new (heading, body);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close",
                                 _("_Close"));
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

MajuLocalMedia *
maju_window_get_call_media (MajuWindow *self)
{
  g_return_val_if_fail (MAJU_IS_WINDOW (self), NULL);

  return self->in_call ? self->media : NULL;
}
