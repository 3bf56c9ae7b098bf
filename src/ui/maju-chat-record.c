/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-chat-record.h"

void
maju_chat_record_free (MajuChatRecord *self)
{
  g_free (self->id);
  g_free (self->sender);
  g_free (self->text);
  g_free (self->path);
  g_free (self);
}

MajuChatRecord *
maju_chat_record_copy (const MajuChatRecord *self)
{
  MajuChatRecord *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->sender = g_strdup (self->sender);
  copy->text = g_strdup (self->text);
  copy->path = g_strdup (self->path);
  return copy;
}
