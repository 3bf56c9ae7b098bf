/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-picture-file.h"

#include <string.h>

/* A larger file, or picture, has its row like any other file. */
#define MAX_BYTES (16 * 1024 * 1024)
#define MAX_SIDE 8192
#define MAX_PIXELS (24 * 1000 * 1000)

static guint
read_be (const guint8 *data,
         guint         n)
{
  guint value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | data[i];

  return value;
}

/* ISO/IEC 15948, 5.2 and 11.2.2. */
static gboolean
probe_png (const guint8 *data,
           gsize         length,
           guint        *width,
           guint        *height)
{
  if (length < 24 || memcmp (data, "\x89PNG\r\n\x1a\n", 8) != 0 ||
      memcmp (data + 12, "IHDR", 4) != 0)
    return FALSE;

  *width = read_be (data + 16, 4);
  *height = read_be (data + 20, 4);

  return TRUE;
}

/* ITU-T T.81, annex B: segments up to the first frame header. */
static gboolean
probe_jpeg (const guint8 *data,
            gsize         length,
            guint        *width,
            guint        *height)
{
  gsize p = 2;

  if (length < 4 || memcmp (data, "\xff\xd8\xff", 3) != 0)
    return FALSE;

  while (p + 9 <= length && data[p] == 0xff)
    {
      guint8 marker = data[p + 1];

      if (marker == 0xff)
        {
          p++;
          continue;
        }
      if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
          marker != 0xcc)
        {
          *height = read_be (data + p + 5, 2);
          *width = read_be (data + p + 7, 2);
          return TRUE;
        }
      p += 2 + MAX (read_be (data + p + 2, 2), 2);
    }

  return FALSE;
}

gboolean
maju_picture_file_probe (const guint8 *data,
                         gsize         length,
                         guint        *width,
                         guint        *height)
{
  if (!probe_png (data, length, width, height) &&
      !probe_jpeg (data, length, width, height))
    return FALSE;

  return *width > 0 && *height > 0 && *width <= MAX_SIDE && *height <= MAX_SIDE &&
         (guint64) *width * *height <= MAX_PIXELS;
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  GFile *file = source;
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(GBytes) bytes = NULL;
  GdkTexture *texture;
  guint width, height;
  GError *error = NULL;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NONE, cancellable, &error);
  if (info != NULL && g_file_info_get_size (info) <= MAX_BYTES)
    bytes = g_file_load_bytes (file, cancellable, NULL, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (bytes == NULL ||
      !maju_picture_file_probe (g_bytes_get_data (bytes, NULL),
                                g_bytes_get_size (bytes), &width, &height))
    {
      g_task_return_new_error_literal (task, G_IO_ERROR,
                                       G_IO_ERROR_NOT_SUPPORTED, "No picture");
      return;
    }

  texture = gdk_texture_new_from_bytes (bytes, &error);
  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
maju_picture_file_load_async (GFile              *file,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (file, cancellable, callback, user_data);

  g_task_set_source_tag (task, maju_picture_file_load_async);
  g_task_run_in_thread (task, load_thread);
}

GdkTexture *
maju_picture_file_load_finish (GAsyncResult *result,
                               GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
