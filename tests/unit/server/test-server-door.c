/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-hub-private.h"

#include "hub-test-util.h"

#include "maju-limits.h"

/* Who comes into a locked room, and who does not: PROTOCOL.md, "Who may come
 * in". */

#define OWNER "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define IN_ROOM "\"room\":\"wh5v-if95-nmk3-4uwv\""
#define AS_OWNER IN_ROOM ",\"owner\":\"" OWNER "\""
#define KNOCKING IN_ROOM ",\"knock\":true"

static void
command (Fixture    *fixture,
         Client     *client,
         const char *type,
         const char *who)
{
  g_autofree char *text = who != NULL
    ? g_strdup_printf ("{\"type\":\"%s\",\"id\":%" G_GUINT64_FORMAT
                       ",\"who\":\"%s\"}", type, client->next_id++, who)
    : g_strdup_printf ("{\"type\":\"%s\",\"id\":%" G_GUINT64_FORMAT "}",
                       type, client->next_id++);

  say (fixture, client, text);
}

static MajuMessage *
enter (Fixture    *fixture,
       Client     *client,
       const char *members)
{
  hello (fixture, client, members);
  return take (client, MAJU_MESSAGE_ROOM);
}

/* What @client is told of the door. */
static void
assert_door (Client  *client,
             gboolean locked,
             gboolean owner,
             gboolean answers,
             guint    waiting)
{
  g_autoptr(MajuMessage) door = take (client, MAJU_MESSAGE_DOOR);

  g_assert_cmpint (door->locked, ==, locked);
  g_assert_cmpint (door->is_owner, ==, owner);
  g_assert_cmpint (door->answers, ==, answers);
  g_assert_cmpuint (door->members->len, ==, waiting);
  g_assert_cmpuint (door->seq, ==, 0);
}

static void
assert_silent (Client *client)
{
  g_assert_true (g_queue_is_empty (&client->received));
}

/* An owner in a room that is locked, and has been told so. */
static MajuMessage *
lock_room (Fixture *fixture,
           Client  *owner)
{
  MajuMessage *room = enter (fixture, owner, AS_OWNER);

  assert_door (owner, FALSE, TRUE, FALSE, 0);
  command (fixture, owner, "lock", NULL);
  assert_door (owner, TRUE, TRUE, TRUE, 0);
  pass (fixture, 1);
  skip (owner, MAJU_MESSAGE_ACK);
  return room;
}

/* Returns: (transfer full): the id of the one who waits in place @n. */
static char *
hear_knock (Client *client,
            guint   n)
{
  g_autoptr(MajuMessage) door = take (client, MAJU_MESSAGE_DOOR);
  MajuMember *member;

  g_assert_cmpuint (door->members->len, ==, n + 1);
  member = g_ptr_array_index (door->members, n);
  return g_strdup (member->id);
}

static void
leave_all (Fixture *fixture,
           Client  *clients,
           guint    n_clients)
{
  MajuServerMetrics *metrics;

  for (guint i = 0; i < n_clients; i++)
    {
      disconnect_client (fixture, &clients[i]);
      client_drop (&clients[i]);
    }
  g_assert_false (pass (fixture, MAJU_LIMIT_RESUME_TIME));
  metrics = maju_hub_get_metrics (fixture->hub);
  g_assert_cmpuint (metrics->waiting, ==, 0);
  g_assert_cmpuint (metrics->sessions, ==, 0);
  g_assert_cmpuint (metrics->sessions_away, ==, 0);
  g_assert_cmpuint (metrics->rooms, ==, 0);
}

/* Whoever does not own a room hears nothing of doors. */
static void
test_nobodys_room (Fixture      *fixture,
                   gconstpointer data)
{
  Client clients[2];
  g_autoptr(MajuMessage) first = enter (fixture, &clients[0], KNOCKING);
  g_autoptr(MajuMessage) second = enter (fixture, &clients[1], KNOCKING);

  skip (&clients[0], MAJU_MESSAGE_JOINED);
  command (fixture, &clients[0], "lock", NULL);
  assert_error (&clients[0], MAJU_ERROR_CODE_NOT_ALLOWED, FALSE);
  command (fixture, &clients[1], "unlock", NULL);
  assert_error (&clients[1], MAJU_ERROR_CODE_NOT_ALLOWED, FALSE);
  command (fixture, &clients[1], "remove", first->self_id);
  assert_error (&clients[1], MAJU_ERROR_CODE_NOT_ALLOWED, FALSE);
  command (fixture, &clients[1], "admit", first->self_id);
  assert_error (&clients[1], MAJU_ERROR_CODE_NO_SUCH_PEER, FALSE);
  assert_silent (&clients[0]);
  assert_silent (&clients[1]);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* A secret that is not this room's gives nothing. */
static void
test_false_owner (Fixture      *fixture,
                  gconstpointer data)
{
  Client clients[2];
  g_autoptr(MajuMessage) first =
    enter (fixture, &clients[0],
           IN_ROOM ",\"owner\":\"BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"");
  g_autoptr(MajuMessage) second =
    enter (fixture, &clients[1],
           "\"room\":\"unit-test-room\",\"owner\":\"" OWNER "\"");

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      command (fixture, &clients[i], "lock", NULL);
      assert_error (&clients[i], MAJU_ERROR_CODE_NOT_ALLOWED, FALSE);
      assert_silent (&clients[i]);
    }
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

static void
test_admit (Fixture      *fixture,
            gconstpointer data)
{
  Client clients[2];
  g_autoptr(MajuMessage) owner = lock_room (fixture, &clients[0]);
  g_autoptr(MajuMessage) room = NULL;
  g_autoptr(MajuMessage) joined = NULL;
  g_autofree char *id = NULL;

  hello (fixture, &clients[1], KNOCKING ",\"name\":\" Ann\\u202e \"");
  skip (&clients[1], MAJU_MESSAGE_WAITING);
  assert_silent (&clients[1]);
  id = hear_knock (&clients[0], 0);
  g_assert_cmpuint (maju_hub_get_metrics (fixture->hub)->waiting, ==, 1);

  command (fixture, &clients[0], "admit", id);
  room = take (&clients[1], MAJU_MESSAGE_ROOM);
  g_assert_cmpstr (room->self_id, ==, id);
  g_assert_cmpuint (room->members->len, ==, 1);
  assert_door (&clients[1], TRUE, FALSE, FALSE, 0);
  joined = take (&clients[0], MAJU_MESSAGE_JOINED);
  g_assert_cmpstr (joined->member->name, ==, "Ann");
  assert_door (&clients[0], TRUE, TRUE, TRUE, 0);
  relay (fixture, &clients[1], owner->self_id);
  skip (&clients[0], MAJU_MESSAGE_RESTART);
  g_assert_cmpuint (maju_hub_get_metrics (fixture->hub)->admitted_total, ==, 1);

  /* Once is enough. */
  command (fixture, &clients[0], "admit", id);
  assert_error (&clients[0], MAJU_ERROR_CODE_NO_SUCH_PEER, FALSE);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

static void
test_refuse (Fixture      *fixture,
             gconstpointer data)
{
  Client clients[2];
  g_autoptr(MajuMessage) owner = lock_room (fixture, &clients[0]);
  g_autofree char *id = NULL;

  hello (fixture, &clients[1], KNOCKING);
  skip (&clients[1], MAJU_MESSAGE_WAITING);
  id = hear_knock (&clients[0], 0);
  command (fixture, &clients[0], "refuse", id);
  assert_error (&clients[1], MAJU_ERROR_CODE_REFUSED, TRUE);
  assert_door (&clients[0], TRUE, TRUE, TRUE, 0);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* Nothing that is said out there reaches anybody inside. */
static void
test_waiting_is_outside (Fixture      *fixture,
                         gconstpointer data)
{
  static const char *const texts[] = {
    "{\"type\":\"lock\",\"id\":1}",
    "{\"type\":\"admit\",\"id\":1,\"who\":\"a\"}",
    "{\"type\":\"hello\"," AS_OWNER "}",
    "{\"type\":\"ack\",\"ack\":1}",
    "{\"type\":\"dance\"}",
    "[",
    "",
  };

  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      Client clients[2];
      g_autoptr(MajuMessage) owner = lock_room (fixture, &clients[0]);

      hello (fixture, &clients[1], KNOCKING);
      skip (&clients[1], MAJU_MESSAGE_WAITING);
      skip (&clients[0], MAJU_MESSAGE_DOOR);
      if (i < G_N_ELEMENTS (texts))
        say (fixture, &clients[1], texts[i]);
      else
        relay (fixture, &clients[1], owner->self_id);
      assert_error (&clients[1], MAJU_ERROR_CODE_NOT_JOINED, TRUE);
      assert_door (&clients[0], TRUE, TRUE, TRUE, 0);
      assert_silent (&clients[0]);
      leave_all (fixture, clients, G_N_ELEMENTS (clients));
    }
}

static void
test_waiting_pings (Fixture      *fixture,
                    gconstpointer data)
{
  Client clients[2];
  g_autoptr(MajuMessage) owner = lock_room (fixture, &clients[0]);

  hello (fixture, &clients[1], KNOCKING);
  skip (&clients[1], MAJU_MESSAGE_WAITING);
  skip (&clients[0], MAJU_MESSAGE_DOOR);
  say (fixture, &clients[1], "{\"type\":\"ping\"}");
  skip (&clients[1], MAJU_MESSAGE_PONG);
  assert_silent (&clients[0]);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* Who goes away does not wait, whatever way they take. */
static void
test_withdraw (Fixture      *fixture,
               gconstpointer data)
{
  Client clients[3];
  g_autoptr(MajuMessage) owner = lock_room (fixture, &clients[0]);

  for (guint i = 1; i < G_N_ELEMENTS (clients); i++)
    {
      hello (fixture, &clients[i], KNOCKING);
      skip (&clients[i], MAJU_MESSAGE_WAITING);
      assert_door (&clients[0], TRUE, TRUE, TRUE, i);
    }
  say (fixture, &clients[1], "{\"type\":\"end\",\"reason\":\"left\"}");
  g_assert_cmpuint (clients[1].close_code, ==, MAJU_CLOSE_NORMAL);
  assert_door (&clients[0], TRUE, TRUE, TRUE, 1);
  disconnect_client (fixture, &clients[2]);
  assert_door (&clients[0], TRUE, TRUE, TRUE, 0);
  client_drop (&clients[2]);
  leave_all (fixture, clients, 2);
}

static void
test_no_answer (Fixture      *fixture,
                gconstpointer data)
{
  Client clients[2];
  g_autoptr(MajuMessage) owner = lock_room (fixture, &clients[0]);

  hello (fixture, &clients[1], KNOCKING);
  skip (&clients[1], MAJU_MESSAGE_WAITING);
  skip (&clients[0], MAJU_MESSAGE_DOOR);
  pass (fixture, MAJU_LIMIT_WAITING_TIME - 1);
  assert_silent (&clients[1]);
  pass (fixture, 1);
  assert_error (&clients[1], MAJU_ERROR_CODE_NO_ANSWER, TRUE);
  assert_door (&clients[0], TRUE, TRUE, TRUE, 0);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* One that cannot wait is sent away, as are those who knock too often, and all
 * when too many wait. */
static void
test_limits (Fixture      *fixture,
             gconstpointer data)
{
  Client clients[1 + MAJU_LIMIT_WAITING + 1];
  g_autoptr(MajuMessage) owner = lock_room (fixture, &clients[0]);
  guint last = G_N_ELEMENTS (clients) - 1;

  hello (fixture, &clients[last], IN_ROOM);
  assert_error (&clients[last], MAJU_ERROR_CODE_LOCKED, TRUE);
  disconnect_client (fixture, &clients[last]);
  client_drop (&clients[last]);

  for (guint i = 0; i < MAJU_LIMIT_KNOCKS; i++)
    {
      hello (fixture, &clients[last], KNOCKING);
      skip (&clients[last], MAJU_MESSAGE_WAITING);
      disconnect_client (fixture, &clients[last]);
      client_drop (&clients[last]);
    }
  hello (fixture, &clients[last], KNOCKING);
  assert_error (&clients[last], MAJU_ERROR_CODE_LOCKED, TRUE);
  disconnect_client (fixture, &clients[last]);
  client_drop (&clients[last]);
  pass (fixture, 60);

  for (guint i = 1; i <= MAJU_LIMIT_WAITING; i++)
    {
      hello (fixture, &clients[i], KNOCKING);
      skip (&clients[i], MAJU_MESSAGE_WAITING);
      pass (fixture, 12);
    }
  hello (fixture, &clients[last], KNOCKING);
  assert_error (&clients[last], MAJU_ERROR_CODE_LOCKED, TRUE);
  g_assert_cmpuint (maju_hub_get_metrics (fixture->hub)->knocks_dropped_total,
                    ==, 3);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* Addresses without number cannot fill the memory, nor knock without end. */
static void
test_many_addresses (Fixture      *fixture,
                     gconstpointer data)
{
  Client owner, client;
  g_autoptr(MajuMessage) room = lock_room (fixture, &owner);
  guint taken = 0;

  for (guint i = 0; i < 3 * MAJU_LIMIT_KNOCKERS; i++)
    {
      g_autoptr(MajuMessage) answer = NULL;

      connect_client (fixture, &client);
      client.base.address = i + 1;
      say (fixture, &client, "{\"type\":\"hello\"," KNOCKING "}");
      answer = g_queue_pop_head (&client.received);
      taken += answer->type == MAJU_MESSAGE_WAITING;
      disconnect_client (fixture, &client);
      client_drop (&client);
    }
  g_assert_cmpuint (taken, ==, MAJU_LIMIT_KNOCKS_ROOM);
  leave_all (fixture, &owner, 1);
}

static void
test_unlock (Fixture      *fixture,
             gconstpointer data)
{
  Client clients[3];
  g_autoptr(MajuMessage) owner = lock_room (fixture, &clients[0]);

  hello (fixture, &clients[1], KNOCKING);
  skip (&clients[1], MAJU_MESSAGE_WAITING);
  skip (&clients[0], MAJU_MESSAGE_DOOR);
  command (fixture, &clients[0], "unlock", NULL);
  skip (&clients[1], MAJU_MESSAGE_ROOM);
  skip (&clients[0], MAJU_MESSAGE_JOINED);
  assert_door (&clients[0], FALSE, TRUE, FALSE, 0);
  hello (fixture, &clients[2], IN_ROOM);
  skip (&clients[2], MAJU_MESSAGE_ROOM);
  assert_silent (&clients[2]);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* No more come in than the room takes; the others go on waiting. */
static void
test_full (Fixture      *fixture,
           gconstpointer data)
{
  Client clients[MAJU_LIMIT_ROOM_PEOPLE + 1];
  guint last = G_N_ELEMENTS (clients) - 1;
  g_autoptr(MajuMessage) error = NULL;
  g_autofree char *id = NULL;

  for (guint i = 0; i < last - 1; i++)
    {
      hello (fixture, &clients[i], AS_OWNER);
      skip (&clients[i], MAJU_MESSAGE_ROOM);
    }
  command (fixture, &clients[0], "lock", NULL);
  hello (fixture, &clients[last - 1], KNOCKING);
  hello (fixture, &clients[last], KNOCKING);
  while (clients[0].received.length > 1)
    maju_message_unref (g_queue_pop_head (&clients[0].received));
  id = hear_knock (&clients[0], 1);
  command (fixture, &clients[0], "unlock", NULL);
  skip (&clients[last - 1], MAJU_MESSAGE_WAITING);
  skip (&clients[last - 1], MAJU_MESSAGE_ROOM);
  skip (&clients[last], MAJU_MESSAGE_WAITING);
  assert_silent (&clients[last]);
  skip (&clients[0], MAJU_MESSAGE_JOINED);
  assert_door (&clients[0], FALSE, TRUE, TRUE, 1);
  command (fixture, &clients[0], "admit", id);
  error = take (&clients[0], MAJU_MESSAGE_ERROR);
  g_assert_cmpint (error->code, ==, MAJU_ERROR_CODE_ROOM_FULL);
  g_assert_false (error->fatal);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* The link alone does not lead back, nor does the old session, nor a new one
 * once the room is open again. */
static void
test_remove (Fixture      *fixture,
             gconstpointer data)
{
  Client clients[4];
  g_autoptr(MajuMessage) owner = enter (fixture, &clients[0], AS_OWNER);
  g_autoptr(MajuMessage) removed = NULL;
  g_autoptr(MajuMessage) left = NULL;

  assert_door (&clients[0], FALSE, TRUE, FALSE, 0);
  connect_client (fixture, &clients[1]);
  clients[1].base.address = 77;
  say (fixture, &clients[1], "{\"type\":\"hello\"," KNOCKING "}");
  removed = take (&clients[1], MAJU_MESSAGE_ROOM);
  skip (&clients[0], MAJU_MESSAGE_JOINED);
  command (fixture, &clients[0], "remove", removed->self_id);
  assert_error (&clients[1], MAJU_ERROR_CODE_REMOVED, TRUE);
  left = take (&clients[0], MAJU_MESSAGE_LEFT);
  g_assert_cmpstr (left->reason, ==, "removed");
  assert_door (&clients[0], TRUE, TRUE, TRUE, 0);
  g_assert_cmpuint (maju_hub_get_metrics (fixture->hub)->removed_total, ==, 1);

  /* What is still said on that connection reaches nobody. */
  relay (fixture, &clients[1], owner->self_id);
  assert_silent (&clients[0]);
  resume (fixture, &clients[2], removed->token, 0);
  assert_error (&clients[2], MAJU_ERROR_CODE_REMOVED, TRUE);
  disconnect_client (fixture, &clients[2]);
  client_drop (&clients[2]);
  hello (fixture, &clients[2], KNOCKING);
  skip (&clients[2], MAJU_MESSAGE_WAITING);
  assert_door (&clients[0], TRUE, TRUE, TRUE, 1);
  disconnect_client (fixture, &clients[2]);
  client_drop (&clients[2]);
  skip (&clients[0], MAJU_MESSAGE_DOOR);

  command (fixture, &clients[0], "unlock", NULL);
  assert_door (&clients[0], FALSE, TRUE, FALSE, 0);
  connect_client (fixture, &clients[2]);
  clients[2].base.address = 77;
  say (fixture, &clients[2], "{\"type\":\"hello\"," KNOCKING "}");
  skip (&clients[2], MAJU_MESSAGE_WAITING);
  assert_door (&clients[0], FALSE, TRUE, TRUE, 1);
  hello (fixture, &clients[3], IN_ROOM);
  skip (&clients[3], MAJU_MESSAGE_ROOM);
  assert_door (&clients[3], FALSE, FALSE, FALSE, 1);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* Who is away is removed as well, and an owner never. */
static void
test_remove_who (Fixture      *fixture,
                 gconstpointer data)
{
  Client clients[3];
  g_autoptr(MajuMessage) owner = enter (fixture, &clients[0], AS_OWNER);
  g_autoptr(MajuMessage) second = enter (fixture, &clients[1], AS_OWNER);
  g_autoptr(MajuMessage) away = enter (fixture, &clients[2], IN_ROOM);

  skip (&clients[0], MAJU_MESSAGE_DOOR);
  skip (&clients[0], MAJU_MESSAGE_JOINED);
  skip (&clients[0], MAJU_MESSAGE_JOINED);
  command (fixture, &clients[0], "remove", second->self_id);
  assert_error (&clients[0], MAJU_ERROR_CODE_NOT_ALLOWED, FALSE);
  command (fixture, &clients[0], "remove", owner->self_id);
  assert_error (&clients[0], MAJU_ERROR_CODE_NOT_ALLOWED, FALSE);
  command (fixture, &clients[0], "remove", "nobody");
  assert_error (&clients[0], MAJU_ERROR_CODE_NO_SUCH_PEER, FALSE);

  disconnect_client (fixture, &clients[2]);
  client_drop (&clients[2]);
  skip (&clients[0], MAJU_MESSAGE_AWAY);
  command (fixture, &clients[0], "remove", away->self_id);
  skip (&clients[0], MAJU_MESSAGE_LEFT);
  resume (fixture, &clients[2], away->token, 0);
  assert_error (&clients[2], MAJU_ERROR_CODE_REMOVED, TRUE);

  /* It is told as long as the session could be resumed else. */
  disconnect_client (fixture, &clients[2]);
  client_drop (&clients[2]);
  g_assert_true (pass (fixture, MAJU_LIMIT_RESUME_TIME));
  resume (fixture, &clients[2], away->token, 0);
  assert_error (&clients[2], MAJU_ERROR_CODE_RESUME_FAILED, TRUE);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* While an owner is away the others do not answer; when none is left they do.
 * The lock stays, and who resumes is let in. */
static void
test_owner_goes (Fixture      *fixture,
                 gconstpointer data)
{
  Client clients[4];
  g_autoptr(MajuMessage) owner = enter (fixture, &clients[0], AS_OWNER);
  g_autoptr(MajuMessage) other = enter (fixture, &clients[1], IN_ROOM);
  g_autoptr(MajuMessage) resumed = NULL;
  g_autofree char *id = NULL;

  command (fixture, &clients[0], "lock", NULL);
  assert_door (&clients[1], TRUE, FALSE, FALSE, 0);
  disconnect_client (fixture, &clients[0]);
  client_drop (&clients[0]);
  skip (&clients[1], MAJU_MESSAGE_AWAY);
  hello (fixture, &clients[2], KNOCKING);
  skip (&clients[2], MAJU_MESSAGE_WAITING);
  id = hear_knock (&clients[1], 0);
  command (fixture, &clients[1], "admit", id);
  assert_error (&clients[1], MAJU_ERROR_CODE_NOT_ALLOWED, FALSE);

  /* Back: what happened meanwhile is told. */
  resume (fixture, &clients[0], owner->token, 1);
  resumed = take (&clients[0], MAJU_MESSAGE_ROOM);
  g_assert_true (resumed->resumed);
  assert_door (&clients[0], TRUE, TRUE, TRUE, 1);
  skip (&clients[1], MAJU_MESSAGE_BACK);
  say (fixture, &clients[0], "{\"type\":\"end\"}");
  skip (&clients[1], MAJU_MESSAGE_LEFT);
  assert_door (&clients[1], TRUE, FALSE, TRUE, 1);
  command (fixture, &clients[1], "unlock", NULL);
  assert_error (&clients[1], MAJU_ERROR_CODE_NOT_ALLOWED, FALSE);
  command (fixture, &clients[1], "admit", id);
  skip (&clients[2], MAJU_MESSAGE_ROOM);
  skip (&clients[1], MAJU_MESSAGE_JOINED);

  /* An owner never knocks. */
  assert_door (&clients[1], TRUE, FALSE, TRUE, 0);
  hello (fixture, &clients[3], AS_OWNER);
  skip (&clients[3], MAJU_MESSAGE_ROOM);
  assert_door (&clients[3], TRUE, TRUE, TRUE, 0);
  skip (&clients[1], MAJU_MESSAGE_JOINED);
  assert_door (&clients[1], TRUE, FALSE, FALSE, 0);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* Who waits at an empty room is told; the room is then anybody's. */
static void
test_last_one_goes (Fixture      *fixture,
                    gconstpointer data)
{
  Client clients[2];
  g_autoptr(MajuMessage) owner = lock_room (fixture, &clients[0]);

  hello (fixture, &clients[1], KNOCKING);
  skip (&clients[1], MAJU_MESSAGE_WAITING);
  say (fixture, &clients[0], "{\"type\":\"end\"}");
  assert_error (&clients[1], MAJU_ERROR_CODE_REFUSED, TRUE);
  disconnect_client (fixture, &clients[1]);
  client_drop (&clients[1]);
  hello (fixture, &clients[1], IN_ROOM);
  skip (&clients[1], MAJU_MESSAGE_ROOM);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

static void
test_drain (Fixture      *fixture,
            gconstpointer data)
{
  Client clients[2];
  g_autoptr(MajuMessage) owner = lock_room (fixture, &clients[0]);

  hello (fixture, &clients[1], KNOCKING);
  skip (&clients[1], MAJU_MESSAGE_WAITING);
  maju_hub_drain (fixture->hub);
  assert_error (&clients[1], MAJU_ERROR_CODE_DRAINING, TRUE);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* A server that stops with somebody at the door. */
static void
test_end (Fixture      *fixture,
          gconstpointer data)
{
  static Client clients[2];
  g_autoptr(MajuMessage) owner = lock_room (fixture, &clients[0]);

  hello (fixture, &clients[1], KNOCKING);
  skip (&clients[1], MAJU_MESSAGE_WAITING);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    client_drop (&clients[i]);
}

/* The room is told to all, so a wrong one ends the session like any other. */
static void
test_bad_messages (Fixture      *fixture,
                   gconstpointer data)
{
  static const char *const texts[] = {
    "{\"type\":\"lock\"}",
    "{\"type\":\"admit\",\"who\":\"a\"}",
    "{\"type\":\"remove\",\"id\":1}",
    "{\"type\":\"remove\",\"id\":1,\"who\":\"\"}",
    "{\"type\":\"admit\",\"id\":1,\"who\":7}",
    "{\"type\":\"lock\",\"id\":2}",
    "{\"type\":\"door\",\"id\":1}",
    "{\"type\":\"waiting\",\"id\":1}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      Client client;
      g_autoptr(MajuMessage) owner = enter (fixture, &client, AS_OWNER);

      skip (&client, MAJU_MESSAGE_DOOR);
      say (fixture, &client, texts[i]);
      assert_error (&client, MAJU_ERROR_CODE_BAD_MESSAGE, TRUE);
      leave_all (fixture, &client, 1);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) \
g_test_add ("/server/door/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("nobodys-room", test_nobodys_room);
  ADD ("false-owner", test_false_owner);
  ADD ("admit", test_admit);
  ADD ("refuse", test_refuse);
  ADD ("waiting-is-outside", test_waiting_is_outside);
  ADD ("waiting-pings", test_waiting_pings);
  ADD ("withdraw", test_withdraw);
  ADD ("no-answer", test_no_answer);
  ADD ("limits", test_limits);
  ADD ("many-addresses", test_many_addresses);
  ADD ("unlock", test_unlock);
  ADD ("full", test_full);
  ADD ("remove", test_remove);
  ADD ("remove-who", test_remove_who);
  ADD ("owner-goes", test_owner_goes);
  ADD ("last-one-goes", test_last_one_goes);
  ADD ("drain", test_drain);
  ADD ("end", test_end);
  ADD ("bad-messages", test_bad_messages);
  return g_test_run ();
}
