/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-sqlite-file-private.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

/* Of the files that were put aside. */
#define MAX_KEPT 9

struct _MajuSqliteFile
{
  char *path;
  dev_t device;                 /* of the one that is open */
  ino_t inode;
};

static void
set_errno (MajuSqliteFile *self,
           GError        **error)
{
  maju_sqlite_error_set_errno (error, self->path, errno);
}

static char *
get_kept_path (MajuSqliteFile *self,
               guint           n)
{
  return n == 1 ? g_strconcat (self->path, ".broken", NULL)
                : g_strdup_printf ("%s.broken-%u", self->path, n);
}

MajuSqliteFile *
maju_sqlite_file_new (const char *path)
{
  MajuSqliteFile *self = g_new0 (MajuSqliteFile, 1);

  self->path = g_strdup (path);
  return self;
}

void
maju_sqlite_file_free (MajuSqliteFile *self)
{
  g_free (self->path);
  g_free (self);
}

const char *
maju_sqlite_file_get_path (MajuSqliteFile *self)
{
  return self->path;
}

gboolean
maju_sqlite_file_exists (MajuSqliteFile *self)
{
  return g_file_test (self->path, G_FILE_TEST_EXISTS);
}

int
maju_sqlite_file_lock (MajuSqliteFile *self,
                       GError        **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *path = g_strconcat (self->path, ".lock", NULL);
  int fd, number;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      set_errno (self, error);
      return -1;
    }
  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_errno (self, error);
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;

  number = errno;
  g_close (fd, NULL);
  if (number != EWOULDBLOCK && number != EINTR)
    maju_sqlite_error_set_errno (error, self->path, number);
  return -1;
}

/* SQLite gives its other files the mode of this one. */
gboolean
maju_sqlite_file_make_private (MajuSqliteFile *self,
                               GError        **error)
{
  int fd;

  if (g_chmod (self->path, 0600) == 0)
    return TRUE;
  if (errno != ENOENT)
    {
      set_errno (self, error);
      return FALSE;
    }
  fd = g_open (self->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_errno (self, error);
      return FALSE;
    }
  g_close (fd, NULL);
  return TRUE;
}

void
maju_sqlite_file_remember (MajuSqliteFile *self)
{
  GStatBuf buf = { 0 };

  g_stat (self->path, &buf);
  self->device = buf.st_dev;
  self->inode = buf.st_ino;
}

gboolean
maju_sqlite_file_is_moved (MajuSqliteFile *self)
{
  GStatBuf buf;

  return g_stat (self->path, &buf) != 0 || buf.st_dev != self->device
         || buf.st_ino != self->inode;
}

/* The log goes with its database: another one must not take it in. */
char *
maju_sqlite_file_put_aside (MajuSqliteFile *self,
                            GError        **error)
{
  g_autofree char *kept = NULL;
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *memory = g_strconcat (self->path, "-shm", NULL);
  g_autofree char *kept_log = NULL;

  for (guint n = 1; n <= MAX_KEPT; n++)
    {
      g_free (kept);
      kept = get_kept_path (self, n);
      if (!g_file_test (kept, G_FILE_TEST_EXISTS))
        break;
    }
  kept_log = g_strconcat (kept, "-wal", NULL);
  if ((g_rename (log, kept_log) != 0 && errno != ENOENT)
      || (g_unlink (memory) != 0 && errno != ENOENT)
      || g_rename (self->path, kept) != 0)
    {
      set_errno (self, error);
      return NULL;
    }
  return g_steal_pointer (&kept);
}

gboolean
maju_sqlite_file_delete_kept (MajuSqliteFile *self,
                              GError        **error)
{
  for (guint n = 1; n <= MAX_KEPT; n++)
    {
      g_autofree char *kept = get_kept_path (self, n);
      g_autofree char *log = g_strconcat (kept, "-wal", NULL);

      if ((g_unlink (kept) != 0 && errno != ENOENT)
          || (g_unlink (log) != 0 && errno != ENOENT))
        {
          set_errno (self, error);
          return FALSE;
        }
    }
  return TRUE;
}
