/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-file-part-private.h"

#include "maju-random.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX    ".maju-"
#define SUFFIX    ".part"
#define N_RANDOM  12
#define N_DIGITS  16            /* of those bytes */
#define MAX_TRIES 8

static char *
make_name (void)
{
  guint8 number[N_RANDOM];
  g_autofree char *text = NULL;

  maju_random_fill (number, sizeof number);
  text = maju_base64url_encode (number, sizeof number);

  return g_strconcat (PREFIX, text, SUFFIX, NULL);
}

static gboolean
is_name (const char *name)
{
  return strlen (name) == strlen (PREFIX) + N_DIGITS + strlen (SUFFIX) &&
         g_str_has_prefix (name, PREFIX) && g_str_has_suffix (name, SUFFIX);
}

/* Whoever sweeps may have come between making and locking it. File systems
 * without locks are never swept. */
static gboolean
hold (int fd)
{
  struct stat status;

  if (flock (fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
    return FALSE;

  return fstat (fd, &status) < 0 || status.st_nlink > 0;
}

int
maju_file_part_create (int    dir_fd,
                       char **out_name)
{
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      g_autofree char *name = make_name ();
      int fd = openat (dir_fd, name,
                       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                       0600);

      if (fd < 0)
        return -1;
      if (hold (fd))
        {
          *out_name = g_steal_pointer (&name);
          return fd;
        }
      unlinkat (dir_fd, name, 0);
      close (fd);
    }

  errno = EBUSY;
  return -1;
}

static void
delete_if_left (int         dir_fd,
                const char *name)
{
  int fd = openat (dir_fd, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat status;

  if (fd < 0)
    return;

  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) &&
      status.st_uid == geteuid () && flock (fd, LOCK_EX | LOCK_NB) == 0)
    {
      g_debug ("Deleting %s, which was left behind", name);
      unlinkat (dir_fd, name, 0);
    }
  close (fd);
}

void
maju_file_part_sweep (int dir_fd)
{
  int fd = openat (dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  struct dirent *entry;
  DIR *dir;

  if (fd < 0)
    return;

  dir = fdopendir (fd);
  if (!dir)
    {
      close (fd);
      return;
    }

  while ((entry = readdir (dir)))
    {
      if (is_name (entry->d_name))
        delete_if_left (dir_fd, entry->d_name);
    }
  closedir (dir);
}
