/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-room-link.h"

#include <string.h>

#define KEY "AAECAwQFBgcICQoLDA0ODw"
#define ROOM "kxbt-rfmq-saha-jwmn"

static const guint8 key_bytes[] = {
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
};

static const struct
{
  const char *text;
  const char *host;
  guint port;
  gboolean tls;
  const char *room;
  gboolean key;
  const char *web;              /* NULL: as text */
  const char *socket;
} good[] = {
  { "https://maju.example.org/r/" ROOM "#" KEY,
    "maju.example.org", 443, TRUE, ROOM, TRUE, NULL,
    "wss://maju.example.org/ws" },
  { "https://maju.example.org/r/" ROOM,
    "maju.example.org", 443, TRUE, ROOM, FALSE, NULL,
    "wss://maju.example.org/ws" },
  { " \t\nhttps://maju.example.org/r/" ROOM "#" KEY "\r\n",
    "maju.example.org", 443, TRUE, ROOM, TRUE,
    "https://maju.example.org/r/" ROOM "#" KEY, "wss://maju.example.org/ws" },
  { "HTTPS://MAJU.example.ORG:443/r/KXBT-rfmq-saha-jwmn#" KEY,
    "maju.example.org", 443, TRUE, ROOM, TRUE,
    "https://maju.example.org/r/" ROOM "#" KEY, "wss://maju.example.org/ws" },
  { "https://maju.example.org:8443/r/" ROOM,
    "maju.example.org", 8443, TRUE, ROOM, FALSE, NULL,
    "wss://maju.example.org:8443/ws" },
  { "https://h:1/r/12345678", "h", 1, TRUE, "12345678", FALSE, NULL,
    "wss://h:1/ws" },
  { "https://h:65535/r/--------", "h", 65535, TRUE, "--------", FALSE, NULL,
    "wss://h:65535/ws" },
  { "https://h/r/"
    "abcdefghabcdefghabcdefghabcdefghabcdefghabcdefghabcdefghabcdefgh",
    "h", 443, TRUE,
    "abcdefghabcdefghabcdefghabcdefghabcdefghabcdefghabcdefghabcdefgh",
    FALSE, NULL, "wss://h/ws" },
  { "https://192.0.2.1:99/r/" ROOM, "192.0.2.1", 99, TRUE, ROOM, FALSE, NULL,
    "wss://192.0.2.1:99/ws" },
  { "https://[2001:DB8:0::1]:99/r/" ROOM, "[2001:db8::1]", 99, TRUE, ROOM,
    FALSE, "https://[2001:db8::1]:99/r/" ROOM, "wss://[2001:db8::1]:99/ws" },
  { "https://마주.example/r/" ROOM, "xn--hz2b21z.example", 443, TRUE, ROOM,
    FALSE, "https://xn--hz2b21z.example/r/" ROOM,
    "wss://xn--hz2b21z.example/ws" },
  { "maju://maju.example.org/r/" ROOM "#" KEY,
    "maju.example.org", 443, TRUE, ROOM, TRUE,
    "https://maju.example.org/r/" ROOM "#" KEY, "wss://maju.example.org/ws" },
  { "maju://192.168.1.5:4443/r/" ROOM "?plain#" KEY,
    "192.168.1.5", 4443, FALSE, ROOM, TRUE,
    "http://192.168.1.5:4443/r/" ROOM "#" KEY, "ws://192.168.1.5:4443/ws" },
  { "http://localhost:8080/r/" ROOM, "localhost", 8080, FALSE, ROOM, FALSE,
    NULL, "ws://localhost:8080/ws" },
  { "http://127.9.9.9/r/" ROOM, "127.9.9.9", 80, FALSE, ROOM, FALSE, NULL,
    "ws://127.9.9.9/ws" },
  { "http://10.0.0.1:80/r/" ROOM, "10.0.0.1", 80, FALSE, ROOM, FALSE,
    "http://10.0.0.1/r/" ROOM, "ws://10.0.0.1/ws" },
  { "http://172.16.0.1/r/" ROOM, "172.16.0.1", 80, FALSE, ROOM, FALSE, NULL,
    "ws://172.16.0.1/ws" },
  { "http://172.31.255.1/r/" ROOM, "172.31.255.1", 80, FALSE, ROOM, FALSE, NULL,
    "ws://172.31.255.1/ws" },
  { "http://169.254.1.1/r/" ROOM, "169.254.1.1", 80, FALSE, ROOM, FALSE, NULL,
    "ws://169.254.1.1/ws" },
  { "http://[::1]:5/r/" ROOM, "[::1]", 5, FALSE, ROOM, FALSE, NULL,
    "ws://[::1]:5/ws" },
  { "http://[fe80::1]/r/" ROOM, "[fe80::1]", 80, FALSE, ROOM, FALSE, NULL,
    "ws://[fe80::1]/ws" },
  { "http://[fd00::1]/r/" ROOM, "[fd00::1]", 80, FALSE, ROOM, FALSE, NULL,
    "ws://[fd00::1]/ws" },
  { "http://laptop/r/" ROOM, "laptop", 80, FALSE, ROOM, FALSE, NULL,
    "ws://laptop/ws" },
  { "http://laptop.local/r/" ROOM, "laptop.local", 80, FALSE, ROOM, FALSE, NULL,
    "ws://laptop.local/ws" },
  { "http://a.localhost/r/" ROOM, "a.localhost", 80, FALSE, ROOM, FALSE, NULL,
    "ws://a.localhost/ws" },
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(MajuRoomLink) link = NULL;
      g_autoptr(MajuRoomLink) again = NULL;
      g_autoptr(MajuRoomLink) native = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *web = NULL;
      g_autofree char *maju = NULL;
      g_autofree char *socket_uri = NULL;

      g_test_message ("%s", good[i].text);
      link = maju_room_link_parse (good[i].text, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (maju_room_link_get_host (link), ==, good[i].host);
      g_assert_cmpuint (maju_room_link_get_port (link), ==, good[i].port);
      g_assert_cmpint (maju_room_link_get_tls (link), ==, good[i].tls);
      if (!good[i].tls || g_str_has_suffix (good[i].host, "example.org"))
        g_assert_cmpint (maju_room_link_get_is_local (link), ==, !good[i].tls);
      g_assert_cmpstr (maju_room_link_get_room (link), ==, good[i].room);
      if (good[i].key)
        g_assert_cmpmem (
          g_bytes_get_data (maju_room_link_get_key (link), NULL),
          g_bytes_get_size (maju_room_link_get_key (link)),
          key_bytes, sizeof key_bytes);
      else
        g_assert_null (maju_room_link_get_key (link));

      web = maju_room_link_to_string (link, MAJU_LINK_SCHEME_WEB);
      g_assert_cmpstr (web, ==, good[i].web ? good[i].web : good[i].text);
      socket_uri = maju_room_link_get_socket_uri (link);
      g_assert_cmpstr (socket_uri, ==, good[i].socket);

      again = maju_room_link_parse (web, &error);
      g_assert_no_error (error);
      g_assert_true (maju_room_link_equal (link, again));
      maju = maju_room_link_to_string (link, MAJU_LINK_SCHEME_MAJU);
      native = maju_room_link_parse (maju, &error);
      g_assert_no_error (error);
      g_assert_true (maju_room_link_equal (link, native));
    }
}

static const char *const bad[] = {
  "", " ", "hello", "https://", "https:///r/" ROOM, "https://h", "https://h/",
  "https://h/r", "https://h/r/", "https://h/R/" ROOM, "https://h/x/" ROOM,
  "https://h/r/" ROOM "/", "https://h//r/" ROOM, "https://h/r//" ROOM,
  "https://h/a/r/" ROOM, "https://h/r/../r/" ROOM, "h/r/" ROOM, "//h/r/" ROOM,
  "https:/h/r/" ROOM, "https:h/r/" ROOM, "ftp://h/r/" ROOM, "wss://h/r/" ROOM,
  "file:///r/" ROOM, "javascript://h/r/" ROOM, "maju:h/r/" ROOM,
  "https://h/r/abcdefg", "https://h/r/abcdefg_", "https://h/r/abcdefg%41",
  "https://h/r/abc defgh", "https://h/r/abcdéfgh",
  "https://h/r/"
  "abcdefghabcdefghabcdefghabcdefghabcdefghabcdefghabcdefghabcdefghi",
  "https://h/r/" ROOM "?x", "https://h/r/" ROOM "?", "https://h/r/" ROOM "?plain",
  "http://localhost/r/" ROOM "?plain", "maju://laptop/r/" ROOM "?",
  "maju://laptop/r/" ROOM "?plain=1", "maju://laptop/r/" ROOM "?plain&x",
  "maju://laptop/r/" ROOM "?PLAIN", "maju://laptop/r/" ROOM "?plain?plain",

  /* Hosts. */
  "https://user@h/r/" ROOM, "https://user:pw@h/r/" ROOM, "https://@h/r/" ROOM,
  "https://h:/r/" ROOM, "https://h:0/r/" ROOM, "https://h:65536/r/" ROOM,
  "https://h:-1/r/" ROOM, "https://h:+1/r/" ROOM, "https://h:0443/r/" ROOM,
  "https://h:99999999999/r/" ROOM, "https://h:4 4/r/" ROOM, "https://h:x/r/" ROOM,
  "https://h:1:2/r/" ROOM, "https://h h/r/" ROOM, "https://h%41/r/" ROOM,
  "https://h_h/r/" ROOM, "https://-h/r/" ROOM, "https://h-/r/" ROOM,
  "https://h..h/r/" ROOM, "https://.h/r/" ROOM, "https://h./r/" ROOM,
  "https://h\\h/r/" ROOM, "https://h,h/r/" ROOM, "https://127.1/r/" ROOM,
  "https://2130706433/r/" ROOM, "https://0x7f.1/r/" ROOM, "https://0x7f/r/" ROOM,
  "https://256.1.1.1/r/" ROOM, "https://1.2.3.4.5/r/" ROOM,
  "https://1.2.3/r/" ROOM, "https://example.123/r/" ROOM,
  "https://[]/r/" ROOM, "https://[::1/r/" ROOM, "https://::1/r/" ROOM,
  "https://[::1]x/r/" ROOM, "https://[::1]:/r/" ROOM, "https://[1.2.3.4]/r/" ROOM,
  "https://[fe80::1%25eth0]/r/" ROOM, "https://[fe80::1%eth0]/r/" ROOM,
  "https://[v1.x]/r/" ROOM, "https://[h]/r/" ROOM,
  "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/r/"
  ROOM,

  /* Without TLS only nearby. */
  "http://example.org/r/" ROOM, "maju://example.org/r/" ROOM "?plain",
  "http://8.8.8.8/r/" ROOM, "http://172.15.0.1/r/" ROOM,
  "http://172.32.0.1/r/" ROOM, "http://192.169.0.1/r/" ROOM,
  "http://11.0.0.1/r/" ROOM, "http://126.0.0.1/r/" ROOM,
  "http://169.253.0.1/r/" ROOM, "http://[2001:db8::1]/r/" ROOM,
  "http://[fec0::1]/r/" ROOM, "http://[fe00::1]/r/" ROOM,
  "http://[::2]/r/" ROOM, "http://[::ffff:8.8.8.8]/r/" ROOM,
  "http://local.example/r/" ROOM, "http://notlocal.localx/r/" ROOM,
  "http://10.0.0.1.example.org/r/" ROOM,
};

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(MajuRoomLink) link = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", bad[i]);
      link = maju_room_link_parse (bad[i], &error);
      g_assert_null (link);
      g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_LINK);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

static void
test_keys (void)
{
  static const char *const keys[] = {
    "", "A", "AAECAwQFBgcICQoLDA0OD", KEY "A", KEY "=", KEY "==", KEY "#",
    "AAECAwQFBgcICQoLDA0OD+", "AAECAwQFBgcICQoLDA0OD/", "AAECAwQFBgcICQoLDA0ODx",
    "AAECAwQFBgcICQoLDA0OD ", "AAECAwQFBgcICQoL%4120ODw", "AAECAwQFBgcICQoLDA0Oé",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *text = g_strconcat ("https://h/r/" ROOM "#", keys[i],
                                           NULL);
      g_autoptr(GError) error = NULL;

      /* What white space follows the link is no part of its key. */
      if (g_str_has_suffix (text, " "))
        text[strlen (text) - 2] = '\0';
      g_assert_null (maju_room_link_parse (text, &error));
      g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_LINK);
    }
}

/* No error may show the key, wherever in the link the fault is. */
static void
test_errors_hide_key (void)
{
  static const char *const links[] = {
    "https://h/x/" ROOM "#" KEY, "https://h h/r/" ROOM "#" KEY,
    "https://h:0/r/" ROOM "#" KEY, "https://u@h/r/" ROOM "#" KEY,
    "https://h/r/short#" KEY, "https://h/r/" ROOM "#" KEY "x",
    "http://example.org/r/" ROOM "#" KEY, "foo://h/r/" ROOM "#" KEY,
    "https://h/r/" ROOM "?q#" KEY,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (maju_room_link_parse (links[i], &error));
      g_assert_null (strstr (error->message, "AAECAwQ"));
    }
}

static void
test_long (void)
{
  g_autofree char *fill = g_strnfill (5000, 'a');
  g_autofree char *text = g_strconcat ("https://h/r/", fill, NULL);
  g_autofree char *space = g_strnfill (1000, ' ');
  g_autofree char *padded = g_strconcat (space, "https://h/r/" ROOM, space,
                                         NULL);
  g_autoptr(MajuRoomLink) link = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (maju_room_link_parse (text, &error));
  g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_LINK);
  g_clear_error (&error);
  link = maju_room_link_parse (padded, &error);
  g_assert_no_error (error);
  g_assert_null (maju_room_link_parse ("https://h/r/\xff\xff", NULL));
}

static void
test_random (void)
{
  g_autoptr(GHashTable) rooms = NULL;

  rooms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr(MajuRoomLink) link = NULL;
      g_autoptr(MajuRoomLink) again = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *text = NULL;
      g_autofree char *server = NULL;
      const char *room;

      link = maju_room_link_new_random ("maju.example.org:8443", &error);
      g_assert_no_error (error);
      room = maju_room_link_get_room (link);
      g_assert_cmpuint (strlen (room), ==, 19);
      g_assert_true (g_regex_match_simple ("^([a-km-np-z2-9]{4}-){3}"
                                           "[a-km-np-z2-9]{4}$", room, 0, 0));
      g_assert_true (g_hash_table_add (rooms, g_strdup (room)));
      g_assert_cmpuint (g_bytes_get_size (maju_room_link_get_key (link)), ==,
                        MAJU_ROOM_KEY_SIZE);
      text = maju_room_link_to_string (link, MAJU_LINK_SCHEME_WEB);
      again = maju_room_link_parse (text, &error);
      g_assert_no_error (error);
      g_assert_true (maju_room_link_equal (link, again));
      server = maju_room_link_get_server (link);
      g_assert_cmpstr (server, ==, "https://maju.example.org:8443");
    }
}

static void
test_server (void)
{
  static const struct
  {
    const char *text;
    const char *server;         /* NULL: refused */
  } cases[] = {
    { "maju.example.org", "https://maju.example.org" },
    { " https://maju.example.org/ ", "https://maju.example.org" },
    { "http://localhost:1234", "http://localhost:1234" },
    { "[::1]:443", "https://[::1]" },
    { "h:80", "https://h:80" },
    { "http://example.org", NULL },
    { "https://example.org/x", NULL },
    { "https://example.org/?x", NULL },
    { "https://example.org#x", NULL },
    { "https://u@example.org", NULL },
    { "https://", NULL },
    { "", NULL },
    { "/", NULL },
    { "ftp://example.org", NULL },
    { "maju://example.org", NULL },
    { "h:99999", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MajuRoomLink) link = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *server = NULL;

      g_test_message ("%s", cases[i].text);
      link = maju_room_link_new_random (cases[i].text, &error);
      if (cases[i].server == NULL)
        {
          g_assert_null (link);
          g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_LINK);
          continue;
        }
      g_assert_no_error (error);
      server = maju_room_link_get_server (link);
      g_assert_cmpstr (server, ==, cases[i].server);
    }
}

static void
test_code (void)
{
  g_autoptr(MajuRoomLink) link = NULL;
  g_autoptr(MajuRoomLink) same = NULL;
  g_autoptr(MajuRoomLink) other = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  link = maju_room_link_parse_code ("h", " KXBT-rfmq-saha-jwmn\n", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (maju_room_link_get_room (link), ==, ROOM);
  g_assert_null (maju_room_link_get_key (link));
  text = maju_room_link_to_string (link, MAJU_LINK_SCHEME_MAJU);
  g_assert_cmpstr (text, ==, "maju://h/r/" ROOM);

  same = maju_room_link_parse (text, NULL);
  g_assert_true (maju_room_link_equal (link, same));
  other = maju_room_link_parse ("https://h/r/" ROOM "#" KEY, NULL);
  g_assert_false (maju_room_link_equal (link, other));
  g_assert_false (maju_room_link_equal (other, link));

  g_assert_null (maju_room_link_parse_code ("h", "short", &error));
  g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_LINK);
  g_clear_error (&error);
  g_assert_null (maju_room_link_parse_code ("h", "a/../bcdefgh", &error));
  g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_LINK);
  g_clear_error (&error);
  g_assert_null (maju_room_link_parse_code ("h h", ROOM, &error));
  g_assert_error (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_LINK);
}

static const struct
{
  const char *host;
  gboolean is_local;
  gboolean is_loopback;
} scopes[] = {
  { "localhost", TRUE, TRUE },
  { "LocalHost", TRUE, TRUE },
  { "maju.localhost", TRUE, TRUE },
  { "127.0.0.1", TRUE, TRUE },
  { "127.8.9.10", TRUE, TRUE },
  { "[::1]", TRUE, TRUE },
  { "[0:0:0:0:0:0:0:1]", TRUE, TRUE },
  { "10.0.0.1", TRUE, FALSE },
  { "172.16.0.1", TRUE, FALSE },
  { "172.32.0.1", FALSE, FALSE },
  { "192.168.1.23", TRUE, FALSE },
  { "169.254.3.4", TRUE, FALSE },
  { "[fe80::1]", TRUE, FALSE },
  { "[fd00::1]", TRUE, FALSE },
  { "[::2]", FALSE, FALSE },
  { "[2001:db8::1]", FALSE, FALSE },
  { "laptop", TRUE, FALSE },
  { "laptop.local", TRUE, FALSE },
  { "localhost.example.org", FALSE, FALSE },
  { "notlocalhost", TRUE, FALSE },
  { "notlocalhost.example", FALSE, FALSE },
  { "127.example.org", FALSE, FALSE },
  { "meet.example.org", FALSE, FALSE },
  { "8.8.8.8", FALSE, FALSE },
};

static void
test_scope (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (scopes); i++)
    {
      g_autofree char *text = g_strdup_printf ("https://%s/r/" ROOM,
                                               scopes[i].host);
      g_autoptr(GError) error = NULL;
      g_autoptr(MajuRoomLink) link = maju_room_link_parse (text, &error);

      g_test_message ("%s", text);
      g_assert_no_error (error);
      g_assert_cmpint (maju_room_link_get_is_local (link), ==,
                       scopes[i].is_local);
      g_assert_cmpint (maju_room_link_get_is_loopback (link), ==,
                       scopes[i].is_loopback);
    }
}

static void
test_boxed (void)
{
  GValue value = G_VALUE_INIT;
  g_autoptr(MajuRoomLink) link = maju_room_link_parse ("https://h/r/" ROOM,
                                                       NULL);

  g_value_init (&value, MAJU_TYPE_ROOM_LINK);
  g_value_set_boxed (&value, link);
  g_assert_true (g_value_get_boxed (&value) == link);
  g_value_unset (&value);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/room-link/good", test_good);
  g_test_add_func ("/room-link/bad", test_bad);
  g_test_add_func ("/room-link/keys", test_keys);
  g_test_add_func ("/room-link/errors-hide-key", test_errors_hide_key);
  g_test_add_func ("/room-link/long", test_long);
  g_test_add_func ("/room-link/random", test_random);
  g_test_add_func ("/room-link/server", test_server);
  g_test_add_func ("/room-link/code", test_code);
  g_test_add_func ("/room-link/scope", test_scope);
  g_test_add_func ("/room-link/boxed", test_boxed);

  return g_test_run ();
}
