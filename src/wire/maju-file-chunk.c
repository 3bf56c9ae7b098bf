/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-file-message.h"

#include "maju-limits.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ID_SIZE 4
#define HEADER_SIZE (MAJU_LIMIT_CHANNEL_MESSAGE - MAJU_LIMIT_FILE_CHUNK)

G_STATIC_ASSERT (HEADER_SIZE == ID_SIZE + 8);

GBytes *
maju_file_chunk_print (guint32       id,
                       guint64       offset,
                       const guint8 *data,
                       gsize         length)
{
  guint8 *message;
  guint32 wire_id = GUINT32_TO_BE (id);
  guint64 wire_offset = GUINT64_TO_BE (offset);

  g_return_val_if_fail (id > 0, NULL);
  g_return_val_if_fail (length > 0 && length <= MAJU_LIMIT_FILE_CHUNK, NULL);

  message = g_malloc (HEADER_SIZE + length);
  memcpy (message, &wire_id, ID_SIZE);
  memcpy (message + ID_SIZE, &wire_offset, sizeof wire_offset);
  memcpy (message + HEADER_SIZE, data, length);

  return g_bytes_new_take (message, HEADER_SIZE + length);
}

GBytes *
maju_file_chunk_parse (GBytes  *message,
                       guint32 *id,
                       guint64 *offset,
                       GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (message, &size);
  guint32 wire_id;
  guint64 wire_offset;

  if (size > MAJU_LIMIT_CHANNEL_MESSAGE)
    {
      g_set_error_literal (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE,
                           _("The message is too large"));
      return NULL;
    }
  if (size <= HEADER_SIZE)
    {
      g_set_error_literal (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_SYNTAX,
                           _("The message is too short"));
      return NULL;
    }

  memcpy (&wire_id, data, ID_SIZE);
  memcpy (&wire_offset, data + ID_SIZE, sizeof wire_offset);
  *id = GUINT32_FROM_BE (wire_id);
  *offset = GUINT64_FROM_BE (wire_offset);
  if (*id == 0 || *offset > MAJU_LIMIT_FILE_SIZE - (size - HEADER_SIZE))
    {
      g_set_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_FIELD,
                   _("“%s” in the message is not valid"),
                   *id == 0 ? "id" : "offset");
      return NULL;
    }

  return g_bytes_new_from_bytes (message, HEADER_SIZE, size - HEADER_SIZE);
}
