/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-server.h"

#include <gio/gio.h>
#include <string.h>

/* The server as the application has it: inside, in a thread of its own. */

/* A guard against a hang, however slow the machine is. */
#define WAIT_SECONDS 120

typedef struct
{
  gboolean done;
  gboolean ok;
  GError *error;
} Result;

static gboolean
time_is_over_cb (gpointer user_data)
{
  g_error ("Nothing happened for %d s", WAIT_SECONDS);
}

static void
wait_for (gboolean *done)
{
  guint id = g_timeout_add_seconds (WAIT_SECONDS, time_is_over_cb, NULL);

  while (!*done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static void
started_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Result *self = user_data;

  self->ok = maju_server_start_finish (MAJU_SERVER (object), result,
                                       &self->error);
  self->done = TRUE;
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Result *self = user_data;

  self->ok = maju_server_stop_finish (MAJU_SERVER (object), result,
                                      &self->error);
  self->done = TRUE;
}

static MajuServer *
make (guint port)
{
  g_autoptr(MajuServerConfig) config = maju_server_config_new ();
  g_autofree char *text = g_strdup_printf ("%u", port);

  g_assert_true (maju_server_config_set (config, "listen", "address",
                                         "127.0.0.1", NULL));
  g_assert_true (maju_server_config_set (config, "listen", "port", text, NULL));
  return maju_server_new (config);
}

static MajuServer *
start (void)
{
  MajuServer *server = make (0);
  Result result = { 0 };

  maju_server_start_async (server, NULL, started_cb, &result);
  wait_for (&result.done);
  g_assert_no_error (result.error);
  g_assert_true (result.ok);
  g_assert_cmpuint (maju_server_get_port (server), >, 0);
  g_assert_false (maju_server_get_tls (server));
  return server;
}

static void
stop (MajuServer *server,
      guint       grace_ms)
{
  Result result = { 0 };

  maju_server_stop_async (server, grace_ms, stopped_cb, &result);
  wait_for (&result.done);
  g_assert_no_error (result.error);
  g_assert_true (result.ok);
}

static GSocketConnection *
connect_to (MajuServer *server)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_timeout (client, WAIT_SECONDS);
  connection =
    g_socket_client_connect_to_host (client, "127.0.0.1",
                                     (guint16) maju_server_get_port (server),
                                     NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static void
ask (GSocketConnection *connection,
     const char        *request,
     const char        *answer)
{
  GOutputStream *output =
    g_io_stream_get_output_stream (G_IO_STREAM (connection));
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr(GError) error = NULL;
  char buffer[1024];
  gssize length;

  g_output_stream_write_all (output, request, strlen (request), NULL, NULL,
                             &error);
  g_assert_no_error (error);
  length = g_input_stream_read (input, buffer, sizeof buffer - 1, NULL, &error);
  g_assert_no_error (error);
  buffer[length] = '\0';
  g_assert_true (g_str_has_prefix (buffer, answer));
}

static const char handshake[] =
  "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
  "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

static void
test_start_and_stop (void)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(MajuServer) server = start ();
      g_autoptr(GSocketConnection) connection = connect_to (server);

      ask (connection, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
           "HTTP/1.1 200 OK\r\n");
      stop (server, 5000);
    }
}

static void
test_two_at_once (void)
{
  g_autoptr(MajuServer) a = start ();
  g_autoptr(MajuServer) b = start ();
  g_autoptr(GSocketConnection) to_a = connect_to (a);
  g_autoptr(GSocketConnection) to_b = connect_to (b);

  g_assert_cmpuint (maju_server_get_port (a), !=, maju_server_get_port (b));
  ask (to_a, handshake, "HTTP/1.1 101 ");
  stop (a, 0);
  ask (to_b, handshake, "HTTP/1.1 101 ");
  stop (b, 0);
}

static void
test_stop_with_connections (void)
{
  g_autoptr(MajuServer) server = start ();
  g_autoptr(GSocketConnection) idle = connect_to (server);
  g_autoptr(GSocketConnection) open = connect_to (server);

  ask (open, handshake, "HTTP/1.1 101 ");
  stop (server, 0);
}

static void
test_goes_while_it_runs (void)
{
  MajuServer *server = start ();
  g_autoptr(GSocketConnection) open = connect_to (server);

  ask (open, handshake, "HTTP/1.1 101 ");
  g_object_add_weak_pointer (G_OBJECT (server), (gpointer *) &server);
  g_object_unref (server);
  g_assert_null (server);

  /* Whatever was on its way to it comes to nothing. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_port_in_use (void)
{
  g_autoptr(MajuServer) server = start ();
  g_autoptr(MajuServer) other = make (maju_server_get_port (server));
  Result result = { 0 };

  maju_server_start_async (other, NULL, started_cb, &result);
  wait_for (&result.done);
  g_assert_false (result.ok);
  g_assert_error (result.error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_LISTEN);
  g_clear_error (&result.error);
  g_assert_cmpuint (maju_server_get_port (other), ==, 0);
  stop (other, 0);
  stop (server, 0);
}

static void
test_wrong_config (void)
{
  g_autoptr(MajuServerConfig) config = maju_server_config_new ();
  g_autoptr(MajuServer) server = NULL;
  Result result = { 0 };

  maju_server_config_set (config, "listen", "address", "nowhere", NULL);
  server = maju_server_new (config);
  maju_server_start_async (server, NULL, started_cb, &result);
  wait_for (&result.done);
  g_assert_error (result.error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_CONFIG);
  g_clear_error (&result.error);
}

static void
test_stop_before_start (void)
{
  g_autoptr(MajuServer) server = make (0);

  stop (server, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/start-and-stop", test_start_and_stop);
  g_test_add_func ("/server/two-at-once", test_two_at_once);
  g_test_add_func ("/server/stop-with-connections", test_stop_with_connections);
  g_test_add_func ("/server/goes-while-it-runs", test_goes_while_it_runs);
  g_test_add_func ("/server/port-in-use", test_port_in_use);
  g_test_add_func ("/server/wrong-config", test_wrong_config);
  g_test_add_func ("/server/stop-before-start", test_stop_before_start);
  return g_test_run ();
}
