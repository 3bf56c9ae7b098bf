/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-chat-store.h"
#include "maju-chat.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CHAT_HISTORY (maju_chat_history_get_type ())

/**
 * MajuChatHistory:
 *
 * What is kept of a room's earlier calls: a GListModel of MajuChatMessage and
 * MajuKeptFile, the oldest first. It has the newest of them, and more when they are
 * asked for. What is in the chat of this call is not here, too.
 *
 * Properties: `active` (gboolean, %FALSE at first, and then it is empty).
 */
G_DECLARE_FINAL_TYPE (MajuChatHistory, maju_chat_history, MAJU, CHAT_HISTORY,
                      GObject)

MajuChatHistory *maju_chat_history_new (MajuChat      *chat,
                                        MajuRoomLink  *link,
                                        MajuChatStore *store)
G_GNUC_WARN_UNUSED_RESULT;
void             maju_chat_history_set_active (MajuChatHistory *self,
                                               gboolean         active);

/* Those before what is here. Nothing happens while some are on their way, and
 * when there are no more. */
void             maju_chat_history_load_more (MajuChatHistory *self);

G_END_DECLS
