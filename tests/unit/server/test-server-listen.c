/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-hub-private.h"

#include "hub-test-util.h"

#include "maju-limits.h"

/* Who is told when somebody is in a room: PROTOCOL.md, "Ringing". */

#define OWNER "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define ROOM "wh5v-if95-nmk3-4uwv"
#define IN_ROOM "\"room\":\"" ROOM "\",\"name\":\"Ann\""

static void
listen_to (Fixture    *fixture,
           Client     *client,
           const char *rooms)
{
  g_autofree char *text =
    g_strdup_printf ("{\"type\":\"listen\",\"rooms\":[%s]}", rooms);

  connect_client (fixture, client);
  say (fixture, client, text);
}

static void
assert_people (Client *client,
               guint   n)
{
  g_autoptr(MajuMessage) people = take (client, MAJU_MESSAGE_PEOPLE);

  g_assert_cmpstr (people->room, ==, ROOM);
  g_assert_cmpuint (people->members->len, ==, n);
  if (n > 0)
    g_assert_cmpstr (((MajuMember *) people->members->pdata[0])->name, ==, "Ann");
}

static void
assert_silent (Client *client)
{
  g_assert_true (g_queue_is_empty (&client->received));
}

static void
leave_all (Fixture *fixture,
           Client  *clients,
           guint    n_clients)
{
  MajuServerMetrics *metrics;

  for (guint i = 0; i < n_clients; i++)
    {
      if (clients[i].base.hub_data != NULL)
        disconnect_client (fixture, &clients[i]);
      client_drop (&clients[i]);
    }
  g_assert_false (pass (fixture, MAJU_LIMIT_RESUME_TIME));
  metrics = maju_hub_get_metrics (fixture->hub);
  g_assert_cmpuint (metrics->listeners, ==, 0);
  g_assert_cmpuint (g_hash_table_size (fixture->hub->listened), ==, 0);
}

static void
test_coming_and_going (Fixture      *fixture,
                       gconstpointer data)
{
  Client clients[3];

  listen_to (fixture, &clients[0], "\"" ROOM "\",\"abcdefgh\",\"" ROOM "\"");
  assert_people (&clients[0], 0);
  skip (&clients[0], MAJU_MESSAGE_PEOPLE);
  assert_silent (&clients[0]);
  hello (fixture, &clients[1], IN_ROOM);
  assert_people (&clients[0], 1);
  hello (fixture, &clients[2], IN_ROOM);
  assert_people (&clients[0], 2);
  say (fixture, &clients[1], "{\"type\":\"end\"}");
  assert_people (&clients[0], 1);
  say (fixture, &clients[2], "{\"type\":\"end\"}");
  assert_people (&clients[0], 0);

  /* Longer than a hello may take. */
  pass (fixture, MAJU_LIMIT_HELLO_TIME * 10);
  g_assert_cmpuint (clients[0].close_code, ==, 0);
  assert_silent (&clients[0]);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* Who is there already is told at once, and other rooms take the first's
 * place. */
static void
test_other_rooms (Fixture      *fixture,
                  gconstpointer data)
{
  Client clients[3];

  hello (fixture, &clients[1], IN_ROOM);
  listen_to (fixture, &clients[0], "\"" ROOM "\"");
  assert_people (&clients[0], 1);
  say (fixture, &clients[0], "{\"type\":\"listen\",\"rooms\":[\"abcdefgh\"]}");
  skip (&clients[0], MAJU_MESSAGE_PEOPLE);
  hello (fixture, &clients[2], IN_ROOM);
  assert_silent (&clients[0]);
  say (fixture, &clients[0], "{\"type\":\"listen\",\"rooms\":[]}");
  g_assert_cmpuint (g_hash_table_size (fixture->hub->listened), ==, 0);
  say (fixture, &clients[0], "{\"type\":\"end\"}");
  g_assert_cmpuint (clients[0].close_code, ==, MAJU_CLOSE_NORMAL);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

static void
test_locked (Fixture      *fixture,
             gconstpointer data)
{
  Client clients[4];

  listen_to (fixture, &clients[0], "\"" ROOM "\"");
  assert_people (&clients[0], 0);
  hello (fixture, &clients[1], IN_ROOM ",\"owner\":\"" OWNER "\"");
  assert_people (&clients[0], 1);
  say (fixture, &clients[1], "{\"type\":\"lock\",\"id\":1}");
  assert_people (&clients[0], 0);
  listen_to (fixture, &clients[2], "\"" ROOM "\"");
  assert_people (&clients[2], 0);
  say (fixture, &clients[0], "{\"type\":\"decline\",\"room\":\"" ROOM "\"}");
  assert_error (&clients[0], MAJU_ERROR_CODE_NOT_ALLOWED, FALSE);

  /* Nor is it told that somebody comes and goes behind the lock. */
  hello (fixture, &clients[3], IN_ROOM ",\"owner\":\"" OWNER "\"");
  assert_silent (&clients[0]);
  say (fixture, &clients[3], "{\"type\":\"end\"}");
  assert_silent (&clients[0]);
  say (fixture, &clients[1], "{\"type\":\"unlock\",\"id\":2}");
  assert_people (&clients[0], 1);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* @members of a hello, which becomes silent or not. */
static void
enter (Fixture    *fixture,
       Client     *client,
       const char *members,
       gboolean    silent)
{
  g_autoptr(MajuMessage) room = NULL;

  hello (fixture, client, members);
  room = take (client, MAJU_MESSAGE_ROOM);
  g_assert_cmpint (room->silent, ==, silent);
}

/* No bell hears of who is silent, nor of who comes to them alone. */
static void
test_silent (Fixture      *fixture,
             gconstpointer data)
{
  static const char decline[] =
    "{\"type\":\"decline\",\"room\":\"" ROOM "\",\"name\":\"Bo\"}";
  Client clients[5];

  listen_to (fixture, &clients[0], "\"" ROOM "\"");
  assert_people (&clients[0], 0);
  enter (fixture, &clients[1], IN_ROOM ",\"silent\":true", TRUE);
  enter (fixture, &clients[2], IN_ROOM, TRUE);
  skip (&clients[1], MAJU_MESSAGE_JOINED);
  assert_silent (&clients[0]);

  /* Who listens only now is told no more. */
  listen_to (fixture, &clients[3], "\"" ROOM "\"");
  assert_people (&clients[3], 0);
  say (fixture, &clients[3], decline);
  assert_error (&clients[3], MAJU_ERROR_CODE_NOT_ALLOWED, FALSE);
  assert_silent (&clients[1]);

  /* Nor when those go who were there first. */
  say (fixture, &clients[1], "{\"type\":\"end\"}");
  enter (fixture, &clients[4], IN_ROOM, TRUE);
  say (fixture, &clients[2], "{\"type\":\"end\"}");
  say (fixture, &clients[4], "{\"type\":\"end\"}");
  assert_silent (&clients[0]);
  assert_silent (&clients[3]);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* In a call that has rung, who is silent comes and goes unheard, and nobody
 * rings from there any more when the others have gone. */
static void
test_silent_beside (Fixture      *fixture,
                    gconstpointer data)
{
  Client clients[6];

  listen_to (fixture, &clients[0], "\"" ROOM "\"");
  assert_people (&clients[0], 0);
  enter (fixture, &clients[1], IN_ROOM, FALSE);
  assert_people (&clients[0], 1);
  enter (fixture, &clients[2], IN_ROOM ",\"silent\":true", TRUE);
  assert_silent (&clients[0]);
  enter (fixture, &clients[3], IN_ROOM, FALSE);
  assert_people (&clients[0], 2);
  say (fixture, &clients[1], "{\"type\":\"end\"}");
  assert_people (&clients[0], 1);
  say (fixture, &clients[3], "{\"type\":\"end\"}");
  assert_people (&clients[0], 0);
  enter (fixture, &clients[4], IN_ROOM, TRUE);
  say (fixture, &clients[4], "{\"type\":\"end\"}");
  say (fixture, &clients[2], "{\"type\":\"end\"}");
  assert_silent (&clients[0]);

  /* Then all is as it was. */
  enter (fixture, &clients[5], IN_ROOM, FALSE);
  assert_people (&clients[0], 1);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* To remove somebody locks the room, which is told also when nobody had been
 * told of them. */
static void
test_silent_removed (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr(MajuMessage) room = NULL;
  g_autofree char *text = NULL;
  Client clients[3];

  listen_to (fixture, &clients[0], "\"" ROOM "\"");
  assert_people (&clients[0], 0);
  hello (fixture, &clients[1], IN_ROOM ",\"owner\":\"" OWNER "\"");
  assert_people (&clients[0], 1);
  hello (fixture, &clients[2], IN_ROOM ",\"silent\":true");
  room = take (&clients[2], MAJU_MESSAGE_ROOM);
  assert_silent (&clients[0]);
  text = g_strdup_printf ("{\"type\":\"remove\",\"id\":1,\"who\":\"%s\"}",
                          room->self_id);
  say (fixture, &clients[1], text);
  assert_people (&clients[0], 0);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* It lasts as long as the session, also of one who had to knock. */
static void
test_silent_session (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr(MajuMessage) room = NULL;
  g_autoptr(MajuMessage) again = NULL;
  Client clients[4];

  listen_to (fixture, &clients[0], "\"" ROOM "\"");
  assert_people (&clients[0], 0);
  hello (fixture, &clients[1], IN_ROOM ",\"silent\":true,\"owner\":\"" OWNER "\"");
  room = take (&clients[1], MAJU_MESSAGE_ROOM);
  g_assert_true (room->silent);
  disconnect_client (fixture, &clients[1]);
  client_drop (&clients[1]);
  resume (fixture, &clients[1], room->token, 0);
  again = take (&clients[1], MAJU_MESSAGE_ROOM);
  g_assert_true (again->resumed);
  g_assert_true (again->silent);
  assert_silent (&clients[0]);

  say (fixture, &clients[1], "{\"type\":\"lock\",\"id\":1}");
  hello (fixture, &clients[2], IN_ROOM ",\"knock\":true,\"silent\":true");
  hello (fixture, &clients[3], IN_ROOM ",\"knock\":true");
  skip (&clients[2], MAJU_MESSAGE_WAITING);
  skip (&clients[3], MAJU_MESSAGE_WAITING);
  say (fixture, &clients[1], "{\"type\":\"unlock\",\"id\":2}");
  assert_silent (&clients[0]);
  say (fixture, &clients[1], "{\"type\":\"end\"}");

  /* Who does not come back in time does not ring in going either. */
  disconnect_client (fixture, &clients[2]);
  disconnect_client (fixture, &clients[3]);
  client_drop (&clients[2]);
  client_drop (&clients[3]);
  pass (fixture, MAJU_LIMIT_RESUME_TIME + 1);
  g_assert_cmpuint (maju_hub_get_metrics (fixture->hub)->sessions_away, ==, 0);
  assert_silent (&clients[0]);
  leave_all (fixture, clients, 2);
}

static void
test_decline (Fixture      *fixture,
              gconstpointer data)
{
  static const char decline[] =
    "{\"type\":\"decline\",\"room\":\"" ROOM "\",\"name\":\"Bo\\u202e\"}";
  g_autoptr(MajuMessage) declined = NULL;
  Client clients[2];

  listen_to (fixture, &clients[0], "\"" ROOM "\"");
  assert_people (&clients[0], 0);
  say (fixture, &clients[0], decline);
  assert_error (&clients[0], MAJU_ERROR_CODE_NOT_ALLOWED, FALSE);
  hello (fixture, &clients[1], IN_ROOM);
  skip (&clients[1], MAJU_MESSAGE_ROOM);
  assert_people (&clients[0], 1);
  say (fixture, &clients[0], decline);
  declined = take (&clients[1], MAJU_MESSAGE_DECLINED);
  g_assert_cmpstr (declined->name, ==, "Bo");
  g_assert_cmpuint (declined->seq, ==, 1);

  /* Not again at once, and not by listening anew. */
  say (fixture, &clients[0], decline);
  assert_error (&clients[0], MAJU_ERROR_CODE_NOT_ALLOWED, FALSE);
  say (fixture, &clients[0], "{\"type\":\"listen\",\"rooms\":[\"" ROOM "\"]}");
  assert_people (&clients[0], 1);
  say (fixture, &clients[0], decline);
  assert_error (&clients[0], MAJU_ERROR_CODE_NOT_ALLOWED, FALSE);
  assert_silent (&clients[1]);
  pass (fixture, 11);
  say (fixture, &clients[0], decline);
  skip (&clients[1], MAJU_MESSAGE_DECLINED);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

static void
test_out_of_place (Fixture      *fixture,
                   gconstpointer data)
{
  Client clients[3];

  listen_to (fixture, &clients[0], "");
  say (fixture, &clients[0], "{\"type\":\"hello\"," IN_ROOM "}");
  assert_error (&clients[0], MAJU_ERROR_CODE_NOT_JOINED, TRUE);
  listen_to (fixture, &clients[1], "");
  say (fixture, &clients[1], "{\"type\":\"listen\",\"rooms\":[0]}");
  assert_error (&clients[1], MAJU_ERROR_CODE_BAD_MESSAGE, TRUE);
  hello (fixture, &clients[2], IN_ROOM);
  skip (&clients[2], MAJU_MESSAGE_ROOM);
  say (fixture, &clients[2], "{\"type\":\"listen\",\"rooms\":[]}");
  assert_error (&clients[2], MAJU_ERROR_CODE_BAD_MESSAGE, TRUE);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

/* Pings are not what a listener may not say too often. */
static void
test_pings (Fixture      *fixture,
            gconstpointer data)
{
  Client client;

  listen_to (fixture, &client, "");
  for (guint i = 0; i < 100; i++)
    say (fixture, &client, "{\"type\":\"ping\"}");
  for (guint i = 0; i < MAJU_LIMIT_PING_BURST; i++)
    skip (&client, MAJU_MESSAGE_PONG);
  say (fixture, &client, "{\"type\":\"listen\",\"rooms\":[]}");
  assert_silent (&client);
  g_assert_cmpuint (client.close_code, ==, 0);
  leave_all (fixture, &client, 1);
}

static void
test_flood (Fixture      *fixture,
            gconstpointer data)
{
  Client client;

  listen_to (fixture, &client, "");
  for (guint i = 0; client.close_code == 0 && i < 100; i++)
    say (fixture, &client, "{\"type\":\"listen\",\"rooms\":[]}");
  assert_error (&client, MAJU_ERROR_CODE_RATE_LIMITED, TRUE);
  leave_all (fixture, &client, 1);
}

static void
test_too_many (Fixture      *fixture,
               gconstpointer data)
{
  Client clients[MAJU_LIMIT_LISTENERS + 1];

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      listen_to (fixture, &clients[i], "\"" ROOM "\"");
      if (i < MAJU_LIMIT_LISTENERS)
        assert_people (&clients[i], 0);
    }
  assert_error (&clients[MAJU_LIMIT_LISTENERS], MAJU_ERROR_CODE_ROOM_FULL,
                FALSE);
  disconnect_client (fixture, &clients[0]);
  say (fixture, &clients[MAJU_LIMIT_LISTENERS],
       "{\"type\":\"listen\",\"rooms\":[\"" ROOM "\"]}");
  assert_people (&clients[MAJU_LIMIT_LISTENERS], 0);
  leave_all (fixture, clients, G_N_ELEMENTS (clients));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
g_test_add ("/server/listen/" name, Fixture, NULL, set_up, func, tear_down)

  ADD ("coming-and-going", test_coming_and_going);
  ADD ("other-rooms", test_other_rooms);
  ADD ("locked", test_locked);
  ADD ("silent", test_silent);
  ADD ("silent-beside", test_silent_beside);
  ADD ("silent-removed", test_silent_removed);
  ADD ("silent-session", test_silent_session);
  ADD ("decline", test_decline);
  ADD ("out-of-place", test_out_of_place);
  ADD ("pings", test_pings);
  ADD ("flood", test_flood);
  ADD ("too-many", test_too_many);

  return g_test_run ();
}
