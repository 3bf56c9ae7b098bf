/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-room-link.h"
#include "maju-room-owner.h"

#include <string.h>

/* The example of PROTOCOL.md. */
#define OWNER "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define ROOM "wh5v-if95-nmk3-4uwv"

static void
test_example (void)
{
  g_autofree char *room = maju_room_owner_get_room (OWNER);

  g_assert_cmpstr (room, ==, ROOM);
  g_assert_true (maju_room_owner_holds (OWNER, ROOM));
}

static void
test_others (void)
{
  static const char *const wrong[] = {
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh4",
    "BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "", ROOM,
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (maju_room_owner_holds (wrong[i], ROOM));
  g_assert_false (maju_room_owner_holds (OWNER, "wh5v-if95-nmk3-4uww"));
  g_assert_false (maju_room_owner_holds (OWNER, "wh5vif95nmk34uwv"));
}

/* No two rooms are the same, and each is its owner's alone. */
static void
test_links (void)
{
  g_autoptr(GHashTable) rooms =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *former = NULL;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *owner = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(MajuRoomLink) link =
        maju_room_link_new_owned ("maju.example.org", &owner, &error);
      const char *room;

      g_assert_no_error (error);
      room = maju_room_link_get_room (link);
      g_assert_cmpuint (strlen (owner), ==, 43);
      g_assert_cmpuint (strlen (room), ==, 19);
      g_assert_true (maju_room_owner_holds (owner, room));
      g_assert_true (g_hash_table_add (rooms, g_strdup (room)));
      if (former != NULL)
        g_assert_false (maju_room_owner_holds (former, room));
      g_set_str (&former, owner);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/room-owner/example", test_example);
  g_test_add_func ("/room-owner/others", test_others);
  g_test_add_func ("/room-owner/links", test_links);

  return g_test_run ();
}
