/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-recent-rooms.h"

#include <glib/gstdio.h>

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>

#define TIMEOUT_SECONDS 60
#define SERVER "https://meet.example"

typedef struct
{
  char *folder;
  char *subfolder;              /* not there yet */
  char *path;
  char *kept;
  char *lock;
  GFile *file;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("maju-rooms-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->subfolder = g_build_filename (fixture->folder, "maju", NULL);
  fixture->path = g_build_filename (fixture->subfolder, "rooms.json", NULL);
  fixture->kept = g_strconcat (fixture->path, ".broken", NULL);
  fixture->lock = g_strconcat (fixture->path, ".lock", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_remove (fixture->path);
  g_remove (fixture->kept);
  g_remove (fixture->lock);
  g_assert_cmpint (g_rmdir (fixture->subfolder), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_clear_object (&fixture->file);
  g_clear_pointer (&fixture->path, g_free);
  g_clear_pointer (&fixture->kept, g_free);
  g_clear_pointer (&fixture->lock, g_free);
  g_clear_pointer (&fixture->subfolder, g_free);
  g_clear_pointer (&fixture->folder, g_free);
}

static gboolean
timeout_cb (gpointer data)
{
  g_error ("Waited for %s in vain", (const char *) data);
}

static void
flush (MajuRecentRooms *rooms)
{
  g_assert_true (maju_recent_rooms_flush (rooms, TIMEOUT_SECONDS * 1000));
}

static void
wait_n_items (MajuRecentRooms *rooms,
              guint            n)
{
  guint timeout = g_timeout_add_seconds (TIMEOUT_SECONDS, timeout_cb,
                                         (gpointer) "the list");

  while (g_list_model_get_n_items (G_LIST_MODEL (rooms)) != n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

static MajuRoomLink *
make_link (void)
{
  g_autoptr(GError) error = NULL;
  MajuRoomLink *link = maju_room_link_new_random (SERVER, &error);

  g_assert_no_error (error);
  return link;
}

static gint64
nth_time (MajuRecentRooms *rooms,
          guint            position)
{
  g_autoptr(MajuRecentRoom) room = NULL;

  room = g_list_model_get_item (G_LIST_MODEL (rooms), position);
  g_assert_nonnull (room);
  return maju_recent_room_get_time (room);
}

static void
test_order (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(MajuRecentRooms) rooms = maju_recent_rooms_new (fixture->file);
  g_autoptr(MajuRoomLink) first = make_link ();
  g_autoptr(MajuRoomLink) second = make_link ();

  maju_recent_rooms_visit (rooms, first, 100);
  maju_recent_rooms_visit (rooms, second, 200);
  wait_n_items (rooms, 2);
  g_assert_cmpint (nth_time (rooms, 0), ==, 200);
  g_assert_cmpint (nth_time (rooms, 1), ==, 100);

  /* The same room again is one room, and now the first. */
  maju_recent_rooms_visit (rooms, first, 300);
  wait_n_items (rooms, 2);
  g_assert_cmpint (nth_time (rooms, 0), ==, 300);
  g_assert_cmpint (nth_time (rooms, 1), ==, 200);
  flush (rooms);
}

static void
test_kept (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(MajuRoomLink) link = make_link ();
  g_autoptr(MajuRecentRooms) again = NULL;
  g_autoptr(MajuRecentRoom) room = NULL;
  const char * const *people;
  GStatBuf info;

  {
    g_autoptr(MajuRecentRooms) rooms = maju_recent_rooms_new (fixture->file);

    maju_recent_rooms_visit (rooms, link, 1234);
    maju_recent_rooms_add_person (rooms, link, "김철수");
    maju_recent_rooms_add_person (rooms, link, "\"<b>Ann</b>");
    maju_recent_rooms_add_person (rooms, link, "김철수");
    maju_recent_rooms_add_person (rooms, link, "");
    flush (rooms);
  }
  /* The keys in it are for nobody else. */
  g_assert_cmpint (g_stat (fixture->subfolder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  again = maju_recent_rooms_new (fixture->file);
  wait_n_items (again, 1);
  room = g_list_model_get_item (G_LIST_MODEL (again), 0);
  g_assert_true (maju_room_link_equal (maju_recent_room_get_link (room), link));
  g_assert_true (g_bytes_equal (maju_room_link_get_key (maju_recent_room_get_link (room)),
                                maju_room_link_get_key (link)));
  g_assert_cmpint (maju_recent_room_get_time (room), ==, 1234);
  people = maju_recent_room_get_people (room);
  g_assert_cmpuint (g_strv_length ((GStrv) people), ==, 2);
  g_assert_cmpstr (people[0], ==, "김철수");
  g_assert_cmpstr (people[1], ==, "\"<b>Ann</b>");
  g_assert_cmpstr (maju_recent_room_get_title (room), ==, "김철수, \"<b>Ann</b>");
}

/* A visit before the file was read does not take the place of what is in it. */
static void
test_early (Fixture      *fixture,
            gconstpointer data)
{
  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr(MajuRecentRooms) rooms = maju_recent_rooms_new (fixture->file);
      g_autoptr(MajuRoomLink) link = make_link ();

      maju_recent_rooms_visit (rooms, link, i);
      flush (rooms);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rooms)), ==, i);
    }
}

/* Saved in the background, without an end of the process. */
static void
test_saved (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(MajuRecentRooms) rooms = NULL;
  g_autoptr(MajuRoomLink) first = make_link ();
  g_autoptr(MajuRoomLink) second = make_link ();
  g_autofree char *text = NULL;
  GStatBuf info;
  guint timeout;

  /* An older file that everybody could read does not hand that on. */
  g_assert_cmpint (g_mkdir (fixture->subfolder, 0755), ==, 0);
  g_assert_true (g_file_set_contents_full (fixture->path, "{}", -1,
                                           G_FILE_SET_CONTENTS_NONE, 0644, NULL));
  rooms = maju_recent_rooms_new (fixture->file);
  maju_recent_rooms_visit (rooms, first, 1);
  maju_recent_rooms_visit (rooms, second, 2);

  timeout = g_timeout_add_seconds (TIMEOUT_SECONDS, timeout_cb,
                                   (gpointer) "the file");
  do
    {
      g_main_context_iteration (NULL, TRUE);
      g_clear_pointer (&text, g_free);
      g_file_get_contents (fixture->path, &text, NULL, NULL);
    }
  while (text == NULL ||
         strstr (text, maju_room_link_get_room (first)) == NULL ||
         strstr (text, maju_room_link_get_room (second)) == NULL);
  g_source_remove (timeout);

  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_forget (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(MajuRecentRooms) rooms = maju_recent_rooms_new (fixture->file);
  g_autoptr(MajuRoomLink) link = make_link ();
  g_autoptr(MajuRoomLink) other = make_link ();
  g_autoptr(MajuRecentRoom) room = NULL;
  g_autofree char *text = NULL;

  maju_recent_rooms_visit (rooms, other, 1);
  room = g_object_ref (maju_recent_rooms_visit (rooms, link, 2));
  maju_recent_rooms_forget (rooms, room);
  wait_n_items (rooms, 1);
  g_assert_cmpint (nth_time (rooms, 0), ==, 1);
  flush (rooms);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_null (strstr (text, maju_room_link_get_room (link)));

  maju_recent_rooms_restore (rooms, room);
  maju_recent_rooms_restore (rooms, room);
  wait_n_items (rooms, 2);
  g_assert_cmpint (nth_time (rooms, 0), ==, 2);
  flush (rooms);
}

static void
test_limit (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(MajuRecentRooms) rooms = maju_recent_rooms_new (fixture->file);

  for (guint i = 0; i < MAJU_RECENT_ROOMS_MAX + 5; i++)
    {
      g_autoptr(MajuRoomLink) link = make_link ();

      maju_recent_rooms_visit (rooms, link, i);
    }
  wait_n_items (rooms, MAJU_RECENT_ROOMS_MAX);
  g_assert_cmpint (nth_time (rooms, 0), ==, MAJU_RECENT_ROOMS_MAX + 4);
  flush (rooms);
}

/* Who runs Maju twice, with no bus between the two, loses nothing. */
static void
test_two (Fixture      *fixture,
          gconstpointer data)
{
  g_autoptr(MajuRecentRooms) here = maju_recent_rooms_new (fixture->file);
  g_autoptr(MajuRecentRooms) there = maju_recent_rooms_new (fixture->file);
  g_autoptr(MajuRoomLink) first = make_link ();
  g_autoptr(MajuRoomLink) second = make_link ();
  g_autoptr(MajuRoomLink) third = make_link ();
  g_autoptr(MajuRecentRooms) again = NULL;
  g_autoptr(MajuRecentRoom) room = NULL;
  const char * const *people;

  /* Neither has seen the other's when it saves. */
  maju_recent_rooms_visit (here, first, 1);
  maju_recent_rooms_visit (there, second, 2);
  flush (here);
  flush (there);

  /* The same room in both: the later visit, and everybody who was met. */
  maju_recent_rooms_visit (here, third, 4);
  maju_recent_rooms_add_person (here, third, "Ann");
  flush (here);
  maju_recent_rooms_visit (there, third, 3);
  maju_recent_rooms_add_person (there, third, "Bo");
  flush (there);
  wait_n_items (there, 3);

  /* What one forgets the other does not bring back. */
  room = g_list_model_get_item (G_LIST_MODEL (there), 1);
  g_assert_true (maju_room_link_equal (maju_recent_room_get_link (room), second));
  maju_recent_rooms_forget (there, room);
  flush (there);
  maju_recent_rooms_visit (here, first, 5);
  flush (here);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (here)), ==, 2);

  again = maju_recent_rooms_new (fixture->file);
  wait_n_items (again, 2);
  g_assert_cmpint (nth_time (again, 0), ==, 5);
  g_assert_cmpint (nth_time (again, 1), ==, 4);
  g_clear_object (&room);
  room = g_list_model_get_item (G_LIST_MODEL (again), 1);
  g_assert_true (maju_room_link_equal (maju_recent_room_get_link (room), third));
  people = maju_recent_room_get_people (room);
  g_assert_cmpuint (g_strv_length ((GStrv) people), ==, 2);
  g_assert_true (g_strv_contains (people, "Ann"));
  g_assert_true (g_strv_contains (people, "Bo"));
}

/* A file that somebody broke costs the list, and not more; what is none of ours
 * is kept. */
static const struct
{
  const char *text;
  gboolean is_kept;
  guint n_rooms;
} broken[] = {
  { "", TRUE, 0 },
  { "not JSON", TRUE, 0 },
  { "[]", TRUE, 0 },
  { "{}", TRUE, 0 },
  { "{\"rooms\": 1}", TRUE, 0 },
  { "{\"version\": 2, \"rooms\": []}", TRUE, 0 },
  { "{\"rooms\": [{\"link\": \"https://meet.example/r/abcdefghijklmnop\"",
    TRUE, 0 },
  { "{\"rooms\": [1, null, \"x\", {}]}", FALSE, 0 },
  { "{\"rooms\": [{\"link\": 1, \"time\": \"x\", \"people\": {}}]}", FALSE, 0 },
  { "{\"rooms\": [{\"link\": \"https://meet.example/\", \"time\": 1}]}", FALSE, 0 },
  { "{\"rooms\": [{\"link\": \"https://meet.example/r/abcdefghijklmnop\", "
    "\"time\": -5, \"people\": [1, null, {}, \"Ann\"]}]}", FALSE, 1 },
};

static void
assert_kept (Fixture    *fixture,
             const char *text)
{
  g_autofree char *kept = NULL;
  GStatBuf info;

  g_assert_true (g_file_get_contents (fixture->kept, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, text);
  g_assert_cmpint (g_stat (fixture->kept, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_remove (fixture->kept), ==, 0);
}

static void
test_broken (Fixture      *fixture,
             gconstpointer data)
{
  g_assert_cmpint (g_mkdir (fixture->subfolder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr(MajuRecentRooms) rooms = NULL;
      g_autoptr(MajuRoomLink) link = make_link ();
      g_autofree char *kept = NULL;

      g_test_message ("%s", broken[i].text);
      g_assert_true (g_file_set_contents_full (fixture->path, broken[i].text, -1,
                                               G_FILE_SET_CONTENTS_NONE, 0644,
                                               NULL));
      rooms = maju_recent_rooms_new (fixture->file);
      maju_recent_rooms_visit (rooms, link, 10);
      flush (rooms);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rooms)), ==,
                        broken[i].n_rooms + 1);

      kept = maju_recent_rooms_take_kept_file (rooms);
      g_assert_cmpstr (kept, ==, broken[i].is_kept ? fixture->kept : NULL);
      g_assert_null (maju_recent_rooms_take_kept_file (rooms));
      if (broken[i].is_kept)
        assert_kept (fixture, broken[i].text);
      else
        g_assert_false (g_file_test (fixture->kept, G_FILE_TEST_EXISTS));
    }
}

/* What cannot be read is not written over, and is not lost for this run. */
static void
test_unreadable (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(MajuRecentRooms) rooms = NULL;
  g_autoptr(MajuRoomLink) first = make_link ();
  g_autoptr(MajuRoomLink) second = make_link ();

  g_assert_cmpint (g_mkdir (fixture->subfolder, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  rooms = maju_recent_rooms_new (fixture->file);
  maju_recent_rooms_visit (rooms, first, 1);
  flush (rooms);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rooms)), ==, 1);

  /* With the next change all comes into the file. */
  g_assert_cmpint (g_rmdir (fixture->path), ==, 0);
  maju_recent_rooms_visit (rooms, second, 2);
  flush (rooms);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rooms)), ==, 2);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_REGULAR));
}

/* Another process holds the file and does not let go of it: the end of this one
 * does not wait for that. */
static void
test_held (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(MajuRecentRooms) rooms = NULL;
  g_autoptr(MajuRoomLink) link = make_link ();
  int fd;

  g_assert_cmpint (g_mkdir (fixture->subfolder, 0700), ==, 0);
  fd = g_open (fixture->lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  rooms = maju_recent_rooms_new (fixture->file);
  maju_recent_rooms_visit (rooms, link, 1);
  g_assert_false (maju_recent_rooms_flush (rooms, 50));
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  g_close (fd, NULL);
  flush (rooms);
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_REGULAR));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
g_test_add ("/recent-rooms/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("order", test_order);
  ADD ("held", test_held);
  ADD ("kept", test_kept);
  ADD ("early", test_early);
  ADD ("saved", test_saved);
  ADD ("forget", test_forget);
  ADD ("limit", test_limit);
  ADD ("two", test_two);
  ADD ("broken", test_broken);
  ADD ("unreadable", test_unreadable);
#undef ADD

  return g_test_run ();
}
