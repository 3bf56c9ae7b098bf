/* SPDX-License-Identifier: GPL-3.0-or-later */

/* MajuSignaling with the real server, over a proxy that cuts. */

#include "test-client.h"
#include "test-proxy.h"

#include "maju-doorbell.h"
#include "maju-server.h"

#include <string.h>

#define ROOM "kxbt-rfmq-saha-jwmn"
#define IN_STATE(s) test_client_is_in_state, \
GUINT_TO_POINTER (MAJU_SIGNALING_STATE_ ## s)

typedef struct
{
  MajuServer *server;
  TestProxy *proxy;
  guint port;
} Fixture;

typedef struct
{
  gboolean done;
  GError *error;
} Wait;

static void
started_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Wait *wait = user_data;

  maju_server_start_finish (MAJU_SERVER (source), result, &wait->error);
  wait->done = TRUE;
}

static void
stopped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Wait *wait = user_data;

  maju_server_stop_finish (MAJU_SERVER (source), result, &wait->error);
  wait->done = TRUE;
}

static void
start_server (Fixture *fixture)
{
  g_autoptr(MajuServerConfig) config = maju_server_config_new ();
  g_autoptr(GError) error = NULL;
  Wait wait = { 0 };

  maju_server_config_set (config, "listen", "address", "127.0.0.1", &error);
  g_assert_no_error (error);
  maju_server_config_set (config, "listen", "port", "0", &error);
  g_assert_no_error (error);
  maju_server_config_set (config, "limits", "people", "2", &error);
  g_assert_no_error (error);
  maju_server_config_set (config, "limits", "rate", "0", &error);
  g_assert_no_error (error);
  maju_server_config_set (config, "limits", "address-rate", "0", &error);
  g_assert_no_error (error);
  fixture->server = maju_server_new (config);
  maju_server_start_async (fixture->server, NULL, started_cb, &wait);
  while (!wait.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (wait.error);
  fixture->port = maju_server_get_port (fixture->server);
}

static void
stop_server (Fixture *fixture)
{
  Wait wait = { 0 };

  maju_server_stop_async (fixture->server, 0, stopped_cb, &wait);
  while (!wait.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (wait.error);
  g_assert_finalize_object (fixture->server);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  start_server (fixture);
  fixture->proxy = test_proxy_new (fixture->port);
}

static gboolean
is_alone (gpointer proxy)
{
  return G_OBJECT (proxy)->ref_count == 1;
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  stop_server (fixture);
  test_proxy_cut (fixture->proxy);
  /* Reads that are under way hold it. */
  while (!is_alone (fixture->proxy))
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (fixture->proxy);
}

static TestClient *
enter_direct (Fixture    *fixture,
              const char *name)
{
  TestClient *client = test_client_new (fixture->port, ROOM, name, FALSE);

  test_client_enter (client);
  return client;
}

/* The server has a thread, which may be slow: what a turned clock decides is
 * about being without a connection. */
static gboolean
is_answered (gpointer proxy)
{
  return test_proxy_is_carrying (proxy);
}

static TestClient *
enter_proxied (Fixture    *fixture,
               const char *name,
               gboolean    turned)
{
  TestClient *client = test_client_new (test_proxy_get_port (fixture->proxy),
                                        ROOM, name, turned);

  client->is_answered = is_answered;
  client->answered_data = fixture->proxy;
  test_client_enter (client);
  return client;
}

static const char *
get_id (TestClient *client)
{
  return maju_signaling_get_self_id (client->signaling);
}

static gboolean
has_n_messages (TestClient   *client,
                gconstpointer n)
{
  return client->messages->len >= GPOINTER_TO_UINT (n);
}

static void
test_two (Fixture      *fixture,
          gconstpointer data)
{
  g_autoptr(TestClient) ann = enter_direct (fixture, "Ann");
  g_autoptr(TestClient) bob = enter_direct (fixture, " Bob\n");
  g_autoptr(MajuMessage) offer = maju_message_new (MAJU_MESSAGE_DESCRIPTION);
  MajuMessage *room = g_ptr_array_index (bob->rooms, 0);
  MajuMember *member = g_ptr_array_index (room->members, 0);
  MajuMessage *received;

  g_assert_cmpstr (member->id, ==, get_id (ann));
  g_assert_cmpstr (member->name, ==, "Ann");
  g_assert_cmpuint (room->members->len, ==, 1);
  g_assert_cmpstr (room->self_id, ==, get_id (bob));
  test_client_wait (ann, test_client_has_logged, "joined:Bob", 0);

  offer->to = g_strdup (get_id (ann));
  offer->counter = 1;
  offer->sdp = g_strdup ("v=0\r\n");
  maju_signaling_send (bob->signaling, offer);
  test_client_say (ann, get_id (bob), 3);
  test_client_wait (ann, test_client_has_logged, "description", 0);
  test_client_wait (bob, test_client_has_logged, "restart:3", 0);
  received = g_ptr_array_index (ann->messages, 1);
  g_assert_cmpstr (received->from, ==, get_id (bob));
  g_assert_cmpstr (received->sdp, ==, "v=0\r\n");

  test_client_leave (bob);
  test_client_wait (bob, test_client_has_left, NULL, 0);
  test_client_wait (ann, test_client_has_logged, "left:left", 0);
  g_assert_cmpstr (bob->states->str, ==, "cjx");
  g_assert_null (maju_signaling_get_error (bob->signaling));
}

static void
test_full (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(TestClient) ann = enter_direct (fixture, "Ann");
  g_autoptr(TestClient) bob = enter_direct (fixture, "Bob");
  g_autoptr(TestClient) eve = test_client_new (fixture->port, ROOM, "Eve",
                                               FALSE);

  test_client_join (eve);
  test_client_wait (eve, test_client_is_done, NULL, 0);
  g_assert_error (eve->join_error, MAJU_SIGNALING_ERROR,
                  MAJU_SIGNALING_ERROR_ROOM_FULL);
  g_assert_cmpstr (eve->states->str, ==, "cx");
  g_assert_cmpstr (eve->log->str, ==, "");
  g_assert_nonnull (maju_signaling_get_error (eve->signaling));
}

static void
test_no_such_peer (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(TestClient) ann = enter_direct (fixture, "Ann");

  test_client_say (ann, "nobody", 1);
  test_client_wait (ann, test_client_has_logged, "error:no-such-peer", 0);
  g_assert_cmpstr (ann->states->str, ==, "cj");
}

/* What is said while the connection is down arrives when it is up again. */
static void
test_cut (Fixture      *fixture,
          gconstpointer data)
{
  g_autoptr(TestClient) ann = enter_proxied (fixture, "Ann", FALSE);
  g_autoptr(TestClient) bob = enter_direct (fixture, "Bob");
  g_autofree char *id = g_strdup (get_id (ann));

  test_client_wait (ann, test_client_has_logged, "joined:Bob", 0);
  test_proxy_cut (fixture->proxy);
  test_client_wait (ann, IN_STATE (RECONNECTING), 0);
  test_client_say (ann, get_id (bob), 1);
  test_client_say (ann, get_id (bob), 2);
  test_client_say (bob, id, 3);
  test_client_say (bob, id, 4);
  test_client_wait (ann, test_client_has_logged, "restart:4", 0);
  test_client_wait (bob, test_client_has_logged, "restart:2", 0);

  g_assert_cmpstr (ann->log->str, ==, "room joined:Bob restart:3 restart:4 ");
  g_assert_nonnull (strstr (bob->log->str, "restart:1 restart:2 "));
  g_assert_cmpstr (ann->states->str, ==, "cjrj");
  g_assert_cmpstr (get_id (ann), ==, id);
}

static gboolean
both_have_all (TestClient   *ann,
               gconstpointer bob)
{
  return test_client_has_logged (ann, "restart:400 ") &&
         test_client_has_logged ((TestClient *) bob, "restart:400 ");
}

/* Whatever is lost on the way and wherever: each message once, in order. */
static void
test_many_cuts (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(TestClient) ann = enter_proxied (fixture, "Ann", TRUE);
  g_autoptr(TestClient) bob = enter_direct (fixture, "Bob");
  g_autoptr(GRand) random = g_rand_new_with_seed (7);
  guint n_said = 0;
  guint n_cuts = 0;

  test_client_wait (ann, test_client_has_logged, "joined:Bob", 10);
  while (n_said < 400)
    {
      for (guint n = g_rand_int_range (random, 1, 12); n > 0; n--)
        {
          n_said++;
          test_client_say (ann, get_id (bob), n_said);
          test_client_say (bob, get_id (ann), n_said);
        }
      if (g_rand_boolean (random))
        test_proxy_set_cut_after (fixture->proxy,
                                  g_rand_int_range (random, 1, 800));
      for (guint n = g_rand_int_range (random, 0, 8); n > 0; n--)
        g_main_context_iteration (NULL, FALSE);
      if (g_rand_int_range (random, 0, 3) == 0)
        {
          test_proxy_cut (fixture->proxy);
          n_cuts++;
        }
      test_client_wait (ann, IN_STATE (JOINED), 200);
    }
  test_proxy_set_cut_after (fixture->proxy, 0);
  /* Ann may be about to notice the last cut. */
  test_client_wait (ann, both_have_all, bob, 200);

  g_assert_cmpuint (n_cuts, >, 5);
  g_assert_cmpuint (ann->rooms->len, ==, 1);
  for (guint i = 1, a = 0, b = 0; i <= 400; i++)
    {
      MajuMessage *message;

      while ((message = g_ptr_array_index (ann->messages, a++))->type !=
             MAJU_MESSAGE_RESTART)
        ;
      g_assert_cmpuint (message->generation, ==, i);
      while ((message = g_ptr_array_index (bob->messages, b++))->type !=
             MAJU_MESSAGE_RESTART)
        ;
      g_assert_cmpuint (message->generation, ==, i);
    }
}

/* A path that is dead and does not say so. */
static void
test_silence (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(TestClient) ann = enter_proxied (fixture, "Ann", TRUE);
  g_autoptr(TestClient) bob = enter_direct (fixture, "Bob");

  test_client_wait (ann, test_client_has_logged, "joined:Bob", 0);
  test_proxy_set_stopped (fixture->proxy, TRUE);
  maju_clock_advance (ann->clock, 11000);
  g_assert_true (test_client_is_in_state (
                   ann, GUINT_TO_POINTER (MAJU_SIGNALING_STATE_JOINED)));
  maju_clock_advance (ann->clock, 2000);
  g_assert_true (test_client_is_in_state (
                   ann, GUINT_TO_POINTER (MAJU_SIGNALING_STATE_RECONNECTING)));
  test_client_say (ann, get_id (bob), 1);
  test_proxy_cut (fixture->proxy);
  test_client_wait (ann, IN_STATE (JOINED), 100);
  test_client_wait (bob, test_client_has_logged, "restart:1", 0);
  g_assert_cmpuint (ann->rooms->len, ==, 1);
}

static gboolean
emit_network_changed_cb (gpointer user_data)
{
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed",
                         TRUE);
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* From the main loop, as the system does it. */
static void
change_network (void)
{
  gboolean done = FALSE;

  g_idle_add (emit_network_changed_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

/* A change of the network makes silence suspicious. */
static void
test_network_change (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr(TestClient) ann = enter_proxied (fixture, "Ann", TRUE);

  test_proxy_set_stopped (fixture->proxy, TRUE);
  /* What has come is heard before. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  change_network ();
  maju_clock_advance (ann->clock, 3000);
  g_assert_true (test_client_is_in_state (
                   ann, GUINT_TO_POINTER (MAJU_SIGNALING_STATE_JOINED)));
  maju_clock_advance (ann->clock, 1000);
  g_assert_true (test_client_is_in_state (
                   ann, GUINT_TO_POINTER (MAJU_SIGNALING_STATE_RECONNECTING)));
  test_proxy_cut (fixture->proxy);
  test_client_wait (ann, IN_STATE (JOINED), 100);
}

/* And when there is no connection, it is worth another try at once, whether the
 * last one waits or hangs. */
static void
test_network_back (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(TestClient) ann = enter_proxied (fixture, "Ann", TRUE);
  guint n_taken;

  test_proxy_set_stopped (fixture->proxy, TRUE);
  maju_clock_advance (ann->clock, 13000);
  g_assert_true (test_client_is_in_state (
                   ann, GUINT_TO_POINTER (MAJU_SIGNALING_STATE_RECONNECTING)));
  maju_clock_advance (ann->clock, 1);
  n_taken = test_proxy_get_n_taken (fixture->proxy);
  while (test_proxy_get_n_taken (fixture->proxy) == n_taken)
    g_main_context_iteration (NULL, TRUE);

  /* That try hangs. */
  maju_clock_advance (ann->clock, 5000);
  n_taken = test_proxy_get_n_taken (fixture->proxy);
  change_network ();
  while (test_proxy_get_n_taken (fixture->proxy) == n_taken)
    g_main_context_iteration (NULL, TRUE);
  test_proxy_set_stopped (fixture->proxy, FALSE);
  while (!test_client_is_in_state (
           ann, GUINT_TO_POINTER (MAJU_SIGNALING_STATE_JOINED)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (ann->rooms->len, ==, 1);
}

/* The server forgets everything: everybody joins anew. */
static void
test_server_restart (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr(TestClient) ann = enter_proxied (fixture, "Ann", FALSE);
  g_autoptr(TestClient) bob = enter_proxied (fixture, "Bob", FALSE);
  g_autofree char *id = g_strdup (get_id (ann));

  test_client_wait (ann, test_client_has_logged, "joined:Bob", 0);
  stop_server (fixture);
  test_client_wait (ann, IN_STATE (RECONNECTING), 0);
  test_client_wait (bob, IN_STATE (RECONNECTING), 0);
  test_client_say (ann, get_id (bob), 1);
  start_server (fixture);
  test_proxy_set_target (fixture->proxy, fixture->port);
  test_client_wait (ann, IN_STATE (JOINED), 0);
  test_client_wait (bob, IN_STATE (JOINED), 0);

  g_assert_cmpuint (ann->rooms->len, ==, 2);
  g_assert_cmpuint (bob->rooms->len, ==, 2);
  g_assert_cmpstr (get_id (ann), !=, id);

  /* Void is what was for somebody who is no more. */
  test_client_say (ann, get_id (bob), 2);
  test_client_wait (bob, test_client_has_logged, "restart:2 ", 0);
  g_assert_null (strstr (bob->log->str, "restart:1 "));
}

/* A client that comes back while the server still has its old connection. */
static void
test_taken_over_by_itself (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr(TestClient) ann = enter_proxied (fixture, "Ann", TRUE);
  g_autoptr(TestClient) bob = enter_direct (fixture, "Bob");

  test_client_wait (ann, test_client_has_logged, "joined:Bob", 0);
  test_proxy_set_stopped (fixture->proxy, TRUE);
  maju_clock_advance (ann->clock, 13000);
  /* The old connection is still open between proxy and server. */
  test_proxy_set_stopped (fixture->proxy, FALSE);
  test_client_wait (ann, IN_STATE (JOINED), 100);
  test_client_say (bob, get_id (ann), 5);
  test_client_wait (ann, test_client_has_logged, "restart:5", 100);
  g_assert_cmpuint (ann->rooms->len, ==, 1);
}

/* Somebody who just goes, without a word, and is not waited for. */
static void
test_free_while_joined (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(TestClient) ann = enter_direct (fixture, "Ann");
  TestClient *bob = enter_direct (fixture, "Bob");

  test_client_wait (ann, test_client_has_logged, "joined:Bob", 0);
  test_client_free (bob);
  test_client_wait (ann, test_client_has_logged, "away:Bob", 0);
}

static void
test_leave_while_down (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr(TestClient) ann = enter_proxied (fixture, "Ann", TRUE);

  test_proxy_cut (fixture->proxy);
  test_client_wait (ann, IN_STATE (RECONNECTING), 0);
  test_client_leave (ann);
  test_client_wait (ann, test_client_has_left, NULL, 0);
  g_assert_cmpstr (ann->states->str, ==, "cjrx");
  g_assert_false (has_n_messages (ann, GUINT_TO_POINTER (1)));
}

static void
add (const char *path,
     void (*func)(Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

static void
people_cb (MajuDoorbell *doorbell,
           const char   *room,
           GPtrArray    *members,
           GString      *log)
{
  g_string_append_printf (log, "%s:", room);
  for (guint i = 0; i < members->len; i++)
    g_string_append (log, ((MajuMember *) members->pdata[i])->name);
  g_string_append_c (log, ' ');
}

static void
wait_log (GString    *log,
          const char *text)
{
  while (strstr (log->str, text) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_string_truncate (log, 0);
}

/* Who waits to be called hears who is in the room, also after the connection
 * was lost, and can decline. */
static void
test_doorbell (Fixture      *fixture,
               gconstpointer data)
{
  static const char *const rooms[] = { ROOM, "abcdefgh", NULL };
  static const char *const none[] = { NULL };
  guint port = test_proxy_get_port (fixture->proxy);
  g_autofree char *text = g_strdup_printf ("http://127.0.0.1:%u/r/" ROOM, port);
  g_autoptr(MajuRoomLink) link = maju_room_link_parse (text, NULL);
  g_autoptr(MajuDoorbell) doorbell = maju_doorbell_new (link, NULL);
  g_autoptr(GString) log = g_string_new (NULL);
  g_autoptr(TestClient) ann = NULL;
  g_autoptr(TestClient) bob = NULL;

  g_signal_connect (doorbell, "people", G_CALLBACK (people_cb), log);
  maju_doorbell_set_rooms (doorbell, none);
  maju_doorbell_set_rooms (doorbell, rooms);
  wait_log (log, ROOM ": abcdefgh: ");
  g_assert_true (maju_doorbell_get_listening (doorbell));
  ann = enter_direct (fixture, "Ann");
  wait_log (log, ROOM ":Ann ");
  maju_doorbell_decline (doorbell, ROOM, "Dana\n");
  test_client_wait (ann, test_client_has_logged, "declined:Dana", 0);

  test_proxy_cut (fixture->proxy);
  while (maju_doorbell_get_listening (doorbell))
    g_main_context_iteration (NULL, TRUE);
  bob = enter_direct (fixture, "Bob");
  wait_log (log, ROOM ":AnnBob ");
  test_client_leave (bob);
  test_client_wait (bob, test_client_has_left, NULL, 0);
  wait_log (log, ROOM ":Ann ");

  maju_doorbell_set_rooms (doorbell, none);
  g_assert_false (maju_doorbell_get_listening (doorbell));
}

int
main (int    argc,
      char **argv)
{
  /* What the machine's network does is not for this test. */
  g_setenv ("GIO_USE_NETWORK_MONITOR", "base", TRUE);
  g_test_init (&argc, &argv, NULL);

  add ("/signaling/server/two", test_two);
  add ("/signaling/server/full", test_full);
  add ("/signaling/server/no-such-peer", test_no_such_peer);
  add ("/signaling/server/cut", test_cut);
  add ("/signaling/server/many-cuts", test_many_cuts);
  add ("/signaling/server/silence", test_silence);
  add ("/signaling/server/network-change", test_network_change);
  add ("/signaling/server/network-back", test_network_back);
  add ("/signaling/server/restart", test_server_restart);
  add ("/signaling/server/taken-over", test_taken_over_by_itself);
  add ("/signaling/server/free-while-joined", test_free_while_joined);
  add ("/signaling/server/leave-while-down", test_leave_while_down);
  add ("/signaling/server/doorbell", test_doorbell);

  return g_test_run ();
}
