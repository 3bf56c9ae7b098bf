/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session that was joined: what arrives, what is acknowledged, what is sent
 * again, and what ends it. */

#include "test-client.h"
#include "test-peer.h"

#include "maju-limits.h"
#include "maju-line-private.h"
#include "maju-session-private.h"

#include <string.h>

#define ROOM "kxbt-rfmq-saha-jwmn"
#define KEY "AAECAwQFBgcICQoLDA0ODw"
#define WELCOME ">{\"type\":\"welcome\",\"protocol_min\":1,\"protocol_max\":1," \
"\"limit_message\":65536,\"limit_people\":8}"
#define JOINED(token) ">{\"type\":\"room\",\"self_id\":\"me\"," \
"\"token\":\"" token "\"}"
#define RESUMED(token, last_id) ">{\"type\":\"room\",\"self_id\":\"me\"," \
"\"token\":\"" token "\",\"resumed\":true,\"last_id\":" last_id "}"
#define HELLO(token, last_seq) "{\"type\":\"hello\",\"token\":\"" token "\"," \
"\"last_seq\":" last_seq "}\n"
#define SERVERS(user) "\"ice_servers\":[{\"uri\":\"stun:h\"}," \
"{\"uri\":\"turn:h\",\"username\":\"" user "\",\"credential\":\"c\"}]"
#define JOINED_WITH(user) ">{\"type\":\"room\",\"self_id\":\"me\"," \
"\"token\":\"tOkEn-1\"," SERVERS (user) "}"
#define FRESH(user) ">{\"type\":\"ice_servers\"," SERVERS (user) "}"
#define START WELCOME, "<hello", JOINED ("tOkEn-1")
#define RESTART(seq) ">{\"type\":\"restart\",\"seq\":" seq ",\"from\":\"a\"," \
"\"generation\":" seq "}"
#define FATAL(code) ">{\"type\":\"error\",\"fatal\":true,\"code\":\"" code "\"}"
#define STATE(s) GUINT_TO_POINTER (MAJU_SIGNALING_STATE_ ## s)
#define IN_STATE(s) test_client_is_in_state, STATE (s)

typedef struct
{
  TestPeer *peer;
  TestClient *client;
} Fixture;

static void
start (Fixture          *fixture,
       const TestScript *scripts)
{
  fixture->peer = test_peer_new (scripts, "maju.v1");
  fixture->client = test_client_new (test_peer_get_port (fixture->peer), ROOM,
                                     "Ann", TRUE);
  test_client_enter (fixture->client);
}

static void
finish (Fixture *fixture)
{
  test_client_free (fixture->client);
  test_peer_free (fixture->peer);
}

typedef struct
{
  TestPeer *peer;
  const char *text;
} Heard;

static gboolean
peer_has_heard (TestClient   *client,
                gconstpointer user_data)
{
  const Heard *heard = user_data;

  return strstr (test_peer_get_heard (heard->peer), heard->text) != NULL;
}

static void
wait_heard (Fixture    *fixture,
            const char *text)
{
  Heard heard = { fixture->peer, text };

  test_client_wait (fixture->client, peer_has_heard, &heard, 50);
}

static gboolean
peer_was_visited (TestClient   *client,
                  gconstpointer user_data)
{
  const Heard *heard = user_data;

  return test_peer_get_n_connections (heard->peer) >
         (guint) (heard->text[0] - '1');
}

static void
wait_visits (Fixture    *fixture,
             const char *n)
{
  Heard heard = { fixture->peer, n };

  test_client_wait (fixture->client, peer_was_visited, &heard, 50);
}

/* What a server says after `room`, and what comes of it. */
static const struct
{
  const char *name;
  const char *steps[10];
  const char *log;
  const char *hello;            /* of the second connection; NULL: none */
} scripts[] = {
  { "in-order", { START, RESTART ("1"), RESTART ("2"),
                  ">{\"type\":\"left\",\"seq\":3,\"member\":{\"id\":\"a\"},"
                  "\"reason\":\"lost\"}" },
    "room restart:1 restart:2 left:lost ", NULL },
  { "twice", { START, RESTART ("1"), RESTART ("1"), RESTART ("2"),
               RESTART ("1"), RESTART ("3") },
    "room restart:1 restart:2 restart:3 ", NULL },
  { "away-and-back", { START,
                       ">{\"type\":\"away\",\"seq\":1,\"member\":{\"id\":\"a\","
                       "\"name\":\"A\"}}",
                       ">{\"type\":\"back\",\"seq\":2,\"member\":{\"id\":\"a\","
                       "\"name\":\"A\"}}" },
    "room away:A back:A ", NULL },
  { "warning", { START, ">{\"type\":\"error\",\"code\":\"no-such-peer\"}",
                 RESTART ("1") },
    "room error:no-such-peer restart:1 ", NULL },

  /* Neither counted nor acknowledged. */
  { "ice-servers", { WELCOME, "<hello", JOINED_WITH ("1:a"), RESTART ("1"),
                     FRESH ("2:a"), RESTART ("2"), FRESH ("3:a"),
                     RESTART ("3") },
    "ice:1:a room restart:1 ice:2:a restart:2 ice:3:a restart:3 ", NULL },
  { "wrong-ice-servers", { WELCOME, "<hello", JOINED_WITH ("1:a"),
                           ">{\"type\":\"ice_servers\"}",
                           ">{\"type\":\"ice_servers\",\"ice_servers\":"
                           "[{\"uri\":\"http://h\"}]}", RESTART ("1") },
    "ice:1:a room restart:1 ", NULL },

  /* From another client, who may say anything: it counts and is dropped. */
  { "unreadable", { START, ">{\"type\":\"description\",\"seq\":1,"
                    "\"from\":\"a\",\"sdp\":7}", RESTART ("2") },
    "room restart:2 ", NULL },
  { "unknown-type", { START, ">{\"type\":\"dance\",\"seq\":1,\"from\":\"a\"}",
                      RESTART ("2") },
    "room restart:2 ", NULL },
  { "unknown-unnumbered", { START, ">{\"type\":\"news\"}", RESTART ("1") },
    "room restart:1 ", NULL },
  { "without-sender", { START, ">{\"type\":\"restart\",\"seq\":1,\"to\":\"me\","
                        "\"generation\":1}", RESTART ("2") },
    "room restart:2 ", NULL },

  /* From the server, who must know better: another connection. */
  { "ice-servers-never-sent", { START, ">{\"type\":\"ice_servers\",\"ack\":1,"
                                SERVERS ("2:a") "}" },
    "room ", HELLO ("tOkEn-1", "0") },
  { "gap", { START, RESTART ("1"), RESTART ("3") },
    "room restart:1 ", HELLO ("tOkEn-1", "1") },
  { "gap-at-first", { START, RESTART ("2") },
    "room ", HELLO ("tOkEn-1", "0") },
  { "not-numbered", { START, ">{\"type\":\"restart\",\"from\":\"a\","
                      "\"generation\":1}" },
    "room ", HELLO ("tOkEn-1", "0") },
  { "unreadable-gap", { START, ">{\"type\":\"dance\",\"seq\":2}" },
    "room ", HELLO ("tOkEn-1", "0") },
  { "no-json", { START, RESTART ("1"), ">{]" },
    "room restart:1 ", HELLO ("tOkEn-1", "1") },
  { "huge", { START, RESTART ("1"), "huge" },
    "room restart:1 ", HELLO ("tOkEn-1", "1") },
  { "binary", { START, RESTART ("1"), "binary" },
    "room restart:1 ", HELLO ("tOkEn-1", "1") },
  { "never-sent", { START, ">{\"type\":\"ack\",\"ack\":1}" },
    "room ", HELLO ("tOkEn-1", "0") },
  { "unreadable-never-sent", { START, ">{\"type\":\"dance\",\"ack\":1}" },
    "room ", HELLO ("tOkEn-1", "0") },
  { "second-room", { START, JOINED ("tOkEn-2") },
    "room ", HELLO ("tOkEn-1", "0") },
  { "second-welcome", { START, WELCOME },
    "room ", HELLO ("tOkEn-1", "0") },
  { "end", { START, ">{\"type\":\"end\"}" },
    "room ", HELLO ("tOkEn-1", "0") },
  { "close", { START, RESTART ("1"), "close" },
    "room restart:1 ", HELLO ("tOkEn-1", "1") },
  { "cut", { START, RESTART ("1"), "cut" },
    "room restart:1 ", HELLO ("tOkEn-1", "1") },
  { "internal", { START, RESTART ("1"), FATAL ("internal") },
    "room restart:1 ", HELLO ("tOkEn-1", "1") },

  /* The session is no more: another one. */
  { "bad-message", { START, RESTART ("1"), FATAL ("bad-message") },
    "room restart:1 ",
    "{\"type\":\"hello\",\"room\":\"" ROOM "\",\"name\":\"Ann\",\"knock\":true}\n" },
  { "resume-failed", { START, RESTART ("1"), FATAL ("resume-failed") },
    "room restart:1 ",
    "{\"type\":\"hello\",\"room\":\"" ROOM "\",\"name\":\"Ann\",\"knock\":true}\n" },
};

static void
test_script (gconstpointer data)
{
  static const char *const second[] = { WELCOME, "<hello", NULL };
  gsize i = GPOINTER_TO_SIZE (data);
  const TestScript lists[] = { scripts[i].steps, second, NULL };
  Fixture fixture;

  start (&fixture, lists);
  if (scripts[i].hello != NULL)
    {
      g_autofree char *expected = g_strconcat ("1 ", scripts[i].hello, NULL);

      wait_heard (&fixture, expected);
      g_assert_true (test_client_is_in_state (fixture.client,
                                              STATE (RECONNECTING)));
      g_assert_cmpstr (fixture.client->states->str, ==, "cjr");
    }
  else
    {
      test_client_wait (fixture.client, test_client_has_logged,
                        scripts[i].log, 50);
      maju_clock_advance (fixture.client->clock, 500);
      g_assert_cmpstr (fixture.client->states->str, ==, "cj");
      g_assert_cmpuint (test_peer_get_n_connections (fixture.peer), ==, 1);
    }
  g_assert_cmpstr (fixture.client->log->str, ==, scripts[i].log);
  finish (&fixture);
}

/* All is acknowledged soon, and much at once. */
static void
test_ack (void)
{
  static const char *const first[] = {
    START, RESTART ("1"), RESTART ("2"), RESTART ("3"), NULL,
  };
  const TestScript lists[] = { first, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_client_wait (fixture.client, test_client_has_logged, "restart:3", 0);
  g_assert_null (strstr (test_peer_get_heard (fixture.peer), "ack"));
  maju_clock_advance (fixture.client->clock, 200);
  wait_heard (&fixture, "0 {\"type\":\"ack\",\"ack\":3}\n");
  g_assert_null (strstr (test_peer_get_heard (fixture.peer), "\"ack\":1"));
  finish (&fixture);
}

/* However often a message comes again, the answer is one. */
static void
test_ack_again (void)
{
  static const char *const first[] = {
    START, RESTART ("1"), RESTART ("1"), RESTART ("1"), RESTART ("1"),
    RESTART ("2"), NULL,
  };
  const TestScript lists[] = { first, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_client_wait (fixture.client, test_client_has_logged, "restart:2", 0);
  maju_clock_advance (fixture.client->clock, 200);
  wait_heard (&fixture, "0 {\"type\":\"ack\",\"ack\":2}\n");
  g_assert_null (strstr (test_peer_get_heard (fixture.peer), "\"ack\":1"));
  finish (&fixture);
}

/* Whatever is said acknowledges, and then no other is needed. */
static void
test_ack_with_message (void)
{
  static const char *const first[] = {
    START, RESTART ("1"), "<restart", "<end", NULL,
  };
  const TestScript lists[] = { first, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_client_wait (fixture.client, test_client_has_logged, "restart:1", 0);
  test_client_say (fixture.client, "a", 9);
  maju_clock_advance (fixture.client->clock, 1000);
  wait_heard (&fixture, "0 {\"type\":\"restart\",\"id\":1,\"ack\":1,"
              "\"to\":\"a\",\"generation\":9}\n");
  test_client_leave (fixture.client);
  wait_heard (&fixture, "\"end\"");
  g_assert_null (strstr (test_peer_get_heard (fixture.peer), "\"type\":\"ack\""));
  test_client_wait (fixture.client, test_client_has_left, NULL, 100);
  finish (&fixture);
}

/* What the server has is not sent again, what it has not is, in order; and each
 * resuming takes the token of the last room. */
static void
test_resend (void)
{
  static const char *const first[] = {
    START, "<restart", "<restart", "<restart", "<restart",
    ">{\"type\":\"ack\",\"ack\":1}", RESTART ("1"), "cut", NULL,
  };
  static const char *const second[] = {
    WELCOME, "<hello", RESUMED ("tOkEn-2", "2"), "<restart", "<restart",
    RESTART ("1"), RESTART ("2"), "cut", NULL,
  };
  static const char *const third[] = {
    WELCOME, "<hello", RESUMED ("tOkEn-3", "4"), RESTART ("3"), NULL,
  };
  const TestScript lists[] = { first, second, third, NULL };
  Fixture fixture;

  start (&fixture, lists);
  for (guint i = 1; i <= 4; i++)
    test_client_say (fixture.client, "a", i);
  test_client_wait (fixture.client, test_client_has_logged, "restart:3", 50);
  test_client_say (fixture.client, "a", 5);
  wait_heard (&fixture, "2 {\"type\":\"restart\",\"id\":5,\"ack\":3,"
              "\"to\":\"a\",\"generation\":5}");
  g_assert_cmpstr (fixture.client->log->str, ==,
                   "room restart:1 restart:2 restart:3 ");
  g_assert_cmpstr (fixture.client->states->str, ==, "cjrjrj");
  g_assert_nonnull (strstr (
                      test_peer_get_heard (fixture.peer),
                      "1 " HELLO ("tOkEn-1", "1")
                      "1 {\"type\":\"restart\",\"id\":3,\"ack\":1,"
                      "\"to\":\"a\",\"generation\":3}\n"
                      "1 {\"type\":\"restart\",\"id\":4,\"ack\":1,"
                      "\"to\":\"a\",\"generation\":4}\n"));
  g_assert_nonnull (strstr (test_peer_get_heard (fixture.peer),
                            "2 " HELLO ("tOkEn-2", "2")));
  g_assert_null (strstr (test_peer_get_heard (fixture.peer),
                         "2 {\"type\":\"restart\",\"id\":4"));
  finish (&fixture);
}

/* Nothing is new when a session was resumed, but the credentials. */
static void
test_servers_when_resumed (void)
{
  static const char *const first[] = { WELCOME, "<hello", JOINED_WITH ("1:a"),
                                       RESTART ("1"), "cut", NULL };
  static const char *const second[] = {
    WELCOME, "<hello", ">{\"type\":\"room\",\"self_id\":\"me\","
    "\"token\":\"tOkEn-2\",\"resumed\":true," SERVERS ("2:a") "}",
    RESTART ("2"), NULL,
  };
  const TestScript lists[] = { first, second, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_client_wait (fixture.client, test_client_has_logged, "restart:2", 50);
  g_assert_cmpstr (fixture.client->log->str, ==,
                   "ice:1:a room restart:1 ice:2:a restart:2 ");
  g_assert_cmpstr (fixture.client->states->str, ==, "cjrj");
  finish (&fixture);
}

/* The server hears at once that the new token has arrived. */
static void
test_ack_when_resumed (void)
{
  static const char *const first[] = { START, RESTART ("1"), "cut", NULL };
  static const char *const second[] = { WELCOME, "<hello",
                                        RESUMED ("tOkEn-2", "0"), NULL };
  const TestScript lists[] = { first, second, NULL };
  Fixture fixture;

  start (&fixture, lists);
  wait_heard (&fixture, "1 {\"type\":\"ack\",\"ack\":1}\n");
  finish (&fixture);
}

/* No such session any more: joined anew, numbers from 1, the queue void. */
static void
test_rejoin (void)
{
  static const char *const first[] = { START, RESTART ("1"), "<restart", "cut",
                                       NULL };
  static const char *const second[] = { WELCOME, "<hello",
                                        FATAL ("resume-failed"), "close",
                                        NULL };
  static const char *const third[] = {
    WELCOME, "<hello", ">{\"type\":\"room\",\"self_id\":\"you\","
    "\"token\":\"tOkEn-9\",\"members\":[{\"id\":\"b\"}]}", RESTART ("1"), NULL,
  };
  const TestScript lists[] = { first, second, third, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_client_wait (fixture.client, test_client_has_logged, "restart:1", 0);
  test_client_say (fixture.client, "a", 1);
  test_client_wait (fixture.client, test_client_has_logged, "room restart:1 room",
                    50);
  g_assert_cmpstr (maju_signaling_get_self_id (fixture.client->signaling), ==,
                   "you");
  test_client_say (fixture.client, "b", 2);
  test_client_wait (fixture.client, test_client_has_logged,
                    "room restart:1 room restart:1", 50);
  wait_heard (&fixture, "2 {\"type\":\"restart\",\"id\":1,");
  g_assert_nonnull (strstr (test_peer_get_heard (fixture.peer),
                            "1 " HELLO ("tOkEn-1", "1")));
  g_assert_nonnull (strstr (test_peer_get_heard (fixture.peer),
                            "2 {\"type\":\"hello\",\"room\":"));
  g_assert_null (strstr (test_peer_get_heard (fixture.peer),
                         "2 {\"type\":\"restart\",\"id\":1,\"to\":\"a\""));
  g_assert_cmpstr (fixture.client->states->str, ==, "cjrj");
  finish (&fixture);
}

/* A server that gives another session when asked for the old one. */
static void
test_not_resumed (void)
{
  static const char *const first[] = { START, RESTART ("1"), "<restart", "cut",
                                       NULL };
  static const char *const second[] = { WELCOME, "<hello", JOINED ("tOkEn-5"),
                                        RESTART ("1"), NULL };
  const TestScript lists[] = { first, second, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_client_wait (fixture.client, test_client_has_logged, "restart:1", 0);
  test_client_say (fixture.client, "a", 1);
  test_client_wait (fixture.client, test_client_has_logged,
                    "room restart:1 room restart:1", 50);
  test_client_say (fixture.client, "b", 2);
  wait_heard (&fixture, "1 {\"type\":\"restart\",\"id\":1,\"ack\":1,"
              "\"to\":\"b\",\"generation\":2}");
  g_assert_null (strstr (test_peer_get_heard (fixture.peer), "\"id\":2"));
  finish (&fixture);
}

static void
test_taken_over (void)
{
  static const char *const first[] = { START, FATAL ("taken-over"), "close",
                                       NULL };
  const TestScript lists[] = { first, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_client_wait (fixture.client, IN_STATE (CLOSED), 50);
  g_assert_error (maju_signaling_get_error (fixture.client->signaling),
                  MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_TAKEN_OVER);
  g_assert_cmpstr (fixture.client->states->str, ==, "cjx");

  /* Ignored. */
  test_client_say (fixture.client, "a", 1);
  finish (&fixture);
}

/* Removed while away: told so, and not a knock at the door. */
static void
test_removed_when_back (void)
{
  static const char *const first[] = { START, "cut", NULL };
  static const char *const second[] = { WELCOME, "<hello", FATAL ("removed"),
                                        NULL };
  const TestScript lists[] = { first, second, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_client_wait (fixture.client, IN_STATE (CLOSED), 50);
  g_assert_error (maju_signaling_get_error (fixture.client->signaling),
                  MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_REMOVED);
  g_assert_cmpstr (fixture.client->states->str, ==, "cjrx");
  finish (&fixture);
}

/* The room has filled up while we were away for too long. */
static void
test_full_when_back (void)
{
  static const char *const first[] = { START, "cut", NULL };
  static const char *const second[] = { WELCOME, "<hello",
                                        FATAL ("resume-failed"), NULL };
  static const char *const third[] = { WELCOME, "<hello", FATAL ("room-full"),
                                       NULL };
  const TestScript lists[] = { first, second, third, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_client_wait (fixture.client, IN_STATE (CLOSED), 50);
  g_assert_error (maju_signaling_get_error (fixture.client->signaling),
                  MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_ROOM_FULL);
  g_assert_cmpstr (fixture.client->states->str, ==, "cjrx");
  finish (&fixture);
}

/* A server that said it would go, and when to come back. */
static void
test_draining (void)
{
  static const char *const first[] = {
    START, ">{\"type\":\"error\",\"code\":\"draining\","
    "\"retry_after_ms\":4000}", "close", NULL,
  };
  static const char *const second[] = { WELCOME, "<hello",
                                        RESUMED ("tOkEn-2", "0"), NULL };
  const TestScript lists[] = { first, second, NULL };
  Fixture fixture;
  gint64 lost_us;

  start (&fixture, lists);
  test_client_wait (fixture.client, IN_STATE (RECONNECTING), 0);
  g_assert_cmpstr (fixture.client->log->str, ==, "room error:draining ");
  lost_us = maju_clock_get_now (fixture.client->clock);
  test_client_wait (fixture.client, IN_STATE (JOINED), 50);
  g_assert_cmpint (maju_clock_get_now (fixture.client->clock) - lost_us, >=,
                   4000 * 1000);
  finish (&fixture);
}

/* Nobody answers any more: five minutes, then it is over. */
static void
test_give_up (void)
{
  static const char *const first[] = { START, "cut", NULL };
  const TestScript lists[] = { first, NULL };
  Fixture fixture;
  gint64 lost_us;
  gint64 took_us;

  start (&fixture, lists);
  test_peer_go_away (fixture.peer);
  test_client_wait (fixture.client, IN_STATE (RECONNECTING), 0);
  lost_us = maju_clock_get_now (fixture.client->clock);
  test_client_wait (fixture.client, IN_STATE (CLOSED), 1000);
  took_us = maju_clock_get_now (fixture.client->clock) - lost_us;
  g_assert_cmpint (took_us, >=, 290 * G_USEC_PER_SEC);
  g_assert_cmpint (took_us, <=, 310 * G_USEC_PER_SEC);
  g_assert_error (maju_signaling_get_error (fixture.client->signaling),
                  MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_LOST);
  finish (&fixture);
}

/* The server may have found the session already. */
static void
test_leave_while_resuming (void)
{
  static const char *const first[] = { START, "cut", NULL };
  static const char *const second[] = { WELCOME, "<hello", "<end", NULL };
  const TestScript lists[] = { first, second, NULL };
  Fixture fixture;

  start (&fixture, lists);
  wait_heard (&fixture, "\"last_seq\"");
  test_client_leave (fixture.client);
  wait_heard (&fixture, "\"end\"");
  finish (&fixture);
}

/* The same, but it has said so before. */
static void
test_stopped (void)
{
  static const char *const first[] = {
    START, ">{\"type\":\"error\",\"code\":\"draining\"}", "cut", NULL,
  };
  const TestScript lists[] = { first, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_peer_go_away (fixture.peer);
  test_client_wait (fixture.client, IN_STATE (CLOSED), 1000);
  g_assert_error (maju_signaling_get_error (fixture.client->signaling),
                  MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_STOPPED);
  finish (&fixture);
}

/* And it says so to each try. */
static void
test_stopping (void)
{
  static const char *const first[] = { START, "cut", NULL };
  static const char *const then[] = { WELCOME, "<hello", FATAL ("draining"),
                                      "close", NULL };
  const TestScript lists[] = { first, then, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_client_wait (fixture.client, IN_STATE (CLOSED), 1000);
  g_assert_error (maju_signaling_get_error (fixture.client->signaling),
                  MAJU_SIGNALING_ERROR, MAJU_SIGNALING_ERROR_STOPPED);
  g_assert_cmpstr (fixture.client->states->str, ==, "cjrx");
  finish (&fixture);
}

/* A server that lets us in and throws us out must not be asked all the time. */
static void
test_unstable (void)
{
  static const char *const first[] = { START, "cut", NULL };
  static const char *const then[] = { WELCOME, "<hello",
                                      RESUMED ("tOkEn-2", "0"), "cut", NULL };
  const TestScript lists[] = { first, then, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_client_wait (fixture.client, IN_STATE (CLOSED), 1000);
  g_assert_cmpuint (test_peer_get_n_connections (fixture.peer), >, 30);
  g_assert_cmpuint (test_peer_get_n_connections (fixture.peer), <, 60);
  g_assert_cmpuint (fixture.client->rooms->len, ==, 1);
  finish (&fixture);
}

/* One that lasted a while is another matter: at once. */
static void
test_stable (void)
{
  static const char *const first[] = { START, "<restart", "cut", NULL };
  static const char *const then[] = { WELCOME, "<hello",
                                      RESUMED ("tOkEn-2", "1"), "<restart",
                                      "cut", NULL };
  static const char *const last[] = { WELCOME, "<hello",
                                      RESUMED ("tOkEn-3", "2"), NULL };
  const TestScript lists[] = { first, then, last, NULL };
  Fixture fixture;
  gint64 lost_us;

  start (&fixture, lists);
  maju_clock_advance (fixture.client->clock, 10500);
  test_client_say (fixture.client, "a", 1);
  wait_visits (&fixture, "2");
  test_client_wait (fixture.client, IN_STATE (JOINED), 10);
  maju_clock_advance (fixture.client->clock, 10500);
  test_client_say (fixture.client, "a", 2);
  test_client_wait (fixture.client, IN_STATE (RECONNECTING), 0);
  lost_us = maju_clock_get_now (fixture.client->clock);
  test_client_wait (fixture.client, IN_STATE (JOINED), 10);
  g_assert_cmpint (maju_clock_get_now (fixture.client->clock) - lost_us, <,
                   500 * 1000);
  finish (&fixture);
}

/* A server that does not answer `end` is not waited for. */
static void
test_leave_silent (void)
{
  static const char *const first[] = { START, NULL };
  const TestScript lists[] = { first, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_client_say (fixture.client, "a", 1);
  test_client_leave (fixture.client);
  wait_heard (&fixture, "0 {\"type\":\"end\",\"reason\":\"left\"}\n");
  g_assert_false (fixture.client->left);
  test_client_wait (fixture.client, test_client_has_left, NULL, 500);
  g_assert_cmpstr (fixture.client->states->str, ==, "cjx");
  g_assert_null (maju_signaling_get_error (fixture.client->signaling));
  finish (&fixture);
}

/* More than can wait for a server: the old session ends, and no memory is
 * filled with what nobody will read. */
static void
test_full_queue (void)
{
  static const char *const first[] = { START, "cut", NULL };
  const TestScript lists[] = { first, NULL };
  Fixture fixture;

  start (&fixture, lists);
  test_client_wait (fixture.client, IN_STATE (RECONNECTING), 0);
  for (guint i = 0; i < MAJU_SESSION_QUEUE_MAX + 1; i++)
    test_client_say (fixture.client, "a", 1);
  wait_heard (&fixture, "1 {\"type\":\"hello\",\"room\":");
  test_client_wait (fixture.client, test_client_has_logged, "room room", 50);
  finish (&fixture);
}

/* What the server would refuse is not sent, and takes no number. */
static void
test_too_large (void)
{
  static const char *const first[] = { START, NULL };
  const TestScript lists[] = { first, NULL };
  g_autoptr(MajuMessage) message = maju_message_new (MAJU_MESSAGE_DESCRIPTION);
  Fixture fixture;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_failed ();
      g_test_trap_assert_stderr ("*A message is too large to be sent*");
      return;
    }

  start (&fixture, lists);
  message->to = g_strdup ("a");
  message->counter = 1;
  /* Quotes take two bytes each. */
  message->sdp = g_strnfill (MAJU_LIMIT_SDP, '"');
  maju_signaling_send (fixture.client->signaling, message);
}

static void
test_waits (void)
{
  static const guint expected[] = { 0, 300, 1200, 2700, 4800, 7000, 7000 };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (maju_line_get_wait (i), ==, expected[i]);
  g_assert_cmpuint (maju_line_get_wait (G_MAXUINT), ==, 7000);
}

static void
push (MajuSession *session)
{
  g_autoptr(MajuMessage) message = maju_message_new (MAJU_MESSAGE_RESTART);

  maju_session_push (session, message);
}

static void
test_numbers (void)
{
  MajuSession session = { 0 };

  for (guint i = 0; i < 5; i++)
    push (&session);
  g_assert_true (maju_session_acked (&session, 0));
  g_assert_cmpuint (session.unsent.length, ==, 5);
  g_assert_true (maju_session_acked (&session, 3));
  g_assert_true (maju_session_acked (&session, 2));
  g_assert_cmpuint (session.unsent.length, ==, 2);
  g_assert_false (maju_session_acked (&session, 6));
  g_assert_true (maju_session_acked (&session, 5));
  g_assert_cmpuint (session.unsent.length, ==, 0);
  push (&session);
  g_assert_cmpuint (session.last_id, ==, 6);

  g_assert_cmpint (maju_session_arrived (&session, 0, 1), ==,
                   MAJU_ARRIVAL_GAP);
  g_assert_cmpint (maju_session_arrived (&session, 2, 1), ==,
                   MAJU_ARRIVAL_GAP);
  for (guint64 seq = 1; seq <= 32; seq++)
    {
      g_assert_false (maju_session_must_ack (&session));
      g_assert_cmpint (maju_session_arrived (&session, seq, 10), ==,
                       MAJU_ARRIVAL_NEXT);
      g_assert_cmpint (maju_session_arrived (&session, seq, 10), ==,
                       MAJU_ARRIVAL_SEEN);
    }
  g_assert_true (maju_session_must_ack (&session));

  maju_session_clear (&session);
  g_assert_false (maju_session_must_ack (&session));
  g_assert_cmpint (maju_session_arrived (&session, 1, 64 * 1024), ==,
                   MAJU_ARRIVAL_NEXT);
  g_assert_true (maju_session_must_ack (&session));
  maju_session_clear (&session);
}

/* Everything that was logged in this process, by anybody. */
static GString *all_logs;
static GMutex log_lock;

static GLogWriterOutput
keep_log_cb (GLogLevelFlags   level,
             const GLogField *fields,
             gsize            n_fields,
             gpointer         user_data)
{
  g_mutex_lock (&log_lock);
  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "MESSAGE"))
        g_string_append_printf (all_logs, "%s\n",
                                (const char *) fields[i].value);
    }
  g_mutex_unlock (&log_lock);

  return g_log_writer_default (level, fields, n_fields, user_data);
}

/* Last, so that it sees what all the others have logged. */
static void
test_logs (void)
{
  g_assert_nonnull (strstr (all_logs->str, "connection lost"));
  g_assert_nonnull (strstr (all_logs->str, "resumed"));
  g_assert_null (strstr (all_logs->str, ROOM));
  g_assert_null (strstr (all_logs->str, KEY));
  g_assert_null (strstr (all_logs->str, "tOkEn"));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_setenv ("GIO_USE_NETWORK_MONITOR", "base", TRUE);
  g_setenv ("MAJU_DEBUG", "all", TRUE);
  g_test_init (&argc, &argv, NULL);
  all_logs = g_string_new (NULL);
  g_log_set_writer_func (keep_log_cb, NULL, NULL);

  g_test_add_func ("/signaling/session/waits", test_waits);
  g_test_add_func ("/signaling/session/numbers", test_numbers);
  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autofree char *path = g_strconcat ("/signaling/session/script/",
                                           scripts[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_script);
    }
  g_test_add_func ("/signaling/session/ack", test_ack);
  g_test_add_func ("/signaling/session/ack-again", test_ack_again);
  g_test_add_func ("/signaling/session/ack-with-message",
                   test_ack_with_message);
  g_test_add_func ("/signaling/session/resend", test_resend);
  g_test_add_func ("/signaling/session/servers-when-resumed",
                   test_servers_when_resumed);
  g_test_add_func ("/signaling/session/ack-when-resumed",
                   test_ack_when_resumed);
  g_test_add_func ("/signaling/session/rejoin", test_rejoin);
  g_test_add_func ("/signaling/session/not-resumed", test_not_resumed);
  g_test_add_func ("/signaling/session/taken-over", test_taken_over);
  g_test_add_func ("/signaling/session/removed-when-back",
                   test_removed_when_back);
  g_test_add_func ("/signaling/session/full-when-back", test_full_when_back);
  g_test_add_func ("/signaling/session/draining", test_draining);
  g_test_add_func ("/signaling/session/stopped", test_stopped);
  g_test_add_func ("/signaling/session/stopping", test_stopping);
  g_test_add_func ("/signaling/session/give-up", test_give_up);
  g_test_add_func ("/signaling/session/leave-while-resuming",
                   test_leave_while_resuming);
  g_test_add_func ("/signaling/session/unstable", test_unstable);
  g_test_add_func ("/signaling/session/stable", test_stable);
  g_test_add_func ("/signaling/session/leave-silent", test_leave_silent);
  g_test_add_func ("/signaling/session/full-queue", test_full_queue);
  g_test_add_func ("/signaling/session/too-large", test_too_large);
  g_test_add_func ("/signaling/logs/secrets", test_logs);

  status = g_test_run ();
  g_string_free (all_logs, TRUE);

  return status;
}
