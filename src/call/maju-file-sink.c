/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-file-sink-private.h"

#include "maju-file-part-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* What a folder must keep free beside the file. */
#define SPARE (16 * 1024 * 1024)

#define MAX_NUMBER 999

struct _MajuFileSink
{
  GObject parent_instance;

  char *folder;
  char *name;
  gboolean replace;
  guint64 size;
  char *sha256;

  /* Of whichever operation runs, in its thread. */
  int dir_fd;
  int fd;
  char *part;
  GChecksum *checksum;
  guint64 written;

  gboolean busy;                /* main thread */
  gint discarded;               /* atomic */
};

G_DEFINE_FINAL_TYPE (MajuFileSink, maju_file_sink, G_TYPE_OBJECT)

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

static void
delete_part (MajuFileSink *self)
{
  close_fd (&self->fd);
  if (self->part)
    unlinkat (self->dir_fd, self->part, 0);
  g_clear_pointer (&self->part, g_free);
  close_fd (&self->dir_fd);
}

static void
maju_file_sink_finalize (GObject *object)
{
  MajuFileSink *self = MAJU_FILE_SINK (object);

  delete_part (self);
  g_free (self->folder);
  g_free (self->name);
  g_free (self->sha256);
  g_checksum_free (self->checksum);

  G_OBJECT_CLASS (maju_file_sink_parent_class)->finalize (object);
}

static void
maju_file_sink_class_init (MajuFileSinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_file_sink_finalize;
}

static void
maju_file_sink_init (MajuFileSink *self)
{
  self->dir_fd = -1;
  self->fd = -1;
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
}

MajuFileSink *
maju_file_sink_new (GFile      *folder,
                    const char *name,
                    gboolean    replace,
                    guint64     size,
                    const char *sha256)
{
  MajuFileSink *self = g_object_new (MAJU_TYPE_FILE_SINK, NULL);

  self->folder = g_file_get_path (folder);
  self->name = g_strdup (name);
  self->replace = replace;
  self->size = size;
  self->sha256 = g_strdup (sha256);

  return self;
}

static gboolean
fail_errno (GError **error,
            int      number)
{
  if (number == EDQUOT || number == EFBIG)
    number = ENOSPC;
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (number),
                       g_strerror (number));

  return FALSE;
}

/* In a thread. */
static gboolean
open_part (MajuFileSink *self,
           GError      **error)
{
  struct statvfs space;

  if (!self->folder)
    return fail_errno (error, ENOTSUP);

  self->dir_fd = open (self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->dir_fd < 0)
    return fail_errno (error, errno);
  maju_file_part_sweep (self->dir_fd);
  if (fstatvfs (self->dir_fd, &space) == 0 && space.f_blocks > 0 &&
      (guint64) space.f_bavail * space.f_frsize < self->size + SPARE)
    return fail_errno (error, ENOSPC);

  self->fd = maju_file_part_create (self->dir_fd, &self->part);

  return self->fd >= 0 || fail_errno (error, errno);
}

/* In a thread. */
static gboolean
write_all (MajuFileSink *self,
           GBytes       *bytes,
           GError      **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  g_checksum_update (self->checksum, data, length);
  self->written += length;
  while (length > 0)
    {
      ssize_t n = write (self->fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail_errno (error, errno);
      data += n;
      length -= n;
    }

  return TRUE;
}

/* In a thread: gives the file @name, which must be free. Sets errno. */
static gboolean
take_name (MajuFileSink *self,
           const char   *name)
{
  if (renameat2 (self->dir_fd, self->part, self->dir_fd, name,
                 RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL && errno != ENOSYS)
    return FALSE;

  /* Not all file systems can do that, and not all of the others have links. */
  if (linkat (self->dir_fd, self->part, self->dir_fd, name, 0) == 0)
    {
      unlinkat (self->dir_fd, self->part, 0);
      return TRUE;
    }
  if (errno == EEXIST)
    return FALSE;
  if (faccessat (self->dir_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    {
      errno = EEXIST;
      return FALSE;
    }

  return renameat (self->dir_fd, self->part, self->dir_fd, name) == 0;
}

/* “name (2).tar.gz” for “name.tar.gz”. */
static char *
number_name (const char *name,
             guint       number)
{
  const char *dot = strrchr (name, '.');
  gsize length = dot && dot > name ? (gsize) (dot - name) : strlen (name);

  if (length > 4 && g_ascii_strncasecmp (name + length - 4, ".tar", 4) == 0)
    length -= 4;

  return g_strdup_printf ("%.*s (%u)%s", (int) length, name, number,
                          name + length);
}

/* In a thread. Returns: the name that it got. */
static char *
give_name (MajuFileSink *self,
           GError      **error)
{
  if (self->replace)
    {
      if (renameat (self->dir_fd, self->part, self->dir_fd, self->name) == 0)
        return g_strdup (self->name);
      fail_errno (error, errno);
      return NULL;
    }

  for (guint number = 1; number <= MAX_NUMBER; number++)
    {
      g_autofree char *name = NULL;

      name = number == 1 ? g_strdup (self->name)
                         : number_name (self->name, number);
      if (take_name (self, name))
        return g_steal_pointer (&name);
      if (errno != EEXIST)
        break;
    }
  fail_errno (error, errno);

  return NULL;
}

/* In a thread. */
static GFile *
finish (MajuFileSink *self,
        GError      **error)
{
  g_autofree char *name = NULL;

  if (self->written != self->size ||
      !g_str_equal (g_checksum_get_string (self->checksum), self->sha256))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "The hash is another one");
      return NULL;
    }
  if (fdatasync (self->fd) != 0 && errno != EINVAL && errno != EROFS)
    {
      fail_errno (error, errno);
      return NULL;
    }

  name = give_name (self, error);
  if (!name)
    return NULL;

  g_clear_pointer (&self->part, g_free);

  return g_file_new_build_filename (self->folder, name, NULL);
}

/* In a thread, at the end of each operation. */
static void
return_boolean (MajuFileSink *self,
                GTask        *task,
                GError       *error)
{
  if (error || g_atomic_int_get (&self->discarded))
    delete_part (self);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
open_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  MajuFileSink *self = source;
  GError *error = NULL;

  open_part (self, &error);
  return_boolean (self, task, error);
}

static void
write_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  MajuFileSink *self = source;
  GPtrArray *pieces = data;
  GError *error = NULL;

  for (guint i = 0; i < pieces->len && !error; i++)
    write_all (self, g_ptr_array_index (pieces, i), &error);
  return_boolean (self, task, error);
}

static void
close_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  MajuFileSink *self = source;
  GError *error = NULL;
  GFile *file = NULL;

  if (!g_atomic_int_get (&self->discarded))
    file = finish (self, &error);
  delete_part (self);
  if (file)
    g_task_return_pointer (task, file, g_object_unref);
  else if (error)
    g_task_return_error (task, error);
  else
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                     "Discarded");
}

static GTask *
begin (MajuFileSink       *self,
       GAsyncReadyCallback callback,
       gpointer            user_data,
       gpointer            tag)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  self->busy = TRUE;

  return task;
}

/* Discarded since the thread looked, it would stay until the thread lets go. */
static void
end (MajuFileSink *self)
{
  self->busy = FALSE;
  if (g_atomic_int_get (&self->discarded))
    delete_part (self);
}

void
maju_file_sink_open_async (MajuFileSink       *self,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (!self->busy);

  task = begin (self, callback, user_data, maju_file_sink_open_async);
  g_task_run_in_thread (task, open_thread);
}

gboolean
maju_file_sink_open_finish (MajuFileSink *self,
                            GAsyncResult *result,
                            GError      **error)
{
  end (self);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
maju_file_sink_write_async (MajuFileSink       *self,
                            GPtrArray          *pieces,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (!self->busy);

  task = begin (self, callback, user_data, maju_file_sink_write_async);
  g_task_set_task_data (task, pieces, (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, write_thread);
}

gboolean
maju_file_sink_write_finish (MajuFileSink *self,
                             GAsyncResult *result,
                             GError      **error)
{
  end (self);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
maju_file_sink_close_async (MajuFileSink       *self,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (!self->busy);

  task = begin (self, callback, user_data, maju_file_sink_close_async);
  g_task_run_in_thread (task, close_thread);
}

GFile *
maju_file_sink_close_finish (MajuFileSink *self,
                             GAsyncResult *result,
                             GError      **error)
{
  end (self);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
maju_file_sink_discard (MajuFileSink *self)
{
  g_atomic_int_set (&self->discarded, TRUE);
  if (!self->busy)
    delete_part (self);
}
