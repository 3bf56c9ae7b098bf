/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-signaling-socket-private.h"

#include "maju-signaling-error-private.h"

#include "maju-limits.h"

enum
{
  OPENED,
  TEXT,
  HEARD,
  CLOSED,
  N_SIGNALS,
};

struct _MajuSignalingSocket
{
  GObject parent_instance;

  SoupSession *session;
  GCancellable *cancellable;
  SoupWebsocketConnection *connection;
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (MajuSignalingSocket, maju_signaling_socket, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
forget_connection (MajuSignalingSocket *self)
{
  if (self->connection == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
}

static void
emit_closed (MajuSignalingSocket *self,
             GError              *error)
{
  g_autoptr(MajuSignalingSocket) alive = g_object_ref (self);

  if (self->closed)
    return;

  self->closed = TRUE;
  forget_connection (self);
  g_signal_emit (self, signals[CLOSED], 0, error);
}

/* A server that says other things than text is none of ours. */
static void
message_cb (SoupWebsocketConnection *connection,
            SoupWebsocketDataType    type,
            GBytes                  *data,
            MajuSignalingSocket     *self)
{
  g_autoptr(GError) error = NULL;

  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    {
      g_signal_emit (self, signals[TEXT], 0, data);
      return;
    }

  error = maju_signaling_error_not_maju ();
  emit_closed (self, error);
}

static void
pong_cb (SoupWebsocketConnection *connection,
         GBytes                  *data,
         MajuSignalingSocket     *self)
{
  g_signal_emit (self, signals[HEARD], 0);
}

static void
closed_cb (SoupWebsocketConnection *connection,
           MajuSignalingSocket     *self)
{
  g_debug ("closed with code %u",
           soup_websocket_connection_get_close_code (connection));
  emit_closed (self, NULL);
}

static void
take_connection (MajuSignalingSocket     *self,
                 SoupWebsocketConnection *connection)
{
  self->connection = connection;
  soup_websocket_connection_set_max_incoming_payload_size (connection,
                                                           MAJU_LIMIT_MESSAGE);
#if SOUP_CHECK_VERSION (3, 8, 0)
  soup_websocket_connection_set_max_total_message_size (connection,
                                                        MAJU_LIMIT_MESSAGE);
#endif
  maju_signaling_socket_set_ping (self, MAJU_LIMIT_PING_INTERVAL);
  g_signal_connect_object (connection, "message",
                           G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (connection, "pong",
                           G_CALLBACK (pong_cb), self, 0);
  g_signal_connect_object (connection, "closed",
                           G_CALLBACK (closed_cb), self, 0);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MajuSignalingSocket) self = user_data;
  g_autoptr(SoupWebsocketConnection) connection = NULL;
  g_autoptr(GError) soup_error = NULL;
  g_autoptr(GError) error = NULL;
  SoupMessage *message;

  message = soup_session_get_async_result_message (SOUP_SESSION (source),
                                                   result);
  connection = soup_session_websocket_connect_finish (SOUP_SESSION (source),
                                                      result, &soup_error);
  if (self->closed)
    return;

  if (connection == NULL)
    {
      guint status = message != NULL ? soup_message_get_status (message) : 0;

      g_debug ("not connected: %s (%s %d)", soup_error->message,
               g_quark_to_string (soup_error->domain), soup_error->code);
      error = maju_signaling_error_from_connect (soup_error, status);
      emit_closed (self, error);
      return;
    }
  if (g_strcmp0 (soup_websocket_connection_get_protocol (connection),
                 MAJU_PROTOCOL_NAME) != 0)
    {
      error = maju_signaling_error_not_maju ();
      emit_closed (self, error);
      return;
    }

  take_connection (self, g_steal_pointer (&connection));
  g_signal_emit (self, signals[OPENED], 0);
}

static void
maju_signaling_socket_dispose (GObject *object)
{
  MajuSignalingSocket *self = MAJU_SIGNALING_SOCKET (object);

  maju_signaling_socket_drop (self);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (maju_signaling_socket_parent_class)->dispose (object);
}

static void
maju_signaling_socket_finalize (GObject *object)
{
  MajuSignalingSocket *self = MAJU_SIGNALING_SOCKET (object);

  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (maju_signaling_socket_parent_class)->finalize (object);
}

static guint
add_signal (const char *name,
            GType       parameter)
{
  return g_signal_new (name, MAJU_TYPE_SIGNALING_SOCKET, G_SIGNAL_RUN_LAST,
                       0, NULL, NULL, NULL, G_TYPE_NONE,
                       parameter != G_TYPE_NONE ? 1 : 0, parameter);
}

static void
maju_signaling_socket_class_init (MajuSignalingSocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_signaling_socket_dispose;
  object_class->finalize = maju_signaling_socket_finalize;

  signals[OPENED] = add_signal ("opened", G_TYPE_NONE);
  signals[TEXT] = add_signal ("text", G_TYPE_BYTES);
  signals[HEARD] = add_signal ("heard", G_TYPE_NONE);
  signals[CLOSED] = add_signal ("closed", G_TYPE_ERROR);
}

static void
maju_signaling_socket_init (MajuSignalingSocket *self)
{
  self->cancellable = g_cancellable_new ();
}

MajuSignalingSocket *
maju_signaling_socket_new (SoupSession *session)
{
  MajuSignalingSocket *self = g_object_new (MAJU_TYPE_SIGNALING_SOCKET, NULL);

  self->session = g_object_ref (session);

  return self;
}

void
maju_signaling_socket_open (MajuSignalingSocket *self,
                            const char          *uri)
{
  static const char *const protocols[] = { MAJU_PROTOCOL_NAME, NULL };
  g_autoptr(SoupMessage) message = soup_message_new ("GET", uri);

  g_return_if_fail (message != NULL);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_disable_feature (message,
                                SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  soup_session_websocket_connect_async (self->session, message, NULL,
                                        (char **) protocols,
                                        G_PRIORITY_DEFAULT, self->cancellable,
                                        connected_cb, g_object_ref (self));
}

static gboolean
is_open (MajuSignalingSocket *self)
{
  return self->connection != NULL &&
         soup_websocket_connection_get_state (self->connection) ==
         SOUP_WEBSOCKET_STATE_OPEN;
}

void
maju_signaling_socket_send (MajuSignalingSocket *self,
                            const char          *text)
{
  if (is_open (self))
    soup_websocket_connection_send_text (self->connection, text);
}

void
maju_signaling_socket_set_ping (MajuSignalingSocket *self,
                                guint                seconds)
{
  if (self->connection != NULL)
    soup_websocket_connection_set_keepalive_interval (self->connection,
                                                      seconds);
}

void
maju_signaling_socket_drop (MajuSignalingSocket *self)
{
  self->closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  forget_connection (self);
}

/* The connection is closed in order, on its own time: what is dropped at once
 * takes along what was not written yet. */
void
maju_signaling_socket_say_and_drop (MajuSignalingSocket *self,
                                    const char          *text)
{
  SoupWebsocketConnection *connection;

  if (is_open (self))
    {
      connection = g_steal_pointer (&self->connection);
      g_signal_handlers_disconnect_by_data (connection, self);
      g_signal_connect (connection, "closed", G_CALLBACK (g_object_unref), NULL);
      soup_websocket_connection_send_text (connection, text);
      soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NORMAL,
                                       NULL);
    }
  maju_signaling_socket_drop (self);
}
