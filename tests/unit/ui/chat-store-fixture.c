/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-store-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include <string.h>
#include <sys/stat.h>

#define TIMEOUT_SECONDS 60

MajuRoomLink *
make_link (void)
{
  g_autoptr(GError) error = NULL;
  MajuRoomLink *link = NULL;

  link = maju_room_link_new_random ("https://meet.example", &error);
  g_assert_no_error (error);
  return link;
}

void
open_store (ChatFixture *fixture)
{
  g_clear_object (&fixture->store);
  fixture->store = maju_chat_store_new (fixture->file);
}

void
set_up (ChatFixture  *fixture,
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

GStrv
list_files (ChatFixture *fixture)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GDir) dir = g_dir_open (fixture->subfolder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_strv_builder_take (builder,
                         g_build_filename (fixture->subfolder, name, NULL));
  return g_strv_builder_end (builder);
}

void
tear_down (ChatFixture  *fixture,
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

void
chat_add (MajuChatStore *store,
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

GPtrArray *
chat_try_load (MajuChatStore *store,
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

GPtrArray *
chat_load (MajuChatStore *store,
           MajuRoomLink  *link)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *records = chat_try_load (store, link, G_MAXINT64, 100000, &error);

  g_assert_no_error (error);
  g_assert_nonnull (records);
  return records;
}

/* Until what was asked of it before is done. */
void
chat_drain (MajuChatStore *store,
            MajuRoomLink  *link)
{
  g_autoptr(GPtrArray) records = chat_load (store, link);
}

void
assert_n (MajuChatStore *store,
          MajuRoomLink  *link,
          guint          n)
{
  g_autoptr(GPtrArray) records = chat_load (store, link);

  g_assert_cmpuint (records->len, ==, n);
}

const char *
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

void
chat_clear (MajuChatStore *store)
{
  guint timeout = g_timeout_add_seconds (TIMEOUT_SECONDS, timeout_cb,
                                         (gpointer) "the end of what is kept");
  gboolean done = FALSE;

  maju_chat_store_clear_async (store, clear_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

void
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
gboolean
is_in_files (ChatFixture  *fixture,
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

void
run_sql (ChatFixture *fixture,
         const char  *sql)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

void
assert_mode (const char *path,
             guint       mode)
{
  GStatBuf buf;

  g_assert_cmpint (g_stat (path, &buf), ==, 0);
  g_assert_cmpuint (buf.st_mode & 07777, ==, mode);
}
