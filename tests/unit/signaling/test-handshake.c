/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be at an address before any WebSocket is. */

#include "test-client.h"
#include "test-peer.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOT_MAJU MAJU_SIGNALING_ERROR_NOT_MAJU
#define UNREACHABLE MAJU_SIGNALING_ERROR_UNREACHABLE
#define ROOM "kxbt-rfmq-saha-jwmn"

typedef struct
{
  const char *name;
  const char *answer;           /* "": closes; NULL: says nothing */
  int code;
} Answer;

static const Answer answers[] = {
  { "silence", NULL, UNREACHABLE },
  { "close", "", UNREACHABLE },
  { "half", "HTTP/1.1 101 Switching Pro", NOT_MAJU },
  { "half-headers", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: webs",
    NOT_MAJU },
  { "404", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", NOT_MAJU },
  { "200", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", NOT_MAJU },
  { "403", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", NOT_MAJU },
  { "401", "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\n"
    "Content-Length: 0\r\n\r\n", NOT_MAJU },
  { "301", "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:9/\r\n"
    "Content-Length: 0\r\n\r\n", NOT_MAJU },
  { "429", "HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\n\r\n", UNREACHABLE },
  { "502", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
    UNREACHABLE },
  { "503", "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", UNREACHABLE },
  { "101-without-headers", "HTTP/1.1 101 Switching Protocols\r\n\r\n",
    NOT_MAJU },
  { "101-wrong-accept", "HTTP/1.1 101 Switching Protocols\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
    "Sec-WebSocket-Protocol: maju.v1\r\n\r\n", NOT_MAJU },
  { "ssh", "SSH-2.0-OpenSSH_9.9\r\n\r\n", NOT_MAJU },
};

typedef struct
{
  GSocketService *service;
  guint port;
  const Answer *answer;
  GPtrArray *connections;
  guint n_taken;
} Listener;

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GIOStream) stream = user_data;
  g_autoptr(GBytes) request = NULL;
  const Answer *answer = g_object_get_data (G_OBJECT (stream), "answer");

  request = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result,
                                              NULL);
  if (answer->answer == NULL)
    return;

  g_output_stream_write_all (g_io_stream_get_output_stream (stream),
                             answer->answer, strlen (answer->answer),
                             NULL, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             Listener          *self)
{
  GInputStream *input;

  self->n_taken++;
  input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_object_set_data (G_OBJECT (connection), "answer",
                     (gpointer) self->answer);
  g_ptr_array_add (self->connections, g_object_ref (connection));
  g_input_stream_read_bytes_async (input, 4096, G_PRIORITY_DEFAULT, NULL,
                                   read_cb, g_object_ref (connection));

  return TRUE;
}

static void
listener_start (Listener     *self,
                const Answer *answer)
{
  g_autoptr(GError) error = NULL;

  self->answer = answer;
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->service = g_socket_service_new ();
  self->port = g_socket_listener_add_any_inet_port (
    G_SOCKET_LISTENER (self->service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
}

static void
listener_stop (Listener *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_ptr_array_unref (self->connections);
}

/* What may pass is tried again, which needs a clock that moves; what will not
 * is said at once. */
static guint
step_for (int code)
{
  return code == UNREACHABLE ? 250 : 0;
}

static void
test_answer (gconstpointer data)
{
  const Answer *answer = data;
  g_autoptr(TestClient) client = NULL;
  Listener listener = { 0 };

  listener_start (&listener, answer);
  client = test_client_new (listener.port, ROOM, "Ann", TRUE);
  test_client_join (client);
  test_client_wait (client, test_client_is_done, NULL, step_for (answer->code));
  g_assert_error (client->join_error, MAJU_SIGNALING_ERROR, answer->code);
  g_assert_cmpstr (client->states->str, ==, "cx");
  if (answer->code == NOT_MAJU)
    g_assert_cmpuint (listener.n_taken, ==, 1);
  else if (answer->answer != NULL)
    g_assert_cmpuint (listener.n_taken, >=, 4);
  listener_stop (&listener);
}

/* Nobody is there; then somebody is. */
static void
test_nobody (void)
{
  g_autoptr(TestClient) client = NULL;
  Listener listener = { 0 };
  gint64 started_us;

  listener_start (&listener, &answers[0]);
  listener_stop (&listener);
  client = test_client_new (listener.port, ROOM, "Ann", TRUE);
  started_us = maju_clock_get_now (client->clock);
  test_client_join (client);
  test_client_wait (client, test_client_is_done, NULL, 250);
  g_assert_error (client->join_error, MAJU_SIGNALING_ERROR, UNREACHABLE);
  g_assert_cmpint (maju_clock_get_now (client->clock) - started_us, >=,
                   8 * G_USEC_PER_SEC);
  g_assert_cmpint (maju_clock_get_now (client->clock) - started_us, <=,
                   11 * G_USEC_PER_SEC);
}

static void
check_link (const char *format,
            guint       port,
            int         code)
{
  g_autofree char *digits = g_strdup_printf ("%u", port);
  g_autoptr(GString) link = g_string_new (format);
  g_autoptr(TestClient) client = NULL;

  g_string_replace (link, "PORT", digits, 0);
  client = test_client_new_for_link (link->str, TRUE);
  test_client_join (client);
  test_client_wait (client, test_client_is_done, NULL, step_for (code));
  g_assert_error (client->join_error, MAJU_SIGNALING_ERROR, code);
}

static void
test_no_such_name (void)
{
  check_link ("http://nobody.localhost.local/r/" ROOM, 0, UNREACHABLE);
}

/* A server without TLS where TLS is asked for. */
static void
test_tls_wanted (void)
{
  Listener listener = { 0 };

  listener_start (&listener, &answers[4]);
  check_link ("https://127.0.0.1:PORT/r/" ROOM, listener.port, NOT_MAJU);
  listener_stop (&listener);
}

static char *
make_certificate (const char *folder)
{
  g_autofree char *key = g_build_filename (folder, "key.pem", NULL);
  g_autofree char *file = g_build_filename (folder, "both.pem", NULL);
  g_autofree char *key_text = NULL;
  g_autofree char *text = NULL;
  g_autofree char *both = NULL;
  const char *argv[] = {
    "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
    "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", file,
    "-days", "2", "-subj", "/CN=localhost", NULL,
  };
  g_autoptr(GError) error = NULL;

  if (!g_spawn_sync (NULL, (char **) argv, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL, NULL, NULL, NULL, NULL, &error))
    return NULL;

  g_file_get_contents (key, &key_text, NULL, &error);
  g_assert_no_error (error);
  g_file_get_contents (file, &text, NULL, &error);
  g_assert_no_error (error);
  both = g_strconcat (key_text, text, NULL);
  g_file_set_contents (file, both, -1, &error);
  g_assert_no_error (error);
  g_unlink (key);

  return g_steal_pointer (&file);
}

static void
test_untrusted (void)
{
  g_autoptr(SoupServer) server = NULL;
  g_autoptr(GTlsCertificate) certificate = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("maju-XXXXXX", NULL);
  g_autofree char *file = make_certificate (folder);
  GSList *uris;
  guint port;

  if (file == NULL)
    {
      g_test_skip ("openssl is missing");
      return;
    }

  certificate = g_tls_certificate_new_from_file (file, &error);
  g_assert_no_error (error);
  server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_HTTPS |
                            SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  port = g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  check_link ("https://127.0.0.1:PORT/r/" ROOM, port,
              MAJU_SIGNALING_ERROR_TLS);
  soup_server_disconnect (server);
  g_unlink (file);
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("GIO_USE_NETWORK_MONITOR", "base", TRUE);
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/signaling/handshake/answer/",
                                           answers[i].name, NULL);

      g_test_add_data_func (path, &answers[i], test_answer);
    }
  g_test_add_func ("/signaling/handshake/nobody", test_nobody);
  g_test_add_func ("/signaling/handshake/no-such-name", test_no_such_name);
  g_test_add_func ("/signaling/handshake/tls-wanted", test_tls_wanted);
  g_test_add_func ("/signaling/handshake/untrusted", test_untrusted);

  return g_test_run ();
}
