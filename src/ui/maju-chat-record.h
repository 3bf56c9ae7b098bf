/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-chat.h"

G_BEGIN_DECLS

typedef enum
{
  MAJU_CHAT_RECORD_TEXT,
  MAJU_CHAT_RECORD_FILE,
} MajuChatRecordKind;

/**
 * MajuChatRecord:
 * @number: the store's, growing in the order in which they came; 0 before that
 * @id: one of its own among those of its room
 * @sender: the name, as it was then
 * @text: of a file its name
 * @time: microseconds since 1970
 * @delivery: of an own text
 * @size: of a file, in bytes
 * @path: (nullable): where a file was saved
 *
 * What is kept of a message or a file of a chat.
 */
typedef struct
{
  gint64 number;
  MajuChatRecordKind kind;
  char *id;
  gboolean is_own;
  char *sender;
  char *text;
  gint64 time;
  MajuDelivery delivery;
  guint64 size;
  char *path;
} MajuChatRecord;

void            maju_chat_record_free (MajuChatRecord *self);
MajuChatRecord *maju_chat_record_copy (const MajuChatRecord *self)
G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuChatRecord, maju_chat_record_free)

G_END_DECLS
