/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-peer.h"

#include <string.h>

#define HUGE_LENGTH (80 * 1024)

struct _TestPeer
{
  SoupServer *server;
  const TestScript *scripts;
  GPtrArray *visits;            /* of Visit, one a connection */
  GString *heard;
};

typedef struct
{
  TestPeer *peer;
  guint number;
  SoupWebsocketConnection *connection;
  TestScript step;
  GQueue heard;                 /* of char *: not yet waited for */
} Visit;

static void
visit_free (gpointer data)
{
  Visit *visit = data;

  g_signal_handlers_disconnect_by_data (visit->connection, visit);
  g_object_unref (visit->connection);
  g_queue_clear_full (&visit->heard, g_free);
  g_free (visit);
}

static gboolean
take_heard (Visit      *visit,
            const char *type)
{
  g_autofree char *pattern = g_strdup_printf ("\"type\":\"%s\"", type);
  char *text;

  while ((text = g_queue_pop_head (&visit->heard)) != NULL)
    {
      gboolean found = strstr (text, pattern) != NULL;

      g_free (text);
      if (found)
        return TRUE;
    }

  return FALSE;
}

static void
say_huge (Visit *visit)
{
  g_autofree char *fill = g_strnfill (HUGE_LENGTH, 'x');

  soup_websocket_connection_set_max_incoming_payload_size (visit->connection,
                                                           0);
  soup_websocket_connection_send_text (visit->connection, fill);
}

/* Returns: whether the next step can be made. */
static gboolean
make_step (Visit      *visit,
           const char *step)
{
  GIOStream *stream;

  if (*step == '<')
    return take_heard (visit, step + 1);

  if (*step == '>')
    {
      soup_websocket_connection_send_text (visit->connection, step + 1);
    }
  else if (g_str_equal (step, "binary"))
    {
      soup_websocket_connection_send_binary (visit->connection, "{}", 2);
    }
  else if (g_str_equal (step, "huge"))
    {
      say_huge (visit);
    }
  else if (g_str_equal (step, "close"))
    {
      soup_websocket_connection_close (visit->connection, 1008, "test");
    }
  else if (g_str_equal (step, "cut"))
    {
      stream = soup_websocket_connection_get_io_stream (visit->connection);
      g_io_stream_close (stream, NULL, NULL);
    }
  else
    {
      g_error ("no such step: %s", step);
    }

  return TRUE;
}

static void
go_on (Visit *visit)
{
  while (*visit->step != NULL &&
         soup_websocket_connection_get_state (visit->connection) ==
         SOUP_WEBSOCKET_STATE_OPEN &&
         make_step (visit, *visit->step))
    visit->step++;
}

static void
message_cb (SoupWebsocketConnection *connection,
            SoupWebsocketDataType    type,
            GBytes                  *data,
            Visit                   *visit)
{
  gsize length;
  const char *text = g_bytes_get_data (data, &length);

  g_string_append_printf (visit->peer->heard, "%u %.*s\n", visit->number,
                          (int) length, text);
  g_queue_push_tail (&visit->heard, g_strndup (text, length));
  go_on (visit);
}

static void
visited_cb (SoupServer              *server,
            SoupServerMessage       *message,
            const char              *path,
            SoupWebsocketConnection *connection,
            gpointer                 user_data)
{
  TestPeer *self = user_data;
  Visit *visit = g_new0 (Visit, 1);
  guint n = 0;

  visit->peer = self;
  visit->number = self->visits->len;
  visit->connection = g_object_ref (connection);
  while (n < visit->number && self->scripts[n + 1] != NULL)
    n++;
  visit->step = self->scripts[n];
  g_ptr_array_add (self->visits, visit);
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), visit);
  go_on (visit);
}

TestPeer *
test_peer_new (const TestScript *scripts,
               const char       *protocol)
{
  TestPeer *self = g_new0 (TestPeer, 1);
  const char *protocols[] = { protocol, NULL };
  g_autoptr(GError) error = NULL;

  self->scripts = scripts;
  self->heard = g_string_new (NULL);
  self->visits = g_ptr_array_new_with_free_func (visit_free);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_websocket_handler (self->server, "/ws", NULL,
                                     protocol != NULL ? (char **) protocols
                                                      : NULL,
                                     visited_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY,
                            &error);
  g_assert_no_error (error);

  return self;
}

void
test_peer_free (TestPeer *self)
{
  soup_server_disconnect (self->server);
  g_ptr_array_unref (self->visits);
  g_object_unref (self->server);
  g_string_free (self->heard, TRUE);
  g_free (self);
}

guint
test_peer_get_port (TestPeer *self)
{
  GSList *uris = soup_server_get_uris (self->server);
  guint port = g_uri_get_port (uris->data);

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return port;
}

guint
test_peer_get_n_connections (TestPeer *self)
{
  return self->visits->len;
}

const char *
test_peer_get_heard (TestPeer *self)
{
  return self->heard->str;
}

void
test_peer_go_away (TestPeer *self)
{
  soup_server_disconnect (self->server);
}
