/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-chat.h"

G_BEGIN_DECLS

/* @id: see `id` of MajuChatMessage. @number: the sender's, from 1.
 * @time: (transfer none). */
MajuChatMessage *maju_chat_message_new (const char *id,
                                        const char *sender_id,
                                        const char *sender_name,
                                        gboolean    is_own,
                                        const char *text,
                                        GDateTime  *time,
                                        guint64     number)
G_GNUC_WARN_UNUSED_RESULT;
guint64          maju_chat_message_get_number (MajuChatMessage *self);

/* Delivery of an own message. A recipient is whoever the pointer stands for; it
 * is compared, never followed. */
void             maju_chat_message_await (MajuChatMessage *self,
                                          gpointer         recipient);
gboolean         maju_chat_message_is_awaited (MajuChatMessage *self,
                                               gpointer         recipient);
void             maju_chat_message_delivered_to (MajuChatMessage *self,
                                                 gpointer         recipient);
void             maju_chat_message_give_up (MajuChatMessage *self,
                                            gpointer         recipient);

G_END_DECLS
