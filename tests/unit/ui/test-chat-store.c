/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-store-fixture.h"

#include <glib/gstdio.h>

#include <string.h>

static void
test_empty (ChatFixture  *fixture,
            gconstpointer data)
{
  /* Who keeps nothing needs no file for it. */
  assert_n (fixture->store, fixture->link, 0);
  maju_chat_store_forget (fixture->store, fixture->link);
  chat_clear (fixture->store);
  maju_chat_store_flush (fixture->store);
  g_assert_false (g_file_test (fixture->subfolder, G_FILE_TEST_EXISTS));
}

static void
test_pages (ChatFixture  *fixture,
            gconstpointer data)
{
  const guint sizes[] = { 100, 100, 50, 0 };
  gint64 before = G_MAXINT64;
  guint next = 250;

  for (guint i = 0; i < 250; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u", i);

      chat_add (fixture->store, fixture->link, text, text);
    }
  open_store (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GPtrArray) records = NULL;

      records = chat_try_load (fixture->store, fixture->link, before, 100, NULL);
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
test_records (ChatFixture  *fixture,
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
  chat_add (fixture->store, fixture->link, "own:1", "Again");
  own.id = (char *) "own:2";
  maju_chat_store_update (fixture->store, fixture->link, &own);
  chat_add (fixture->store, other, "own:1", "Elsewhere");

  open_store (fixture);
  assert_n (fixture->store, other, 1);
  records = chat_load (fixture->store, fixture->link);
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
test_windows (ChatFixture  *fixture,
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
  chat_drain (fixture->store, fixture->link);
  chat_add (other, fixture->link, "sent first", "hello");
  chat_add (other, fixture->link, "came first", "hello");
  chat_drain (other, fixture->link);
  own.id = (char *) "came first";
  maju_chat_store_add (fixture->store, fixture->link, &own);
  own.delivery = MAJU_DELIVERY_DELIVERED;
  maju_chat_store_update (fixture->store, fixture->link, &own);

  /* What came from others is never own. */
  chat_add (fixture->store, fixture->link, "hers", "hers");
  chat_add (other, fixture->link, "hers", "hers");
  chat_drain (other, fixture->link);

  records = chat_load (fixture->store, fixture->link);
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
test_cleaned (ChatFixture  *fixture,
              gconstpointer data)
{
  g_autoptr(GPtrArray) records = NULL;
  MajuChatRecord *record;

  chat_add (fixture->store, fixture->link, "1", "x");
  chat_add (fixture->store, fixture->link, "2", "x");
  g_clear_object (&fixture->store);
  run_sql (fixture,
           "UPDATE records SET text = CAST (x'61ff0762' AS TEXT),"
           " sender = 'a' || char (8238) || 'b', delivery = 77, size = -1"
           " WHERE id = '1';"
           "UPDATE records SET kind = 1, text = '../../x' WHERE id = '2'");
  open_store (fixture);
  records = chat_load (fixture->store, fixture->link);
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
fill_room (ChatFixture *fixture,
           guint        room,
           guint        n)
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
test_limits (ChatFixture  *fixture,
             gconstpointer data)
{
  g_autoptr(MajuRoomLink) other = make_link ();
  g_autoptr(GPtrArray) records = NULL;

  chat_add (fixture->store, fixture->link, "first", "first");
  chat_add (fixture->store, fixture->link, "second", "second");
  fill_room (fixture, 1, MAJU_CHAT_STORE_ROOM_MAX - 2);
  assert_n (fixture->store, fixture->link, MAJU_CHAT_STORE_ROOM_MAX);
  chat_add (fixture->store, fixture->link, "new", "new");
  records = chat_load (fixture->store, fixture->link);
  g_assert_cmpuint (records->len, ==, MAJU_CHAT_STORE_ROOM_MAX);
  g_assert_cmpstr (nth_text (records, 0), ==, "second");
  g_assert_cmpstr (nth_text (records, records->len - 1), ==, "new");

  /* All in all: another room's push out the oldest of the first. */
  chat_add (fixture->store, other, "other", "other");
  fill_room (fixture, 2, MAJU_CHAT_STORE_MAX - MAJU_CHAT_STORE_ROOM_MAX);
  chat_add (fixture->store, fixture->link, "newer", "newer");
  g_clear_pointer (&records, g_ptr_array_unref);
  records = chat_load (fixture->store, fixture->link);
  g_assert_cmpuint (records->len, ==, MAJU_CHAT_STORE_ROOM_MAX - 1);
  g_assert_cmpstr (nth_text (records, records->len - 1), ==, "newer");
}

static void
test_permissions (ChatFixture  *fixture,
                  gconstpointer data)
{
  g_auto(GStrv) files = NULL;

  chat_add (fixture->store, fixture->link, "1", "x");
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
test_secrets (ChatFixture  *fixture,
              gconstpointer data)
{
  g_autofree char *text = NULL;
  GBytes *key = maju_room_link_get_key (fixture->link);
  const char *room = maju_room_link_get_room (fixture->link);
  const char *written;

  chat_add (fixture->store, fixture->link, "1", "what was written");
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
test_forgotten (ChatFixture  *fixture,
                gconstpointer data)
{
  g_autoptr(MajuRoomLink) other = make_link ();

  chat_add (fixture->store, fixture->link, "1", "between us");
  chat_add (fixture->store, other, "1", "elsewhere");
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
  chat_add (fixture->store, fixture->link, "1", "between us");
  maju_chat_store_forget (fixture->store, fixture->link);
  open_store (fixture);
  maju_chat_store_restore (fixture->store, fixture->link);
  assert_n (fixture->store, fixture->link, 0);
  g_assert_false (is_in_files (fixture, "between us", 10));
}

/* Who comes back at once, or is there in another window, begins anew. */
static void
test_forgotten_in_a_call (ChatFixture  *fixture,
                          gconstpointer data)
{
  g_autoptr(GPtrArray) records = NULL;

  chat_add (fixture->store, fixture->link, "1", "between us");
  maju_chat_store_forget (fixture->store, fixture->link);
  chat_add (fixture->store, fixture->link, "2", "meanwhile");
  assert_n (fixture->store, fixture->link, 1);
  /* Undo still brings everything back, in order. */
  maju_chat_store_restore (fixture->store, fixture->link);
  records = chat_load (fixture->store, fixture->link);
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpstr (nth_text (records, 0), ==, "between us");
  g_assert_cmpstr (nth_text (records, 1), ==, "meanwhile");

  /* What came since stays when the rest goes. */
  maju_chat_store_forget (fixture->store, fixture->link);
  chat_add (fixture->store, fixture->link, "2", "meanwhile");
  chat_add (fixture->store, fixture->link, "3", "and then");
  maju_chat_store_purge (fixture->store, fixture->link);
  assert_n (fixture->store, fixture->link, 2);
  g_assert_false (is_in_files (fixture, "between us", 10));

  /* The same came twice, and it is forgotten twice. */
  maju_chat_store_forget (fixture->store, fixture->link);
  chat_add (fixture->store, fixture->link, "3", "and then");
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
test_forgotten_twice (ChatFixture  *fixture,
                      gconstpointer data)
{
  chat_add (fixture->store, fixture->link, "1", "between us");
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
test_forgotten_many (ChatFixture  *fixture,
                     gconstpointer data)
{
  g_autoptr(MajuRoomLink) other = make_link ();

  chat_add (fixture->store, fixture->link, "1", "between us");
  chat_add (fixture->store, other, "1", "elsewhere");
  maju_chat_store_forget (fixture->store, fixture->link);
  maju_chat_store_forget (fixture->store, other);
  chat_drain (fixture->store, other);
  run_sql (fixture, "UPDATE rooms SET forgotten = forgotten - 190");
  maju_chat_store_purge (fixture->store, fixture->link);
  maju_chat_store_restore (fixture->store, other);
  assert_n (fixture->store, other, 1);
}

/* Whoever forgot it was killed; and then the clock may have been set back. */
static void
test_forgotten_left (ChatFixture  *fixture,
                     gconstpointer data)
{
  static const char *const changes[] = {
    "UPDATE rooms SET forgotten = unixepoch () - 86400",
    "UPDATE rooms SET forgotten = unixepoch () + 86400",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr(MajuRoomLink) other = make_link ();

      chat_add (fixture->store, fixture->link, "1", "between us");
      chat_add (fixture->store, other, "1", "elsewhere");
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
test_cleared (ChatFixture  *fixture,
              gconstpointer data)
{
  g_autofree char *kept = g_strconcat (fixture->path, ".broken", NULL);
  g_autoptr(MajuRoomLink) other = make_link ();

  chat_add (fixture->store, fixture->link, "1", "between us");
  chat_add (fixture->store, other, "1", "elsewhere");
  assert_n (fixture->store, other, 1);
  g_assert_true (g_file_set_contents (kept, "between us", -1, NULL));
  chat_clear (fixture->store);
  assert_n (fixture->store, fixture->link, 0);
  assert_n (fixture->store, other, 0);
  g_assert_false (g_file_test (kept, G_FILE_TEST_EXISTS));
  g_assert_false (is_in_files (fixture, "between us", 10));
  g_assert_false (is_in_files (fixture, "elsewhere", 9));

  chat_add (fixture->store, fixture->link, "2", "after");
  assert_n (fixture->store, fixture->link, 1);
}

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
  return g_test_run ();
}
