/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-proxy.h"

#define BUFFER_SIZE 4096

typedef struct
{
  TestProxy *proxy;
  GIOStream *ends[2];           /* the client, the server */
  guint n_reads;                /* under way */
  gboolean closed;
} Pair;

/* One direction of a pair. */
typedef struct
{
  Pair *pair;
  guint from;
  guint8 buffer[BUFFER_SIZE];
  gsize length;
} Flow;

struct _TestProxy
{
  GObject parent_instance;

  GSocketService *service;
  guint port;
  guint target_port;
  GPtrArray *pairs;             /* of Pair */
  GPtrArray *held;              /* of Flow, while stopped */
  gboolean stopped;
  guint n_taken;
  guint cut_after;
};

G_DEFINE_FINAL_TYPE (TestProxy, test_proxy, G_TYPE_OBJECT)

static void read_more (Flow *flow);

static void
pair_free_when_idle (Pair *pair)
{
  if (!pair->closed || pair->n_reads > 0)
    return;

  g_object_unref (pair->ends[0]);
  g_object_unref (pair->ends[1]);
  g_object_unref (pair->proxy);
  g_free (pair);
}

static void
pair_close (Pair *pair)
{
  if (pair->closed)
    return;

  pair->closed = TRUE;
  g_ptr_array_remove (pair->proxy->pairs, pair);
  for (guint i = 0; i < 2; i++)
    {
      GSocket *socket;

      socket = g_socket_connection_get_socket (
        G_SOCKET_CONNECTION (pair->ends[i]));
      g_socket_shutdown (socket, TRUE, TRUE, NULL);
    }
}

static void
end_flow (Flow *flow)
{
  Pair *pair = flow->pair;

  pair->n_reads--;
  g_free (flow);
  pair_close (pair);
  pair_free_when_idle (pair);
}

/* Blocking, but the buffers of a loopback socket are far larger. */
static void
pass_on (Flow *flow)
{
  GOutputStream *output;
  TestProxy *proxy = flow->pair->proxy;

  output = g_io_stream_get_output_stream (flow->pair->ends[1 - flow->from]);
  if (!g_output_stream_write_all (output, flow->buffer, flow->length,
                                  NULL, NULL, NULL))
    {
      end_flow (flow);
      return;
    }
  if (flow->from == 1 && proxy->cut_after > 0)
    {
      if (proxy->cut_after <= flow->length)
        {
          proxy->cut_after = 0;
          end_flow (flow);
          return;
        }
      proxy->cut_after -= flow->length;
    }
  read_more (flow);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Flow *flow = user_data;
  gssize n;

  n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  if (n <= 0 || flow->pair->closed)
    {
      end_flow (flow);
      return;
    }

  flow->length = n;
  if (flow->pair->proxy->stopped)
    g_ptr_array_add (flow->pair->proxy->held, flow);
  else
    pass_on (flow);
}

static void
read_more (Flow *flow)
{
  GInputStream *input;

  input = g_io_stream_get_input_stream (flow->pair->ends[flow->from]);
  g_input_stream_read_async (input, flow->buffer, sizeof flow->buffer,
                             G_PRIORITY_DEFAULT, NULL, read_cb, flow);
}

static void
start_flow (Pair *pair,
            guint from)
{
  Flow *flow = g_new0 (Flow, 1);

  flow->pair = pair;
  flow->from = from;
  pair->n_reads++;
  read_more (flow);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             TestProxy         *self)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  GSocketConnection *server;
  Pair *pair;

  self->n_taken++;
  server = g_socket_client_connect_to_host (client, "127.0.0.1",
                                            self->target_port, NULL, NULL);
  if (server == NULL)
    return TRUE;

  pair = g_new0 (Pair, 1);
  pair->proxy = g_object_ref (self);
  pair->ends[0] = G_IO_STREAM (g_object_ref (connection));
  pair->ends[1] = G_IO_STREAM (server);
  g_ptr_array_add (self->pairs, pair);
  start_flow (pair, 0);
  start_flow (pair, 1);

  return TRUE;
}

static void
test_proxy_dispose (GObject *object)
{
  TestProxy *self = TEST_PROXY (object);

  g_clear_object (&self->service);
  g_clear_pointer (&self->pairs, g_ptr_array_unref);
  g_clear_pointer (&self->held, g_ptr_array_unref);

  G_OBJECT_CLASS (test_proxy_parent_class)->dispose (object);
}

static void
test_proxy_class_init (TestProxyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = test_proxy_dispose;
}

static void
test_proxy_init (TestProxy *self)
{
  self->pairs = g_ptr_array_new ();
  self->held = g_ptr_array_new ();
  self->service = g_socket_service_new ();
}

TestProxy *
test_proxy_new (guint target_port)
{
  TestProxy *self = g_object_new (TEST_TYPE_PROXY, NULL);
  g_autoptr(GInetAddress) loopback = NULL;
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GSocketAddress) bound = NULL;
  g_autoptr(GError) error = NULL;

  self->target_port = target_port;
  loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  address = g_inet_socket_address_new (loopback, 0);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
                                 G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &bound, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  g_signal_connect_object (self->service, "incoming",
                           G_CALLBACK (incoming_cb), self, 0);

  return self;
}

guint
test_proxy_get_port (TestProxy *self)
{
  return self->port;
}

guint
test_proxy_get_n_taken (TestProxy *self)
{
  return self->n_taken;
}

gboolean
test_proxy_is_carrying (TestProxy *self)
{
  return self->pairs->len > 0 && !self->stopped;
}

void
test_proxy_set_target (TestProxy *self,
                       guint      target_port)
{
  self->target_port = target_port;
}

void
test_proxy_cut (TestProxy *self)
{
  while (self->pairs->len > 0)
    pair_close (g_ptr_array_index (self->pairs, 0));
  test_proxy_set_stopped (self, FALSE);
}

void
test_proxy_set_stopped (TestProxy *self,
                        gboolean   stopped)
{
  self->stopped = stopped;
  while (!stopped && self->held->len > 0)
    {
      Flow *flow = g_ptr_array_steal_index (self->held, 0);

      if (flow->pair->closed)
        end_flow (flow);
      else
        pass_on (flow);
    }
}

void
test_proxy_set_cut_after (TestProxy *self,
                          guint      n_bytes)
{
  self->cut_after = n_bytes;
}
