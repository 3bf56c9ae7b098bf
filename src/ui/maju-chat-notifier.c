/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-chat-notifier.h"

#include "maju-window-use.h"

#include <glib/gi18n.h>

/* How much of a message is told, in code points. */
#define EXCERPT 200

/* Parts a `<` or `&` from what would make it markup, and is not seen. */
#define WORD_JOINER "\xe2\x81\xa0"

struct _MajuChatNotifier
{
  GObject parent_instance;

  MajuChat *chat;
  GSettings *settings;
  GApplication *application;
  GtkWindow *window;            /* weak */
  guint window_id;
  char *id;
  gboolean told;
};

G_DEFINE_FINAL_TYPE (MajuChatNotifier, maju_chat_notifier, G_TYPE_OBJECT)

static void
withdraw (MajuChatNotifier *self)
{
  if (!self->told)
    return;

  self->told = FALSE;
  g_application_withdraw_notification (self->application, self->id);
}

static void
unread_changed_cb (MajuChatNotifier *self)
{
  if (maju_chat_get_unread (self->chat) == 0)
    withdraw (self);
}

/* @text: what the other side has written, or the name of a file. */
static void
tell (MajuChatNotifier *self,
      const char       *sender,
      const char       *text,
      const char       *without_text)
{
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *body = NULL;

  if (self->window == NULL || maju_window_use_is_used (self->window)
      || !g_settings_get_boolean (self->settings, "notify-messages"))
    return;

  if (g_settings_get_boolean (self->settings, "notify-text"))
    body = maju_chat_notifier_make_body (text);
  notification = g_notification_new (sender);
  g_notification_set_body (notification, body != NULL ? body : without_text);
  g_notification_set_category (notification, "im.received");
  g_notification_set_default_action_and_target (notification, "app.show-window",
                                                "u", self->window_id);
  self->told = TRUE;
  g_application_send_notification (self->application, self->id, notification);
}

static void
received_cb (MajuChatNotifier *self,
             MajuChatMessage  *message)
{
  tell (self, maju_chat_message_get_sender_name (message),
        maju_chat_message_get_text (message), _("New message"));
}

static void
offered_cb (MajuChatNotifier *self,
            MajuFileTransfer *transfer)
{
  g_autofree char *text = NULL;

  /* Translators: somebody would like to send us this file. */
  text = g_strdup_printf (_("Offers a file: %s"),
                          maju_file_transfer_get_name (transfer));
  tell (self, maju_file_transfer_get_sender_name (transfer), text,
        _("Offers a file"));
}

static void
maju_chat_notifier_dispose (GObject *object)
{
  MajuChatNotifier *self = MAJU_CHAT_NOTIFIER (object);

  if (self->application != NULL)
    withdraw (self);
  g_clear_object (&self->chat);
  g_clear_object (&self->settings);
  g_clear_object (&self->application);
  g_clear_weak_pointer (&self->window);
  g_clear_pointer (&self->id, g_free);

  G_OBJECT_CLASS (maju_chat_notifier_parent_class)->dispose (object);
}

static void
maju_chat_notifier_class_init (MajuChatNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = maju_chat_notifier_dispose;
}

static void
maju_chat_notifier_init (MajuChatNotifier *self)
{
}

MajuChatNotifier *
maju_chat_notifier_new (MajuChat             *chat,
                        GtkApplicationWindow *window,
                        GSettings            *settings)
{
  MajuChatNotifier *self;
  GtkApplication *application;

  g_return_val_if_fail (MAJU_IS_CHAT (chat), NULL);
  g_return_val_if_fail (GTK_IS_APPLICATION_WINDOW (window), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  application = gtk_window_get_application (GTK_WINDOW (window));
  g_return_val_if_fail (application != NULL, NULL);

  self = g_object_new (MAJU_TYPE_CHAT_NOTIFIER, NULL);
  self->chat = g_object_ref (chat);
  self->settings = g_object_ref (settings);
  self->application = g_object_ref (G_APPLICATION (application));
  self->window_id = gtk_application_window_get_id (window);
  self->id = g_strdup_printf ("chat-%u", self->window_id);
  g_set_weak_pointer (&self->window, GTK_WINDOW (window));
  g_signal_connect_object (chat, "received", G_CALLBACK (received_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (chat, "offered", G_CALLBACK (offered_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (chat, "notify::unread",
                           G_CALLBACK (unread_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

char *
maju_chat_notifier_make_body (const char *text)
{
  g_autoptr(GString) body = g_string_new (NULL);
  g_autofree char *line = g_strdup (text);
  guint n = 0;

  g_strdelimit (line, "\n\r\t", ' ');
  for (const char *c = line; *c != '\0'; c = g_utf8_next_char (c))
    {
      if (n++ == EXCERPT)
        {
          g_string_append (body, "…");
          break;
        }
      g_string_append_unichar (body, g_utf8_get_char (c));
      if (*c == '<' || *c == '&')
        g_string_append (body, WORD_JOINER);
    }

  return g_string_free_and_steal (g_steal_pointer (&body));
}
