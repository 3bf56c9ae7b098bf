/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-signaling-private.h"

#include "maju-signaling-error-private.h"

#include "maju-debug.h"
#include "maju-envelope.h"
#include "maju-limits.h"

/* What has arrived is acknowledged with the next message that we send, or after
 * this time, or when much has come. */
#define ACK_DELAY_MS 200

/* The server broke the rules: another connection may be better. */
static void
break_line (MajuSignaling *self,
            const char    *why)
{
  g_autoptr(GError) error = maju_signaling_error_not_maju ();

  maju_debug (MAJU_DEBUG_SIGNALING, "the server broke the protocol: %s", why);
  if (self->self_id == NULL)
    maju_signaling_finish (self, error, error);
  else
    maju_line_break (self->line, error, 0);
}

static void
send_ack (MajuSignaling *self)
{
  g_autoptr(MajuMessage) message = maju_message_new (MAJU_MESSAGE_ACK);

  maju_signaling_send_now (self, message);
}

static gboolean
ack_cb (gpointer user_data)
{
  MajuSignaling *self = user_data;

  self->ack_id = 0;
  send_ack (self);

  return G_SOURCE_REMOVE;
}

static void
plan_ack (MajuSignaling *self)
{
  if (maju_session_must_ack (&self->session))
    send_ack (self);
  else if (self->ack_id == 0)
    self->ack_id = maju_clock_add_timeout (self->clock, ACK_DELAY_MS, ack_cb,
                                           self);
}

static void
send_hello (MajuSignaling *self)
{
  g_autoptr(MajuMessage) hello = maju_message_new (MAJU_MESSAGE_HELLO);
  g_autofree char *text = NULL;

  if (self->session.token != NULL)
    {
      hello->token = g_strdup (self->session.token);
      hello->last_seq = self->session.last_seq;
    }
  else
    {
      hello->room = g_strdup (maju_room_link_get_room (self->link));
      hello->name = g_strdup (self->name);
      hello->owner = g_strdup (self->owner);
      hello->knock = TRUE;
      hello->silent = self->silent;
    }
  text = maju_message_print (hello);
  maju_line_send (self->line, text);
}

static void
handle_welcome (MajuSignaling *self,
                MajuMessage   *message)
{
  g_autoptr(GError) error = NULL;

  if (message->protocol_min > MAJU_PROTOCOL_VERSION ||
      message->protocol_max < MAJU_PROTOCOL_VERSION)
    error = maju_signaling_error_version (message->protocol_max <
                                          MAJU_PROTOCOL_VERSION);
  /* Who is in a call already rather goes on with it. */
  else if (self->silent && !message->silent && self->self_id == NULL)
    error = maju_signaling_error_rings ();
  if (error == NULL)
    {
      self->limit_message = message->limit_message;
      self->expectation = MAJU_EXPECT_ROOM;
      send_hello (self);
      return;
    }

  maju_signaling_finish (self, error, error);
}

static void
resend (MajuSignaling *self)
{
  for (GList *l = self->session.unsent.head; l != NULL; l = l->next)
    maju_signaling_send_now (self, l->data);
}

static void
handle_room (MajuSignaling *self,
             MajuMessage   *message)
{
  gboolean resumed = message->resumed && self->session.token != NULL;

  if (!resumed)
    maju_session_clear (&self->session);
  if (!maju_session_acked (&self->session, message->last_id))
    {
      break_line (self, "it has what was never sent");
      return;
    }

  g_set_str (&self->self_id, message->self_id);
  g_set_str (&self->session.token, message->token);
  self->silent = self->silent || message->silent;
  self->expectation = MAJU_EXPECT_MESSAGES;
  if (!self->knocking)
    maju_line_confirm (self->line);
  self->knocking = FALSE;
  self->stopping = FALSE;
  maju_debug (MAJU_DEBUG_SIGNALING, "%s, %u messages to send again",
              resumed ? "resumed" : "joined", self->session.unsent.length);
  resend (self);
  /* Tells the server that this token is here, so that the last one can go. */
  if (resumed && self->session.last_seq > 0)
    send_ack (self);

  /* Who waits for the server to be there would write to people of the former
   * room, so they hear of the new one first. */
  g_object_freeze_notify (G_OBJECT (self));
  maju_signaling_set_state (self, MAJU_SIGNALING_STATE_JOINED);
  maju_signaling_emit_servers (self, message);
  if (!resumed)
    maju_signaling_emit_room (self, message);
  g_object_thaw_notify (G_OBJECT (self));
  maju_signaling_return_join (self);
}

/* The server is ours, and has nothing to say until somebody lets us in. */
static void
handle_waiting (MajuSignaling *self)
{
  maju_debug (MAJU_DEBUG_SIGNALING, "waiting to be let in");
  if (!self->knocking)
    maju_line_confirm (self->line);
  self->knocking = TRUE;
  maju_signaling_set_state (self, MAJU_SIGNALING_STATE_WAITING);
}

/* Who was in the room is to be told of a server that stops and does not come
 * back, whatever it says to each try until it is gone. */
static GError *
make_error (MajuSignaling *self,
            MajuErrorCode  code)
{
  if (code == MAJU_ERROR_CODE_DRAINING && self->self_id != NULL)
    return maju_signaling_error_stopped ();

  return maju_signaling_error_from_code (code);
}

static void
handle_error (MajuSignaling *self,
              MajuMessage   *message)
{
  gboolean joined = self->expectation == MAJU_EXPECT_MESSAGES;
  g_autoptr(GError) error = make_error (self, message->code);

  maju_debug (MAJU_DEBUG_SIGNALING, "the server says: %s%s",
              maju_error_code_to_string (message->code),
              message->fatal ? ", and closes" : "");
  if (message->code == MAJU_ERROR_CODE_DRAINING)
    self->stopping = TRUE;
  if (!message->fatal)
    {
      maju_line_hold_off (self->line, message->retry_after_ms);
      if (joined)
        maju_signaling_emit_message (self, message);
      return;
    }

  switch (maju_error_action (message->code, joined))
    {
    case MAJU_ERROR_ACTION_REJOIN:
      maju_session_clear (&self->session);
      maju_line_break (self->line, error, message->retry_after_ms);
      break;

    case MAJU_ERROR_ACTION_RETRY:
      maju_line_break (self->line, error, message->retry_after_ms);
      break;

    case MAJU_ERROR_ACTION_CLOSE:
    default:
      maju_signaling_finish (self, error, error);
      break;
    }
}

/* Returns: whether this is the next number. */
static gboolean
take_number (MajuSignaling *self,
             guint64        seq,
             gsize          length)
{
  switch (maju_session_arrived (&self->session, seq, length))
    {
    case MAJU_ARRIVAL_NEXT:
      plan_ack (self);
      return TRUE;

    case MAJU_ARRIVAL_SEEN:
      /* Not at once: a server that does not read would fill our memory. */
      plan_ack (self);
      return FALSE;

    case MAJU_ARRIVAL_GAP:
    default:
      break_line (self, "a message is missing");
      return FALSE;
    }
}

static void
handle_message (MajuSignaling *self,
                MajuMessage   *message,
                gsize          length)
{
  if (!maju_session_acked (&self->session, message->ack))
    {
      break_line (self, "it has what was never sent");
      return;
    }

  switch (message->type)
    {
    case MAJU_MESSAGE_ACK:
      break;

    case MAJU_MESSAGE_ERROR:
      handle_error (self, message);
      break;

    case MAJU_MESSAGE_ICE_SERVERS:
      maju_debug (MAJU_DEBUG_SIGNALING, "fresh credentials for relays");
      maju_signaling_emit_servers (self, message);
      break;

    case MAJU_MESSAGE_DOOR:
      maju_signaling_emit_message (self, message);
      break;

    case MAJU_MESSAGE_DESCRIPTION:
    case MAJU_MESSAGE_CANDIDATE:
    case MAJU_MESSAGE_RESTART:
      /* One without a sender counts, and is of no use. */
      if (take_number (self, message->seq, length) && message->from != NULL)
        maju_signaling_emit_message (self, message);
      break;

    case MAJU_MESSAGE_JOINED:
    case MAJU_MESSAGE_LEFT:
    case MAJU_MESSAGE_AWAY:
    case MAJU_MESSAGE_BACK:
    case MAJU_MESSAGE_DECLINED:
      if (take_number (self, message->seq, length))
        maju_signaling_emit_message (self, message);
      break;

    case MAJU_MESSAGE_WELCOME:
    case MAJU_MESSAGE_HELLO:
    case MAJU_MESSAGE_ROOM:
    case MAJU_MESSAGE_WAITING:
    case MAJU_MESSAGE_LOCK:
    case MAJU_MESSAGE_UNLOCK:
    case MAJU_MESSAGE_ADMIT:
    case MAJU_MESSAGE_REFUSE:
    case MAJU_MESSAGE_REMOVE:
    case MAJU_MESSAGE_LISTEN:
    case MAJU_MESSAGE_PEOPLE:
    case MAJU_MESSAGE_DECLINE:
    case MAJU_MESSAGE_END:
    case MAJU_MESSAGE_PING:
    case MAJU_MESSAGE_PONG:
    default:
      break_line (self, "a message out of place");
      break;
    }
}

/* The server relays what it cannot read, and a later one says things that we
 * do not know. Such a message counts, and nothing else comes of it. */
static void
handle_unreadable (MajuSignaling *self,
                   const char    *text,
                   gsize          length)
{
  g_autoptr(GError) error = NULL;
  MajuEnvelope envelope;

  if (!maju_envelope_scan (&envelope, text, length, &error) ||
      self->expectation != MAJU_EXPECT_MESSAGES ||
      !maju_session_acked (&self->session, envelope.ack))
    break_line (self, "a message that is not valid");
  else if (envelope.seq != 0)
    take_number (self, envelope.seq, length);
}

void
maju_signaling_receive (MajuSignaling *self,
                        const char    *text,
                        gsize          length)
{
  g_autoptr(MajuMessage) message = maju_message_parse (text, length, NULL);

  if (message == NULL)
    handle_unreadable (self, text, length);
  else if (self->expectation == MAJU_EXPECT_MESSAGES)
    handle_message (self, message, length);
  else if (message->type == MAJU_MESSAGE_ERROR)
    handle_error (self, message);
  else if (self->expectation == MAJU_EXPECT_WELCOME &&
           message->type == MAJU_MESSAGE_WELCOME)
    handle_welcome (self, message);
  else if (self->expectation == MAJU_EXPECT_ROOM &&
           message->type == MAJU_MESSAGE_ROOM)
    handle_room (self, message);
  else if (self->expectation == MAJU_EXPECT_ROOM &&
           message->type == MAJU_MESSAGE_WAITING)
    handle_waiting (self);
  else
    break_line (self, "a message out of place");
}
