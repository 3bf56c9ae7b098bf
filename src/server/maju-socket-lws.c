/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-socket-lws-private.h"

#include "maju-server-config-private.h"

#include "maju-limits.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* A resumed client gets what it missed on top of what is new. */
#define QUEUE_LIMIT (MAJU_LIMIT_QUEUE_BYTES + MAJU_LIMIT_REPLAY_BYTES)

/* How many messages are written before others have their turn. */
#define WRITES 16

/* What a client may still have said when it reads that we close. */
#define DISCARD_LIMIT (4 * MAJU_LIMIT_MESSAGE)
#define FRAME_COST 16

#define CLOSE_TIME (5 * G_USEC_PER_SEC)

/* The library leaves this value out of its enum and uses it itself, in 4.3 as in
 * 5.0. */
#define WRITE_CLOSE ((enum lws_write_protocol) 4)

static const char ping_payload[] = "maju";

static void
clear_queue (MajuSocket *self)
{
  g_queue_clear_full (&self->queue, (GDestroyNotify) g_bytes_unref);
  self->queued = 0;
}

static void
socket_pause (MajuConnection *connection,
              gboolean        paused)
{
  MajuSocket *self = (MajuSocket *) connection;

  if (self->is_paused == paused)
    return;
  self->is_paused = paused;
  self->alive_us = maju_listener_now ();
  lws_rx_flow_control (self->wsi, !paused);

  /* What was read before the pause lies in a buffer, and the loop looks at that
   * only after something happened. */
  if (!paused)
    lws_cancel_service (self->listener->context);
}

static void
start_close (MajuSocket *self,
             guint       code,
             const char *reason)
{
  if (self->close_code != 0 || self->peer_closed)
    return;
  self->close_code = code;
  self->close_reason = reason;
  self->deadline_us = maju_listener_now () + CLOSE_TIME;
  g_clear_pointer (&self->partial, g_byte_array_unref);

  /* The client's own close frame has to be read. */
  socket_pause (&self->base, FALSE);
  lws_callback_on_writable (self->wsi);
}

static void
socket_send (MajuConnection *connection,
             GBytes         *text)
{
  MajuSocket *self = (MajuSocket *) connection;

  if (self->close_code != 0 || self->peer_closed)
    return;
  if (self->queued + g_bytes_get_size (text) > QUEUE_LIMIT)
    {
      g_debug ("#%" G_GUINT64_FORMAT ": reads too slowly", connection->number);
      clear_queue (self);
      start_close (self, MAJU_CLOSE_TRY_LATER, "too slow");
      return;
    }
  g_queue_push_tail (&self->queue, g_bytes_ref (text));
  self->queued += g_bytes_get_size (text);
  lws_callback_on_writable (self->wsi);
}

static void
socket_close (MajuConnection *connection,
              guint           code,
              const char     *reason)
{
  start_close ((MajuSocket *) connection, code, reason);
}

static const MajuConnectionMethods socket_methods = {
  socket_send,
  socket_close,
  socket_pause,
};

MajuSocket *
maju_socket_new (MajuListener      *listener,
                 MajuAddressRecord *record,
                 gint64             now_us)
{
  MajuSocket *self = g_new0 (MajuSocket, 1);
  MajuServerConfig *config = listener->config;

  self->base.methods = &socket_methods;
  self->base.number = ++listener->number;
  self->listener = listener;
  self->record = record;
  self->deadline_us = now_us + config->header_time * G_USEC_PER_SEC;
  maju_token_bucket_init (&self->bytes, config->byte_rate, config->byte_burst,
                          now_us);
  g_queue_init (&self->queue);
  self->link.data = self;
  g_queue_push_tail_link (&listener->sockets, &self->link);
  return self;
}

void
maju_socket_free (MajuSocket *self)
{
  g_queue_unlink (&self->listener->sockets, &self->link);
  if (self->is_counted)
    maju_address_table_close_socket (self->listener->addresses, self->record);
  if (self->record != NULL)
    maju_address_table_close (self->listener->addresses, self->record);
  g_clear_object (&self->proxy);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->partial, g_byte_array_unref);
  clear_queue (self);
  if (self->freed != NULL)
    *self->freed = TRUE;
  g_free (self);
}

void
maju_socket_opened (MajuSocket *self)
{
  MajuListener *listener = self->listener;
  gint64 now_us = maju_listener_now ();

  self->is_open = TRUE;
  self->deadline_us = 0;
  self->alive_us = now_us;
  self->pinged_us = now_us;
  listener->open++;
  listener->events.opened (&self->base, now_us, listener->user_data);
}

void
maju_socket_closed (MajuSocket *self)
{
  MajuListener *listener = self->listener;

  if (!self->is_open)
    return;
  self->is_open = FALSE;
  listener->open--;
  listener->events.closed (&self->base, maju_listener_now (),
                           listener->user_data);
}

static void
emit_message (MajuSocket *self,
              const char *text,
              gsize       length)
{
  MajuListener *listener = self->listener;

  if (lws_frame_is_binary (self->wsi))
    start_close (self, MAJU_CLOSE_UNSUPPORTED, "text only");
  else
    listener->events.message (&self->base, text, length, self->alive_us,
                              listener->user_data);
}

int
maju_socket_received (MajuSocket *self,
                      const char *data,
                      gsize       length)
{
  gsize rest = lws_remaining_packet_payload (self->wsi);
  gsize before = self->partial != NULL ? self->partial->len : 0;
  gboolean last = lws_is_final_fragment (self->wsi) && rest == 0;
  g_autoptr(GByteArray) whole = NULL;

  self->alive_us = maju_listener_now ();
  if (self->close_code != 0 || self->peer_closed)
    {
      self->discarded += length + FRAME_COST;
      return self->discarded > DISCARD_LIMIT ? -1 : 0;
    }
  if (rest > MAJU_LIMIT_MESSAGE ||
      before + length + rest > MAJU_LIMIT_MESSAGE)
    {
      start_close (self, MAJU_CLOSE_TOO_LARGE, "too large");
      return 0;
    }
  if (last && before == 0)
    {
      emit_message (self, data, length);
      return 0;
    }
  if (self->partial == NULL)
    self->partial = g_byte_array_new ();
  g_byte_array_append (self->partial, (const guint8 *) data, (guint) length);
  if (!last)
    return 0;
  whole = g_steal_pointer (&self->partial);
  emit_message (self, (const char *) whole->data, whole->len);
  return 0;
}

static gboolean
write_one (MajuSocket             *self,
           gconstpointer           data,
           gsize                   length,
           enum lws_write_protocol kind)
{
  unsigned char *payload = self->listener->scratch + LWS_PRE;

  memcpy (payload, data, length);
  return lws_write (self->wsi, payload, length, kind) >= 0;
}

static gboolean
write_next (MajuSocket *self)
{
  g_autoptr(GBytes) text = g_queue_pop_head (&self->queue);
  gsize length;
  gconstpointer data = g_bytes_get_data (text, &length);

  self->queued -= length;
  return write_one (self, data, length, LWS_WRITE_TEXT);
}

/* When the library closes, it does so with the first frame that comes in, and
* the reset that this causes takes away what the client has not read yet. So the
* close frame is written like any other, and then we wait for the client's. */
static gboolean
write_close (MajuSocket *self)
{
  guint8 payload[2 + 123];
  gsize length = MIN (strlen (self->close_reason), sizeof payload - 2);

  if (self->close_sent)
    return TRUE;
  self->close_sent = TRUE;
  payload[0] = (guint8) (self->close_code >> 8);
  payload[1] = (guint8) self->close_code;
  memcpy (payload + 2, self->close_reason, length);
  return write_one (self, payload, length + 2, WRITE_CLOSE);
}

int
maju_socket_writable (MajuSocket *self)
{
  if (self->wants_ping && self->close_code == 0)
    {
      self->wants_ping = FALSE;
      if (!write_one (self, ping_payload, strlen (ping_payload),
                      LWS_WRITE_PING))
        return -1;
    }
  for (guint i = 0; i < WRITES && !g_queue_is_empty (&self->queue); i++)
    {
      if (lws_send_pipe_choked (self->wsi))
        break;
      if (!write_next (self))
        return -1;
    }
  if (!g_queue_is_empty (&self->queue))
    {
      lws_callback_on_writable (self->wsi);
      return 0;
    }
  return self->close_code == 0 || write_close (self) ? 0 : -1;
}

/* The library answers a close frame with what was in it, unless we do not let
 * it: the answer to ours needs none, and a code that cannot be sent fails the
 * connection. */
int
maju_socket_peer_closed (MajuSocket   *self,
                         const guint8 *payload,
                         gsize         length)
{
  self->peer_closed = TRUE;
  if (self->close_sent || length == 1 || (length >= 2 && ((payload[0] << 8) | payload[1]) >= 5000))
    return -1;
  return 0;
}

/* Pings and empty frames do not come up to us, but their bytes are counted. */
static gboolean
is_flooding (MajuSocket *self,
             gint64      now_us)
{
  struct tcp_info info;
  socklen_t size = sizeof info;
  guint64 received;

  if (getsockopt (lws_get_socket_fd (self->wsi), IPPROTO_TCP, TCP_INFO, &info,
                  &size) != 0 ||
      size < G_STRUCT_OFFSET (struct tcp_info, tcpi_bytes_received) +
      sizeof info.tcpi_bytes_received)
    return FALSE;
  received = info.tcpi_bytes_received - self->received;
  self->received = info.tcpi_bytes_received;
  return !maju_token_bucket_take (&self->bytes, received, now_us);
}

gboolean
maju_socket_check (MajuSocket *self,
                   gint64      now_us,
                   gboolean    count_bytes)
{
  MajuServerConfig *config = self->listener->config;

  if (self->deadline_us != 0 && now_us >= self->deadline_us)
    return TRUE;
  if (count_bytes && is_flooding (self, now_us))
    {
      g_debug ("#%" G_GUINT64_FORMAT ": sends too much", self->base.number);
      self->listener->events.refused (TRUE, self->listener->user_data);
      return TRUE;
    }
  if (!self->is_open || self->close_code != 0)
    return FALSE;
  if (self->is_paused)
    self->alive_us = now_us;
  if (now_us - self->alive_us >= config->ping_timeout * G_USEC_PER_SEC)
    {
      g_debug ("#%" G_GUINT64_FORMAT ": does not answer", self->base.number);
      return TRUE;
    }
  if (now_us - self->pinged_us >= config->ping_interval * G_USEC_PER_SEC)
    {
      self->pinged_us = now_us;
      self->wants_ping = TRUE;
      lws_callback_on_writable (self->wsi);
    }
  return FALSE;
}
