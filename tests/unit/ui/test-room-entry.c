/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-room-entry.h"

#include "maju-wire-error.h"

#define KEY "AAECAwQFBgcICQoLDA0ODw"

typedef struct
{
  const char *text;
  const char *server;
  const char *host;             /* NULL: it is refused */
  gboolean has_key;
} Case;

static const Case cases[] = {
  { "https://meet.example/r/abcdefghijklmnop#" KEY, NULL, "meet.example", TRUE },
  { "  maju://meet.example/r/abcdefghijklmnop#" KEY "\n", NULL, "meet.example",
    TRUE },
  { "meet.example/r/abcdefghijklmnop#" KEY, NULL, "meet.example", TRUE },
  { "http://192.168.1.5:4000/r/abcdefghijklmnop#" KEY, NULL, "192.168.1.5",
    TRUE },
  /* A whole link is not looked up on one's own server. */
  { "https://meet.example/r/abcdefghijklmnop", "https://own.example",
    "meet.example", FALSE },
  { "abcdefghijklmnop", "https://own.example", "own.example", FALSE },
  { "abcdefghijklmnop", "", NULL, FALSE },
  { "abcdefghijklmnop", NULL, NULL, FALSE },
  { "ab", "https://own.example", NULL, FALSE },
  { "two words", "https://own.example", NULL, FALSE },
  { "", "https://own.example", NULL, FALSE },
  { "ftp://meet.example/r/abcdefghijklmnop", NULL, NULL, FALSE },
  { "https://meet.example/", NULL, NULL, FALSE },
  { "http://meet.example/r/abcdefghijklmnop", NULL, NULL, FALSE },
};

static void
test_parse (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(MajuRoomLink) link = NULL;
  g_autoptr(GError) error = NULL;

  link = maju_room_entry_parse (c->text, c->server, &error);
  if (c->host == NULL)
    {
      g_assert_null (link);
      g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_LINK);
      g_assert_cmpstr (error->message, !=, "");
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpstr (maju_room_link_get_host (link), ==, c->host);
  g_assert_cmpstr (maju_room_link_get_room (link), ==, "abcdefghijklmnop");
  g_assert_cmpint (maju_room_link_get_key (link) != NULL, ==, c->has_key);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/room-entry/%u", i);

      g_test_add_data_func (path, &cases[i], test_parse);
    }
  return g_test_run ();
}
