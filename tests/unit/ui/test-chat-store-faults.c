/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-store-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include <string.h>

static void
test_broken (ChatFixture  *fixture,
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
  chat_add (fixture->store, fixture->link, "1", "after");
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
  chat_add (fixture->store, fixture->link, "2", "after");
  assert_n (fixture->store, fixture->link, 1);
  g_assert_true (g_file_test (kept_again, G_FILE_TEST_EXISTS));
}

/* Another file comes into its place while it is in use. */
static void
test_breaks (ChatFixture  *fixture,
             gconstpointer data)
{
  g_autofree char *garbage = g_strnfill (65536, 'x');

  chat_add (fixture->store, fixture->link, "1", "before");
  assert_n (fixture->store, fixture->link, 1);
  chat_clear (fixture->store);
  g_assert_true (g_file_set_contents_full (fixture->path, garbage, 65536,
                                           G_FILE_SET_CONTENTS_CONSISTENT,
                                           0600, NULL));
  chat_add (fixture->store, fixture->link, "2", "after");
  assert_n (fixture->store, fixture->link, 1);
  assert_problem (fixture->store, "chat.sqlite.broken");

  /* Somebody deletes it by hand. */
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  chat_add (fixture->store, fixture->link, "3", "after");
  assert_n (fixture->store, fixture->link, 1);
}

static void
test_newer (ChatFixture  *fixture,
            gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;
  gsize size, size_after;

  /* A store looks at its file at once: it must not see half of this. */
  g_clear_object (&fixture->store);
  g_assert_cmpint (g_mkdir (fixture->subfolder, 0700), ==, 0);
  run_sql (fixture, "PRAGMA user_version = 2; CREATE TABLE x (y)");
  open_store (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &before, &size, NULL));

  chat_add (fixture->store, fixture->link, "1", "x");
  g_assert_null (chat_try_load (fixture->store, fixture->link, G_MAXINT64, 1, &error));
  g_assert_nonnull (error);
  assert_problem (fixture->store, "newer");
  maju_chat_store_flush (fixture->store);
  g_assert_null (maju_chat_store_take_problem (fixture->store));

  g_assert_true (g_file_get_contents (fixture->path, &after, &size_after, NULL));
  g_assert_cmpmem (before, size, after, size_after);
}

static void
test_denied (ChatFixture  *fixture,
             gconstpointer data)
{
  /* Even root cannot make a folder in a file. */
  g_assert_true (g_file_set_contents (fixture->subfolder, "", -1, NULL));
  chat_add (fixture->store, fixture->link, "1", "lost");
  assert_problem (fixture->store, "permissions");
  chat_add (fixture->store, fixture->link, "2", "lost");
  chat_drain (fixture->store, fixture->link);
  g_assert_cmpint (g_unlink (fixture->subfolder), ==, 0);
  assert_n (fixture->store, fixture->link, 0);

  g_assert_cmpint (g_mkdir (fixture->subfolder, 0500), ==, 0);
  if (g_access (fixture->subfolder, W_OK) != 0)
    {
      chat_add (fixture->store, fixture->link, "3", "lost");
      chat_drain (fixture->store, fixture->link);
    }
  g_assert_cmpint (g_chmod (fixture->subfolder, 0700), ==, 0);
  chat_add (fixture->store, fixture->link, "4", "after");
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
test_thread (ChatFixture  *fixture,
             gconstpointer data)
{
  GThread *thread = NULL;

  g_assert_true (g_file_set_contents (fixture->subfolder, "", -1, NULL));
  g_signal_connect (fixture->store, "notify::problem",
                    G_CALLBACK (problem_thread_cb), &thread);
  chat_add (fixture->store, fixture->link, "1", "lost");
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
test_full (ChatFixture  *fixture,
           gconstpointer data)
{
  real_vfs = sqlite3_vfs_find (NULL);
  full_vfs = *real_vfs;
  full_vfs.zName = "full";
  full_vfs.xOpen = full_open;
  g_assert_cmpint (sqlite3_vfs_register (&full_vfs, TRUE), ==, SQLITE_OK);

  chat_add (fixture->store, fixture->link, "1", "before");
  assert_n (fixture->store, fixture->link, 1);
  g_atomic_int_set (&disk_full, TRUE);
  chat_add (fixture->store, fixture->link, "2", "lost");
  assert_problem (fixture->store, "space");
  chat_add (fixture->store, fixture->link, "3", "lost");
  assert_n (fixture->store, fixture->link, 1);
  g_assert_null (maju_chat_store_take_problem (fixture->store));
  g_atomic_int_set (&disk_full, FALSE);
  chat_add (fixture->store, fixture->link, "4", "after");
  assert_n (fixture->store, fixture->link, 2);

  g_clear_object (&fixture->store);
  sqlite3_vfs_unregister (&full_vfs);
}

/* Nothing is lost while somebody else writes, and nothing here waits. */
static void
test_held (ChatFixture  *fixture,
           gconstpointer data)
{
  sqlite3 *db = NULL;

  chat_add (fixture->store, fixture->link, "1", "before");
  assert_n (fixture->store, fixture->link, 1);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  chat_add (fixture->store, fixture->link, "2", "meanwhile");
  chat_add (fixture->store, fixture->link, "3", "meanwhile");
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  assert_n (fixture->store, fixture->link, 3);

  /* At the end somebody who does not let go holds nobody up. */
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  chat_add (fixture->store, fixture->link, "4", "lost");
  maju_chat_store_flush (fixture->store);
  sqlite3_close (db);
  open_store (fixture);
  assert_n (fixture->store, fixture->link, 3);
}

static void
test_shared (ChatFixture  *fixture,
             gconstpointer data)
{
  g_autoptr(MajuChatStore) second = maju_chat_store_new (fixture->file);

  /* Both make the file. */
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *both = g_strdup_printf ("both %u", i);
      g_autofree char *here = g_strdup_printf ("first %u", i);
      g_autofree char *there = g_strdup_printf ("second %u", i);

      chat_add (fixture->store, fixture->link, both, "x");
      chat_add (second, fixture->link, both, "x");
      chat_add (fixture->store, fixture->link, here, "x");
      chat_add (second, fixture->link, there, "x");
    }
  chat_drain (fixture->store, fixture->link);
  assert_n (second, fixture->link, 300);
  assert_n (fixture->store, fixture->link, 300);
  g_assert_null (maju_chat_store_take_problem (fixture->store));
  g_assert_null (maju_chat_store_take_problem (second));

  chat_clear (second);
  assert_n (fixture->store, fixture->link, 0);
  chat_add (fixture->store, fixture->link, "after", "x");
  assert_n (fixture->store, fixture->link, 1);
  assert_n (second, fixture->link, 1);
}

/* One deletes everything, again and again, while messages come to the other. */
static void
test_cleared_meanwhile (ChatFixture  *fixture,
                        gconstpointer data)
{
  g_autoptr(MajuChatStore) second = maju_chat_store_new (fixture->file);
  g_autoptr(GPtrArray) records = NULL;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *text = g_strdup_printf ("between us %u", i);

      chat_add (fixture->store, fixture->link, text, text);
      if (i % 40 == 20)
        chat_clear (second);
    }
  chat_drain (fixture->store, fixture->link);
  chat_clear (second);
  chat_add (fixture->store, fixture->link, "after", "after");
  records = chat_load (fixture->store, fixture->link);
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
test_shared_broken (ChatFixture  *fixture,
                    gconstpointer data)
{
  g_autoptr(MajuChatStore) second = maju_chat_store_new (fixture->file);
  g_autofree char *garbage = g_strnfill (65536, 'x');

  g_assert_cmpint (g_mkdir (fixture->subfolder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, garbage, 65536, NULL));
  chat_add (fixture->store, fixture->link, "1", "x");
  chat_add (second, fixture->link, "2", "x");
  chat_drain (fixture->store, fixture->link);
  assert_n (second, fixture->link, 2);
  assert_n (fixture->store, fixture->link, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/chat-store-faults/broken", test_broken);
  ADD ("/chat-store-faults/breaks", test_breaks);
  ADD ("/chat-store-faults/newer", test_newer);
  ADD ("/chat-store-faults/denied", test_denied);
  ADD ("/chat-store-faults/thread", test_thread);
  ADD ("/chat-store-faults/full", test_full);
  ADD ("/chat-store-faults/held", test_held);
  ADD ("/chat-store-faults/shared", test_shared);
  ADD ("/chat-store-faults/cleared-meanwhile", test_cleared_meanwhile);
  ADD ("/chat-store-faults/shared-broken", test_shared_broken);
  return g_test_run ();
}
