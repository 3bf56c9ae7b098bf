/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-chat-database-private.h"

#include "maju-chat-store.h"

#include "maju-channel-message.h"
#include "maju-file-message.h"

/* A room that was forgotten so long ago can come back in no window: one shows 20
 * toasts of 10 s one after another, or waits until the person has read another. */
#define FORGOTTEN_SECONDS 3600

#define VERSION 1

/* Where what is forgotten of a room lies, so that what is said there meanwhile
 * neither deletes it nor goes with it. */
#define SHELF "CAST (?1 || x'00' AS BLOB)"

static const char schema[] =
  "CREATE TABLE rooms ("
  "  room INTEGER PRIMARY KEY,"
  "  hash BLOB NOT NULL UNIQUE,"
  "  forgotten INTEGER"           /* seconds since 1970 */
  ") STRICT;"
  "CREATE TABLE records ("
  "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  room INTEGER NOT NULL REFERENCES rooms ON DELETE CASCADE,"
  "  id TEXT NOT NULL,"
  "  kind INTEGER NOT NULL,"
  "  own INTEGER NOT NULL,"
  "  sender TEXT NOT NULL,"
  "  text TEXT NOT NULL,"
  "  time INTEGER NOT NULL,"      /* microseconds since 1970 */
  "  delivery INTEGER NOT NULL,"
  "  size INTEGER NOT NULL,"
  "  path TEXT,"
  "  UNIQUE (room, id)"
  ") STRICT;"
  "CREATE INDEX records_of_room ON records (room, number)";

struct _MajuChatDatabase
{
  MajuSqlite *sqlite;
};

/* What is done, and with what. */
typedef struct
{
  GBytes *room;
  MajuChatRecord *record;
  gint64 before;
  guint n;
  GPtrArray *records;
} Work;

static int
bind_room (sqlite3_stmt *statement,
           GBytes       *room)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (room, &size);

  return sqlite3_bind_blob (statement, 1, data, size, SQLITE_TRANSIENT);
}

static int
bind_text (sqlite3_stmt *statement,
           int           index,
           const char   *text)
{
  return sqlite3_bind_text (statement, index, text, -1, SQLITE_TRANSIENT);
}

/* Does @steps, which have the room's hash as their only parameter. */
static int
do_with_room (MajuSqlite        *sqlite,
              const char *const *steps,
              GBytes            *room)
{
  for (guint i = 0; steps[i] != NULL; i++)
    {
      sqlite3_stmt *statement;
      int result = maju_sqlite_prepare (sqlite, steps[i], &statement);

      if (result != SQLITE_OK)
        return result;
      bind_room (statement, room);
      result = maju_sqlite_step (statement);
      if (result != SQLITE_OK)
        return result;
    }
  return SQLITE_OK;
}

static int
trim (MajuSqlite *sqlite,
      GBytes     *room)
{
  sqlite3_stmt *statement;
  int result;

  result = maju_sqlite_prepare (sqlite,
                                "DELETE FROM records WHERE number <= ("
                                "  SELECT number FROM records"
                                "  WHERE room = (SELECT room FROM rooms WHERE hash = ?1)"
                                "  ORDER BY number DESC LIMIT 1 OFFSET ?2)"
                                " AND room = (SELECT room FROM rooms WHERE hash = ?1)",
                                &statement);
  if (result != SQLITE_OK)
    return result;
  bind_room (statement, room);
  sqlite3_bind_int (statement, 2, MAJU_CHAT_STORE_ROOM_MAX);
  result = maju_sqlite_step (statement);
  if (result != SQLITE_OK)
    return result;

  result = maju_sqlite_prepare (sqlite,
                                "DELETE FROM records WHERE number <= ("
                                "  SELECT number FROM records"
                                "  ORDER BY number DESC LIMIT 1 OFFSET ?1)",
                                &statement);
  if (result != SQLITE_OK)
    return result;
  sqlite3_bind_int (statement, 1, MAJU_CHAT_STORE_MAX);
  return maju_sqlite_step (statement);
}

/* What is there stays, but that an own message came to another window of the
 * person's as somebody's: it is own, whoever is first. */
static int
insert (MajuSqlite *sqlite,
        Work       *work)
{
  MajuChatRecord *record = work->record;
  sqlite3_stmt *statement;
  int result;

  result = maju_sqlite_prepare (sqlite,
                                "INSERT INTO records"
                                " (room, id, kind, own, sender, text, time,"
                                "  delivery, size, path)"
                                " SELECT room, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10"
                                " FROM rooms WHERE hash = ?1"
                                " ON CONFLICT (room, id) DO UPDATE"
                                "  SET own = 1, sender = excluded.sender,"
                                "   time = excluded.time,"
                                "   delivery = excluded.delivery"
                                "  WHERE excluded.own AND NOT own", &statement);
  if (result != SQLITE_OK)
    return result;
  bind_room (statement, work->room);
  bind_text (statement, 2, record->id);
  sqlite3_bind_int (statement, 3, record->kind);
  sqlite3_bind_int (statement, 4, !!record->is_own);
  bind_text (statement, 5, record->sender);
  bind_text (statement, 6, record->text);
  sqlite3_bind_int64 (statement, 7, record->time);
  sqlite3_bind_int (statement, 8, record->delivery);
  sqlite3_bind_int64 (statement, 9, MIN (record->size, G_MAXINT64));
  bind_text (statement, 10, record->path);
  return maju_sqlite_step (statement);
}

static int
add (MajuSqlite *sqlite,
     gpointer    user_data)
{
  static const char *const steps[] = {
    "INSERT OR IGNORE INTO rooms (hash) VALUES (?1)",
    NULL
  };
  Work *work = user_data;
  int result = do_with_room (sqlite, steps, work->room);

  if (result == SQLITE_OK)
    result = insert (sqlite, work);
  return result == SQLITE_OK ? trim (sqlite, work->room) : result;
}

static int
update (MajuSqlite *sqlite,
        gpointer    user_data)
{
  Work *work = user_data;
  MajuChatRecord *record = work->record;
  sqlite3_stmt *statement;
  int result;

  result = maju_sqlite_prepare (sqlite,
                                "UPDATE records"
                                " SET text = ?3, delivery = ?4, size = ?5, path = ?6"
                                " WHERE id = ?2 AND room ="
                                " (SELECT room FROM rooms WHERE hash = ?1)",
                                &statement);
  if (result != SQLITE_OK)
    return result;
  bind_room (statement, work->room);
  bind_text (statement, 2, record->id);
  bind_text (statement, 3, record->text);
  sqlite3_bind_int (statement, 4, record->delivery);
  sqlite3_bind_int64 (statement, 5, MIN (record->size, G_MAXINT64));
  bind_text (statement, 6, record->path);
  return maju_sqlite_step (statement);
}

static char *
get_text (sqlite3_stmt *statement,
          int           column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return g_utf8_make_valid (text != NULL ? text : "", -1);
}

/* Others can have written the file: what is shown is cleaned again. */
static MajuChatRecord *
read_record (sqlite3_stmt *statement)
{
  MajuChatRecord *record = g_new0 (MajuChatRecord, 1);
  g_autofree char *sender = get_text (statement, 4);
  g_autofree char *text = get_text (statement, 5);
  int delivery = sqlite3_column_int (statement, 7);

  record->number = sqlite3_column_int64 (statement, 0);
  record->kind = sqlite3_column_int (statement, 1) == MAJU_CHAT_RECORD_FILE
                 ? MAJU_CHAT_RECORD_FILE : MAJU_CHAT_RECORD_TEXT;
  record->id = get_text (statement, 2);
  record->is_own = sqlite3_column_int (statement, 3) != 0;
  record->sender = maju_clean_name (sender);
  record->text = record->kind == MAJU_CHAT_RECORD_FILE
                 ? maju_clean_file_name (text) : maju_clean_text (text);
  record->time = sqlite3_column_int64 (statement, 6);
  record->delivery = CLAMP (delivery, MAJU_DELIVERY_NONE,
                            MAJU_DELIVERY_DELIVERED);
  record->size = MAX (sqlite3_column_int64 (statement, 8), 0);
  if (sqlite3_column_type (statement, 9) == SQLITE_TEXT)
    record->path = g_strdup ((const char *) sqlite3_column_text (statement, 9));
  return record;
}

static int
load (MajuSqlite *sqlite,
      gpointer    user_data)
{
  Work *work = user_data;
  sqlite3_stmt *statement;
  int result;

  g_ptr_array_set_size (work->records, 0);
  result = maju_sqlite_prepare (sqlite,
                                "SELECT number, kind, id, own, sender, text, time,"
                                "  delivery, size, path FROM records"
                                " WHERE number < ?2 AND room ="
                                "  (SELECT room FROM rooms WHERE hash = ?1)"
                                " ORDER BY number DESC LIMIT ?3", &statement);
  if (result != SQLITE_OK)
    return result;
  bind_room (statement, work->room);
  sqlite3_bind_int64 (statement, 2, work->before);
  sqlite3_bind_int (statement, 3, work->n);
  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_insert (work->records, 0, read_record (statement));
  sqlite3_reset (statement);
  return result == SQLITE_DONE ? SQLITE_OK : result;
}

static int
forget (MajuSqlite *sqlite,
        gpointer    user_data)
{
  static const char *const steps[] = {
    "INSERT OR IGNORE INTO rooms (hash)"
    " SELECT " SHELF " FROM rooms WHERE hash = ?1",
    "UPDATE rooms SET forgotten = unixepoch () WHERE hash = " SHELF,
    "UPDATE OR IGNORE records"
    " SET room = (SELECT room FROM rooms WHERE hash = " SHELF ")"
    " WHERE room = (SELECT room FROM rooms WHERE hash = ?1)",
    "DELETE FROM rooms WHERE hash = ?1",
    NULL
  };
  Work *work = user_data;

  return do_with_room (sqlite, steps, work->room);
}

static int
restore (MajuSqlite *sqlite,
         gpointer    user_data)
{
  static const char *const steps[] = {
    "INSERT OR IGNORE INTO rooms (hash)"
    " SELECT ?1 FROM rooms WHERE hash = " SHELF,
    "UPDATE OR IGNORE records"
    " SET room = (SELECT room FROM rooms WHERE hash = ?1)"
    " WHERE room = (SELECT room FROM rooms WHERE hash = " SHELF ")",
    "DELETE FROM rooms WHERE hash = " SHELF,
    NULL
  };
  Work *work = user_data;

  return do_with_room (sqlite, steps, work->room);
}

static int
purge (MajuSqlite *sqlite,
       gpointer    user_data)
{
  static const char *const steps[] = {
    "DELETE FROM rooms WHERE hash = " SHELF,
    NULL
  };
  Work *work = user_data;

  return do_with_room (sqlite, steps, work->room);
}

/* The clock may have been set back since. */
static int
purge_old (MajuSqlite *sqlite,
           gpointer    user_data)
{
  sqlite3_stmt *statement;
  int result;

  result = maju_sqlite_prepare (sqlite,
                                "DELETE FROM rooms"
                                " WHERE abs (unixepoch () - forgotten) > ?1",
                                &statement);
  if (result != SQLITE_OK)
    return result;
  sqlite3_bind_int (statement, 1, FORGOTTEN_SECONDS);
  return maju_sqlite_step (statement);
}

static int
clear (MajuSqlite *sqlite,
       gpointer    user_data)
{
  sqlite3_stmt *statement;
  int result = maju_sqlite_prepare (sqlite, "DELETE FROM rooms", &statement);

  return result == SQLITE_OK ? maju_sqlite_step (statement) : result;
}

MajuChatDatabase *
maju_chat_database_new (const char        *path,
                        MajuSqliteTellFunc tell,
                        gpointer           user_data)
{
  MajuChatDatabase *self = g_new0 (MajuChatDatabase, 1);

  self->sqlite = maju_sqlite_new (path, VERSION, schema, tell, user_data);
  return self;
}

void
maju_chat_database_free (MajuChatDatabase *self)
{
  maju_sqlite_free (self->sqlite);
  g_free (self);
}

void
maju_chat_database_hurry (MajuChatDatabase *self)
{
  maju_sqlite_hurry (self->sqlite);
}

gboolean
maju_chat_database_add (MajuChatDatabase *self,
                        GBytes           *room,
                        MajuChatRecord   *record,
                        GError          **error)
{
  Work work = { .room = room, .record = record };

  return maju_sqlite_run (self->sqlite, TRUE, TRUE, add, &work, error);
}

gboolean
maju_chat_database_update (MajuChatDatabase *self,
                           GBytes           *room,
                           MajuChatRecord   *record,
                           GError          **error)
{
  Work work = { .room = room, .record = record };

  return maju_sqlite_run (self->sqlite, FALSE, TRUE, update, &work, error);
}

GPtrArray *
maju_chat_database_load (MajuChatDatabase *self,
                         GBytes           *room,
                         gint64            before,
                         guint             n,
                         GError          **error)
{
  g_autoptr(GPtrArray) records = NULL;
  Work work = { .room = room, .before = before, .n = n };

  records = g_ptr_array_new_with_free_func ((GDestroyNotify) maju_chat_record_free);
  work.records = records;
  if (!maju_sqlite_run (self->sqlite, FALSE, FALSE, load, &work, error))
    return NULL;
  return g_steal_pointer (&records);
}

gboolean
maju_chat_database_forget (MajuChatDatabase *self,
                           GBytes           *room,
                           GError          **error)
{
  Work work = { .room = room };

  return maju_sqlite_run (self->sqlite, FALSE, TRUE, forget, &work, error);
}

gboolean
maju_chat_database_restore (MajuChatDatabase *self,
                            GBytes           *room,
                            GError          **error)
{
  Work work = { .room = room };

  return maju_sqlite_run (self->sqlite, FALSE, TRUE, restore, &work, error);
}

gboolean
maju_chat_database_purge (MajuChatDatabase *self,
                          GBytes           *room,
                          GError          **error)
{
  Work work = { .room = room };

  if (!maju_sqlite_run (self->sqlite, FALSE, TRUE, purge, &work, error))
    return FALSE;
  maju_sqlite_tidy (self->sqlite, FALSE);
  return TRUE;
}

gboolean
maju_chat_database_purge_old (MajuChatDatabase *self,
                              GError          **error)
{
  if (!maju_sqlite_run (self->sqlite, FALSE, TRUE, purge_old, NULL, error))
    return FALSE;
  maju_sqlite_tidy (self->sqlite, FALSE);
  return TRUE;
}

gboolean
maju_chat_database_clear (MajuChatDatabase *self,
                          GError          **error)
{
  if (!maju_sqlite_run (self->sqlite, FALSE, TRUE, clear, NULL, error))
    return FALSE;
  maju_sqlite_tidy (self->sqlite, TRUE);
  return maju_sqlite_delete_kept (self->sqlite, error);
}
