/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Joining: what servers, and what are no servers, can answer. */

#include "test-client.h"
#include "test-peer.h"

#include <string.h>

#define ROOM "kxbt-rfmq-saha-jwmn"
#define WELCOME ">{\"type\":\"welcome\",\"protocol_min\":1,\"protocol_max\":1," \
"\"limit_message\":65536,\"limit_people\":8}"
#define ROOM_MESSAGE ">{\"type\":\"room\",\"self_id\":\"me\"," \
"\"token\":\"tOkEn-1\",\"members\":[{\"id\":\"a\",\"name\":\"A\"}]}"
#define ERROR(code) ">{\"type\":\"error\",\"fatal\":true,\"code\":\"" code "\"}"
#define LATER(code) ">{\"type\":\"error\",\"fatal\":true,\"code\":\"" code \
"\",\"retry_after_ms\":2500}"

typedef struct
{
  const char *name;
  const char *steps[6];
  int code;                     /* -1: joined */
} Script;

static const Script scripts[] = {
#define NOT_MAJU MAJU_SIGNALING_ERROR_NOT_MAJU
#define UNREACHABLE MAJU_SIGNALING_ERROR_UNREACHABLE
#define REFUSED MAJU_SIGNALING_ERROR_REFUSED

  { "good", { WELCOME, "<hello", ROOM_MESSAGE }, -1 },
  { "future-members", {
      ">{\"type\":\"welcome\",\"protocol_min\":1,\"protocol_max\":7,\"x\":[{}],"
      "\"limit_message\":65536,\"limit_people\":8}", "<hello", ROOM_MESSAGE
    },
    -1 },

  /* Nothing more comes. */
  { "silent", { NULL }, UNREACHABLE },
  { "silent-after-welcome", { WELCOME, "<hello" }, UNREACHABLE },

  /* Ends. */
  { "cut", { "cut" }, UNREACHABLE },
  { "cut-after-welcome", { WELCOME, "cut" }, UNREACHABLE },
  { "cut-after-hello", { WELCOME, "<hello", "cut" }, UNREACHABLE },
  { "close", { "close" }, UNREACHABLE },
  { "close-after-hello", { WELCOME, "<hello", "close" }, UNREACHABLE },
  { "huge", { "huge" }, UNREACHABLE },

  /* Another protocol. */
  { "binary", { "binary" }, NOT_MAJU },
  { "no-json", { ">hello" }, NOT_MAJU },
  { "empty", { ">" }, NOT_MAJU },
  { "empty-object", { ">{}" }, NOT_MAJU },
  { "other-type", { ">{\"type\":\"greeting\"}" }, NOT_MAJU },
  { "bad-welcome", { ">{\"type\":\"welcome\"}" }, NOT_MAJU },
  { "room-first", { ROOM_MESSAGE }, NOT_MAJU },
  { "ack-first", { ">{\"type\":\"ack\",\"ack\":1}" }, NOT_MAJU },
  { "two-welcomes", { WELCOME, WELCOME }, NOT_MAJU },
  { "hello-back", { WELCOME, "<hello",
                    ">{\"type\":\"hello\",\"room\":\"abcdefgh\"}" }, NOT_MAJU },
  { "joined-first", { WELCOME, "<hello", ">{\"type\":\"joined\",\"seq\":1,"
                      "\"member\":{\"id\":\"b\"}}" }, NOT_MAJU },
  { "room-without-token", { WELCOME, "<hello",
                            ">{\"type\":\"room\",\"self_id\":\"me\"}" },
    NOT_MAJU },
  { "room-that-has-seen-much", { WELCOME, "<hello",
                                 ">{\"type\":\"room\",\"self_id\":\"me\","
                                 "\"token\":\"t\",\"last_id\":5}" }, NOT_MAJU },

  /* Refusals. */
  { "version", { ">{\"type\":\"welcome\",\"protocol_min\":2,\"protocol_max\":3,"
                 "\"limit_message\":65536,\"limit_people\":8}" },
    MAJU_SIGNALING_ERROR_VERSION },
  { "room-full", { WELCOME, "<hello", ERROR ("room-full") },
    MAJU_SIGNALING_ERROR_ROOM_FULL },
  { "bad-message", { WELCOME, "<hello", ERROR ("bad-message") }, REFUSED },
  { "too-large", { WELCOME, "<hello", ERROR ("too-large") }, REFUSED },
  { "not-joined", { WELCOME, "<hello", ERROR ("not-joined") }, REFUSED },
  { "always-rate-limited", { WELCOME, ERROR ("rate-limited") }, REFUSED },
  { "always-draining", { WELCOME, LATER ("draining") }, REFUSED },
  { "internal", { WELCOME, "<hello", ERROR ("internal") }, REFUSED },
  { "of-the-future", { WELCOME, "<hello", ERROR ("frobnicated") }, REFUSED },

  /* Not fatal. */
  { "warned", { WELCOME, ">{\"type\":\"error\",\"code\":\"unsupported\"}",
                "<hello", ROOM_MESSAGE }, -1 },
};

static void
check_result (TestClient *client,
              int         code)
{
  if (code == -1)
    {
      g_assert_no_error (client->join_error);
      g_assert_cmpstr (client->states->str, ==, "cj");
      g_assert_cmpstr (client->log->str, ==, "room ");
      g_assert_cmpstr (maju_signaling_get_self_id (client->signaling), ==,
                       "me");
      g_assert_null (maju_signaling_get_error (client->signaling));
      return;
    }

  g_assert_error (client->join_error, MAJU_SIGNALING_ERROR, code);
  g_assert_cmpstr (client->states->str, ==, "cx");
  g_assert_cmpstr (client->log->str, ==, "");
  g_assert_error (maju_signaling_get_error (client->signaling),
                  MAJU_SIGNALING_ERROR, code);
  g_assert_null (maju_signaling_get_self_id (client->signaling));
}

static void
test_script (gconstpointer data)
{
  const Script *script = data;
  const TestScript lists[] = { script->steps, NULL };
  gboolean may_pass = script->code == UNREACHABLE || script->code == REFUSED;
  g_autoptr(TestPeer) peer = test_peer_new (lists, "maju.v1");
  g_autoptr(TestClient) client = NULL;
  gint64 started_us;

  client = test_client_new (test_peer_get_port (peer), ROOM, " Ann ", TRUE);
  started_us = maju_clock_get_now (client->clock);
  test_client_join (client);
  /* What may pass is tried again, for about ten seconds; what will not is
   * said at once. */
  test_client_wait (client, test_client_is_done, NULL, may_pass ? 250 : 0);
  check_result (client, script->code);
  if (script->code == UNREACHABLE)
    g_assert_cmpint (maju_clock_get_now (client->clock) - started_us, <=,
                     11 * G_USEC_PER_SEC);
  if (script->code == UNREACHABLE && strstr (script->name, "silent") == NULL)
    g_assert_cmpuint (test_peer_get_n_connections (peer), >=, 4);
  if (script->code == NOT_MAJU)
    g_assert_cmpuint (test_peer_get_n_connections (peer), ==, 1);
}

static void
test_hello (void)
{
  static const char *const steps[] = { WELCOME, "<hello", ROOM_MESSAGE, NULL };
  const TestScript lists[] = { steps, NULL };
  g_autoptr(TestPeer) peer = test_peer_new (lists, "maju.v1");
  g_autoptr(TestClient) client = NULL;

  client = test_client_new (test_peer_get_port (peer), ROOM, " Ann\n ", TRUE);
  test_client_enter (client);
  g_assert_cmpstr (test_peer_get_heard (peer), ==,
                   "0 {\"type\":\"hello\",\"room\":\"" ROOM "\","
                   "\"name\":\"Ann\",\"knock\":true}\n");
}

/* A server that is busy now, and says for how long. */
static void
test_retry_after (void)
{
  static const char *const busy[] = { WELCOME, LATER ("rate-limited"), "close",
                                      NULL };
  static const char *const ready[] = { WELCOME, "<hello", ROOM_MESSAGE, NULL };
  const TestScript lists[] = { busy, ready, NULL };
  g_autoptr(TestPeer) peer = test_peer_new (lists, "maju.v1");
  g_autoptr(TestClient) client = NULL;
  gint64 started_us;

  client = test_client_new (test_peer_get_port (peer), ROOM, "Ann", TRUE);
  started_us = maju_clock_get_now (client->clock);
  test_client_enter (client);
  g_assert_cmpuint (test_peer_get_n_connections (peer), ==, 2);
  g_assert_cmpint (maju_clock_get_now (client->clock) - started_us, >=,
                   2500 * 1000);
}

static void
test_wrong_protocol (gconstpointer protocol)
{
  static const char *const steps[] = { WELCOME, NULL };
  const TestScript lists[] = { steps, NULL };
  g_autoptr(TestPeer) peer = test_peer_new (lists, protocol);
  g_autoptr(TestClient) client = NULL;

  client = test_client_new (test_peer_get_port (peer), ROOM, "Ann", TRUE);
  test_client_join (client);
  test_client_wait (client, test_client_is_done, NULL, 0);
  check_result (client, NOT_MAJU);
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  TestClient *client = user_data;

  g_assert_false (maju_signaling_join_finish (MAJU_SIGNALING (source), result,
                                              &client->join_error));
  client->join_done = TRUE;
}

/* The server is told: it may have taken us in. */
static void
test_cancel (gconstpointer before)
{
  static const char *const steps[] = { WELCOME, "<hello", "<end", NULL };
  const TestScript lists[] = { steps, NULL };
  g_autoptr(TestPeer) peer = test_peer_new (lists, "maju.v1");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(TestClient) client = NULL;

  client = test_client_new (test_peer_get_port (peer), ROOM, "Ann", FALSE);
  if (before != NULL)
    g_cancellable_cancel (cancellable);
  maju_signaling_join_async (client->signaling, cancellable, cancelled_cb,
                             client);
  if (before == NULL)
    {
      while (strstr (test_peer_get_heard (peer), "hello") == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_cancellable_cancel (cancellable);
    }
  test_client_wait (client, test_client_is_done, NULL, 0);
  g_assert_error (client->join_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (client->states->str, ==, "cx");
  g_assert_null (maju_signaling_get_error (client->signaling));
  while (before == NULL && strstr (test_peer_get_heard (peer), "\"end\"") == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_leave_while_joining (void)
{
  static const char *const steps[] = { WELCOME, "<hello", NULL };
  const TestScript lists[] = { steps, NULL };
  g_autoptr(TestPeer) peer = test_peer_new (lists, "maju.v1");
  g_autoptr(TestClient) client = NULL;

  client = test_client_new (test_peer_get_port (peer), ROOM, "Ann", TRUE);
  test_client_join (client);
  test_client_leave (client);
  test_client_wait (client, test_client_has_left, NULL, 0);
  test_client_wait (client, test_client_is_done, NULL, 0);
  g_assert_error (client->join_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* And once more, which is no harm. */
  client->left = FALSE;
  test_client_leave (client);
  test_client_wait (client, test_client_has_left, NULL, 0);
  g_assert_cmpstr (client->states->str, ==, "cx");
}

static void
test_leave_before_joining (void)
{
  g_autoptr(TestClient) client = test_client_new (1, ROOM, "Ann", TRUE);

  test_client_leave (client);
  test_client_wait (client, test_client_has_left, NULL, 0);
  g_assert_cmpstr (client->states->str, ==, "x");
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("GIO_USE_NETWORK_MONITOR", "base", TRUE);
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autofree char *path = g_strconcat ("/signaling/join/script/",
                                           scripts[i].name, NULL);

      g_test_add_data_func (path, &scripts[i], test_script);
    }
  g_test_add_func ("/signaling/join/hello", test_hello);
  g_test_add_func ("/signaling/join/retry-after", test_retry_after);
  g_test_add_data_func ("/signaling/join/no-protocol", NULL,
                        test_wrong_protocol);
  g_test_add_data_func ("/signaling/join/cancel", NULL, test_cancel);
  g_test_add_data_func ("/signaling/join/cancelled-before", "", test_cancel);
  g_test_add_func ("/signaling/join/leave-while-joining",
                   test_leave_while_joining);
  g_test_add_func ("/signaling/join/leave-before-joining",
                   test_leave_before_joining);

  return g_test_run ();
}
