/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-sqlite-private.h"

#include "maju-sqlite-file-private.h"

#include <glib/gstdio.h>

#include <errno.h>

/* Between two looks at whether others have let go. */
#define POLL_US (20 * G_TIME_SPAN_MILLISECOND)

/* After this it is told that others hold it. */
#define PATIENCE_US (10 * G_TIME_SPAN_SECOND)
#define HURRY_US (3 * G_TIME_SPAN_SECOND)

/* For what can as well be left. */
#define TIDY_POLLS 25

struct _MajuSqlite
{
  MajuSqliteFile *file;
  int version;
  const char *schema;
  MajuSqliteTellFunc tell;
  gpointer user_data;

  sqlite3 *db;
  GHashTable *statements;       /* sql (by pointer) -> sqlite3_stmt */
  gboolean tidying;
  gint64 waiting_since;         /* 0: not */

  GMutex mutex;                 /* of what follows */
  GCond cond;
  gint64 deadline;              /* 0: none */
};

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

static void
close_database (MajuSqlite *self)
{
  int persist = TRUE;

  if (self->db == NULL)
    return;

  g_hash_table_remove_all (self->statements);
  /* What has the names of its log and memory is not its own any more. */
  if (maju_sqlite_file_is_moved (self->file))
    {
      sqlite3_file_control (self->db, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
      sqlite3_db_config (self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
  g_clear_pointer (&self->db, sqlite3_close);
}

/* Returns: a descriptor that holds the lock, or -1. */
static int
lock (MajuSqlite *self,
      GError    **error)
{
  for (;;)
    {
      g_autoptr(GError) local_error = NULL;
      int fd = maju_sqlite_file_lock (self->file, &local_error);

      if (fd >= 0)
        return fd;
      if (local_error == NULL && wait_for_others (self))
        continue;
      if (local_error == NULL)
        maju_sqlite_error_set (&local_error, MAJU_SQLITE_ERROR_BUSY,
                               maju_sqlite_file_get_path (self->file), NULL);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return -1;
    }
}

static gboolean
put_aside (MajuSqlite *self,
           GError    **error)
{
  g_autofree char *kept = maju_sqlite_file_put_aside (self->file, error);

  if (kept == NULL)
    return FALSE;
  g_message ("A database cannot be read and is put aside");
  self->tell (kept, self->user_data);
  return TRUE;
}

static void
set_error (MajuSqlite *self,
           GError    **error,
           int         result)
{
  int number = self->db != NULL ? sqlite3_system_errno (self->db) : EIO;

  maju_sqlite_error_set_result (error, maju_sqlite_file_get_path (self->file),
                                result, number);
}

static int
exec (MajuSqlite *self,
      const char *sql)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL);
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
    result = exec (self, sql);
  return result;
}

static int
connect_database (MajuSqlite *self,
                  int        *version)
{
  int result;

  maju_sqlite_file_remember (self->file);
  result = sqlite3_open_v2 (maju_sqlite_file_get_path (self->file), &self->db,
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
    result = exec (self,
                   "PRAGMA journal_mode = WAL;"
                   "PRAGMA synchronous = NORMAL;"
                   "PRAGMA secure_delete = ON;"
                   "PRAGMA temp_store = MEMORY;"
                   "PRAGMA foreign_keys = ON");
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

      if (!maju_sqlite_file_make_private (self->file, error))
        return SQLITE_ERROR;
      result = connect_database (self, &version);
      if (result == SQLITE_OK && version > self->version)
        {
          maju_sqlite_error_set (error, MAJU_SQLITE_ERROR_NEWER,
                                 maju_sqlite_file_get_path (self->file), NULL);
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
        set_error (self, error, result);
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

  self->file = maju_sqlite_file_new (path);
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
  maju_sqlite_file_free (self->file);
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

  if (self->db != NULL && maju_sqlite_file_is_moved (self->file))
    close_database (self);
  if (!create && self->db == NULL && !maju_sqlite_file_exists (self->file))
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
    set_error (self, &local_error, result);
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
  return maju_sqlite_file_delete_kept (self->file, error);
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
