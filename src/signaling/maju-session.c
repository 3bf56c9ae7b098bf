/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-session-private.h"

#define ACK_MESSAGES 32
#define ACK_BYTES (64 * 1024)

void
maju_session_clear (MajuSession *self)
{
  g_clear_pointer (&self->token, g_free);
  g_queue_clear_full (&self->unsent, (GDestroyNotify) maju_message_unref);
  self->last_id = 0;
  self->last_seq = 0;
  self->acked_seq = 0;
  self->unacked_bytes = 0;
}

void
maju_session_push (MajuSession *self,
                   MajuMessage *message)
{
  message->id = ++self->last_id;
  g_queue_push_tail (&self->unsent, maju_message_ref (message));
}

gboolean
maju_session_is_full (MajuSession *self)
{
  return self->unsent.length >= MAJU_SESSION_QUEUE_MAX;
}

gboolean
maju_session_acked (MajuSession *self,
                    guint64      id)
{
  MajuMessage *first;

  if (id > self->last_id)
    return FALSE;

  while ((first = g_queue_peek_head (&self->unsent)) != NULL &&
         first->id <= id)
    maju_message_unref (g_queue_pop_head (&self->unsent));

  return TRUE;
}

MajuArrival
maju_session_arrived (MajuSession *self,
                      guint64      seq,
                      gsize        length)
{
  if (seq != 0 && seq <= self->last_seq)
    return MAJU_ARRIVAL_SEEN;
  if (seq != self->last_seq + 1)
    return MAJU_ARRIVAL_GAP;

  self->last_seq = seq;
  self->unacked_bytes += length;
  return MAJU_ARRIVAL_NEXT;
}

gboolean
maju_session_must_ack (MajuSession *self)
{
  return self->last_seq - self->acked_seq >= ACK_MESSAGES ||
         self->unacked_bytes >= ACK_BYTES;
}

char *
maju_session_print (MajuSession *self,
                    MajuMessage *message)
{
  message->ack = self->last_seq;
  self->acked_seq = self->last_seq;
  self->unacked_bytes = 0;

  return maju_message_print (message);
}
