/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-window-private.h"

#include "maju-chat-history.h"
#include "maju-chat-recorder.h"

#include <glib/gi18n.h>

/* What is said in a call is kept for the next one in the same room, if the person
 * wants that. A room on this computer is never there again. */
void
maju_window_begin_history (MajuWindow   *self,
                           MajuCallPage *page)
{
  MajuChatPanel *panel = maju_call_page_get_chat_panel (page);
  MajuChat *chat = maju_call_get_chat (self->call);
  MajuRoomLink *link = maju_call_get_link (self->call);
  g_autoptr(MajuChatHistory) history = NULL;

  if (maju_host_has_room (self->host, link))
    return;

  /* Before the recorder, so that it ends where that begins. */
  history = maju_chat_history_new (chat, link, self->chat_store);
  g_settings_bind (self->settings, "keep-chat-history", history, "active",
                   G_SETTINGS_BIND_GET);
  self->chat_recorder = maju_chat_recorder_new (chat, link, self->chat_store);
  g_settings_bind (self->settings, "keep-chat-history", self->chat_recorder,
                   "active", G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "keep-chat-history", panel, "kept",
                   G_SETTINGS_BIND_GET);
  maju_chat_panel_set_earlier (panel, G_LIST_MODEL (history));
  g_signal_connect_object (panel, "more-wanted",
                           G_CALLBACK (maju_chat_history_load_more), history,
                           G_CONNECT_SWAPPED);
}

void
maju_window_say_history_problem (MajuWindow *self)
{
  g_autofree char *words = maju_chat_store_take_problem (self->chat_store);

  if (words == NULL)
    return;

  maju_window_say_for (self, words, 0);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), words,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

typedef struct
{
  MajuRecentRooms *rooms;
  MajuChatStore *store;
  MajuRecentRoom *room;
} Forgotten;

static void
forgotten_free (gpointer data)
{
  Forgotten *forgotten = data;

  g_object_unref (forgotten->rooms);
  g_object_unref (forgotten->store);
  g_object_unref (forgotten->room);
  g_free (forgotten);
}

static void
undo_forget_cb (AdwToast *toast,
                gpointer  user_data)
{
  Forgotten *forgotten = user_data;

  maju_recent_rooms_restore (forgotten->rooms, forgotten->room);
  maju_chat_store_restore (forgotten->store,
                           maju_recent_room_get_link (forgotten->room));
}

/* After that comes too late to do anything. */
static void
forget_for_good_cb (AdwToast *toast,
                    gpointer  user_data)
{
  Forgotten *forgotten = user_data;

  maju_chat_store_purge (forgotten->store,
                         maju_recent_room_get_link (forgotten->room));
}

void
maju_window_forget_chat (MajuWindow     *self,
                         MajuRecentRoom *room)
{
  AdwToast *toast = adw_toast_new (_("Room forgotten"));
  Forgotten *forgotten = g_new0 (Forgotten, 1);

  maju_chat_store_forget (self->chat_store, maju_recent_room_get_link (room));
  forgotten->rooms = g_object_ref (self->rooms);
  forgotten->store = g_object_ref (self->chat_store);
  forgotten->room = g_object_ref (room);
  g_object_set_data_full (G_OBJECT (toast), "forgotten", forgotten,
                          forgotten_free);
  adw_toast_set_button_label (toast, _("_Undo"));
  /* Time to think better of it, at once and not after what else is said. */
  adw_toast_set_timeout (toast, 10);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (undo_forget_cb),
                    forgotten);
  g_signal_connect (toast, "dismissed", G_CALLBACK (forget_for_good_cb),
                    forgotten);
  adw_toast_overlay_add_toast (self->toasts, toast);
}
