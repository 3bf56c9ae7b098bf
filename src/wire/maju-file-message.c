/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-file-message.h"

#include "maju-fields-private.h"
#include "maju-limits.h"

#include <string.h>

#define REQUIRED MAJU_FIELD_REQUIRED
#define OPTIONAL MAJU_FIELD_OPTIONAL

#define SHA256_DIGITS 64

static const char *const type_names[] = {
  [MAJU_FILE_OFFER] = "offer",
  [MAJU_FILE_WITHDRAW] = "withdraw",
  [MAJU_FILE_ACCEPT] = "accept",
  [MAJU_FILE_REFUSE] = "refuse",
  [MAJU_FILE_ACKNOWLEDGE] = "acknowledge",
  [MAJU_FILE_DONE] = "done",
};

static const char *const reason_names[] = {
  [MAJU_FILE_REASON_FAILED] = "failed",
  [MAJU_FILE_REASON_CANCELLED] = "cancelled",
  [MAJU_FILE_REASON_DECLINED] = "declined",
  [MAJU_FILE_REASON_BUSY] = "busy",
  [MAJU_FILE_REASON_FULL] = "full",
  [MAJU_FILE_REASON_WRONG] = "wrong",
};

MajuFileMessage *
maju_file_message_new (MajuFileMessageType type,
                       guint32             id)
{
  MajuFileMessage *self = g_new0 (MajuFileMessage, 1);

  self->type = type;
  self->id = id;

  return self;
}

void
maju_file_message_free (MajuFileMessage *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->media_type);
  g_free (self->sha256);
  g_free (self);
}

static gboolean
check_file_name (const char *text)
{
  return *text != '\0';
}

static gboolean
check_sha256 (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isdigit (*p) && (*p < 'a' || *p > 'f'))
        return FALSE;
    }

  return strlen (text) == SHA256_DIGITS;
}

/* RFC 6838 section 4.2, without capital letters and parameters. */
static gboolean
check_media_type (const char *text)
{
  const char *slash = strchr (text, '/');

  if (slash == NULL || slash == text || slash[1] == '\0')
    return FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (p != slash && !g_ascii_islower (*p) && !g_ascii_isdigit (*p) &&
          strchr ("!#$&-^_.+", *p) == NULL)
        return FALSE;
    }

  return TRUE;
}

static void
read_offer (MajuFields      *fields,
            MajuFileMessage *message)
{
  const char *name;

  name = maju_fields_get_string (fields, "name", REQUIRED,
                                 MAJU_LIMIT_FILE_NAME, check_file_name);
  message->name = maju_clean_file_name (name);
  message->size = maju_fields_get_number (fields, "size", REQUIRED,
                                          0, MAJU_LIMIT_FILE_SIZE);
  message->media_type = g_strdup (
    maju_fields_get_string (fields, "media_type", OPTIONAL, MAJU_LIMIT_FILE_TYPE,
                            check_media_type));
  message->sha256 = g_strdup (
    maju_fields_get_string (fields, "sha256", REQUIRED, SHA256_DIGITS,
                            check_sha256));
}

static void
read_reason (MajuFields      *fields,
             MajuFileMessage *message)
{
  const char *name;

  name = maju_fields_get_string (fields, "reason", OPTIONAL, MAJU_LIMIT_TEXT,
                                 maju_check_no_controls);
  for (guint i = 0; i < G_N_ELEMENTS (reason_names); i++)
    {
      if (g_strcmp0 (name, reason_names[i]) == 0)
        message->reason = i;
    }
}

static void
read_body (MajuFields      *fields,
           MajuFileMessage *message)
{
  message->id = maju_fields_get_number (fields, "id", REQUIRED, 1, G_MAXUINT32);
  switch (message->type)
    {
    case MAJU_FILE_OFFER:
      read_offer (fields, message);
      break;

    case MAJU_FILE_WITHDRAW:
    case MAJU_FILE_REFUSE:
      read_reason (fields, message);
      break;

    case MAJU_FILE_ACCEPT:
    case MAJU_FILE_ACKNOWLEDGE:
      message->offset = maju_fields_get_number (fields, "offset", REQUIRED,
                                                0, MAJU_LIMIT_FILE_SIZE);
      break;

    case MAJU_FILE_DONE:
      break;

    default:
      g_assert_not_reached ();
    }
}

MajuFileMessage *
maju_file_message_parse (const char *text,
                         gsize       length,
                         GError    **error)
{
  g_autoptr(JsonParser) parser = NULL;
  g_autoptr(MajuFileMessage) message = NULL;
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
      message = maju_file_message_new (type, 0);
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
maju_file_message_print (MajuFileMessage *self)
{
  g_autoptr(JsonBuilder) builder = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail ((guint) self->type < G_N_ELEMENTS (type_names), NULL);
  g_return_val_if_fail ((guint) self->reason < G_N_ELEMENTS (reason_names),
                        NULL);

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  maju_fields_add_string (builder, "type", type_names[self->type]);
  maju_fields_add_count (builder, "id", self->id);
  switch (self->type)
    {
    case MAJU_FILE_OFFER:
      maju_fields_add_string (builder, "name", self->name);
      maju_fields_add_count (builder, "size", self->size);
      maju_fields_add_string (builder, "media_type", self->media_type);
      maju_fields_add_string (builder, "sha256", self->sha256);
      break;

    case MAJU_FILE_WITHDRAW:
    case MAJU_FILE_REFUSE:
      maju_fields_add_string (builder, "reason", reason_names[self->reason]);
      break;

    case MAJU_FILE_ACCEPT:
    case MAJU_FILE_ACKNOWLEDGE:
      maju_fields_add_count (builder, "offset", self->offset);
      break;

    case MAJU_FILE_DONE:
    default:
      break;
    }
  json_builder_end_object (builder);

  return maju_fields_print (builder);
}
