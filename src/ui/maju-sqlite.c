/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-sqlite-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

/* Between two looks at whether others have let go. */
#define POLL_US (20 * G_TIME_SPAN_MILLISECOND)

/* After this it is told that others hold it. */
#define PATIENCE_US (10 * G_TIME_SPAN_SECOND)
#define HURRY_US (3 * G_TIME_SPAN_SECOND)

/* For what can as well be left. */
#define TIDY_POLLS 25

/* Of the files that were put aside. */
#define MAX_KEPT 9

struct _MajuSqlite
{
  char *path;
  int version;
  const char *schema;
  MajuSqliteTellFunc tell;
  gpointer user_data;

  sqlite3 *db;
  GHashTable *statements;       /* sql (by pointer) -> sqlite3_stmt */
  dev_t device;                 /* the file that is open */
  ino_t inode;
  gboolean tidying;
  gint64 waiting_since;         /* 0: not */

  GMutex mutex;                 /* of what follows */
  GCond cond;
  gint64 deadline;              /* 0: none */
};

G_DEFINE_QUARK (maju-sqlite-error-quark, maju_sqlite_error)

/* Returns: %FALSE when it is enough. */
static gboolean
wait_for_others (MajuSqlite *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean late;

  if (self->waiting_since == 0)
    self->waiting_since = now;
  else if (self->waiting_since > 0 && now - self->waiting_since > PATIENCE_US)
    {
      self->waiting_since = -1;
      self->tell (NULL, self->user_data);
    }

  g_mutex_lock (&self->mutex);
  late = self->deadline != 0 && now >= self->deadline;
  if (!late)
    g_cond_wait_until (&self->cond, &self->mutex, now + POLL_US);
  g_mutex_unlock (&self->mutex);

  return !late;
}

static int
busy_cb (void *data,
         int   count)
{
  MajuSqlite *self = data;

  if (self->tidying && count >= TIDY_POLLS)
    return FALSE;
  return wait_for_others (self);
}

static gboolean
is_broken (int result)
{
  int primary = result & 0xff;

  return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
}

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
code_from_result (MajuSqlite *self,
                  int         result)
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
      return code_from_errno (self->db != NULL
                              ? sqlite3_system_errno (self->db) : EIO);

    default:
      return MAJU_SQLITE_ERROR_FAILED;
    }
}

/* The file's name tells where, the rest is for the person. */
static void
set_error (MajuSqlite     *self,
           GError        **error,
           MajuSqliteError code,
           const char     *detail)
{
  g_autofree char *name = g_path_get_basename (self->path);

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

static void
set_errno (MajuSqlite *self,
           GError    **error)
{
  int number = errno;

  set_error (self, error, code_from_errno (number), g_strerror (number));
}

/* Whether the path leads somewhere else now: others have put the file aside, or
 * deleted it. */
static gboolean
is_moved (MajuSqlite *self)
{
  GStatBuf buf;

  return g_stat (self->path, &buf) != 0 || buf.st_dev != self->device
         || buf.st_ino != self->inode;
}

static void
close_database (MajuSqlite *self)
{
  int persist = TRUE;

  if (self->db == NULL)
    return;

  g_hash_table_remove_all (self->statements);
  /* What has the names of its log and memory is not its own any more. */
  if (is_moved (self))
    {
      sqlite3_file_control (self->db, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
      sqlite3_db_config (self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
  g_clear_pointer (&self->db, sqlite3_close);
}

/* Only one at a time looks at a database and puts it aside.
 *
 * Returns: a descriptor that holds the lock, or -1. */
static int
lock (MajuSqlite *self,
      GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *path = g_strconcat (self->path, ".lock", NULL);
  int fd;

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
  while (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno == EINTR)
        continue;
      if (errno != EWOULDBLOCK || !wait_for_others (self))
        {
          set_error (self, error, MAJU_SQLITE_ERROR_BUSY, NULL);
          g_close (fd, NULL);
          return -1;
        }
    }
  return fd;
}

/* SQLite gives its other files the mode of this one. */
static gboolean
make_private (MajuSqlite *self,
              GError    **error)
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

static char *
get_kept_path (MajuSqlite *self,
               guint       n)
{
  return n == 1 ? g_strconcat (self->path, ".broken", NULL)
                : g_strdup_printf ("%s.broken-%u", self->path, n);
}

/* What a person cannot have back is not thrown away. The log goes with its
 * database: another one must not take it in. */
static gboolean
put_aside (MajuSqlite *self,
           GError    **error)
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
      return FALSE;
    }
  g_message ("A database cannot be read and is put aside");
  self->tell (kept, self->user_data);
  return TRUE;
}

/* Returns: the result code; the first number of the first row. */
static int
ask_number (MajuSqlite *self,
            const char *sql,
            int        *number)
{
  sqlite3_stmt *statement = NULL;
  int result = sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL);

  if (result == SQLITE_OK)
    result = sqlite3_step (statement);
  if (result == SQLITE_ROW)
    {
      *number = sqlite3_column_int (statement, 0);
      result = SQLITE_OK;
    }
  sqlite3_finalize (statement);
  return result;
}

static int
check (MajuSqlite *self)
{
  sqlite3_stmt *statement = NULL;
  int result;

  result = sqlite3_prepare_v2 (self->db, "PRAGMA quick_check(1)", -1, &statement,
                               NULL);
  if (result == SQLITE_OK)
    result = sqlite3_step (statement);
  if (result == SQLITE_ROW)
    result = g_strcmp0 ((const char *) sqlite3_column_text (statement, 0),
                        "ok") == 0 ? SQLITE_OK : SQLITE_CORRUPT;
  sqlite3_finalize (statement);
  return result;
}

static int
make_schema (MajuSqlite *self)
{
  g_autofree char *sql = NULL;
  int tables = 0;
  int result;

  /* Somebody else's database, which has no version. */
  result = ask_number (self, "SELECT count (*) FROM sqlite_schema", &tables);
  if (result == SQLITE_OK && tables > 0)
    return SQLITE_NOTADB;
  sql = g_strdup_printf ("BEGIN IMMEDIATE; %s; PRAGMA user_version = %d; COMMIT",
                         self->schema, self->version);
  if (result == SQLITE_OK)
    result = sqlite3_exec (self->db, sql, NULL, NULL, NULL);
  return result;
}

static int
connect_database (MajuSqlite *self,
                  int        *version)
{
  GStatBuf buf = { 0 };
  int result;

  g_stat (self->path, &buf);
  self->device = buf.st_dev;
  self->inode = buf.st_ino;
  result = sqlite3_open_v2 (self->path, &self->db,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  if (result != SQLITE_OK)
    return result;
  sqlite3_extended_result_codes (self->db, TRUE);
  sqlite3_busy_handler (self->db, busy_cb, self);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);

  result = ask_number (self, "PRAGMA user_version", version);
  if (result != SQLITE_OK || *version > self->version)
    return result;
  result = check (self);
  if (result == SQLITE_OK)
    result = sqlite3_exec (self->db,
                           "PRAGMA journal_mode = WAL;"
                           "PRAGMA synchronous = NORMAL;"
                           "PRAGMA secure_delete = ON;"
                           "PRAGMA temp_store = MEMORY;"
                           "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
  if (result == SQLITE_OK && *version < self->version)
    result = make_schema (self);
  return result;
}

/* With the lock. */
static int
open_locked (MajuSqlite *self,
             GError    **error)
{
  for (gboolean again = FALSE;; again = TRUE)
    {
      int version = 0;
      int result;

      if (!make_private (self, error))
        return SQLITE_ERROR;
      result = connect_database (self, &version);
      if (result == SQLITE_OK && version > self->version)
        {
          set_error (self, error, MAJU_SQLITE_ERROR_NEWER, NULL);
          result = SQLITE_ERROR;
        }
      if (result == SQLITE_OK)
        return SQLITE_OK;
      if (is_broken (result) && !again)
        {
          close_database (self);
          if (!put_aside (self, error))
            return SQLITE_ERROR;
          continue;
        }
      if (error != NULL && *error == NULL && (result & 0xff) != SQLITE_BUSY)
        set_error (self, error, code_from_result (self, result),
                   sqlite3_errstr (result));
      return result;
    }
}

/* SQLITE_BUSY comes without @error. */
static int
open_database (MajuSqlite *self,
               GError    **error)
{
  int fd, result;

  if (self->db != NULL)
    return SQLITE_OK;

  fd = lock (self, error);
  if (fd < 0)
    return SQLITE_ERROR;
  result = open_locked (self, error);
  g_close (fd, NULL);
  if (result != SQLITE_OK)
    close_database (self);
  return result;
}

static int
exec (MajuSqlite *self,
      const char *sql)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL);
}

static int
call (MajuSqlite    *self,
      gboolean       write,
      MajuSqliteFunc func,
      gpointer       user_data)
{
  int result = write ? exec (self, "BEGIN IMMEDIATE") : SQLITE_OK;

  if (result != SQLITE_OK)
    return result;
  result = func (self, user_data);
  if (!write)
    return result;
  if (result == SQLITE_OK)
    result = exec (self, "COMMIT");
  if (result != SQLITE_OK && !sqlite3_get_autocommit (self->db))
    exec (self, "ROLLBACK");
  return result;
}

static void
finalize_cb (gpointer statement)
{
  sqlite3_finalize (statement);
}

MajuSqlite *
maju_sqlite_new (const char        *path,
                 int                version,
                 const char        *schema,
                 MajuSqliteTellFunc tell,
                 gpointer           user_data)
{
  MajuSqlite *self = g_new0 (MajuSqlite, 1);

  self->path = g_strdup (path);
  self->version = version;
  self->schema = schema;
  self->tell = tell;
  self->user_data = user_data;
  self->statements = g_hash_table_new_full (NULL, NULL, NULL,
                                            finalize_cb);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  return self;
}

void
maju_sqlite_free (MajuSqlite *self)
{
  close_database (self);
  g_hash_table_unref (self->statements);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self->path);
  g_free (self);
}

gboolean
maju_sqlite_run (MajuSqlite    *self,
                 gboolean       create,
                 gboolean       write,
                 MajuSqliteFunc func,
                 gpointer       user_data,
                 GError       **error)
{
  g_autoptr(GError) local_error = NULL;
  gboolean again = FALSE;
  int result;

  if (self->db != NULL && is_moved (self))
    close_database (self);
  if (!create && self->db == NULL
      && !g_file_test (self->path, G_FILE_TEST_EXISTS))
    return TRUE;

  self->waiting_since = 0;
  for (;;)
    {
      result = open_database (self, &local_error);
      if (result == SQLITE_OK)
        result = call (self, write, func, user_data);
      if (result == SQLITE_OK)
        return TRUE;
      if (local_error != NULL)
        break;
      if ((result & 0xff) == SQLITE_BUSY && wait_for_others (self))
        continue;
      if (!is_broken (result) || again)
        break;
      /* The next opening looks at it. */
      close_database (self);
      again = TRUE;
    }
  if (local_error == NULL)
    set_error (self, &local_error, code_from_result (self, result),
               sqlite3_errstr (result));
  close_database (self);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

int
maju_sqlite_prepare (MajuSqlite    *self,
                     const char    *sql,
                     sqlite3_stmt **out_statement)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int result = SQLITE_OK;

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
    }
  else
    {
      result = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                   &statement, NULL);
      if (statement != NULL)
        g_hash_table_insert (self->statements, (gpointer) sql, statement);
    }
  *out_statement = statement;
  return result;
}

int
maju_sqlite_step (sqlite3_stmt *statement)
{
  int result = sqlite3_step (statement);

  sqlite3_reset (statement);
  return result == SQLITE_DONE || result == SQLITE_ROW ? SQLITE_OK : result;
}

void
maju_sqlite_tidy (MajuSqlite *self,
                  gboolean    shrink)
{
  if (self->db == NULL)
    return;

  self->tidying = TRUE;
  if (shrink)
    exec (self, "VACUUM");
  exec (self, "PRAGMA wal_checkpoint (TRUNCATE)");
  self->tidying = FALSE;
}

gboolean
maju_sqlite_delete_kept (MajuSqlite *self,
                         GError    **error)
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

void
maju_sqlite_hurry (MajuSqlite *self)
{
  g_mutex_lock (&self->mutex);
  if (self->deadline == 0)
    self->deadline = g_get_monotonic_time () + HURRY_US;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}
