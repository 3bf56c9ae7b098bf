/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-peer-limits-private.h"
#include "maju-webrtc-transport-private.h"

#include <glib/gi18n-lib.h>

/* What a message takes beside its bytes until it is handled. */
#define MESSAGE_COST 256

typedef struct
{
  GBytes *data;
  gboolean is_text;
} Message;

static void
message_free (gpointer data)
{
  Message *message = data;

  g_bytes_unref (message->data);
  g_free (message);
}

static Message *
message_new (GBytes  *data,
             gboolean is_text)
{
  Message *message = g_new0 (Message, 1);

  message->data = data != NULL ? g_bytes_ref (data) : g_bytes_new (NULL, 0);
  message->is_text = is_text;
  return message;
}

void
maju_webrtc_channel_free (gpointer data)
{
  MajuWebrtcChannel *self = data;

  if (self->channel != NULL)
    g_signal_handlers_disconnect_by_data (self->channel, self);
  g_clear_object (&self->channel);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_pointer (&self->label, g_free);
  g_free (self);
}

/* In any thread, once the channels are all there. */
static MajuWebrtcChannel *
look_up_channel (MajuWebrtcTransport *self,
                 guint64              id)
{
  for (guint i = 0; i < self->channels->len; i++)
    {
      MajuWebrtcChannel *channel = self->channels->pdata[i];

      if (channel->id == id)
        return channel;
    }
  return NULL;
}

static MajuWebrtcChannel *
find_channel (MajuWebrtcTransport *self,
              guint                id)
{
  return self->closing ? NULL : look_up_channel (self, id);
}

void
maju_webrtc_add_channel (MajuTransport *transport,
                         const char    *label,
                         guint          id)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);
  MajuWebrtcChannel *channel = g_new0 (MajuWebrtcChannel, 1);

  channel->transport = self;
  channel->label = g_strdup (label);
  channel->id = id;
  channel->held = g_ptr_array_new_with_free_func (message_free);
  g_ptr_array_add (self->channels, channel);
}

static void
refuse_message (MajuWebrtcTransport *self)
{
  maju_webrtc_transport_fail (self,
                              g_error_new (MAJU_PEER_ERROR,
                                           MAJU_PEER_ERROR_FAILED,
                                           _("The other side sent a message "
                                             "that is not allowed")));
}

static gboolean
is_allowed (const Message *message)
{
  gsize size;
  const char *text = g_bytes_get_data (message->data, &size);

  return size <= MAJU_PEER_LIMIT_CHANNEL_MESSAGE &&
         (!message->is_text || g_utf8_validate_len (text, size, NULL));
}

static void
handle_message (MajuWebrtcTransport *self,
                guint                id,
                gpointer             data)
{
  MajuWebrtcChannel *channel = find_channel (self, id);
  Message *message = data;
  gsize size = g_bytes_get_size (message->data);

  __atomic_fetch_sub (&self->channel_input, size + MESSAGE_COST,
                      __ATOMIC_RELAXED);
  if (channel == NULL ||
      maju_transport_get_state (MAJU_TRANSPORT (self)) >=
      MAJU_TRANSPORT_STATE_FAILED)
    return;
  if (!is_allowed (message))
    {
      refuse_message (self);
      return;
    }
  if (self->discarding && !g_atomic_int_get (&self->gate_open))
    return;
  if (channel->open && g_atomic_int_get (&self->gate_open))
    {
      maju_transport_emit_channel_message (MAJU_TRANSPORT (self), id,
                                           message->data, message->is_text);
      return;
    }

  /* The other side has verified us a moment before we have verified it, or has
   * the channel open a moment before we have. */
  channel->held_size += size;
  if (channel->held_size > MAJU_PEER_LIMIT_CHANNEL_HELD)
    refuse_message (self);
  else
    g_ptr_array_add (channel->held, message_new (message->data,
                                                 message->is_text));
}

static void
refused (MajuWebrtcTransport *self,
         guint                number,
         gpointer             data)
{
  refuse_message (self);
}

/* In a streaming thread. */
static void
post_message (MajuWebrtcChannel *channel,
              GBytes            *data,
              gboolean           is_text)
{
  MajuWebrtcTransport *self = channel->transport;
  gsize size = MESSAGE_COST + (data != NULL ? g_bytes_get_size (data) : 0);
  gsize waiting;

  waiting = __atomic_add_fetch (&self->channel_input, size, __ATOMIC_RELAXED);
  if (waiting > MAJU_PEER_LIMIT_CHANNEL_INPUT)
    {
      __atomic_fetch_sub (&self->channel_input, size, __ATOMIC_RELAXED);
      maju_webrtc_transport_post (self, refused, channel->id, NULL, NULL);
      return;
    }
  maju_webrtc_transport_post (self, handle_message, channel->id,
                              message_new (data, is_text), message_free);
}

static gboolean
is_ours (MajuWebrtcTransport *self,
         const char          *pad_name)
{
  guint64 id;

  return g_str_has_prefix (pad_name, "src_") &&
         g_ascii_string_to_unsigned (pad_name + strlen ("src_"), 10, 0,
                                     G_MAXUINT, &id, NULL) &&
         look_up_channel (self, id) != NULL;
}

/* In a streaming thread. The channels are all there before it begins. */
static void
stream_added_cb (GstElement *sctpdec,
                 GstPad     *pad,
                 gpointer    user_data)
{
  MajuWebrtcTransport *self = user_data;

  if (!is_ours (self, GST_PAD_NAME (pad)) &&
      g_atomic_int_add (&self->n_strange_channels, 1) >=
      MAJU_PEER_LIMIT_STRANGE_CHANNELS)
    maju_webrtc_transport_post (self, refused, 0, NULL, NULL);
}

/* Each stream gets a thread and elements of its own. */
void
maju_webrtc_watch_sctp (MajuWebrtcTransport *self,
                        GstElement          *sctpdec)
{
  g_signal_connect (sctpdec, "pad-added", G_CALLBACK (stream_added_cb), self);
}

static void
message_data_cb (GstWebRTCDataChannel *object,
                 GBytes               *data,
                 gpointer              user_data)
{
  post_message (user_data, data, FALSE);
}

static void
message_string_cb (GstWebRTCDataChannel *object,
                   const char           *text,
                   gpointer              user_data)
{
  g_autoptr(GBytes) data = NULL;

  if (text != NULL)
    data = g_bytes_new (text, strlen (text));
  post_message (user_data, data, TRUE);
}

/* Handlers may close us. */
static void
release_messages (MajuWebrtcTransport *self,
                  guint                id)
{
  MajuWebrtcChannel *channel = find_channel (self, id);
  g_autoptr(GPtrArray) held = NULL;

  if (channel == NULL)
    return;

  held = g_steal_pointer (&channel->held);
  channel->held = g_ptr_array_new_with_free_func (message_free);
  channel->held_size = 0;
  for (guint i = 0; i < held->len && !self->closing; i++)
    {
      const Message *message = held->pdata[i];

      maju_transport_emit_channel_message (MAJU_TRANSPORT (self), id,
                                           message->data, message->is_text);
    }
}

static void
handle_open (MajuWebrtcTransport *self,
             guint                id,
             gpointer             data)
{
  MajuWebrtcChannel *channel = find_channel (self, id);

  if (channel == NULL || channel->open)
    return;

  channel->open = TRUE;
  if (!g_atomic_int_get (&self->gate_open))
    return;

  maju_transport_emit_channel_opened (MAJU_TRANSPORT (self), id);
  release_messages (self, id);
}

static void
open_cb (GstWebRTCDataChannel *object,
         gpointer              user_data)
{
  MajuWebrtcChannel *channel = user_data;

  maju_webrtc_transport_post (channel->transport, handle_open, channel->id,
                              NULL, NULL);
}

gboolean
maju_webrtc_start_channels (MajuWebrtcTransport *self,
                            GError             **error)
{
  for (guint i = 0; i < self->channels->len; i++)
    {
      MajuWebrtcChannel *channel = self->channels->pdata[i];
      g_autoptr(GstStructure) options = NULL;

      options = gst_structure_new ("options",
                                   "negotiated", G_TYPE_BOOLEAN, TRUE,
                                   "ordered", G_TYPE_BOOLEAN, TRUE,
                                   "id", G_TYPE_INT, (int) channel->id,
                                   NULL);
      g_signal_emit_by_name (self->webrtcbin, "create-data-channel",
                             channel->label, options, &channel->channel);
      if (channel->channel == NULL)
        {
          g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED,
                       _("The connection could not be prepared"));
          return FALSE;
        }
      g_signal_connect (channel->channel, "on-open",
                        G_CALLBACK (open_cb), channel);
      g_signal_connect (channel->channel, "on-message-data",
                        G_CALLBACK (message_data_cb), channel);
      g_signal_connect (channel->channel, "on-message-string",
                        G_CALLBACK (message_string_cb), channel);
    }
  return TRUE;
}

/* Says what happened while the gate was shut. Handlers may close us. */
void
maju_webrtc_release_channels (MajuWebrtcTransport *self)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->channels->len; i++)
    {
      MajuWebrtcChannel *channel = self->channels->pdata[i];

      if (channel->open)
        g_array_append_val (ids, channel->id);
    }

  for (guint i = 0; i < ids->len && !self->closing; i++)
    {
      guint id = g_array_index (ids, guint, i);

      maju_transport_emit_channel_opened (MAJU_TRANSPORT (self), id);
    }

  for (guint i = 0; i < ids->len; i++)
    release_messages (self, g_array_index (ids, guint, i));
}

void
maju_webrtc_discard_messages (MajuTransport *transport)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);

  self->discarding = TRUE;
  for (guint i = 0; i < self->channels->len; i++)
    {
      MajuWebrtcChannel *channel = self->channels->pdata[i];

      g_ptr_array_set_size (channel->held, 0);
      channel->held_size = 0;
    }
}

gboolean
maju_webrtc_channel_send (MajuTransport *transport,
                          guint          id,
                          GBytes        *data,
                          gboolean       is_text,
                          GError       **error)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);
  MajuWebrtcChannel *channel = find_channel (self, id);
  g_autoptr(GError) local_error = NULL;
  g_autofree char *text = NULL;

  if (channel == NULL || !channel->open ||
      !g_atomic_int_get (&self->gate_open))
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
                   _("There is no connection to send this over right now"));
      return FALSE;
    }

  if (is_text)
    {
      text = g_strndup (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
      if (gst_webrtc_data_channel_send_string_full (channel->channel, text,
                                                    &local_error))
        return TRUE;
    }
  else if (gst_webrtc_data_channel_send_data_full (channel->channel, data,
                                                   &local_error))
    {
      return TRUE;
    }

  g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
               _("This could not be sent (%s)"),
               local_error != NULL ? local_error->message : "");
  return FALSE;
}

guint64
maju_webrtc_channel_get_buffered (MajuTransport *transport,
                                  guint          id)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);
  MajuWebrtcChannel *channel = find_channel (self, id);
  guint64 amount = 0;

  if (channel != NULL && channel->channel != NULL)
    g_object_get (channel->channel, "buffered-amount", &amount, NULL);
  return amount;
}
