/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-hub-private.h"

#include "maju-envelope.h"

/* What somebody says who has a session. */

typedef enum
{
  NUMBER_NEW,
  NUMBER_SEEN,
  NUMBER_WRONG,
} Number;

static void
relay (MajuHub            *self,
       MajuHubClient      *client,
       const MajuEnvelope *envelope,
       const char         *text,
       gsize               length)
{
  MajuServerSession *session = client->session;
  MajuServerSession *other = NULL;
  g_autoptr(GBytes) bytes = NULL;
  gsize relayed_length;
  char *relayed;

  if (envelope->to != NULL)
    other = maju_server_room_find (session->room, envelope->to,
                                   envelope->to_length);
  if (other == NULL || other == session)
    {
      maju_hub_warn (self, client, MAJU_ERROR_CODE_NO_SUCH_PEER,
                     "There is nobody with that id");
      return;
    }
  if (other->doomed)
    return;
  relayed = maju_envelope_relay (envelope, text, length, session->id,
                                 ++other->seq, other->last_id,
                                 &relayed_length);
  other->told_id = other->last_id;
  bytes = g_bytes_new_take (relayed, relayed_length);
  self->metrics.relayed_total++;
  maju_hub_deliver_bytes (self, other, bytes);
}

static gboolean
is_relayed (MajuMessageType type)
{
  return type == MAJU_MESSAGE_CANDIDATE || type == MAJU_MESSAGE_DESCRIPTION ||
         type == MAJU_MESSAGE_RESTART;
}

static gboolean
is_for_door (MajuMessageType type)
{
  return type == MAJU_MESSAGE_LOCK || type == MAJU_MESSAGE_UNLOCK ||
         type == MAJU_MESSAGE_ADMIT || type == MAJU_MESSAGE_REFUSE ||
         type == MAJU_MESSAGE_REMOVE;
}

static Number
take_number (MajuServerSession *session,
             guint64            id)
{
  if (id <= session->last_id)
    return NUMBER_SEEN;
  if (id != session->last_id + 1)
    return NUMBER_WRONG;
  session->last_id = id;
  return NUMBER_NEW;
}

static void
slow_down (MajuHub       *self,
           MajuHubClient *client,
           gint64         now_us)
{
  MajuServerSession *session = client->session;

  if (maju_token_bucket_take (&session->bucket, 1, now_us) || session->paused)
    return;
  session->paused = TRUE;
  self->metrics.throttled_total++;
  client->connection->methods->pause (client->connection, TRUE);
}

static void
handle_numbered (MajuHub            *self,
                 MajuHubClient      *client,
                 const MajuEnvelope *envelope,
                 gboolean            known,
                 MajuMessageType     type,
                 const char         *text,
                 gsize               length,
                 gint64              now_us)
{
  switch (take_number (client->session, envelope->id))
    {
    case NUMBER_SEEN:
      /* The client may not know that it was seen: tell it once more. */
      client->session->told_id = 0;
      self->metrics.duplicates_total++;
      return;
    case NUMBER_WRONG:
      maju_hub_fail (self, client, MAJU_ERROR_CODE_BAD_MESSAGE,
                     "A message is missing before this one");
      return;
    case NUMBER_NEW:
    default:
      break;
    }
  if (!known)
    maju_hub_warn (self, client, MAJU_ERROR_CODE_UNSUPPORTED,
                   "That type of message is not known");
  else if (type == MAJU_MESSAGE_END)
    maju_hub_drop (self, client->session, "left");
  else if (is_for_door (type))
    maju_hub_door_handle (self, client, text, length, now_us);
  else
    relay (self, client, envelope, text, length);
}

static void
handle_end (MajuHub       *self,
            MajuHubClient *client)
{
  client->closing = TRUE;
  client->connection->methods->close (client->connection, MAJU_CLOSE_NORMAL,
                                      "end");
}

void
maju_hub_handle (MajuHub       *self,
                 MajuHubClient *client,
                 const char    *text,
                 gsize          length,
                 gint64         now_us)
{
  MajuServerSession *session = client->session;
  g_autoptr(GError) error = NULL;
  MajuMessageType type;
  MajuEnvelope envelope;
  gboolean known;

  if (!maju_envelope_scan (&envelope, text, length, &error))
    {
      maju_hub_fail (self, client,
                     g_error_matches (error, MAJU_WIRE_ERROR,
                                      MAJU_WIRE_ERROR_TOO_LARGE)
                     ? MAJU_ERROR_CODE_TOO_LARGE : MAJU_ERROR_CODE_BAD_MESSAGE,
                     error->message);
      return;
    }
  if (session->has_last_token)
    {
      /* It heard `room`, so it has the new token. */
      g_hash_table_remove (self->tokens, session->last_token_hash);
      session->has_last_token = FALSE;
    }
  if (!maju_server_session_acked (session, envelope.ack))
    {
      maju_hub_fail (self, client, MAJU_ERROR_CODE_BAD_MESSAGE,
                     "That was never sent");
      return;
    }
  known = maju_message_type_from_string (envelope.type, envelope.type_length,
                                         &type);
  if (known && type == MAJU_MESSAGE_ACK)
    return;
  if (known && type == MAJU_MESSAGE_PING)
    {
      maju_hub_answer_ping (self, client, now_us);
      return;
    }
  slow_down (self, client, now_us);
  if (known && type != MAJU_MESSAGE_END && !is_relayed (type) &&
      !is_for_door (type))
    maju_hub_fail (self, client, MAJU_ERROR_CODE_BAD_MESSAGE,
                   "That is not a client's message now");
  else if (envelope.id != 0)
    handle_numbered (self, client, &envelope, known, type, text, length,
                     now_us);
  else if (!known)
    maju_hub_warn (self, client, MAJU_ERROR_CODE_UNSUPPORTED,
                   "That type of message is not known");
  else if (type == MAJU_MESSAGE_END)
    maju_hub_drop (self, session, "left");
  else
    maju_hub_fail (self, client, MAJU_ERROR_CODE_BAD_MESSAGE,
                   "The message has no number");
  if (client->session == NULL && !client->closing)
    handle_end (self, client);
}
