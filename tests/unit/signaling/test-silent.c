/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Joining without ringing anybody: "Ringing" in PROTOCOL.md. */

#include "test-client.h"
#include "test-peer.h"

#include <string.h>

#define ROOM "kxbt-rfmq-saha-jwmn"
#define OLDER ">{\"type\":\"welcome\",\"protocol_min\":1,\"protocol_max\":1," \
"\"limit_message\":65536,\"limit_people\":8}"
#define WELCOME ">{\"type\":\"welcome\",\"protocol_min\":1,\"protocol_max\":1," \
"\"limit_message\":65536,\"limit_people\":8,\"silent\":true}"
#define JOINED(token, more) ">{\"type\":\"room\",\"self_id\":\"me\"," \
"\"token\":\"" token "\"" more "}"
#define SILENT ",\"silent\":true"
#define HELLO "{\"type\":\"hello\",\"room\":\"" ROOM "\",\"name\":\"Ann\"," \
"\"knock\":true"
#define RESUME_FAILED ">{\"type\":\"error\",\"fatal\":true," \
"\"code\":\"resume-failed\"}"

static TestClient *
make_client (TestPeer *peer,
             gboolean  silent)
{
  TestClient *client = test_client_new (test_peer_get_port (peer), ROOM, "Ann",
                                        TRUE);

  maju_signaling_set_silent (client->signaling, silent);
  return client;
}

static gboolean
is_told_silent (TestClient *client,
                guint       n)
{
  return ((MajuMessage *) g_ptr_array_index (client->rooms, n))->silent;
}

static void
test_asked_for (void)
{
  static const char *const steps[] = { WELCOME, "<hello",
                                       JOINED ("t", SILENT), NULL };
  const TestScript lists[] = { steps, NULL };
  g_autoptr(TestPeer) peer = test_peer_new (lists, "maju.v1");
  g_autoptr(TestClient) client = make_client (peer, TRUE);

  test_client_enter (client);
  g_assert_true (is_told_silent (client, 0));
  g_assert_cmpstr (test_peer_get_heard (peer), ==, "0 " HELLO SILENT "}\n");
}

/* It would ring: not a word is said to it. */
static void
test_older_server (void)
{
  static const char *const steps[] = { OLDER, "<hello", JOINED ("t", ""),
                                       NULL };
  const TestScript lists[] = { steps, NULL };
  g_autoptr(TestPeer) peer = test_peer_new (lists, "maju.v1");
  g_autoptr(TestClient) client = make_client (peer, TRUE);
  g_autoptr(TestClient) other = make_client (peer, FALSE);

  test_client_join (client);
  test_client_wait (client, test_client_is_done, NULL, 0);
  g_assert_error (client->join_error, MAJU_SIGNALING_ERROR,
                  MAJU_SIGNALING_ERROR_RINGS);
  g_assert_cmpstr (test_peer_get_heard (peer), ==, "");
  g_assert_cmpuint (test_peer_get_n_connections (peer), ==, 1);

  test_client_enter (other);
  g_assert_cmpstr (test_peer_get_heard (peer), ==, "1 " HELLO "}\n");
}

/* Joined anew with somebody for whom we did not ring, we do not ring either;
 * and a call goes on though the server has become older meanwhile. */
static void
test_stays (void)
{
  static const char *const first[] = { WELCOME, "<hello",
                                       JOINED ("first", SILENT), "cut", NULL };
  static const char *const second[] = { WELCOME, "<hello", RESUME_FAILED,
                                        "close", NULL };
  static const char *const third[] = { OLDER, "<hello", JOINED ("third", ""),
                                       NULL };
  const TestScript lists[] = { first, second, third, NULL };
  g_autoptr(TestPeer) peer = test_peer_new (lists, "maju.v1");
  g_autoptr(TestClient) client = make_client (peer, FALSE);

  test_client_enter (client);
  g_assert_true (is_told_silent (client, 0));
  test_client_wait (client, test_client_has_logged, "room room", 50);
  g_assert_false (is_told_silent (client, 1));
  g_assert_true (g_str_has_prefix (test_peer_get_heard (peer),
                                   "0 " HELLO "}\n"));
  g_assert_nonnull (strstr (test_peer_get_heard (peer),
                            "2 " HELLO SILENT "}\n"));
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("GIO_USE_NETWORK_MONITOR", "base", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/signaling/silent/asked-for", test_asked_for);
  g_test_add_func ("/signaling/silent/older-server", test_older_server);
  g_test_add_func ("/signaling/silent/stays", test_stays);

  return g_test_run ();
}
