/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-chat.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CHAT_NOTIFIER (maju_chat_notifier_get_type ())

/**
 * MajuChatNotifier:
 *
 * Has the desktop tell of a message or a file that comes while the window of its
 * call is not in use: who sent it and, if the person wants that, what. It is
 * taken back when the chat is read, when the call is over, and with this object.
 * Its default action is `app.show-window` with the window's id.
 *
 * Settings: `notify-messages`, `notify-text`.
 */
G_DECLARE_FINAL_TYPE (MajuChatNotifier, maju_chat_notifier, MAJU, CHAT_NOTIFIER,
                      GObject)

/* @window has to be of an application. */
MajuChatNotifier *maju_chat_notifier_new (MajuChat             *chat,
                                          GtkApplicationWindow *window,
                                          GSettings            *settings)
G_GNUC_WARN_UNUSED_RESULT;

/* What stands below the sender's name: @text in one line that is not too long.
 * Some desktops take that for markup; in this there is nothing that they could
 * take for a tag or an entity. */
char             *maju_chat_notifier_make_body (const char *text)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
