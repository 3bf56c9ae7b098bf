/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-message.h"

#include "maju-fields-private.h"

static void
add_member (JsonBuilder *builder,
            MajuMember  *member)
{
  json_builder_begin_object (builder);
  maju_fields_add_string (builder, "id", member->id);
  maju_fields_add_string (builder, "name", member->name);
  json_builder_end_object (builder);
}

static void
add_welcome (JsonBuilder *builder,
             MajuMessage *message)
{
  maju_fields_add_count (builder, "protocol_min", message->protocol_min);
  maju_fields_add_count (builder, "protocol_max", message->protocol_max);
  maju_fields_add_count (builder, "limit_message", message->limit_message);
  maju_fields_add_count (builder, "limit_people", message->limit_people);
  maju_fields_add_boolean (builder, "silent", message->silent);
}

static void
add_hello (JsonBuilder *builder,
           MajuMessage *message)
{
  if (message->token != NULL)
    {
      maju_fields_add_string (builder, "token", message->token);
      maju_fields_add_count (builder, "last_seq", message->last_seq);
      return;
    }

  maju_fields_add_string (builder, "room", message->room);
  maju_fields_add_string (builder, "name", message->name);
  maju_fields_add_string (builder, "owner", message->owner);
  maju_fields_add_boolean (builder, "knock", message->knock);
  maju_fields_add_boolean (builder, "silent", message->silent);
}

static void
add_members (JsonBuilder *builder,
             MajuMessage *message)
{
  json_builder_set_member_name (builder, "members");
  json_builder_begin_array (builder);
  for (guint i = 0; i < message->members->len; i++)
    add_member (builder, g_ptr_array_index (message->members, i));
  json_builder_end_array (builder);
}

static void
add_door (JsonBuilder *builder,
          MajuMessage *message)
{
  maju_fields_add_boolean (builder, "locked", message->locked);
  maju_fields_add_boolean (builder, "owner", message->is_owner);
  maju_fields_add_boolean (builder, "answers", message->answers);
  add_members (builder, message);
}

static void
add_rooms (JsonBuilder *builder,
           MajuMessage *message)
{
  json_builder_set_member_name (builder, "rooms");
  json_builder_begin_array (builder);
  for (guint i = 0; i < message->rooms->len; i++)
    json_builder_add_string_value (builder,
                                   g_ptr_array_index (message->rooms, i));
  json_builder_end_array (builder);
}

static void
add_ice_servers (JsonBuilder *builder,
                 MajuMessage *message)
{
  json_builder_set_member_name (builder, "ice_servers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < message->ice_servers->len; i++)
    {
      MajuIceServer *server = g_ptr_array_index (message->ice_servers, i);

      json_builder_begin_object (builder);
      maju_fields_add_string (builder, "uri", server->uri);
      maju_fields_add_string (builder, "username", server->username);
      maju_fields_add_string (builder, "credential", server->credential);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_room (JsonBuilder *builder,
          MajuMessage *message)
{
  maju_fields_add_string (builder, "self_id", message->self_id);
  maju_fields_add_string (builder, "token", message->token);
  maju_fields_add_boolean (builder, "resumed", message->resumed);
  maju_fields_add_number (builder, "last_id", message->last_id);
  maju_fields_add_boolean (builder, "silent", message->silent);
  add_members (builder, message);
  add_ice_servers (builder, message);
}

static void
add_coming_or_going (JsonBuilder *builder,
                     MajuMessage *message)
{
  if (message->member != NULL)
    {
      json_builder_set_member_name (builder, "member");
      add_member (builder, message->member);
    }
  maju_fields_add_string (builder, "reason", message->reason);
}

static void
add_description (JsonBuilder *builder,
                 MajuMessage *message)
{
  gboolean answer = message->kind == MAJU_DESCRIPTION_ANSWER;

  maju_fields_add_count (builder, "generation", message->generation);
  maju_fields_add_string (builder, "kind", answer ? "answer" : "offer");
  maju_fields_add_string (builder, "sdp", message->sdp);
  maju_fields_add_count (builder, "counter", message->counter);
  maju_fields_add_string (builder, "signature", message->signature);
  maju_fields_add_boolean (builder, "again", message->again);
}

static void
add_candidate (JsonBuilder *builder,
               MajuMessage *message)
{
  maju_fields_add_count (builder, "generation", message->generation);
  maju_fields_add_string (builder, "candidate", message->candidate);
  maju_fields_add_count (builder, "media_index", message->media_index);
}

static void
add_error (JsonBuilder *builder,
           MajuMessage *message)
{
  maju_fields_add_string (builder, "code",
                          maju_error_code_to_string (message->code));
  maju_fields_add_string (builder, "text", message->text);
  maju_fields_add_number (builder, "retry_after_ms", message->retry_after_ms);
  maju_fields_add_boolean (builder, "fatal", message->fatal);
}

static void
add_body (JsonBuilder *builder,
          MajuMessage *message)
{
  switch (message->type)
    {
    case MAJU_MESSAGE_WELCOME:
      add_welcome (builder, message);
      break;

    case MAJU_MESSAGE_HELLO:
      add_hello (builder, message);
      break;

    case MAJU_MESSAGE_ROOM:
      add_room (builder, message);
      break;

    case MAJU_MESSAGE_DOOR:
      add_door (builder, message);
      break;

    case MAJU_MESSAGE_LISTEN:
      add_rooms (builder, message);
      break;

    case MAJU_MESSAGE_PEOPLE:
      maju_fields_add_string (builder, "room", message->room);
      add_members (builder, message);
      break;

    case MAJU_MESSAGE_DECLINE:
    case MAJU_MESSAGE_DECLINED:
      maju_fields_add_string (builder, "room", message->room);
      maju_fields_add_string (builder, "name", message->name);
      break;

    case MAJU_MESSAGE_ADMIT:
    case MAJU_MESSAGE_REFUSE:
    case MAJU_MESSAGE_REMOVE:
      maju_fields_add_string (builder, "who", message->who);
      break;

    case MAJU_MESSAGE_JOINED:
    case MAJU_MESSAGE_LEFT:
    case MAJU_MESSAGE_AWAY:
    case MAJU_MESSAGE_BACK:
      add_coming_or_going (builder, message);
      break;

    case MAJU_MESSAGE_ICE_SERVERS:
      add_ice_servers (builder, message);
      break;

    case MAJU_MESSAGE_DESCRIPTION:
      add_description (builder, message);
      break;

    case MAJU_MESSAGE_CANDIDATE:
      add_candidate (builder, message);
      break;

    case MAJU_MESSAGE_RESTART:
      maju_fields_add_count (builder, "generation", message->generation);
      break;

    case MAJU_MESSAGE_END:
      maju_fields_add_string (builder, "reason", message->reason);
      break;

    case MAJU_MESSAGE_ERROR:
      add_error (builder, message);
      break;

    case MAJU_MESSAGE_WAITING:
    case MAJU_MESSAGE_LOCK:
    case MAJU_MESSAGE_UNLOCK:
    case MAJU_MESSAGE_ACK:
    case MAJU_MESSAGE_PING:
    case MAJU_MESSAGE_PONG:
    default:
      break;
    }
}

char *
maju_message_print (MajuMessage *self)
{
  g_autoptr(JsonBuilder) builder = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  maju_fields_add_string (builder, "type",
                          maju_message_type_to_string (self->type));
  maju_fields_add_number (builder, "id", self->id);
  maju_fields_add_number (builder, "seq", self->seq);
  maju_fields_add_number (builder, "ack", self->ack);
  maju_fields_add_string (builder, "to", self->to);
  maju_fields_add_string (builder, "from", self->from);
  add_body (builder, self);
  json_builder_end_object (builder);

  return maju_fields_print (builder);
}
