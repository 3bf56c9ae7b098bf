/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-chat-store.h"
#include "maju-chat.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CHAT_RECORDER (maju_chat_recorder_get_type ())

/**
 * MajuChatRecorder:
 *
 * Keeps what is said in a call, as long as it is, and what becomes of it: who has
 * it, and where a file was saved.
 *
 * Properties: `active` (gboolean, %FALSE at first: whether what comes is kept).
 */
G_DECLARE_FINAL_TYPE (MajuChatRecorder, maju_chat_recorder, MAJU, CHAT_RECORDER,
                      GObject)

MajuChatRecorder *maju_chat_recorder_new (MajuChat      *chat,
                                          MajuRoomLink  *link,
                                          MajuChatStore *store)
G_GNUC_WARN_UNUSED_RESULT;
void              maju_chat_recorder_set_active (MajuChatRecorder *self,
                                                 gboolean          active);

G_END_DECLS
