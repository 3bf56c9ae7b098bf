/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-message.h"

#include <string.h>

MajuMember *
maju_member_new (const char *id,
                 const char *name)
{
  MajuMember *self = g_new0 (MajuMember, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);

  return self;
}

void
maju_member_free (MajuMember *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

MajuIceServer *
maju_ice_server_new (const char *uri,
                     const char *username,
                     const char *credential)
{
  MajuIceServer *self = g_new0 (MajuIceServer, 1);

  self->uri = g_strdup (uri);
  self->username = g_strdup (username);
  self->credential = g_strdup (credential);

  return self;
}

void
maju_ice_server_free (MajuIceServer *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->uri);
  g_free (self->username);
  g_free (self->credential);
  g_free (self);
}

MajuMessage *
maju_message_new (MajuMessageType type)
{
  MajuMessage *self = g_new0 (MajuMessage, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->type = type;
  if (type == MAJU_MESSAGE_ROOM || type == MAJU_MESSAGE_DOOR ||
      type == MAJU_MESSAGE_PEOPLE)
    self->members = g_ptr_array_new_with_free_func (
      (GDestroyNotify) maju_member_free);
  if (type == MAJU_MESSAGE_ROOM || type == MAJU_MESSAGE_ICE_SERVERS)
    self->ice_servers = g_ptr_array_new_with_free_func (
      (GDestroyNotify) maju_ice_server_free);
  if (type == MAJU_MESSAGE_LISTEN)
    self->rooms = g_ptr_array_new_with_free_func (g_free);

  return self;
}

MajuMessage *
maju_message_ref (MajuMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
maju_message_unref (MajuMessage *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->to);
  g_free (self->from);
  g_free (self->room);
  g_free (self->name);
  g_free (self->token);
  g_free (self->owner);
  g_free (self->who);
  g_clear_pointer (&self->rooms, g_ptr_array_unref);
  g_free (self->self_id);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_clear_pointer (&self->ice_servers, g_ptr_array_unref);
  g_clear_pointer (&self->member, maju_member_free);
  g_free (self->reason);
  g_free (self->sdp);
  g_free (self->signature);
  g_free (self->candidate);
  g_free (self->text);
  g_free (self);
}

static const char *const type_names[] = {
  [MAJU_MESSAGE_WELCOME] = "welcome",
  [MAJU_MESSAGE_HELLO] = "hello",
  [MAJU_MESSAGE_ROOM] = "room",
  [MAJU_MESSAGE_WAITING] = "waiting",
  [MAJU_MESSAGE_DOOR] = "door",
  [MAJU_MESSAGE_JOINED] = "joined",
  [MAJU_MESSAGE_LEFT] = "left",
  [MAJU_MESSAGE_AWAY] = "away",
  [MAJU_MESSAGE_BACK] = "back",
  [MAJU_MESSAGE_ICE_SERVERS] = "ice_servers",
  [MAJU_MESSAGE_DESCRIPTION] = "description",
  [MAJU_MESSAGE_CANDIDATE] = "candidate",
  [MAJU_MESSAGE_RESTART] = "restart",
  [MAJU_MESSAGE_LOCK] = "lock",
  [MAJU_MESSAGE_UNLOCK] = "unlock",
  [MAJU_MESSAGE_ADMIT] = "admit",
  [MAJU_MESSAGE_REFUSE] = "refuse",
  [MAJU_MESSAGE_REMOVE] = "remove",
  [MAJU_MESSAGE_LISTEN] = "listen",
  [MAJU_MESSAGE_PEOPLE] = "people",
  [MAJU_MESSAGE_DECLINE] = "decline",
  [MAJU_MESSAGE_DECLINED] = "declined",
  [MAJU_MESSAGE_END] = "end",
  [MAJU_MESSAGE_ACK] = "ack",
  [MAJU_MESSAGE_PING] = "ping",
  [MAJU_MESSAGE_PONG] = "pong",
  [MAJU_MESSAGE_ERROR] = "error",
};

static const char *const code_names[] = {
  [MAJU_ERROR_CODE_NONE] = "none",
  [MAJU_ERROR_CODE_BAD_MESSAGE] = "bad-message",
  [MAJU_ERROR_CODE_UNSUPPORTED] = "unsupported",
  [MAJU_ERROR_CODE_TOO_LARGE] = "too-large",
  [MAJU_ERROR_CODE_RATE_LIMITED] = "rate-limited",
  [MAJU_ERROR_CODE_TIME_OUT] = "time-out",
  [MAJU_ERROR_CODE_NOT_JOINED] = "not-joined",
  [MAJU_ERROR_CODE_NO_SUCH_PEER] = "no-such-peer",
  [MAJU_ERROR_CODE_ROOM_FULL] = "room-full",
  [MAJU_ERROR_CODE_LOCKED] = "locked",
  [MAJU_ERROR_CODE_REFUSED] = "refused",
  [MAJU_ERROR_CODE_NO_ANSWER] = "no-answer",
  [MAJU_ERROR_CODE_REMOVED] = "removed",
  [MAJU_ERROR_CODE_NOT_ALLOWED] = "not-allowed",
  [MAJU_ERROR_CODE_RESUME_FAILED] = "resume-failed",
  [MAJU_ERROR_CODE_DRAINING] = "draining",
  [MAJU_ERROR_CODE_TAKEN_OVER] = "taken-over",
  [MAJU_ERROR_CODE_INTERNAL] = "internal",
};

const char *
maju_message_type_to_string (MajuMessageType type)
{
  g_return_val_if_fail ((guint) type < G_N_ELEMENTS (type_names), NULL);

  return type_names[type];
}

gboolean
maju_message_type_from_string (const char      *text,
                               gsize            length,
                               MajuMessageType *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (type_names); i++)
    {
      if (strlen (type_names[i]) == length &&
          memcmp (type_names[i], text, length) == 0)
        {
          *type = i;
          return TRUE;
        }
    }

  return FALSE;
}

const char *
maju_error_code_to_string (MajuErrorCode code)
{
  g_return_val_if_fail ((guint) code < G_N_ELEMENTS (code_names), NULL);

  return code_names[code];
}

MajuErrorCode
maju_error_code_from_string (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (code_names); i++)
    {
      if (g_strcmp0 (code_names[i], text) == 0)
        return i;
    }

  return MAJU_ERROR_CODE_INTERNAL;
}
