/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-message.h"

#include "maju-channel-message.h"
#include "maju-fields-private.h"
#include "maju-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define REQUIRED MAJU_FIELD_REQUIRED
#define OPTIONAL MAJU_FIELD_OPTIONAL

static char *
read_name (MajuFields *fields)
{
  const char *name;

  name = maju_fields_get_string (fields, "name", OPTIONAL,
                                 MAJU_LIMIT_NAME_BYTES, maju_check_any);
  return maju_clean_name (name);
}

static MajuMember *
read_member (JsonNode *node,
             GError  **error)
{
  MajuFields fields = { .error = error };
  g_autoptr(MajuMember) member = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  fields.object = json_node_get_object (node);
  member = maju_member_new (NULL, NULL);
  member->id = g_strdup (maju_fields_get_string (&fields, "id", REQUIRED,
                                                 MAJU_LIMIT_SESSION_ID,
                                                 maju_check_session_id));
  member->name = read_name (&fields);
  if (*error != NULL)
    return NULL;

  return g_steal_pointer (&member);
}

static MajuIceServer *
read_ice_server (JsonNode *node,
                 GError  **error)
{
  MajuFields fields = { .error = error };
  const char *uri;
  const char *username;
  const char *credential;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  fields.object = json_node_get_object (node);
  uri = maju_fields_get_string (&fields, "uri", REQUIRED,
                                MAJU_LIMIT_ICE_URI, maju_check_ice_uri);
  username = maju_fields_get_string (&fields, "username", OPTIONAL,
                                     MAJU_LIMIT_ICE_CREDENTIAL,
                                     maju_check_printable);
  credential = maju_fields_get_string (&fields, "credential", OPTIONAL,
                                       MAJU_LIMIT_ICE_CREDENTIAL,
                                       maju_check_printable);
  if (*error != NULL)
    return NULL;

  return maju_ice_server_new (uri, username, credential);
}

static void
read_members (MajuFields *fields,
              GPtrArray  *members)
{
  JsonArray *array = maju_fields_get_array (fields, "members", OPTIONAL,
                                            MAJU_LIMIT_ROOM_PEOPLE);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      MajuMember *member = read_member (json_array_get_element (array, i),
                                        fields->error);

      if (member == NULL)
        {
          maju_fields_fail (fields, MAJU_WIRE_ERROR_FIELD, "members");
          return;
        }
      g_ptr_array_add (members, member);
    }
}

static void
read_ice_servers (MajuFields       *fields,
                  GPtrArray        *ice_servers,
                  MajuFieldPresence presence)
{
  JsonArray *array = maju_fields_get_array (fields, "ice_servers", presence,
                                            MAJU_LIMIT_ICE_SERVERS);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      MajuIceServer *server;

      server = read_ice_server (json_array_get_element (array, i),
                                fields->error);
      if (server == NULL)
        {
          maju_fields_fail (fields, MAJU_WIRE_ERROR_FIELD, "ice_servers");
          return;
        }
      g_ptr_array_add (ice_servers, server);
    }
}

static char *
read_token (MajuFields *fields)
{
  return g_strdup (maju_fields_get_string (fields, "token", REQUIRED,
                                           MAJU_LIMIT_TOKEN,
                                           maju_check_session_id));
}

static char *
read_room_id (MajuFields *fields)
{
  return g_strdup (maju_fields_get_string (fields, "room", REQUIRED,
                                           MAJU_LIMIT_ROOM,
                                           maju_check_room_id));
}

static void
read_welcome (MajuFields  *fields,
              MajuMessage *message)
{
  message->protocol_min = maju_fields_get_number (fields, "protocol_min",
                                                  REQUIRED, 1, G_MAXUINT16);
  message->protocol_max = maju_fields_get_number (fields, "protocol_max",
                                                  REQUIRED, 1, G_MAXUINT16);
  message->limit_message = maju_fields_get_number (fields, "limit_message",
                                                   REQUIRED, 1024, G_MAXINT32);
  message->limit_people = maju_fields_get_number (fields, "limit_people",
                                                  REQUIRED, 1, G_MAXUINT16);
  message->silent = maju_fields_get_boolean (fields, "silent", OPTIONAL);
  if (message->protocol_min > message->protocol_max)
    maju_fields_fail (fields, MAJU_WIRE_ERROR_FIELD, "protocol_max");
}

static void
read_hello (MajuFields  *fields,
            MajuMessage *message)
{
  if (maju_fields_has (fields, "token"))
    {
      message->token = read_token (fields);
      message->last_seq = maju_fields_get_number (fields, "last_seq", REQUIRED,
                                                  0, MAJU_LIMIT_NUMBER);
      if (maju_fields_has (fields, "room"))
        maju_fields_fail (fields, MAJU_WIRE_ERROR_FIELD, "room");
      return;
    }

  message->room = read_room_id (fields);
  message->name = read_name (fields);
  message->owner = g_strdup (maju_fields_get_string (fields, "owner", OPTIONAL,
                                                     MAJU_LIMIT_TOKEN,
                                                     maju_check_signature));
  message->knock = maju_fields_get_boolean (fields, "knock", OPTIONAL);
  message->silent = maju_fields_get_boolean (fields, "silent", OPTIONAL);
}

static void
read_door (MajuFields  *fields,
           MajuMessage *message)
{
  message->locked = maju_fields_get_boolean (fields, "locked", OPTIONAL);
  message->is_owner = maju_fields_get_boolean (fields, "owner", OPTIONAL);
  message->answers = maju_fields_get_boolean (fields, "answers", OPTIONAL);
  read_members (fields, message->members);
}

static void
read_who (MajuFields  *fields,
          MajuMessage *message)
{
  message->who = g_strdup (maju_fields_get_string (fields, "who", REQUIRED,
                                                   MAJU_LIMIT_SESSION_ID,
                                                   maju_check_session_id));
}

static gboolean
is_room_id (JsonNode *node)
{
  const char *text;

  if (!JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  text = json_node_get_string (node);

  return strlen (text) <= MAJU_LIMIT_ROOM && maju_check_room_id (text);
}

static void
read_rooms (MajuFields  *fields,
            MajuMessage *message)
{
  JsonArray *array = maju_fields_get_array (fields, "rooms", REQUIRED,
                                            MAJU_LIMIT_LISTEN_ROOMS);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!is_room_id (node))
        {
          maju_fields_fail (fields, MAJU_WIRE_ERROR_FIELD, "rooms");
          return;
        }
      g_ptr_array_add (message->rooms, json_node_dup_string (node));
    }
}

static void
read_people (MajuFields  *fields,
             MajuMessage *message)
{
  message->room = read_room_id (fields);
  read_members (fields, message->members);
}

static void
read_decline (MajuFields  *fields,
              MajuMessage *message)
{
  if (message->type == MAJU_MESSAGE_DECLINE)
    message->room = read_room_id (fields);
  message->name = read_name (fields);
}

static void
read_room (MajuFields  *fields,
           MajuMessage *message)
{
  message->self_id = g_strdup (maju_fields_get_string (fields, "self_id",
                                                       REQUIRED,
                                                       MAJU_LIMIT_SESSION_ID,
                                                       maju_check_session_id));
  message->token = read_token (fields);
  message->resumed = maju_fields_get_boolean (fields, "resumed", OPTIONAL);
  message->last_id = maju_fields_get_number (fields, "last_id", OPTIONAL,
                                             0, MAJU_LIMIT_NUMBER);
  message->silent = maju_fields_get_boolean (fields, "silent", OPTIONAL);
  read_members (fields, message->members);
  read_ice_servers (fields, message->ice_servers, OPTIONAL);
}

static void
read_reason (MajuFields       *fields,
             MajuMessage      *message,
             MajuFieldPresence presence)
{
  message->reason = g_strdup (maju_fields_get_string (fields, "reason",
                                                      presence,
                                                      MAJU_LIMIT_TEXT,
                                                      maju_check_no_controls));
}

static void
read_coming_or_going (MajuFields  *fields,
                      MajuMessage *message)
{
  message->member = read_member (json_object_get_member (fields->object,
                                                         "member"),
                                 fields->error);
  if (message->member == NULL)
    maju_fields_fail (fields, MAJU_WIRE_ERROR_FIELD, "member");
  if (message->type == MAJU_MESSAGE_LEFT)
    read_reason (fields, message, REQUIRED);
}

static void
read_generation (MajuFields  *fields,
                 MajuMessage *message)
{
  message->generation = maju_fields_get_number (fields, "generation", REQUIRED,
                                                0, MAJU_LIMIT_GENERATION);
}

static void
read_description (MajuFields  *fields,
                  MajuMessage *message)
{
  const char *kind;

  read_generation (fields, message);
  kind = maju_fields_get_string (fields, "kind", REQUIRED,
                                 MAJU_LIMIT_TEXT, maju_check_any);
  if (g_strcmp0 (kind, "answer") == 0)
    message->kind = MAJU_DESCRIPTION_ANSWER;
  else if (g_strcmp0 (kind, "offer") != 0)
    maju_fields_fail (fields, MAJU_WIRE_ERROR_FIELD, "kind");
  message->sdp = g_strdup (maju_fields_get_string (fields, "sdp", REQUIRED,
                                                   MAJU_LIMIT_SDP,
                                                   maju_check_sdp));
  message->counter = maju_fields_get_number (fields, "counter", REQUIRED,
                                             1, MAJU_LIMIT_NUMBER);
  message->signature = g_strdup (maju_fields_get_string (fields, "signature",
                                                         OPTIONAL,
                                                         MAJU_LIMIT_TOKEN,
                                                         maju_check_signature));
  message->again = maju_fields_get_boolean (fields, "again", OPTIONAL);
}

static void
read_candidate (MajuFields  *fields,
                MajuMessage *message)
{
  read_generation (fields, message);
  message->candidate = g_strdup (maju_fields_get_string (fields, "candidate",
                                                         REQUIRED,
                                                         MAJU_LIMIT_CANDIDATE,
                                                         maju_check_no_controls));
  message->media_index = maju_fields_get_number (fields, "media_index",
                                                 REQUIRED, 0,
                                                 MAJU_LIMIT_SDP_MEDIA - 1);
}

static void
read_error (MajuFields  *fields,
            MajuMessage *message)
{
  const char *code;

  code = maju_fields_get_string (fields, "code", REQUIRED,
                                 MAJU_LIMIT_TEXT, maju_check_printable);
  message->code = maju_error_code_from_string (code);
  message->text = g_strdup (maju_fields_get_string (fields, "text", OPTIONAL,
                                                    MAJU_LIMIT_TEXT,
                                                    maju_check_no_controls));
  message->retry_after_ms = maju_fields_get_number (fields, "retry_after_ms",
                                                    OPTIONAL, 0, G_MAXINT32);
  message->fatal = maju_fields_get_boolean (fields, "fatal", OPTIONAL);
}

/* Exactly one of both: `to` towards the server, `from` away from it. */
static void
read_route (MajuFields  *fields,
            MajuMessage *message)
{
  const char *name = maju_fields_has (fields, "from") ? "from" : "to";
  const char *id;

  id = maju_fields_get_string (fields, name, REQUIRED,
                               MAJU_LIMIT_SESSION_ID, maju_check_session_id);
  if (*name == 'f')
    message->from = g_strdup (id);
  else
    message->to = g_strdup (id);

  if (message->from != NULL && maju_fields_has (fields, "to"))
    maju_fields_fail (fields, MAJU_WIRE_ERROR_FIELD, "to");
}

static void
read_body (MajuFields  *fields,
           MajuMessage *message)
{
  switch (message->type)
    {
    case MAJU_MESSAGE_WELCOME:
      read_welcome (fields, message);
      break;

    case MAJU_MESSAGE_HELLO:
      read_hello (fields, message);
      break;

    case MAJU_MESSAGE_ROOM:
      read_room (fields, message);
      break;

    case MAJU_MESSAGE_DOOR:
      read_door (fields, message);
      break;

    case MAJU_MESSAGE_ADMIT:
    case MAJU_MESSAGE_REFUSE:
    case MAJU_MESSAGE_REMOVE:
      read_who (fields, message);
      break;

    case MAJU_MESSAGE_LISTEN:
      read_rooms (fields, message);
      break;

    case MAJU_MESSAGE_PEOPLE:
      read_people (fields, message);
      break;

    case MAJU_MESSAGE_DECLINE:
    case MAJU_MESSAGE_DECLINED:
      read_decline (fields, message);
      break;

    case MAJU_MESSAGE_WAITING:
    case MAJU_MESSAGE_LOCK:
    case MAJU_MESSAGE_UNLOCK:
      break;

    case MAJU_MESSAGE_JOINED:
    case MAJU_MESSAGE_LEFT:
    case MAJU_MESSAGE_AWAY:
    case MAJU_MESSAGE_BACK:
      read_coming_or_going (fields, message);
      break;

    case MAJU_MESSAGE_ICE_SERVERS:
      read_ice_servers (fields, message->ice_servers, REQUIRED);
      break;

    case MAJU_MESSAGE_DESCRIPTION:
      read_route (fields, message);
      read_description (fields, message);
      break;

    case MAJU_MESSAGE_CANDIDATE:
      read_route (fields, message);
      read_candidate (fields, message);
      break;

    case MAJU_MESSAGE_RESTART:
      read_route (fields, message);
      read_generation (fields, message);
      break;

    case MAJU_MESSAGE_END:
      read_reason (fields, message, OPTIONAL);
      break;

    case MAJU_MESSAGE_ACK:
      if (message->ack == 0)
        maju_fields_fail (fields, MAJU_WIRE_ERROR_FIELD, "ack");
      break;

    case MAJU_MESSAGE_PING:
    case MAJU_MESSAGE_PONG:
      break;

    case MAJU_MESSAGE_ERROR:
      read_error (fields, message);
      break;

    default:
      g_assert_not_reached ();
    }
}

MajuMessage *
maju_message_parse (const char *text,
                    gsize       length,
                    GError    **error)
{
  g_autoptr(JsonParser) parser = NULL;
  g_autoptr(MajuMessage) message = NULL;
  g_autoptr(GError) field_error = NULL;
  MajuFields fields = { .error = &field_error };
  MajuMessageType type;
  const char *name;

  g_return_val_if_fail (text != NULL, NULL);

  parser = maju_fields_load (text, length, error);
  if (parser == NULL)
    return NULL;

  fields.object = json_node_get_object (json_parser_get_root (parser));
  name = maju_fields_get_string (&fields, "type", REQUIRED,
                                 MAJU_LIMIT_MESSAGE, maju_check_any);
  if (name != NULL && !maju_message_type_from_string (name, strlen (name), &type))
    {
      g_set_error_literal (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_UNSUPPORTED,
                           _("This kind of message is not known"));
      return NULL;
    }

  if (name != NULL)
    {
      message = maju_message_new (type);
      message->id = maju_fields_get_number (&fields, "id", OPTIONAL,
                                            0, MAJU_LIMIT_NUMBER);
      message->seq = maju_fields_get_number (&fields, "seq", OPTIONAL,
                                             0, MAJU_LIMIT_NUMBER);
      message->ack = maju_fields_get_number (&fields, "ack", OPTIONAL,
                                             0, MAJU_LIMIT_NUMBER);
      read_body (&fields, message);
    }

  if (field_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&field_error));
      return NULL;
    }

  return g_steal_pointer (&message);
}
