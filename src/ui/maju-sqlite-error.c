/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-sqlite-error-private.h"

#include <glib/gi18n.h>
#include <sqlite3.h>

#include <errno.h>

G_DEFINE_QUARK (maju-sqlite-error-quark, maju_sqlite_error)

static MajuSqliteError
code_from_errno (int number)
{
  switch (number)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return MAJU_SQLITE_ERROR_FULL;

    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTDIR:
    case ENOENT:
    case EISDIR:
      return MAJU_SQLITE_ERROR_DENIED;

    default:
      return MAJU_SQLITE_ERROR_FAILED;
    }
}

static MajuSqliteError
code_from_result (int result,
                  int number)
{
  switch (result & 0xff)
    {
    case SQLITE_FULL:
      return MAJU_SQLITE_ERROR_FULL;

    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return MAJU_SQLITE_ERROR_DENIED;

    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return MAJU_SQLITE_ERROR_BUSY;

    case SQLITE_IOERR:
      return code_from_errno (number);

    default:
      return MAJU_SQLITE_ERROR_FAILED;
    }
}

/* The file's name tells where, the rest is for the person. */
void
maju_sqlite_error_set (GError        **error,
                       MajuSqliteError code,
                       const char     *path,
                       const char     *detail)
{
  g_autofree char *name = g_path_get_basename (path);

  switch (code)
    {
    case MAJU_SQLITE_ERROR_FULL:
      g_set_error (error, MAJU_SQLITE_ERROR, code,
                   /* Translators: %s is the name of a file. */
                   _("There is no space left for %s. Make some on the disk."),
                   name);
      break;

    case MAJU_SQLITE_ERROR_DENIED:
      g_set_error (error, MAJU_SQLITE_ERROR, code,
                   /* Translators: %s is the name of a file. */
                   _("Maju may not write %s. Look at the permissions of its "
                     "folder."), name);
      break;

    case MAJU_SQLITE_ERROR_NEWER:
      g_set_error (error, MAJU_SQLITE_ERROR, code,
                   /* Translators: %s is the name of a file. */
                   _("%s was made by a newer Maju and is left as it is. Bring "
                     "Maju up to date."), name);
      break;

    case MAJU_SQLITE_ERROR_BUSY:
      g_set_error (error, MAJU_SQLITE_ERROR, code,
                   /* Translators: %s is the name of a file. */
                   _("Another program holds %s. Close the other windows of "
                     "Maju."), name);
      break;

    case MAJU_SQLITE_ERROR_FAILED:
    default:
      g_set_error (error, MAJU_SQLITE_ERROR, MAJU_SQLITE_ERROR_FAILED,
                   "%s: %s", name, detail);
      break;
    }
}

void
maju_sqlite_error_set_errno (GError    **error,
                             const char *path,
                             int         number)
{
  maju_sqlite_error_set (error, code_from_errno (number), path,
                         g_strerror (number));
}

void
maju_sqlite_error_set_result (GError    **error,
                              const char *path,
                              int         result,
                              int         number)
{
  maju_sqlite_error_set (error, code_from_result (result, number), path,
                         sqlite3_errstr (result));
}
