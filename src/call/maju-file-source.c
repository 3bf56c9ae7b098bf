/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-file-source-private.h"

#include "maju-file-message.h"
#include "maju-limits.h"

#define BLOCK (256 * 1024)

struct _MajuFileSource
{
  GObject parent_instance;

  GFile *file;
  GBytes *bytes;                /* instead of @file */
  char *name;
  char *media_type;
  char *sha256;
  guint64 size;
};

G_DEFINE_FINAL_TYPE (MajuFileSource, maju_file_source, G_TYPE_OBJECT)

/* What a thread finds out. */
typedef struct
{
  char *media_type;
  char *sha256;
  guint64 size;
} Description;

typedef struct
{
  guint64 offset;
  gsize length;
} Range;

static void
description_free (gpointer data)
{
  Description *description = data;

  g_free (description->media_type);
  g_free (description->sha256);
  g_free (description);
}

static void
maju_file_source_finalize (GObject *object)
{
  MajuFileSource *self = MAJU_FILE_SOURCE (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->name);
  g_free (self->media_type);
  g_free (self->sha256);

  G_OBJECT_CLASS (maju_file_source_parent_class)->finalize (object);
}

static void
maju_file_source_class_init (MajuFileSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_file_source_finalize;
}

static void
maju_file_source_init (MajuFileSource *self)
{
}

MajuFileSource *
maju_file_source_new (GFile *file)
{
  MajuFileSource *self = g_object_new (MAJU_TYPE_FILE_SOURCE, NULL);
  g_autofree char *name = g_file_get_basename (file);

  self->file = g_object_ref (file);
  self->name = maju_clean_file_name (name);

  return self;
}

MajuFileSource *
maju_file_source_new_for_bytes (GBytes     *bytes,
                                const char *name,
                                const char *media_type)
{
  MajuFileSource *self = g_object_new (MAJU_TYPE_FILE_SOURCE, NULL);

  self->bytes = g_bytes_ref (bytes);
  self->name = maju_clean_file_name (name);
  self->media_type = g_strdup (media_type);

  return self;
}

/* In a thread. What is no file is not even opened: that could wait for ever. */
static GInputStream *
open_stream (MajuFileSource *self,
             Description    *description,
             GCancellable   *cancellable,
             GError        **error)
{
  g_autoptr(GFileInfo) info = NULL;

  if (self->bytes)
    return g_memory_input_stream_new_from_bytes (self->bytes);

  info = g_file_query_info (self->file,
                            G_FILE_ATTRIBUTE_STANDARD_TYPE ","
                            G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE,
                            G_FILE_QUERY_INFO_NONE, cancellable, error);
  if (!info)
    return NULL;

  switch ((int) g_file_info_get_file_type (info))
    {
    case G_FILE_TYPE_REGULAR:
      break;
    case G_FILE_TYPE_DIRECTORY:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "Folder");
      return NULL;
    default:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                           "Not a file");
      return NULL;
    }

  if (description && g_file_info_get_content_type (info))
    description->media_type =
      g_content_type_get_mime_type (g_file_info_get_content_type (info));

  return G_INPUT_STREAM (g_file_read (self->file, cancellable, error));
}

/* In a thread. */
static gboolean
hash_stream (GInputStream *stream,
             Description  *description,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (BLOCK);
  gssize n;

  while ((n = g_input_stream_read (stream, block, BLOCK, cancellable, error)) > 0)
    {
      description->size += n;
      if (description->size > MAJU_LIMIT_FILE_SIZE)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                               "Too large");
          return FALSE;
        }
      g_checksum_update (checksum, block, n);
    }
  description->sha256 = g_strdup (g_checksum_get_string (checksum));

  return n == 0;
}

static void
prepare_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  MajuFileSource *self = source;
  Description *description = g_new0 (Description, 1);
  g_autoptr(GInputStream) stream = NULL;
  GError *error = NULL;

  stream = open_stream (self, description, cancellable, &error);
  if (!stream || !hash_stream (stream, description, cancellable, &error))
    {
      description_free (description);
      g_task_return_error (task, error);
      return;
    }

  g_task_return_pointer (task, description, description_free);
}

void
maju_file_source_prepare_async (MajuFileSource     *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, maju_file_source_prepare_async);
  g_task_run_in_thread (task, prepare_thread);
}

gboolean
maju_file_source_prepare_finish (MajuFileSource *self,
                                 GAsyncResult   *result,
                                 GError        **error)
{
  Description *description;

  description = g_task_propagate_pointer (G_TASK (result), error);
  if (!description)
    return FALSE;

  if (description->media_type)
    g_set_str (&self->media_type, description->media_type);
  g_set_str (&self->sha256, description->sha256);
  self->size = description->size;
  description_free (description);

  return TRUE;
}

GFile *
maju_file_source_get_file (MajuFileSource *self)
{
  return self->file;
}

const char *
maju_file_source_get_name (MajuFileSource *self)
{
  return self->name;
}

const char *
maju_file_source_get_media_type (MajuFileSource *self)
{
  return self->media_type;
}

const char *
maju_file_source_get_sha256 (MajuFileSource *self)
{
  return self->sha256;
}

guint64
maju_file_source_get_size (MajuFileSource *self)
{
  return self->size;
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  MajuFileSource *self = source;
  const Range *range = data;
  g_autoptr(GInputStream) stream = NULL;
  g_autofree guint8 *block = g_malloc (range->length);
  gsize n = 0;
  GError *error = NULL;

  stream = open_stream (self, NULL, cancellable, &error);
  if (!stream ||
      !g_seekable_seek (G_SEEKABLE (stream), range->offset, G_SEEK_SET,
                        cancellable, &error) ||
      !g_input_stream_read_all (stream, block, range->length, &n, cancellable,
                                &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (n < MIN (range->length, self->size - range->offset))
    {
      g_task_return_new_error_literal (task, G_IO_ERROR,
                                       G_IO_ERROR_INVALID_DATA, "Shorter");
      return;
    }

  g_task_return_pointer (task, g_bytes_new_take (g_steal_pointer (&block), n),
                         (GDestroyNotify) g_bytes_unref);
}

void
maju_file_source_read_async (MajuFileSource     *self,
                             guint64             offset,
                             gsize               length,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  Range *range = g_new0 (Range, 1);

  range->offset = offset;
  range->length = MIN (length, self->size - offset);
  g_task_set_source_tag (task, maju_file_source_read_async);
  g_task_set_task_data (task, range, g_free);
  g_task_run_in_thread (task, read_thread);
}

GBytes *
maju_file_source_read_finish (MajuFileSource *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
