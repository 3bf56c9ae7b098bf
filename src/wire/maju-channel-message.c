/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-channel-message.h"

#include "maju-fields-private.h"
#include "maju-limits.h"

#define REQUIRED MAJU_FIELD_REQUIRED
#define OPTIONAL MAJU_FIELD_OPTIONAL

static const char *const type_names[] = {
  [MAJU_CHANNEL_PRESENCE] = "presence",
  [MAJU_CHANNEL_END] = "end",
  [MAJU_CHANNEL_PING] = "ping",
  [MAJU_CHANNEL_PONG] = "pong",
  [MAJU_CHANNEL_REACTION] = "reaction",
  [MAJU_CHANNEL_WATCH] = "watch",
  [MAJU_CHANNEL_ASK_MUTE] = "ask_mute",
  [MAJU_CHANNEL_TEXT] = "text",
  [MAJU_CHANNEL_RECEIVED] = "received",
};

MajuChannelMessage *
maju_channel_message_new (MajuChannelMessageType type)
{
  MajuChannelMessage *self = g_new0 (MajuChannelMessage, 1);

  self->type = type;

  return self;
}

void
maju_channel_message_free (MajuChannelMessage *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->id);
  g_free (self->reason);
  g_free (self->text);
  g_free (self);
}

static gboolean
check_chat_text (const char *text)
{
  return *text != '\0' && maju_check_lines (text) &&
         g_utf8_strlen (text, -1) <= MAJU_LIMIT_CHAT_TEXT;
}

static void
read_presence (MajuFields         *fields,
               MajuChannelMessage *message)
{
  message->name = maju_clean_name (
    maju_fields_get_string (fields, "name", OPTIONAL,
                            MAJU_LIMIT_NAME_BYTES, maju_check_any));
  message->id = g_strdup (
    maju_fields_get_string (fields, "id", OPTIONAL,
                            MAJU_LIMIT_SESSION_ID, maju_check_session_id));
  message->microphone = maju_fields_get_boolean (fields, "microphone",
                                                 REQUIRED);
  message->camera = maju_fields_get_boolean (fields, "camera", REQUIRED);
  message->screen = maju_fields_get_boolean (fields, "screen", REQUIRED);
  message->hand = maju_fields_get_boolean (fields, "hand", OPTIONAL);
  message->sound = maju_fields_get_boolean (fields, "sound", OPTIONAL);
  message->speaking = maju_fields_get_boolean (fields, "speaking", OPTIONAL);
}

static void
read_reaction (MajuFields         *fields,
               MajuChannelMessage *message)
{
  const char *kind;

  kind = maju_fields_get_string (fields, "kind", REQUIRED, MAJU_LIMIT_TEXT,
                                 maju_check_any);
  message->reaction = maju_reaction_from_name (kind);
  if (message->reaction == MAJU_REACTION_NONE)
    maju_fields_fail (fields, MAJU_WIRE_ERROR_UNSUPPORTED, "kind");
}

static void
read_watch (MajuFields         *fields,
            MajuChannelMessage *message)
{
  message->camera_height = maju_fields_get_number (fields, "camera", REQUIRED,
                                                   0, MAJU_LIMIT_HEIGHT);
  message->screen_height = maju_fields_get_number (fields, "screen", REQUIRED,
                                                   0, MAJU_LIMIT_HEIGHT);
}

static void
read_text (MajuFields         *fields,
           MajuChannelMessage *message)
{
  message->number = maju_fields_get_number (fields, "number", REQUIRED,
                                            1, MAJU_LIMIT_NUMBER);
  message->text = g_strdup (maju_fields_get_string (fields, "text", REQUIRED,
                                                    MAJU_LIMIT_CHANNEL_MESSAGE,
                                                    check_chat_text));
  message->time = maju_fields_get_number (fields, "time", REQUIRED,
                                          0, MAJU_LIMIT_NUMBER);
}

static void
read_body (MajuFields         *fields,
           MajuChannelMessage *message)
{
  switch (message->type)
    {
    case MAJU_CHANNEL_PRESENCE:
      read_presence (fields, message);
      break;

    case MAJU_CHANNEL_END:
      message->reason = g_strdup (
        maju_fields_get_string (fields, "reason", OPTIONAL,
                                MAJU_LIMIT_TEXT, maju_check_no_controls));
      break;

    case MAJU_CHANNEL_PING:
    case MAJU_CHANNEL_PONG:
      message->number = maju_fields_get_number (fields, "number", REQUIRED,
                                                0, MAJU_LIMIT_NUMBER);
      break;

    case MAJU_CHANNEL_REACTION:
      read_reaction (fields, message);
      break;

    case MAJU_CHANNEL_WATCH:
      read_watch (fields, message);
      break;

    case MAJU_CHANNEL_ASK_MUTE:
      break;

    case MAJU_CHANNEL_TEXT:
      read_text (fields, message);
      break;

    case MAJU_CHANNEL_RECEIVED:
      message->number = maju_fields_get_number (fields, "number", REQUIRED,
                                                1, MAJU_LIMIT_NUMBER);
      break;

    default:
      g_assert_not_reached ();
    }
}

MajuChannelMessage *
maju_channel_message_parse (const char *text,
                            gsize       length,
                            GError    **error)
{
  g_autoptr(JsonParser) parser = NULL;
  g_autoptr(MajuChannelMessage) message = NULL;
  g_autoptr(GError) field_error = NULL;
  MajuFields fields = { .error = &field_error };
  guint type;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  parser = maju_fields_load_channel (text, length, error);
  if (parser == NULL)
    return NULL;

  fields.object = json_node_get_object (json_parser_get_root (parser));
  if (maju_fields_get_type (&fields, type_names, G_N_ELEMENTS (type_names), &type))
    {
      message = maju_channel_message_new (type);
      read_body (&fields, message);
    }

  if (field_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&field_error));
      return NULL;
    }

  return g_steal_pointer (&message);
}

char *
maju_channel_message_print (MajuChannelMessage *self)
{
  g_autoptr(JsonBuilder) builder = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail ((guint) self->type < G_N_ELEMENTS (type_names), NULL);

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  maju_fields_add_string (builder, "type", type_names[self->type]);
  switch (self->type)
    {
    case MAJU_CHANNEL_PRESENCE:
      maju_fields_add_string (builder, "name", self->name);
      maju_fields_add_string (builder, "id", self->id);
      maju_fields_add_flag (builder, "microphone", self->microphone);
      maju_fields_add_flag (builder, "camera", self->camera);
      maju_fields_add_flag (builder, "screen", self->screen);
      maju_fields_add_boolean (builder, "hand", self->hand);
      maju_fields_add_boolean (builder, "sound", self->sound);
      maju_fields_add_boolean (builder, "speaking", self->speaking);
      break;

    case MAJU_CHANNEL_END:
      maju_fields_add_string (builder, "reason", self->reason);
      break;

    case MAJU_CHANNEL_TEXT:
      maju_fields_add_count (builder, "number", self->number);
      maju_fields_add_string (builder, "text", self->text);
      maju_fields_add_count (builder, "time", self->time);
      break;

    case MAJU_CHANNEL_REACTION:
      maju_fields_add_string (builder, "kind",
                              maju_reaction_to_name (self->reaction));
      break;

    case MAJU_CHANNEL_WATCH:
      maju_fields_add_count (builder, "camera", self->camera_height);
      maju_fields_add_count (builder, "screen", self->screen_height);
      break;

    case MAJU_CHANNEL_ASK_MUTE:
      break;

    case MAJU_CHANNEL_PING:
    case MAJU_CHANNEL_PONG:
    case MAJU_CHANNEL_RECEIVED:
    default:
      maju_fields_add_count (builder, "number", self->number);
      break;
    }
  json_builder_end_object (builder);

  return maju_fields_print (builder);
}
