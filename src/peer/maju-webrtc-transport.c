/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-webrtc-transport-private.h"

#include "maju-peer-limits-private.h"
#include "maju-remote-track-private.h"
#include "maju-track-sender-private.h"

#include <glib/gi18n-lib.h>

/* For what webrtcbin is in the middle of when it is closed. */
#define CLOSE_WAIT_MS           2000

typedef struct
{
  MajuWebrtcTransport *self;
  MajuWebrtcFunc func;
  gpointer data;
  GDestroyNotify destroy;
  guint number;
} Event;

G_DEFINE_FINAL_TYPE (MajuWebrtcTransport, maju_webrtc_transport, MAJU_TYPE_TRANSPORT)

static void
event_free (gpointer data)
{
  Event *event = data;

  if (event->destroy != NULL)
    event->destroy (event->data);
  g_object_unref (event->self);
  g_free (event);
}

static gboolean
event_cb (gpointer user_data)
{
  Event *event = user_data;

  event->func (event->self, event->number, event->data);
  return G_SOURCE_REMOVE;
}

void
maju_webrtc_transport_post (MajuWebrtcTransport *self,
                            MajuWebrtcFunc       func,
                            guint                number,
                            gpointer             data,
                            GDestroyNotify       destroy)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  Event *event = g_new0 (Event, 1);

  event->self = g_object_ref (self);
  event->func = func;
  event->number = number;
  event->data = data;
  event->destroy = destroy;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, event_cb, event, event_free);
  g_source_attach (source, self->context);
}

void
maju_webrtc_transport_fail (MajuWebrtcTransport *self,
                            GError              *error)
{
  g_atomic_int_set (&self->gate_open, FALSE);
  maju_transport_set_state (MAJU_TRANSPORT (self), MAJU_TRANSPORT_STATE_FAILED,
                            error);
}

static void
maju_webrtc_add_candidate (MajuTransport *transport,
                           guint          media_index,
                           const char    *candidate)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);

  if (self->webrtcbin == NULL || self->closing)
    return;

  /* Empty is the end; webrtcbin knows that too. */
  g_signal_emit_by_name (self->webrtcbin, "add-ice-candidate", media_index,
                         candidate);
}

static gboolean
maju_webrtc_push (MajuTransport *transport,
                  MajuTrackKind  kind,
                  GstBuffer     *buffer)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);

  /* Once the gate is open, the branches are there for good. */
  if (!g_atomic_int_get (&self->gate_open))
    {
      gst_buffer_unref (buffer);
      return FALSE;
    }
  return maju_send_branch_push (self->senders[kind], buffer);
}

/* Which of the two is better is said by who receives it, unless this side was
 * told to know better. */
static MajuVideoCodec
maju_webrtc_get_video_codec (MajuTransport *transport,
                             MajuTrackKind  kind)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);
  const MajuSdpMedia *media = &self->remote_media[kind];

  if (self->config->h264 == MAJU_H264_USE_NEVER ||
      media->formats[MAJU_VIDEO_CODEC_H264].payload_type < 0)
    return MAJU_VIDEO_CODEC_VP8;
  return self->config->h264 == MAJU_H264_USE_FIRST ? MAJU_VIDEO_CODEC_H264
                                                   : media->first;
}

static guint64
maju_webrtc_get_packets_received (MajuTransport *transport)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->packets_received;
}

static void
maju_webrtc_open_gate (MajuTransport *transport)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);

  if (self->closing ||
      maju_transport_get_state (transport) != MAJU_TRANSPORT_STATE_CONNECTED)
    return;

  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    {
      MajuVideoCodec codec = maju_webrtc_get_video_codec (transport, kind);
      GError *error = NULL;

      if (!maju_send_branch_start (self->senders[kind], codec, &error))
        {
          maju_webrtc_transport_fail (self, error);
          return;
        }
    }
  g_atomic_int_set (&self->gate_open, TRUE);
  maju_webrtc_release_channels (self);
}

/* The thread has done it: nothing of GStreamer calls us any more. */
static void
finish_close (MajuWebrtcTransport *self,
              guint                number,
              gpointer             data)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->close_task);

  g_clear_pointer (&self->close_thread, g_thread_join);
  g_ptr_array_set_size (self->channels, 0);
  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    g_clear_pointer (&self->receivers[kind], maju_receive_branch_free);
  maju_transport_set_state (MAJU_TRANSPORT (self), MAJU_TRANSPORT_STATE_CLOSED,
                            NULL);
  g_task_return_boolean (task, TRUE);
  g_object_unref (self);
}

static GstPadProbeReturn
drop_cb (GstPad          *pad,
         GstPadProbeInfo *info,
         gpointer         user_data)
{
  return GST_PAD_PROBE_DROP;
}

static gboolean
silence_pad_cb (GstElement *element,
                GstPad     *pad,
                gpointer    user_data)
{
  gst_pad_add_probe (pad,
                     GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
                     drop_cb, NULL, NULL);
  /* What came before the probe has gone through when this is ours. */
  GST_PAD_STREAM_LOCK (pad);
  GST_PAD_STREAM_UNLOCK (pad);
  return TRUE;
}

static void
silence_cb (const GValue *element,
            gpointer      user_data)
{
  gst_element_foreach_sink_pad (g_value_get_object (element), silence_pad_cb,
                                NULL);
}

/* Nothing gets into those elements any more, nor is anything within. */
static void
silence (MajuWebrtcTransport *self,
         const char          *type)
{
  GstIterator *iterator;

  iterator =
    gst_bin_iterate_all_by_element_factory_name (GST_BIN (self->webrtcbin), type);
  while (gst_iterator_foreach (iterator, silence_cb, NULL) ==
         GST_ITERATOR_RESYNC)
    gst_iterator_resync (iterator);
  gst_iterator_free (iterator);
}

/* Up to GStreamer 1.28.8 at least two things go wrong with data channels that
 * are at work when they are stopped. When the other side's answer comes in, what
 * it opens is linked to an sctpenc that has lost its association. And what
 * dtlsenc is writing it tries to write for ever, with its pad locked: that it is
 * flushing gets lost in the "want read" that an earlier read has left in
 * OpenSSL's BIO. */
static void
silence_channels (MajuWebrtcTransport *self)
{
  silence (self, "sctpdec");
  silence (self, "dtlsenc");
}

static gpointer
close_thread (gpointer user_data)
{
  MajuWebrtcTransport *self = user_data;

  silence_channels (self);
  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  g_ptr_array_set_size (self->dtls, 0);
  gst_clear_object (&self->webrtcbin);
  gst_clear_object (&self->pipeline);
  maju_webrtc_transport_post (self, finish_close, 0, NULL, NULL);
  return NULL;
}

static void
start_close_thread (MajuWebrtcTransport *self)
{
  if (self->close_source != NULL)
    g_source_destroy (self->close_source);
  g_clear_pointer (&self->close_source, g_source_unref);
  /* Stopping waits for sockets and threads, which the main loop must not. */
  self->close_thread = g_thread_new ("maju-close", close_thread, self);
}

static gboolean
close_waited_cb (gpointer user_data)
{
  MajuWebrtcTransport *self = user_data;

  g_message ("%s: closed in the middle of negotiating (%u)", self->name,
             self->n_actions);
  start_close_thread (self);
  return G_SOURCE_REMOVE;
}

void
maju_webrtc_transport_go_on_closing (MajuWebrtcTransport *self)
{
  if (self->close_source != NULL && self->n_actions == 0)
    start_close_thread (self);
}

static void
maju_webrtc_close (MajuTransport *transport,
                   GTask         *task)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);
  g_autoptr(GPtrArray) tasks = NULL;

  g_return_if_fail (!self->closing);

  self->closing = TRUE;
  g_atomic_int_set (&self->gate_open, FALSE);
  if (self->pipeline == NULL)
    {
      maju_transport_set_state (transport, MAJU_TRANSPORT_STATE_CLOSED, NULL);
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  if (self->bus_source != NULL)
    g_source_destroy (self->bus_source);
  self->close_task = task;
  /* webrtcbin makes and starts elements while it negotiates; stopped in the
   * middle of that it leaves some running. */
  self->close_source = g_timeout_source_new (CLOSE_WAIT_MS);
  g_source_set_callback (self->close_source, close_waited_cb, self, NULL);
  g_source_attach (self->close_source, self->context);
  maju_webrtc_transport_go_on_closing (self);

  tasks = g_steal_pointer (&self->tasks);
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_new_error (tasks->pdata[i],
                             MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
                             _("The connection was closed"));
}

static void
maju_webrtc_transport_constructed (GObject *object)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (object);

  G_OBJECT_CLASS (maju_webrtc_transport_parent_class)->constructed (object);

  self->context = g_main_context_ref_thread_default ();
}

static void
maju_webrtc_transport_finalize (GObject *object)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (object);

  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    {
      g_clear_pointer (&self->senders[kind], maju_send_branch_free);
      g_clear_pointer (&self->receivers[kind], maju_receive_branch_free);
      g_clear_object (&self->media.senders[kind]);
      g_clear_object (&self->media.tracks[kind]);
    }
  g_clear_pointer (&self->bus_source, g_source_unref);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_pointer (&self->tasks, g_ptr_array_unref);
  g_clear_pointer (&self->dtls, g_ptr_array_unref);
  g_clear_pointer (&self->config, maju_peer_config_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->fingerprint, g_free);
  g_clear_pointer (&self->name, g_free);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (maju_webrtc_transport_parent_class)->finalize (object);
}

static void
maju_webrtc_transport_class_init (MajuWebrtcTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MajuTransportClass *transport_class = MAJU_TRANSPORT_CLASS (klass);

  object_class->constructed = maju_webrtc_transport_constructed;
  object_class->finalize = maju_webrtc_transport_finalize;

  transport_class->add_channel = maju_webrtc_add_channel;
  transport_class->create_offer_async = maju_webrtc_create_offer;
  transport_class->set_remote_async = maju_webrtc_set_remote;
  transport_class->create_answer_async = maju_webrtc_create_answer;
  transport_class->add_candidate = maju_webrtc_add_candidate;
  transport_class->get_peer_certificate = maju_webrtc_get_peer_certificate;
  transport_class->discard_messages = maju_webrtc_discard_messages;
  transport_class->open_gate = maju_webrtc_open_gate;
  transport_class->push = maju_webrtc_push;
  transport_class->get_video_codec = maju_webrtc_get_video_codec;
  transport_class->get_packets_received = maju_webrtc_get_packets_received;
  transport_class->channel_send = maju_webrtc_channel_send;
  transport_class->channel_get_buffered = maju_webrtc_channel_get_buffered;
  transport_class->get_path_async = maju_webrtc_get_path;
  transport_class->close_async = maju_webrtc_close;
}

static void
maju_webrtc_transport_init (MajuWebrtcTransport *self)
{
  self->channels = g_ptr_array_new_with_free_func (maju_webrtc_channel_free);
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->dtls = g_ptr_array_new_with_free_func (gst_object_unref);
  g_mutex_init (&self->lock);
  maju_token_bucket_init (&self->repeats, MAJU_PEER_LIMIT_REPEATS,
                          MAJU_PEER_LIMIT_REPEATS_BURST,
                          g_get_monotonic_time ());
}

MajuTransport *
maju_webrtc_transport_new (const char               *name,
                           MajuPeerConfig           *config,
                           const MajuTransportMedia *media)
{
  MajuWebrtcTransport *self = g_object_new (MAJU_TYPE_WEBRTC_TRANSPORT, NULL);

  self->name = g_strdup (name);
  self->config = maju_peer_config_ref (config);
  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    {
      self->media.senders[kind] = g_object_ref (media->senders[kind]);
      self->media.tracks[kind] = g_object_ref (media->tracks[kind]);
    }
  return MAJU_TRANSPORT (self);
}
