/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-hub-private.h"

#include "hub-test-util.h"

#include "maju-turn-credentials.h"

#include "maju-limits.h"
#include "maju-message.h"

#include <string.h>

static void
test_hello_time (Fixture      *fixture,
                 gconstpointer data)
{
  Client client;

  connect_client (fixture, &client);
  pass (fixture, MAJU_LIMIT_HELLO_TIME - 1);
  g_assert_true (g_queue_is_empty (&client.received));
  pass (fixture, 1);
  assert_error (&client, MAJU_ERROR_CODE_TIME_OUT, TRUE);
  g_assert_cmpuint (client.close_code, ==, MAJU_CLOSE_POLICY);
  disconnect_client (fixture, &client);
  g_assert_false (pass (fixture, 1));
  client_drop (&client);
}

static void
test_resume_time (Fixture      *fixture,
                  gconstpointer data)
{
  Client first, second, again;
  g_autoptr(MajuMessage) first_room = join (fixture, &first);
  g_autoptr(MajuMessage) second_room = join (fixture, &second);
  g_autoptr(MajuMessage) room = NULL;
  g_autoptr(MajuMessage) left = NULL;

  skip (&first, MAJU_MESSAGE_JOINED);
  disconnect_client (fixture, &second);
  skip (&first, MAJU_MESSAGE_AWAY);
  pass (fixture, MAJU_LIMIT_RESUME_TIME - 1);
  g_assert_true (g_queue_is_empty (&first.received));
  resume (fixture, &again, second_room->token, 0);
  room = take (&again, MAJU_MESSAGE_ROOM);
  g_assert_true (room->resumed);
  g_assert_cmpstr (room->self_id, ==, second_room->self_id);
  skip (&first, MAJU_MESSAGE_BACK);

  /* The time begins anew. */
  disconnect_client (fixture, &again);
  skip (&first, MAJU_MESSAGE_AWAY);
  pass (fixture, MAJU_LIMIT_RESUME_TIME - 1);
  g_assert_true (g_queue_is_empty (&first.received));
  pass (fixture, 1);
  left = take (&first, MAJU_MESSAGE_LEFT);
  g_assert_cmpstr (left->reason, ==, "lost");
  resume (fixture, &second, room->token, 0);
  assert_error (&second, MAJU_ERROR_CODE_RESUME_FAILED, TRUE);
  g_assert_cmpuint (maju_hub_get_metrics (fixture->hub)->lost_total, ==, 1);
  client_drop (&first);
  client_drop (&second);
  client_drop (&again);
}

static void
assert_answered (Fixture *fixture,
                 Client  *client)
{
  say (fixture, client, "{\"type\":\"ping\"}");
  skip (client, MAJU_MESSAGE_PONG);
  g_assert_true (g_queue_is_empty (&client->received));
}

static void
test_ping (Fixture      *fixture,
           gconstpointer data)
{
  Client client, other;
  g_autoptr(MajuMessage) room = NULL;
  g_autoptr(MajuMessage) other_room = NULL;

  connect_client (fixture, &client);
  assert_answered (fixture, &client);
  say (fixture, &client, "{\"type\":\"hello\",\"room\":\"abcdefgh\"}");
  room = take (&client, MAJU_MESSAGE_ROOM);
  g_clear_pointer (&room, maju_message_unref);
  assert_answered (fixture, &client);

  /* A number is none of its own, and what it acknowledges counts. */
  hello (fixture, &other, "\"room\":\"abcdefgh\"");
  other_room = take (&other, MAJU_MESSAGE_ROOM);
  skip (&client, MAJU_MESSAGE_JOINED);
  say (fixture, &client, "{\"type\":\"ping\",\"ack\":1}");
  skip (&client, MAJU_MESSAGE_PONG);
  say (fixture, &client, "{\"type\":\"ping\",\"ack\":9}");
  assert_error (&client, MAJU_ERROR_CODE_BAD_MESSAGE, TRUE);
  client_drop (&client);
  client_drop (&other);
}

/* Many cost neither an answer each nor the session. */
static void
test_pings (Fixture      *fixture,
            gconstpointer data)
{
  Client client;
  g_autoptr(MajuMessage) room = join (fixture, &client);

  for (guint i = 0; i < 1000; i++)
    say (fixture, &client, "{\"type\":\"ping\"}");
  for (guint i = 0; i < MAJU_LIMIT_PING_BURST; i++)
    skip (&client, MAJU_MESSAGE_PONG);
  g_assert_true (g_queue_is_empty (&client.received));
  g_assert_false (client.paused);
  pass (fixture, 2);
  assert_answered (fixture, &client);
  client_drop (&client);
}

/* It does not put off the hello. */
static void
test_pings_before_hello (Fixture      *fixture,
                         gconstpointer data)
{
  Client client;

  connect_client (fixture, &client);
  for (guint i = 0; i < MAJU_LIMIT_HELLO_TIME; i++)
    {
      assert_answered (fixture, &client);
      pass (fixture, 1);
    }
  assert_error (&client, MAJU_ERROR_CODE_TIME_OUT, TRUE);
  client_drop (&client);
}

static void
test_rate (Fixture      *fixture,
           gconstpointer data)
{
  Client first, second;
  g_autoptr(MajuMessage) first_room = join (fixture, &first);
  g_autoptr(MajuMessage) second_room = join (fixture, &second);

  skip (&first, MAJU_MESSAGE_JOINED);
  for (guint i = 0; i < MAJU_LIMIT_RATE_BURST; i++)
    {
      relay (fixture, &second, first_room->self_id);
      g_assert_false (second.paused);
    }
  relay (fixture, &second, first_room->self_id);
  g_assert_true (second.paused);

  /* What was already read is not lost. */
  relay (fixture, &second, first_room->self_id);
  for (guint i = 0; i < MAJU_LIMIT_RATE_BURST + 2; i++)
    skip (&first, MAJU_MESSAGE_RESTART);
  pass (fixture, 1);
  g_assert_false (second.paused);
  for (guint i = 0; i < MAJU_LIMIT_RATE - 3; i++)
    relay (fixture, &second, first_room->self_id);
  g_assert_false (second.paused);
  client_drop (&first);
  client_drop (&second);
}

static void
test_acks_are_free (Fixture      *fixture,
                    gconstpointer data)
{
  Client client;
  g_autoptr(MajuMessage) room = join (fixture, &client);

  for (guint i = 0; i < MAJU_LIMIT_RATE_BURST * 3; i++)
    say (fixture, &client, "{\"type\":\"ack\"}");
  g_assert_false (client.paused);
  client_drop (&client);
}

static void
test_acknowledged_soon (Fixture      *fixture,
                        gconstpointer data)
{
  Client first, second;
  g_autoptr(MajuMessage) first_room = join (fixture, &first);
  g_autoptr(MajuMessage) second_room = join (fixture, &second);
  g_autoptr(MajuMessage) ack = NULL;

  relay (fixture, &second, first_room->self_id);
  relay (fixture, &second, first_room->self_id);
  g_assert_true (g_queue_is_empty (&second.received));
  pass (fixture, 1);
  ack = take (&second, MAJU_MESSAGE_ACK);
  g_assert_cmpuint (ack->ack, ==, 2);
  g_assert_true (g_queue_is_empty (&second.received));
  client_drop (&first);
  client_drop (&second);
}

static void
test_replay_bound (Fixture      *fixture,
                   gconstpointer data)
{
  Client first, second, again;
  g_autoptr(MajuMessage) first_room = join (fixture, &first);
  g_autoptr(MajuMessage) second_room = join (fixture, &second);

  /* 256 may wait for one who is away, and the 257th is too many. */
  disconnect_client (fixture, &second);
  for (guint i = 0; i < MAJU_LIMIT_REPLAY_MESSAGES; i++)
    relay (fixture, &first, second_room->self_id);
  resume (fixture, &again, second_room->token, 0);
  skip (&again, MAJU_MESSAGE_ROOM);
  for (guint64 seq = 1; seq <= MAJU_LIMIT_REPLAY_MESSAGES; seq++)
    {
      g_autoptr(MajuMessage) message = take (&again, MAJU_MESSAGE_RESTART);

      g_assert_cmpuint (message->seq, ==, seq);
    }
  g_assert_cmpuint (again.close_code, ==, 0);
  relay (fixture, &first, second_room->self_id);
  assert_error (&again, MAJU_ERROR_CODE_RESUME_FAILED, TRUE);
  client_drop (&first);
  client_drop (&second);
  client_drop (&again);
}

/* One who is gone is told to somebody, for whom that was one too many, who is
 * told to the next. */
static void
test_overflow_of_several (Fixture      *fixture,
                          gconstpointer data)
{
  Client clients[4];
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      g_autoptr(MajuMessage) room = join (fixture, &clients[i]);

      g_ptr_array_add (ids, g_strdup (room->self_id));
    }
  for (guint i = 1; i < G_N_ELEMENTS (clients); i++)
    disconnect_client (fixture, &clients[i]);
  for (guint n = 0; n < MAJU_LIMIT_REPLAY_MESSAGES + 1; n++)
    {
      for (guint i = 1; i < G_N_ELEMENTS (clients); i++)
        relay (fixture, &clients[0], g_ptr_array_index (ids, i));
    }
  g_assert_cmpuint (maju_hub_get_metrics (fixture->hub)->sessions, ==, 1);
  g_assert_cmpuint (maju_hub_get_metrics (fixture->hub)->sessions_away, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    client_drop (&clients[i]);
}

/* With one MiB for all, four who are away fill it. */
static void
test_replay_memory (Fixture      *fixture,
                    gconstpointer data)
{
  MajuServerMetrics *metrics = maju_hub_get_metrics (fixture->hub);
  g_autofree char *padding = g_strnfill (60000, 'x');
  Client clients[7];
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      g_autoptr(MajuMessage) room = join (fixture, &clients[i]);

      g_ptr_array_add (ids, g_strdup (room->self_id));
    }
  for (guint i = 1; i < G_N_ELEMENTS (clients); i++)
    disconnect_client (fixture, &clients[i]);
  for (guint i = 1; i < G_N_ELEMENTS (clients); i++)
    {
      for (guint n = 0; n < 4; n++)
        {
          g_autofree char *text =
            g_strdup_printf ("{\"type\":\"restart\",\"id\":%" G_GUINT64_FORMAT
                             ",\"to\":\"%s\",\"generation\":0,\"p\":\"%s\"}",
                             clients[0].next_id++,
                             (char *) g_ptr_array_index (ids, i), padding);

          say (fixture, &clients[0], text);
          maju_hub_get_metrics (fixture->hub);
          g_assert_cmpuint (metrics->replay_bytes, <, 1100000);
        }
    }
  g_assert_cmpuint (metrics->overflowed_total, >=, 2);
  g_assert_cmpuint (metrics->sessions, >=, 4);

  /* Who is there does not suffer for it. */
  g_assert_cmpuint (clients[0].close_code, ==, 0);
  pass (fixture, MAJU_LIMIT_RESUME_TIME);
  say (fixture, &clients[0], "{\"type\":\"end\"}");
  maju_hub_get_metrics (fixture->hub);
  g_assert_cmpuint (metrics->replay_bytes, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    client_drop (&clients[i]);
}

static void
test_end_leaves_nothing (Fixture      *fixture,
                         gconstpointer data)
{
  MajuServerMetrics *metrics = maju_hub_get_metrics (fixture->hub);
  Client client;
  g_autoptr(MajuMessage) room = join (fixture, &client);

  say (fixture, &client, "{\"type\":\"end\"}");
  g_assert_cmpuint (client.close_code, ==, MAJU_CLOSE_NORMAL);
  say (fixture, &client, "{\"type\":\"end\"}");
  disconnect_client (fixture, &client);
  g_assert_false (pass (fixture, 1));
  maju_hub_get_metrics (fixture->hub);
  g_assert_cmpuint (metrics->connections, ==, 0);
  g_assert_cmpuint (metrics->sessions, ==, 0);
  g_assert_cmpuint (metrics->sessions_away, ==, 0);
  g_assert_cmpuint (metrics->rooms, ==, 0);
  client_drop (&client);
}

static void
test_limited (Fixture      *fixture,
              gconstpointer data)
{
  Client client = { { &client_methods } };

  client.base.limited = TRUE;
  g_queue_init (&client.received);
  maju_hub_opened (fixture->hub, &client.base, fixture->now_us);
  skip (&client, MAJU_MESSAGE_WELCOME);
  assert_error (&client, MAJU_ERROR_CODE_RATE_LIMITED, TRUE);
  g_assert_cmpuint (client.close_code, ==, MAJU_CLOSE_TRY_LATER);
  say (fixture, &client, "{\"type\":\"hello\",\"room\":\"unit-test-room\"}");
  g_assert_true (g_queue_is_empty (&client.received));
  client_drop (&client);
}

static void
test_drain (Fixture      *fixture,
            gconstpointer data)
{
  Client joined, waiting, late;
  g_autoptr(MajuMessage) room = join (fixture, &joined);
  g_autoptr(MajuMessage) error = NULL;

  connect_client (fixture, &waiting);
  maju_hub_drain (fixture->hub);
  error = take (&joined, MAJU_MESSAGE_ERROR);
  g_assert_cmpint (error->code, ==, MAJU_ERROR_CODE_DRAINING);
  g_assert_false (error->fatal);
  g_assert_cmpuint (error->retry_after_ms, >=, 250);
  assert_error (&waiting, MAJU_ERROR_CODE_DRAINING, TRUE);
  connect_client (fixture, &late);
  assert_error (&late, MAJU_ERROR_CODE_DRAINING, TRUE);
  client_drop (&joined);
  client_drop (&waiting);
  client_drop (&late);
}

#define SECRET "not-a-real-secret"
#define WALL_START G_GINT64_CONSTANT (1800000000)

/* The wall clock goes with the hub's. */
static const Fixture *timed;

static gint64
get_wall_time (void)
{
  return WALL_START * G_USEC_PER_SEC + timed->now_us;
}

/* With the default lifetime, and as if nothing had passed yet. */
static void
use_relay (Fixture *fixture)
{
  g_autoptr(MajuServerConfig) config = maju_server_config_new ();

  maju_server_config_set (config, "ice", "stun-uris", "stun:one", NULL);
  maju_server_config_set (config, "ice", "turn-uris", "turn:two;turn:three",
                          NULL);
  maju_hub_free (fixture->hub);
  fixture->hub = maju_hub_new (config, SECRET);
  fixture->hub->get_real_time = get_wall_time;
  fixture->now_us = 0;
  timed = fixture;
}

/* Those that @id is given at that second. */
static void
assert_servers (MajuMessage *message,
                const char  *id,
                gint64       second)
{
  static const char *const uris[] = { "stun:one", "turn:two", "turn:three" };
  g_autofree char *username = NULL;
  g_autofree char *credential = NULL;

  maju_turn_credentials_make (SECRET, id,
                              WALL_START + second + MAJU_LIMIT_TURN_TTL,
                              &username, &credential);
  g_assert_cmpuint (message->ice_servers->len, ==, G_N_ELEMENTS (uris));
  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      MajuIceServer *server = g_ptr_array_index (message->ice_servers, i);

      g_assert_cmpstr (server->uri, ==, uris[i]);
      g_assert_cmpstr (server->username, ==, i > 0 ? username : NULL);
      g_assert_cmpstr (server->credential, ==, i > 0 ? credential : NULL);
    }
}

static void
assert_renewed (Client     *client,
                const char *id,
                gint64      second)
{
  g_autoptr(MajuMessage) message = take (client, MAJU_MESSAGE_ICE_SERVERS);

  g_assert_cmpuint (message->seq, ==, 0);
  assert_servers (message, id, second);
}

/* Each at half the lifetime of their own, again and again. */
static void
test_credentials (Fixture      *fixture,
                  gconstpointer data)
{
  Client first, second;
  g_autoptr(MajuMessage) first_room = NULL;
  g_autoptr(MajuMessage) second_room = NULL;

  use_relay (fixture);
  first_room = join (fixture, &first);
  assert_servers (first_room, first_room->self_id, 0);
  pass (fixture, 100);
  second_room = join (fixture, &second);
  assert_servers (second_room, second_room->self_id, 100);
  skip (&first, MAJU_MESSAGE_JOINED);

  pass (fixture, 199);
  g_assert_true (g_queue_is_empty (&first.received));
  pass (fixture, 1);
  assert_renewed (&first, first_room->self_id, 300);
  g_assert_true (g_queue_is_empty (&second.received));
  pass (fixture, 100);
  assert_renewed (&second, second_room->self_id, 400);
  pass (fixture, 200);
  assert_renewed (&first, first_room->self_id, 600);
  g_assert_true (g_queue_is_empty (&first.received));
  g_assert_true (g_queue_is_empty (&second.received));
  client_drop (&first);
  client_drop (&second);
}

/* Who is away gets them with the next `room`, and others after that. */
static void
test_credentials_away (Fixture      *fixture,
                       gconstpointer data)
{
  Client client, again;
  g_autoptr(MajuMessage) room = NULL;
  g_autoptr(MajuMessage) resumed = NULL;

  use_relay (fixture);
  room = join (fixture, &client);
  pass (fixture, 250);
  disconnect_client (fixture, &client);
  pass (fixture, 100);
  g_assert_true (g_queue_is_empty (&client.received));
  resume (fixture, &again, room->token, 0);
  resumed = take (&again, MAJU_MESSAGE_ROOM);
  g_assert_true (resumed->resumed);
  assert_servers (resumed, room->self_id, 350);
  pass (fixture, 299);
  g_assert_true (g_queue_is_empty (&again.received));
  pass (fixture, 1);
  assert_renewed (&again, room->self_id, 650);
  client_drop (&client);
  client_drop (&again);
}

static void
test_no_credentials (Fixture      *fixture,
                     gconstpointer data)
{
  Client client;
  g_autoptr(MajuMessage) room = join (fixture, &client);

  pass (fixture, 2 * MAJU_LIMIT_TURN_TTL);
  g_assert_true (g_queue_is_empty (&client.received));
  client_drop (&client);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) \
g_test_add ("/server/hub/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("hello-time", test_hello_time);
  ADD ("resume-time", test_resume_time);
  ADD ("ping", test_ping);
  ADD ("pings", test_pings);
  ADD ("pings-before-hello", test_pings_before_hello);
  ADD ("rate", test_rate);
  ADD ("acks-are-free", test_acks_are_free);
  ADD ("acknowledged-soon", test_acknowledged_soon);
  ADD ("replay-bound", test_replay_bound);
  ADD ("overflow-of-several", test_overflow_of_several);
  ADD ("replay-memory", test_replay_memory);
  ADD ("end-leaves-nothing", test_end_leaves_nothing);
  ADD ("limited", test_limited);
  ADD ("drain", test_drain);
  ADD ("credentials", test_credentials);
  ADD ("credentials-away", test_credentials_away);
  ADD ("no-credentials", test_no_credentials);
  return g_test_run ();
}
