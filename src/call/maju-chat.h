/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call-types.h"
#include "maju-files.h"

G_BEGIN_DECLS

typedef enum
{
  MAJU_DELIVERY_NONE,           /* somebody else's message */
  MAJU_DELIVERY_PENDING,        /* nobody has it yet; is sent when somebody can */
  MAJU_DELIVERY_PARTIAL,        /* some of those who were here have it */
  MAJU_DELIVERY_DELIVERED,      /* all who were here have it */
} MajuDelivery;

#define MAJU_TYPE_DELIVERY     (maju_delivery_get_type ())
#define MAJU_TYPE_CHAT_MESSAGE (maju_chat_message_get_type ())
#define MAJU_TYPE_CHAT         (maju_chat_get_type ())

/**
 * MajuChatMessage:
 *
 * Properties: `sender-id` (nullable: of an earlier call), `sender-name` (as it was
 * then), `is-own`, `text`
 * (plain, never markup), `time` (GDateTime, local), `delivery`.
 */
G_DECLARE_FINAL_TYPE (MajuChatMessage, maju_chat_message, MAJU, CHAT_MESSAGE,
                      GObject)

/**
 * MajuChat:
 *
 * The conversation of one call: a GListModel of MajuChatMessage and
 * MajuFileTransfer, oldest first. Who comes later gets what was pending for them
 * only.
 *
 * Properties: `unread` (guint), offered files counted. Signals:
 *  - `received` (MajuChatMessage *message)
 *  - `offered` (MajuFileTransfer *transfer): by somebody else
 */
G_DECLARE_FINAL_TYPE (MajuChat, maju_chat, MAJU, CHAT, GObject)

GType         maju_delivery_get_type (void);

/* One of an earlier call, for a list of such; it is in no chat. */
MajuChatMessage *maju_chat_message_new_earlier (const char  *id,
                                                const char  *sender_name,
                                                gboolean     is_own,
                                                const char  *text,
                                                GDateTime   *time,
                                                MajuDelivery delivery)
G_GNUC_WARN_UNUSED_RESULT;

/* The same for the same message, with who sent it as with who got it, also when it
 * comes again in another call, and never that of another one. It tells nothing
 * about who sent it. */
const char   *maju_chat_message_get_id (MajuChatMessage *self);
const char   *maju_chat_message_get_sender_id (MajuChatMessage *self);
const char   *maju_chat_message_get_sender_name (MajuChatMessage *self);
gboolean      maju_chat_message_get_is_own (MajuChatMessage *self);
const char   *maju_chat_message_get_text (MajuChatMessage *self);
GDateTime    *maju_chat_message_get_time (MajuChatMessage *self);
MajuDelivery  maju_chat_message_get_delivery (MajuChatMessage *self);

/* White space around @text is dropped; an empty one is not sent. Fails when it
 * is longer than MAJU_LIMIT_CHAT_TEXT. */
gboolean      maju_chat_send (MajuChat   *self,
                              const char *text,
                              GError    **error);
guint         maju_chat_get_unread (MajuChat *self);

/* Returns: (transfer none): where files are sent from. */
MajuFiles    *maju_chat_get_files (MajuChat *self);
void          maju_chat_mark_read (MajuChat *self);

G_END_DECLS
