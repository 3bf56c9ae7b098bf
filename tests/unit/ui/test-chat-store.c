/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-chat-store.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include <string.h>
#include <sys/stat.h>

#define TIMEOUT_SECONDS 60

typedef struct
{
  char *folder;
  char *subfolder;              /* not there yet */
  char *path;
  GFile *file;
  MajuRoomLink *link;
  MajuChatStore *store;
} Fixture;

static MajuRoomLink *
make_link (void)
{
  g_autoptr(GError) error = NULL;
  MajuRoomLink *link = NULL;

  link = maju_room_link_new_random ("https://meet.example", &error);
  g_assert_no_error (error);
  return link;
}

static void
open_store (Fixture *fixture)
{
  g_clear_object (&fixture->store);
  fixture->store = maju_chat_store_new (fixture->file);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("maju-chat-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->subfolder = g_build_filename (fixture->folder, "maju", NULL);
  fixture->path = g_build_filename (fixture->subfolder, "chat.sqlite", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
  fixture->link = make_link ();
  open_store (fixture);
}

static GStrv
list_files (Fixture *fixture)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GDir) dir = g_dir_open (fixture->subfolder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_strv_builder_take (builder,
                         g_build_filename (fixture->subfolder, name, NULL));
  return g_strv_builder_end (builder);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_auto(GStrv) files = NULL;

  g_clear_object (&fixture->store);
  files = list_files (fixture);
  for (guint i = 0; files[i] != NULL; i++)
    g_assert_cmpint (g_unlink (files[i]), ==, 0);
  if (g_file_test (fixture->subfolder, G_FILE_TEST_EXISTS))
    g_assert_cmpint (g_rmdir (fixture->subfolder), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_clear_pointer (&fixture->link, maju_room_link_unref);
  g_clear_object (&fixture->file);
  g_free (fixture->path);
  g_free (fixture->subfolder);
  g_free (fixture->folder);
}

static gboolean
timeout_cb (gpointer data)
{
  g_error ("Waited for %s in vain", (const char *) data);
}

static void
add (MajuChatStore *store,
     MajuRoomLink  *link,
     const char    *id,
     const char    *text)
{
  MajuChatRecord record = {
    .kind = MAJU_CHAT_RECORD_TEXT,
    .id = (char *) id,
    .sender = (char *) "Dana",
    .text = (char *) text,
    .time = 1700000000 * G_TIME_SPAN_SECOND,
  };

  maju_chat_store_add (store, link, &record);
}

typedef struct
{
  gboolean done;
  GPtrArray *records;
  GError *error;
} Loaded;

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Loaded *loaded = user_data;

  loaded->records = maju_chat_store_load_finish (MAJU_CHAT_STORE (object), result,
                                                 &loaded->error);
  loaded->done = TRUE;
}

static GPtrArray *
try_load (MajuChatStore *store,
          MajuRoomLink  *link,
          gint64         before,
          guint          n,
          GError       **error)
{
  guint timeout = g_timeout_add_seconds (TIMEOUT_SECONDS, timeout_cb,
                                         (gpointer) "what is kept");
  Loaded loaded = { 0 };

  maju_chat_store_load_async (store, link, before, n, NULL, loaded_cb, &loaded);
  while (!loaded.done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  if (loaded.error != NULL)
    g_propagate_error (error, loaded.error);
  return loaded.records;
}

static GPtrArray *
load (MajuChatStore *store,
      MajuRoomLink  *link)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *records = try_load (store, link, G_MAXINT64, 100000, &error);

  g_assert_no_error (error);
  g_assert_nonnull (records);
  return records;
}

/* Until what was asked of it before is done. */
static void
drain (MajuChatStore *store,
       MajuRoomLink  *link)
{
  g_autoptr(GPtrArray) records = load (store, link);
}

static void
assert_n (MajuChatStore *store,
          MajuRoomLink  *link,
          guint          n)
{
  g_autoptr(GPtrArray) records = load (store, link);

  g_assert_cmpuint (records->len, ==, n);
}

static const char *
nth_text (GPtrArray *records,
          guint      position)
{
  MajuChatRecord *record = g_ptr_array_index (records, position);

  return record->text;
}

static void
clear_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  gboolean *done = user_data;

  maju_chat_store_clear_finish (MAJU_CHAT_STORE (object), result, &error);
  g_assert_no_error (error);
  *done = TRUE;
}

static void
clear (MajuChatStore *store)
{
  guint timeout = g_timeout_add_seconds (TIMEOUT_SECONDS, timeout_cb,
                                         (gpointer) "the end of what is kept");
  gboolean done = FALSE;

  maju_chat_store_clear_async (store, clear_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

static void
assert_problem (MajuChatStore *store,
                const char    *part)
{
  guint timeout = g_timeout_add_seconds (TIMEOUT_SECONDS, timeout_cb,
                                         (gpointer) part);
  g_autofree char *problem = NULL;

  while ((problem = maju_chat_store_take_problem (store)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  g_test_message ("%s", problem);
  g_assert_nonnull (strstr (problem, part));
}

/* Whether @bytes are in one of the files. */
static gboolean
is_in_files (Fixture      *fixture,
             gconstpointer bytes,
             gsize         size)
{
  g_auto(GStrv) files = list_files (fixture);

  g_assert_cmpuint (g_strv_length (files), >=, 1);
  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *data = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (files[i], &data, &length, NULL));
      if (memmem (data, length, bytes, size) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
run_sql (Fixture    *fixture,
         const char *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_empty (Fixture      *fixture,
            gconstpointer data)
{
  /* Who keeps nothing needs no file for it. */
  assert_n (fixture->store, fixture->link, 0);
  maju_chat_store_forget (fixture->store, fixture->link);
  clear (fixture->store);
  maju_chat_store_flush (fixture->store);
  g_assert_false (g_file_test (fixture->subfolder, G_FILE_TEST_EXISTS));
}

static void
test_pages (Fixture      *fixture,
            gconstpointer data)
{
  const guint sizes[] = { 100, 100, 50, 0 };
  gint64 before = G_MAXINT64;
  guint next = 250;

  for (guint i = 0; i < 250; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u", i);

      add (fixture->store, fixture->link, text, text);
    }
  open_store (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GPtrArray) records = NULL;

      records = try_load (fixture->store, fixture->link, before, 100, NULL);
      g_assert_nonnull (records);
      g_assert_cmpuint (records->len, ==, sizes[i]);
      for (guint j = records->len; j > 0; j--)
        {
          g_autofree char *text = g_strdup_printf ("message %u", --next);

          g_assert_cmpstr (nth_text (records, j - 1), ==, text);
        }
      if (records->len > 0)
        before = ((MajuChatRecord *) records->pdata[0])->number;
    }
  g_assert_cmpuint (next, ==, 0);
}

static void
test_records (Fixture      *fixture,
              gconstpointer data)
{
  MajuChatRecord own = {
    .kind = MAJU_CHAT_RECORD_TEXT, .id = (char *) "own:1", .is_own = TRUE,
    .sender = (char *) "Mina", .text = (char *) "<b>네</b>\n'; DROP TABLE rooms; --",
    .time = 1700000000123456, .delivery = MAJU_DELIVERY_PENDING,
  };
  MajuChatRecord file = {
    .kind = MAJU_CHAT_RECORD_FILE, .id = (char *) "file:1",
    .sender = (char *) "Dana", .text = (char *) "notes.txt", .time = 5,
    .size = 1234567890123,
  };
  g_autoptr(MajuRoomLink) other = make_link ();
  g_autoptr(GPtrArray) records = NULL;
  MajuChatRecord *record;

  maju_chat_store_add (fixture->store, fixture->link, &own);
  maju_chat_store_add (fixture->store, fixture->link, &file);
  own.delivery = MAJU_DELIVERY_DELIVERED;
  maju_chat_store_update (fixture->store, fixture->link, &own);
  file.path = (char *) "/tmp/notes (2).txt";
  maju_chat_store_update (fixture->store, fixture->link, &file);

  /* The same once more, and of what is not there. */
  add (fixture->store, fixture->link, "own:1", "Again");
  own.id = (char *) "own:2";
  maju_chat_store_update (fixture->store, fixture->link, &own);
  add (fixture->store, other, "own:1", "Elsewhere");

  open_store (fixture);
  assert_n (fixture->store, other, 1);
  records = load (fixture->store, fixture->link);
  g_assert_cmpuint (records->len, ==, 2);
  record = records->pdata[0];
  g_assert_cmpint (record->kind, ==, MAJU_CHAT_RECORD_TEXT);
  g_assert_cmpstr (record->id, ==, "own:1");
  g_assert_true (record->is_own);
  g_assert_cmpstr (record->sender, ==, "Mina");
  g_assert_cmpstr (record->text, ==, own.text);
  g_assert_cmpint (record->time, ==, own.time);
  g_assert_cmpint (record->delivery, ==, MAJU_DELIVERY_DELIVERED);
  g_assert_null (record->path);
  record = records->pdata[1];
  g_assert_cmpint (record->kind, ==, MAJU_CHAT_RECORD_FILE);
  g_assert_false (record->is_own);
  g_assert_cmpstr (record->text, ==, "notes.txt");
  g_assert_cmpuint (record->size, ==, file.size);
  g_assert_cmpstr (record->path, ==, file.path);
}

/* Two windows in one room: what one of them sends comes to the other. */
static void
test_windows (Fixture      *fixture,
              gconstpointer data)
{
  MajuChatRecord own = {
    .kind = MAJU_CHAT_RECORD_TEXT, .is_own = TRUE, .sender = (char *) "Mina",
    .text = (char *) "hello", .time = 5, .delivery = MAJU_DELIVERY_PENDING,
  };
  g_autoptr(MajuChatStore) other = maju_chat_store_new (fixture->file);
  g_autoptr(GPtrArray) records = NULL;

  /* Either may be first, also in another process. */
  own.id = (char *) "sent first";
  maju_chat_store_add (fixture->store, fixture->link, &own);
  drain (fixture->store, fixture->link);
  add (other, fixture->link, "sent first", "hello");
  add (other, fixture->link, "came first", "hello");
  drain (other, fixture->link);
  own.id = (char *) "came first";
  maju_chat_store_add (fixture->store, fixture->link, &own);
  own.delivery = MAJU_DELIVERY_DELIVERED;
  maju_chat_store_update (fixture->store, fixture->link, &own);

  /* What came from others is never own. */
  add (fixture->store, fixture->link, "hers", "hers");
  add (other, fixture->link, "hers", "hers");
  drain (other, fixture->link);

  records = load (fixture->store, fixture->link);
  g_assert_cmpuint (records->len, ==, 3);
  for (guint i = 0; i < records->len; i++)
    {
      MajuChatRecord *record = g_ptr_array_index (records, i);

      g_assert_cmpint (record->is_own, ==, i < 2);
      g_assert_cmpstr (record->sender, ==, i < 2 ? "Mina" : "Dana");
    }
  g_assert_cmpint (((MajuChatRecord *) records->pdata[0])->delivery, ==,
                   MAJU_DELIVERY_PENDING);
  g_assert_cmpint (((MajuChatRecord *) records->pdata[1])->delivery, ==,
                   MAJU_DELIVERY_DELIVERED);
}

/* The file may be somebody else's work. */
static void
test_cleaned (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(GPtrArray) records = NULL;
  MajuChatRecord *record;

  add (fixture->store, fixture->link, "1", "x");
  add (fixture->store, fixture->link, "2", "x");
  g_clear_object (&fixture->store);
  run_sql (fixture,
           "UPDATE records SET text = CAST (x'61ff0762' AS TEXT),"
           " sender = 'a' || char (8238) || 'b', delivery = 77, size = -1"
           " WHERE id = '1';"
           "UPDATE records SET kind = 1, text = '../../x' WHERE id = '2'");
  open_store (fixture);
  records = load (fixture->store, fixture->link);
  record = records->pdata[0];
  g_assert_true (g_utf8_validate (record->text, -1, NULL));
  g_assert_null (strchr (record->text, '\a'));
  g_assert_null (strstr (record->sender, "\u202e"));
  g_assert_cmpint (record->delivery, <=, MAJU_DELIVERY_DELIVERED);
  g_assert_cmpuint (record->size, ==, 0);
  g_assert_null (strchr (nth_text (records, 1), '/'));
}

/* Puts so many messages there at once. */
static void
fill_room (Fixture *fixture,
           guint    room,
           guint    n)
{
  g_autofree char *sql = NULL;

  g_clear_object (&fixture->store);
  sql = g_strdup_printf ("WITH RECURSIVE n (n) AS"
                         " (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < %u)"
                         " INSERT INTO records (room, id, kind, own, sender, text,"
                         "  time, delivery, size)"
                         " SELECT %u, 'id' || n, 0, 0, 'Dana', n, 0, 0, 0 FROM n",
                         n, room);
  run_sql (fixture, sql);
  open_store (fixture);
}

static void
test_limits (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(MajuRoomLink) other = make_link ();
  g_autoptr(GPtrArray) records = NULL;

  add (fixture->store, fixture->link, "first", "first");
  add (fixture->store, fixture->link, "second", "second");
  fill_room (fixture, 1, MAJU_CHAT_STORE_ROOM_MAX - 2);
  assert_n (fixture->store, fixture->link, MAJU_CHAT_STORE_ROOM_MAX);
  add (fixture->store, fixture->link, "new", "new");
  records = load (fixture->store, fixture->link);
  g_assert_cmpuint (records->len, ==, MAJU_CHAT_STORE_ROOM_MAX);
  g_assert_cmpstr (nth_text (records, 0), ==, "second");
  g_assert_cmpstr (nth_text (records, records->len - 1), ==, "new");

  /* All in all: another room's push out the oldest of the first. */
  add (fixture->store, other, "other", "other");
  fill_room (fixture, 2, MAJU_CHAT_STORE_MAX - MAJU_CHAT_STORE_ROOM_MAX);
  add (fixture->store, fixture->link, "newer", "newer");
  g_clear_pointer (&records, g_ptr_array_unref);
  records = load (fixture->store, fixture->link);
  g_assert_cmpuint (records->len, ==, MAJU_CHAT_STORE_ROOM_MAX - 1);
  g_assert_cmpstr (nth_text (records, records->len - 1), ==, "newer");
}

static void
assert_mode (const char *path,
             guint       mode)
{
  GStatBuf buf;

  g_assert_cmpint (g_stat (path, &buf), ==, 0);
  g_assert_cmpuint (buf.st_mode & 07777, ==, mode);
}

static void
test_permissions (Fixture      *fixture,
                  gconstpointer data)
{
  g_auto(GStrv) files = NULL;

  add (fixture->store, fixture->link, "1", "x");
  assert_n (fixture->store, fixture->link, 1);
  assert_mode (fixture->subfolder, 0700);
  files = list_files (fixture);
  /* The database, its log, its memory and its lock. */
  g_assert_cmpuint (g_strv_length (files), ==, 4);
  for (guint i = 0; files[i] != NULL; i++)
    assert_mode (files[i], 0600);

  /* A file that others could read is private again. */
  g_clear_object (&fixture->store);
  g_assert_cmpint (g_chmod (fixture->path, 0644), ==, 0);
  open_store (fixture);
  assert_n (fixture->store, fixture->link, 1);
  assert_mode (fixture->path, 0600);
}

static void
test_secrets (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *text = NULL;
  GBytes *key = maju_room_link_get_key (fixture->link);
  const char *room = maju_room_link_get_room (fixture->link);
  const char *written;

  add (fixture->store, fixture->link, "1", "what was written");
  assert_n (fixture->store, fixture->link, 1);
  g_assert_true (is_in_files (fixture, "what was written", 16));

  text = maju_room_link_to_string (fixture->link, MAJU_LINK_SCHEME_WEB);
  written = strchr (text, '#') + 1;
  g_assert_cmpuint (strlen (written), ==, 22);
  g_assert_false (is_in_files (fixture, written, strlen (written)));
  g_assert_false (is_in_files (fixture, g_bytes_get_data (key, NULL),
                               g_bytes_get_size (key)));
  g_assert_false (is_in_files (fixture, room, strlen (room)));
  g_assert_false (is_in_files (fixture, "meet.example", 12));
}

static void
test_forgotten (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(MajuRoomLink) other = make_link ();

  add (fixture->store, fixture->link, "1", "between us");
  add (fixture->store, other, "1", "elsewhere");
  maju_chat_store_forget (fixture->store, fixture->link);
  assert_n (fixture->store, fixture->link, 0);
  maju_chat_store_restore (fixture->store, fixture->link);
  assert_n (fixture->store, fixture->link, 1);
  /* Too late for it, and then without meaning. */
  maju_chat_store_purge (fixture->store, fixture->link);
  assert_n (fixture->store, fixture->link, 1);

  maju_chat_store_forget (fixture->store, fixture->link);
  maju_chat_store_purge (fixture->store, fixture->link);
  maju_chat_store_restore (fixture->store, fixture->link);
  assert_n (fixture->store, fixture->link, 0);
  assert_n (fixture->store, other, 1);
  g_assert_false (is_in_files (fixture, "between us", 10));

  /* The end makes it final. */
  add (fixture->store, fixture->link, "1", "between us");
  maju_chat_store_forget (fixture->store, fixture->link);
  open_store (fixture);
  maju_chat_store_restore (fixture->store, fixture->link);
  assert_n (fixture->store, fixture->link, 0);
  g_assert_false (is_in_files (fixture, "between us", 10));
}

/* Who comes back at once, or is there in another window, begins anew. */
static void
test_forgotten_in_a_call (Fixture      *fixture,
                          gconstpointer data)
{
  g_autoptr(GPtrArray) records = NULL;

  add (fixture->store, fixture->link, "1", "between us");
  maju_chat_store_forget (fixture->store, fixture->link);
  add (fixture->store, fixture->link, "2", "meanwhile");
  assert_n (fixture->store, fixture->link, 1);
  /* Undo still brings everything back, in order. */
  maju_chat_store_restore (fixture->store, fixture->link);
  records = load (fixture->store, fixture->link);
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpstr (nth_text (records, 0), ==, "between us");
  g_assert_cmpstr (nth_text (records, 1), ==, "meanwhile");

  /* What came since stays when the rest goes. */
  maju_chat_store_forget (fixture->store, fixture->link);
  add (fixture->store, fixture->link, "2", "meanwhile");
  add (fixture->store, fixture->link, "3", "and then");
  maju_chat_store_purge (fixture->store, fixture->link);
  assert_n (fixture->store, fixture->link, 2);
  g_assert_false (is_in_files (fixture, "between us", 10));

  /* The same came twice, and it is forgotten twice. */
  maju_chat_store_forget (fixture->store, fixture->link);
  add (fixture->store, fixture->link, "3", "and then");
  maju_chat_store_forget (fixture->store, fixture->link);
  assert_n (fixture->store, fixture->link, 0);
  maju_chat_store_restore (fixture->store, fixture->link);
  assert_n (fixture->store, fixture->link, 2);
  maju_chat_store_forget (fixture->store, fixture->link);
  open_store (fixture);
  assert_n (fixture->store, fixture->link, 0);
  g_assert_false (is_in_files (fixture, "and then", 8));
}

/* Forgotten anew before the first toast is gone: the second can bring it back. */
static void
test_forgotten_twice (Fixture      *fixture,
                      gconstpointer data)
{
  add (fixture->store, fixture->link, "1", "between us");
  maju_chat_store_forget (fixture->store, fixture->link);
  maju_chat_store_forget (fixture->store, fixture->link);
  maju_chat_store_purge (fixture->store, fixture->link);
  maju_chat_store_restore (fixture->store, fixture->link);
  assert_n (fixture->store, fixture->link, 1);
  /* Undo once more, and what has been taken back. */
  maju_chat_store_restore (fixture->store, fixture->link);
  maju_chat_store_purge (fixture->store, fixture->link);
  assert_n (fixture->store, fixture->link, 1);

  maju_chat_store_forget (fixture->store, fixture->link);
  maju_chat_store_forget (fixture->store, fixture->link);
  maju_chat_store_purge (fixture->store, fixture->link);
  maju_chat_store_purge (fixture->store, fixture->link);
  maju_chat_store_restore (fixture->store, fixture->link);
  assert_n (fixture->store, fixture->link, 0);
  g_assert_false (is_in_files (fixture, "between us", 10));
}

/* The toasts of many rooms come one after another. */
static void
test_forgotten_many (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr(MajuRoomLink) other = make_link ();

  add (fixture->store, fixture->link, "1", "between us");
  add (fixture->store, other, "1", "elsewhere");
  maju_chat_store_forget (fixture->store, fixture->link);
  maju_chat_store_forget (fixture->store, other);
  drain (fixture->store, other);
  run_sql (fixture, "UPDATE rooms SET forgotten = forgotten - 190");
  maju_chat_store_purge (fixture->store, fixture->link);
  maju_chat_store_restore (fixture->store, other);
  assert_n (fixture->store, other, 1);
}

/* Whoever forgot it was killed; and then the clock may have been set back. */
static void
test_forgotten_left (Fixture      *fixture,
                     gconstpointer data)
{
  static const char *const changes[] = {
    "UPDATE rooms SET forgotten = unixepoch () - 86400",
    "UPDATE rooms SET forgotten = unixepoch () + 86400",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr(MajuRoomLink) other = make_link ();

      add (fixture->store, fixture->link, "1", "between us");
      add (fixture->store, other, "1", "elsewhere");
      assert_n (fixture->store, other, 1);
      g_clear_object (&fixture->store);
      run_sql (fixture, changes[i]);
      run_sql (fixture, "UPDATE rooms SET forgotten = NULL WHERE room ="
               " (SELECT max (room) FROM rooms)");
      g_assert_true (is_in_files (fixture, "between us", 10));
      open_store (fixture);
      assert_n (fixture->store, other, 1);
      g_assert_false (is_in_files (fixture, "between us", 10));
      maju_chat_store_forget (fixture->store, other);
    }
}

static void
test_cleared (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *kept = g_strconcat (fixture->path, ".broken", NULL);
  g_autoptr(MajuRoomLink) other = make_link ();

  add (fixture->store, fixture->link, "1", "between us");
  add (fixture->store, other, "1", "elsewhere");
  assert_n (fixture->store, other, 1);
  g_assert_true (g_file_set_contents (kept, "between us", -1, NULL));
  clear (fixture->store);
  assert_n (fixture->store, fixture->link, 0);
  assert_n (fixture->store, other, 0);
  g_assert_false (g_file_test (kept, G_FILE_TEST_EXISTS));
  g_assert_false (is_in_files (fixture, "between us", 10));
  g_assert_false (is_in_files (fixture, "elsewhere", 9));

  add (fixture->store, fixture->link, "2", "after");
  assert_n (fixture->store, fixture->link, 1);
}

static void
test_broken (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *kept = g_strconcat (fixture->path, ".broken", NULL);
  g_autofree char *kept_again = g_strconcat (fixture->path, ".broken-2", NULL);
  g_autofree char *contents = NULL;
  gsize size;

  g_assert_cmpint (g_mkdir (fixture->subfolder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, "This is no database, but "
                                      "longer than the header of one would be, "
                                      "which has a hundred bytes.", -1, NULL));
  add (fixture->store, fixture->link, "1", "after");
  assert_n (fixture->store, fixture->link, 1);
  assert_problem (fixture->store, "chat.sqlite.broken");
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  assert_mode (kept, 0600);

  /* Its header is whole, but not what follows. */
  g_clear_object (&fixture->store);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &size, NULL));
  g_assert_cmpuint (size, >, 8192);
  memset (contents + 4096, 0xa5, size - 4096);
  g_assert_true (g_file_set_contents (fixture->path, contents, size, NULL));
  open_store (fixture);
  assert_n (fixture->store, fixture->link, 0);
  assert_problem (fixture->store, "chat.sqlite.broken-2");
  add (fixture->store, fixture->link, "2", "after");
  assert_n (fixture->store, fixture->link, 1);
  g_assert_true (g_file_test (kept_again, G_FILE_TEST_EXISTS));
}

/* Another file comes into its place while it is in use. */
static void
test_breaks (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *garbage = g_strnfill (65536, 'x');

  add (fixture->store, fixture->link, "1", "before");
  assert_n (fixture->store, fixture->link, 1);
  clear (fixture->store);
  g_assert_true (g_file_set_contents_full (fixture->path, garbage, 65536,
                                           G_FILE_SET_CONTENTS_CONSISTENT,
                                           0600, NULL));
  add (fixture->store, fixture->link, "2", "after");
  assert_n (fixture->store, fixture->link, 1);
  assert_problem (fixture->store, "chat.sqlite.broken");

  /* Somebody deletes it by hand. */
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  add (fixture->store, fixture->link, "3", "after");
  assert_n (fixture->store, fixture->link, 1);
}

static void
test_newer (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;
  gsize size, size_after;

  g_assert_cmpint (g_mkdir (fixture->subfolder, 0700), ==, 0);
  run_sql (fixture, "PRAGMA user_version = 2; CREATE TABLE x (y)");
  g_assert_true (g_file_get_contents (fixture->path, &before, &size, NULL));

  add (fixture->store, fixture->link, "1", "x");
  g_assert_null (try_load (fixture->store, fixture->link, G_MAXINT64, 1, &error));
  g_assert_nonnull (error);
  assert_problem (fixture->store, "newer");
  maju_chat_store_flush (fixture->store);
  g_assert_null (maju_chat_store_take_problem (fixture->store));

  g_assert_true (g_file_get_contents (fixture->path, &after, &size_after, NULL));
  g_assert_cmpmem (before, size, after, size_after);
}

static void
test_denied (Fixture      *fixture,
             gconstpointer data)
{
  /* Even root cannot make a folder in a file. */
  g_assert_true (g_file_set_contents (fixture->subfolder, "", -1, NULL));
  add (fixture->store, fixture->link, "1", "lost");
  assert_problem (fixture->store, "permissions");
  add (fixture->store, fixture->link, "2", "lost");
  drain (fixture->store, fixture->link);
  g_assert_cmpint (g_unlink (fixture->subfolder), ==, 0);
  assert_n (fixture->store, fixture->link, 0);

  g_assert_cmpint (g_mkdir (fixture->subfolder, 0500), ==, 0);
  if (g_access (fixture->subfolder, W_OK) != 0)
    {
      add (fixture->store, fixture->link, "3", "lost");
      drain (fixture->store, fixture->link);
    }
  g_assert_cmpint (g_chmod (fixture->subfolder, 0700), ==, 0);
  add (fixture->store, fixture->link, "4", "after");
  assert_n (fixture->store, fixture->link, 1);
  /* Said once. */
  g_assert_null (maju_chat_store_take_problem (fixture->store));
}

static void
problem_thread_cb (MajuChatStore *store,
                   GParamSpec    *pspec,
                   GThread      **thread)
{
  *thread = g_thread_self ();
}

/* While nobody iterates the owner's context, nothing comes in the worker. */
static void
test_thread (Fixture      *fixture,
             gconstpointer data)
{
  GThread *thread = NULL;

  g_assert_true (g_file_set_contents (fixture->subfolder, "", -1, NULL));
  g_signal_connect (fixture->store, "notify::problem",
                    G_CALLBACK (problem_thread_cb), &thread);
  add (fixture->store, fixture->link, "1", "lost");
  maju_chat_store_flush (fixture->store);
  g_assert_null (thread);
  while (thread == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (thread == g_thread_self ());
  assert_problem (fixture->store, "permissions");
  g_assert_cmpint (g_unlink (fixture->subfolder), ==, 0);
}

/* A file system that is full while `disk_full` is set. */

static int disk_full;
static sqlite3_vfs full_vfs;
static sqlite3_vfs *real_vfs;
/* Of the database, and of what belongs to it. */
static sqlite3_io_methods full_methods[2];
static const sqlite3_io_methods *real_methods;

static int
full_write (sqlite3_file *file,
            const void   *data,
            int           amount,
            sqlite3_int64 offset)
{
  if (g_atomic_int_get (&disk_full))
    return SQLITE_FULL;
  return real_methods->xWrite (file, data, amount, offset);
}

static int
full_open (sqlite3_vfs  *vfs,
           const char   *name,
           sqlite3_file *file,
           int           flags,
           int          *out_flags)
{
  int result = real_vfs->xOpen (real_vfs, name, file, flags, out_flags);

  if (result == SQLITE_OK && file->pMethods != NULL)
    {
      guint i = (flags & SQLITE_OPEN_MAIN_DB) != 0;

      /* All have the same function to write. */
      real_methods = file->pMethods;
      full_methods[i] = *real_methods;
      full_methods[i].xWrite = full_write;
      file->pMethods = &full_methods[i];
    }
  return result;
}

static void
test_full (Fixture      *fixture,
           gconstpointer data)
{
  real_vfs = sqlite3_vfs_find (NULL);
  full_vfs = *real_vfs;
  full_vfs.zName = "full";
  full_vfs.xOpen = full_open;
  g_assert_cmpint (sqlite3_vfs_register (&full_vfs, TRUE), ==, SQLITE_OK);

  add (fixture->store, fixture->link, "1", "before");
  assert_n (fixture->store, fixture->link, 1);
  g_atomic_int_set (&disk_full, TRUE);
  add (fixture->store, fixture->link, "2", "lost");
  assert_problem (fixture->store, "space");
  add (fixture->store, fixture->link, "3", "lost");
  assert_n (fixture->store, fixture->link, 1);
  g_assert_null (maju_chat_store_take_problem (fixture->store));
  g_atomic_int_set (&disk_full, FALSE);
  add (fixture->store, fixture->link, "4", "after");
  assert_n (fixture->store, fixture->link, 2);

  g_clear_object (&fixture->store);
  sqlite3_vfs_unregister (&full_vfs);
}

/* Nothing is lost while somebody else writes, and nothing here waits. */
static void
test_held (Fixture      *fixture,
           gconstpointer data)
{
  sqlite3 *db = NULL;

  add (fixture->store, fixture->link, "1", "before");
  assert_n (fixture->store, fixture->link, 1);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  add (fixture->store, fixture->link, "2", "meanwhile");
  add (fixture->store, fixture->link, "3", "meanwhile");
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  assert_n (fixture->store, fixture->link, 3);

  /* At the end somebody who does not let go holds nobody up. */
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  add (fixture->store, fixture->link, "4", "lost");
  maju_chat_store_flush (fixture->store);
  sqlite3_close (db);
  open_store (fixture);
  assert_n (fixture->store, fixture->link, 3);
}

static void
test_shared (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(MajuChatStore) second = maju_chat_store_new (fixture->file);

  /* Both make the file. */
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *both = g_strdup_printf ("both %u", i);
      g_autofree char *here = g_strdup_printf ("first %u", i);
      g_autofree char *there = g_strdup_printf ("second %u", i);

      add (fixture->store, fixture->link, both, "x");
      add (second, fixture->link, both, "x");
      add (fixture->store, fixture->link, here, "x");
      add (second, fixture->link, there, "x");
    }
  drain (fixture->store, fixture->link);
  assert_n (second, fixture->link, 300);
  assert_n (fixture->store, fixture->link, 300);
  g_assert_null (maju_chat_store_take_problem (fixture->store));
  g_assert_null (maju_chat_store_take_problem (second));

  clear (second);
  assert_n (fixture->store, fixture->link, 0);
  add (fixture->store, fixture->link, "after", "x");
  assert_n (fixture->store, fixture->link, 1);
  assert_n (second, fixture->link, 1);
}

/* One deletes everything, again and again, while messages come to the other. */
static void
test_cleared_meanwhile (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(MajuChatStore) second = maju_chat_store_new (fixture->file);
  g_autoptr(GPtrArray) records = NULL;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *text = g_strdup_printf ("between us %u", i);

      add (fixture->store, fixture->link, text, text);
      if (i % 40 == 20)
        clear (second);
    }
  drain (fixture->store, fixture->link);
  clear (second);
  add (fixture->store, fixture->link, "after", "after");
  records = load (fixture->store, fixture->link);
  g_assert_cmpuint (records->len, ==, 1);
  g_assert_cmpstr (nth_text (records, 0), ==, "after");
  g_assert_null (maju_chat_store_take_problem (fixture->store));
  g_assert_null (maju_chat_store_take_problem (second));
  g_clear_object (&second);
  g_clear_object (&fixture->store);
  g_assert_false (is_in_files (fixture, "between us", 10));
}

/* Both find it. */
static void
test_shared_broken (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr(MajuChatStore) second = maju_chat_store_new (fixture->file);
  g_autofree char *garbage = g_strnfill (65536, 'x');

  g_assert_cmpint (g_mkdir (fixture->subfolder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, garbage, 65536, NULL));
  add (fixture->store, fixture->link, "1", "x");
  add (second, fixture->link, "2", "x");
  drain (fixture->store, fixture->link);
  assert_n (second, fixture->link, 2);
  assert_n (fixture->store, fixture->link, 2);
}

#define ADD(path, func) \
g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/chat-store/empty", test_empty);
  ADD ("/chat-store/pages", test_pages);
  ADD ("/chat-store/records", test_records);
  ADD ("/chat-store/windows", test_windows);
  ADD ("/chat-store/cleaned", test_cleaned);
  ADD ("/chat-store/limits", test_limits);
  ADD ("/chat-store/permissions", test_permissions);
  ADD ("/chat-store/secrets", test_secrets);
  ADD ("/chat-store/forgotten", test_forgotten);
  ADD ("/chat-store/forgotten-in-a-call", test_forgotten_in_a_call);
  ADD ("/chat-store/forgotten-twice", test_forgotten_twice);
  ADD ("/chat-store/forgotten-many", test_forgotten_many);
  ADD ("/chat-store/forgotten-left", test_forgotten_left);
  ADD ("/chat-store/cleared", test_cleared);
  ADD ("/chat-store/broken", test_broken);
  ADD ("/chat-store/breaks", test_breaks);
  ADD ("/chat-store/newer", test_newer);
  ADD ("/chat-store/denied", test_denied);
  ADD ("/chat-store/thread", test_thread);
  ADD ("/chat-store/full", test_full);
  ADD ("/chat-store/held", test_held);
  ADD ("/chat-store/shared", test_shared);
  ADD ("/chat-store/cleared-meanwhile", test_cleared_meanwhile);
  ADD ("/chat-store/shared-broken", test_shared_broken);
  return g_test_run ();
}
