/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-fields-private.h"

#include "maju-json-private.h"
#include "maju-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

JsonParser *
maju_fields_load (const char *text,
                  gsize       length,
                  GError    **error)
{
  g_autoptr(JsonParser) parser = NULL;

  if (!maju_json_scan (text, length, NULL, NULL, error))
    return NULL;

  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, length, NULL) ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_set_error_literal (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SYNTAX,
                           _("The message is not valid JSON"));
      return NULL;
    }

  return g_steal_pointer (&parser);
}

JsonParser *
maju_fields_load_channel (const char *text,
                          gsize       length,
                          GError    **error)
{
  if (length > MAJU_LIMIT_CHANNEL_MESSAGE)
    {
      g_set_error_literal (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE,
                           _("The message is too large"));
      return NULL;
    }

  return maju_fields_load (text != NULL ? text : "", length, error);
}

void
maju_fields_fail (MajuFields   *self,
                  MajuWireError code,
                  const char   *name)
{
  if (*self->error != NULL)
    return;

  if (code == MAJU_WIRE_ERROR_TOO_LARGE)
    g_set_error (self->error, MAJU_WIRE_ERROR, (int) code,
                 _("“%s” in the message is too large"), name);
  else if (!json_object_has_member (self->object, name))
    g_set_error (self->error, MAJU_WIRE_ERROR, (int) code,
                 _("“%s” is missing in the message"), name);
  else
    g_set_error (self->error, MAJU_WIRE_ERROR, (int) code,
                 _("“%s” in the message is not valid"), name);
}

static JsonNode *
get_member (MajuFields       *self,
            const char       *name,
            MajuFieldPresence presence)
{
  JsonNode *node;

  if (*self->error != NULL)
    return NULL;

  node = json_object_get_member (self->object, name);
  if (node == NULL && presence == MAJU_FIELD_REQUIRED)
    maju_fields_fail (self, MAJU_WIRE_ERROR_FIELD, name);

  return node;
}

static JsonNode *
get_value (MajuFields       *self,
           const char       *name,
           MajuFieldPresence presence,
           GType             type)
{
  JsonNode *node = get_member (self, name, presence);

  if (node == NULL)
    return NULL;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != type)
    {
      maju_fields_fail (self, MAJU_WIRE_ERROR_FIELD, name);
      return NULL;
    }

  return node;
}

gboolean
maju_fields_has (MajuFields *self,
                 const char *name)
{
  return json_object_has_member (self->object, name);
}

gboolean
maju_fields_get_boolean (MajuFields       *self,
                         const char       *name,
                         MajuFieldPresence presence)
{
  JsonNode *node = get_value (self, name, presence, G_TYPE_BOOLEAN);

  return node != NULL && json_node_get_boolean (node);
}

guint64
maju_fields_get_number (MajuFields       *self,
                        const char       *name,
                        MajuFieldPresence presence,
                        guint64           min,
                        guint64           max)
{
  JsonNode *node = get_value (self, name, presence, G_TYPE_INT64);
  gint64 value;

  if (node == NULL)
    return 0;

  value = json_node_get_int (node);
  if (value < 0 || (guint64) value < min || (guint64) value > max)
    {
      maju_fields_fail (self, MAJU_WIRE_ERROR_FIELD, name);
      return 0;
    }

  return value;
}

const char *
maju_fields_get_string (MajuFields       *self,
                        const char       *name,
                        MajuFieldPresence presence,
                        gsize             max_length,
                        MajuFieldCheck    check)
{
  JsonNode *node = get_value (self, name, presence, G_TYPE_STRING);
  const char *text;

  if (node == NULL)
    return NULL;

  text = json_node_get_string (node);
  if (strlen (text) > max_length)
    {
      maju_fields_fail (self, MAJU_WIRE_ERROR_TOO_LARGE, name);
      return NULL;
    }
  if (!check (text))
    {
      maju_fields_fail (self, MAJU_WIRE_ERROR_FIELD, name);
      return NULL;
    }

  return text;
}

gboolean
maju_fields_get_type (MajuFields        *self,
                      const char *const *names,
                      guint              n_names,
                      guint             *out_type)
{
  const char *name = maju_fields_get_string (self, "type", MAJU_FIELD_REQUIRED,
                                             MAJU_LIMIT_CHANNEL_MESSAGE,
                                             maju_check_any);

  if (name == NULL)
    return FALSE;

  for (guint i = 0; i < n_names; i++)
    {
      if (g_strcmp0 (name, names[i]) == 0)
        {
          *out_type = i;
          return TRUE;
        }
    }

  g_set_error_literal (self->error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_UNSUPPORTED,
                       _("This kind of message is not known"));
  return FALSE;
}

JsonArray *
maju_fields_get_array (MajuFields       *self,
                       const char       *name,
                       MajuFieldPresence presence,
                       guint             max_length)
{
  JsonNode *node = get_member (self, name, presence);

  if (node == NULL)
    return NULL;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      maju_fields_fail (self, MAJU_WIRE_ERROR_FIELD, name);
      return NULL;
    }
  if (json_array_get_length (json_node_get_array (node)) > max_length)
    {
      maju_fields_fail (self, MAJU_WIRE_ERROR_TOO_LARGE, name);
      return NULL;
    }

  return json_node_get_array (node);
}

char *
maju_fields_print (JsonBuilder *builder)
{
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  g_autoptr(JsonNode) root = json_builder_get_root (builder);

  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}

void
maju_fields_add_string (JsonBuilder *builder,
                        const char  *name,
                        const char  *value)
{
  if (value == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

void
maju_fields_add_number (JsonBuilder *builder,
                        const char  *name,
                        guint64      value)
{
  if (value != 0)
    maju_fields_add_count (builder, name, value);
}

void
maju_fields_add_boolean (JsonBuilder *builder,
                         const char  *name,
                         gboolean     value)
{
  if (value)
    maju_fields_add_flag (builder, name, TRUE);
}

void
maju_fields_add_count (JsonBuilder *builder,
                       const char  *name,
                       guint64      value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64) value);
}

void
maju_fields_add_flag (JsonBuilder *builder,
                      const char  *name,
                      gboolean     value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}
