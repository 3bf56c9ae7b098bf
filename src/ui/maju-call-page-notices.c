/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"
#include "maju-toast.h"

#include <glib/gi18n.h>

/* There is something to press on it, which takes longer than to read it. */
#define NEWS_S 10

/* How much of a message a toast shows, in code points. */
#define EXCERPT 60

void
maju_call_page_announce (MajuCallPage *self,
                         const char   *words)
{
  gtk_accessible_announce (GTK_ACCESSIBLE (self), words,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static AdwToast *
make_toast (MajuCallPage *self,
            const char   *words,
            const char   *button_label)
{
  return maju_toast_new (words, GTK_WIDGET (self->toasts), button_label);
}

void
maju_call_page_say (MajuCallPage *self,
                    const char   *words)
{
  AdwToast *toast = make_toast (self, words, NULL);

  /* What is new is not kept waiting by what is old. */
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_set_timeout (toast, 4);
  adw_toast_overlay_add_toast (self->toasts, toast);
  maju_call_page_announce (self, words);
}

void
maju_call_page_ask (MajuCallPage *self,
                    const char   *words,
                    const char   *button_label,
                    const char   *action_name,
                    guint         seconds)
{
  AdwToast *toast = make_toast (self, words, button_label);

  adw_toast_set_action_name (toast, action_name);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_timeout (toast, seconds);
  adw_toast_overlay_add_toast (self->toasts, toast);
  maju_call_page_announce (self, words);
}

void
maju_call_page_drop_message (MajuCallPage *self)
{
  if (self->toast != NULL
      && adw_toast_get_action_name (self->toast) != NULL)
    adw_toast_dismiss (self->toast);
}

AdwToast *
maju_call_page_say_trouble (MajuCallPage *self,
                            const char   *words)
{
  AdwToast *toast = make_toast (self, words, NULL);

  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_timeout (toast, 8);
  adw_toast_overlay_add_toast (self->toasts, toast);
  maju_call_page_announce (self, words);

  return toast;
}

/* The tile may be too small for the answers. */
static void
participant_state_cb (MajuParticipant *participant,
                      GParamSpec      *pspec,
                      MajuCallPage    *self)
{
  g_autofree char *words = NULL;
  AdwToast *toast;

  if (maju_participant_get_state (participant) != MAJU_PARTICIPANT_STATE_ASKING)
    return;

  words = g_strdup_printf (_("%s has no key and waits to be let in"),
                           maju_participant_get_display_name (participant));
  maju_call_page_announce (self, words);
  if (maju_call_page_panel_shows (self, "people"))
    return;

  toast = make_toast (self, words, _("Show"));
  adw_toast_set_timeout (toast, NEWS_S);
  adw_toast_set_detailed_action_name (toast, "call.show-panel('people')");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
participant_joined_cb (MajuCallPage    *self,
                       MajuParticipant *participant)
{
  g_autofree char *words =
    g_strdup_printf (_("%s joined"),
                     maju_participant_get_display_name (participant));

  maju_call_page_say (self, words);
  /* They come again when their connection was lost. */
  g_signal_handlers_disconnect_by_func (participant, participant_state_cb, self);
  g_signal_connect_object (participant, "notify::state",
                           G_CALLBACK (participant_state_cb), self, 0);
}

static void
participant_left_cb (MajuCallPage    *self,
                     MajuParticipant *participant,
                     gboolean         lost)
{
  const char *name = maju_participant_get_display_name (participant);
  g_autofree char *words = NULL;

  /* Translators: the connection broke; %s is a person. */
  words = g_strdup_printf (lost ? _("The connection to %s was lost")
                                : _("%s left"),
                           name);
  maju_call_page_say (self, words);
}

static char *
make_excerpt (const char *text)
{
  g_autofree char *line = g_strdup (text);
  g_autofree char *start = NULL;

  g_strdelimit (line, "\n\r\t", ' ');
  if (g_utf8_strlen (line, -1) <= EXCERPT)
    return g_steal_pointer (&line);

  start = g_utf8_substring (line, 0, EXCERPT);

  return g_strconcat (start, "…", NULL);
}

/* Something new in the chat. */
static void
tell_news (MajuCallPage *self,
           const char   *words)
{
  AdwToast *toast;

  maju_call_page_announce (self, words);
  if (maju_call_page_panel_shows (self, "chat"))
    {
      maju_call_page_panel_mark_read (self);
      return;
    }

  toast = make_toast (self, words, _("Show"));
  adw_toast_set_timeout (toast, NEWS_S);
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_set_detailed_action_name (toast, "call.show-panel('chat')");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
message_received_cb (MajuCallPage    *self,
                     MajuChatMessage *message)
{
  g_autofree char *excerpt = NULL;
  g_autofree char *words = NULL;

  /* Translators: a message in the chat: who wrote it, and its text. */
  excerpt = make_excerpt (maju_chat_message_get_text (message));
  words = g_strdup_printf (_("%s: %s"),
                           maju_chat_message_get_sender_name (message),
                           excerpt);
  tell_news (self, words);
}

static void
file_offered_cb (MajuCallPage     *self,
                 MajuFileTransfer *transfer)
{
  g_autofree char *excerpt = NULL;
  g_autofree char *words = NULL;

  excerpt = make_excerpt (maju_file_transfer_get_name (transfer));
  /* Translators: somebody offers a file: who, and what it is called. */
  words = g_strdup_printf (_("%s sends %s"),
                           maju_file_transfer_get_sender_name (transfer),
                           excerpt);
  tell_news (self, words);
}

void
maju_call_page_notices_init (MajuCallPage *self)
{
  g_signal_group_connect_object (self->call_signals, "participant-joined",
                                 G_CALLBACK (participant_joined_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->call_signals, "participant-left",
                                 G_CALLBACK (participant_left_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->chat_signals, "received",
                                 G_CALLBACK (message_received_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->chat_signals, "offered",
                                 G_CALLBACK (file_offered_cb), self,
                                 G_CONNECT_SWAPPED);
}
