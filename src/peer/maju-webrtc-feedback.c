/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-webrtc-transport-private.h"

#define NS_PER_US       1000

static void
emit_feedback (MajuWebrtcTransport *self,
               guint                number,
               gpointer             data)
{
  GArray *packets = data;

  self->n_reported += packets->len;
  if (!self->closing && g_atomic_int_get (&self->gate_open))
    maju_transport_emit_feedback (MAJU_TRANSPORT (self),
                                  (MajuPacketReport *) packets->data,
                                  packets->len);
}

/* Returns: FALSE when the packet is not to be counted. */
static gboolean
read_packet (const GstStructure *structure,
             MajuPacketReport   *packet)
{
  guint64 sent = GST_CLOCK_TIME_NONE, arrived = GST_CLOCK_TIME_NONE;
  gboolean lost = TRUE;

  gst_structure_get (structure,
                     "local-ts", G_TYPE_UINT64, &sent,
                     "remote-ts", G_TYPE_UINT64, &arrived,
                     "lost", G_TYPE_BOOLEAN, &lost,
                     "size", G_TYPE_UINT, &packet->size,
                     NULL);
  /* Those that were sent so long ago that they were forgotten. */
  if (!GST_CLOCK_TIME_IS_VALID (sent))
    return FALSE;

  packet->sent_us = sent / NS_PER_US;
  packet->arrived_us = lost || !GST_CLOCK_TIME_IS_VALID (arrived)
                       ? MAJU_PACKET_LOST
                       : (gint64) (arrived / NS_PER_US);
  return TRUE;
}

/* What rtpsession makes of transport-wide feedback. */
static GArray *
read_packets (const GstStructure *structure)
{
  g_autoptr(GArray) packets = NULL;
  const GValue *value = gst_structure_get_value (structure, "packets");
  const GValueArray *list;

  if (!value || !G_VALUE_HOLDS (value, g_type_from_name ("GValueArray")))
    return NULL;

  list = g_value_get_boxed (value);
  packets = g_array_new (FALSE, FALSE, sizeof (MajuPacketReport));
  for (guint i = 0; i < list->n_values; i++)
    {
      const GValue *item = &list->values[i];
      MajuPacketReport packet = { 0 };

      if (GST_VALUE_HOLDS_STRUCTURE (item) &&
          read_packet (gst_value_get_structure (item), &packet))
        g_array_append_val (packets, packet);
    }

  return packets->len > 0 ? g_steal_pointer (&packets) : NULL;
}

static GstPadProbeReturn
event_cb (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         user_data)
{
  GstEvent *event = gst_pad_probe_info_get_event (info);
  GArray *packets;

  if (!gst_event_has_name (event, "RTPTWCCPackets"))
    return GST_PAD_PROBE_OK;

  packets = read_packets (gst_event_get_structure (event));
  if (packets)
    maju_webrtc_transport_post (user_data, emit_feedback, 0, packets,
                                (GDestroyNotify) g_array_unref);
  return GST_PAD_PROBE_OK;
}

/* webrtcbin puts what it is given here right in front of the RTP session, which
 * sends the feedback upstream. */
static GstElement *
aux_sender_cb (GstElement *webrtcbin,
               GObject    *dtls_transport,
               gpointer    user_data)
{
  GstElement *identity = gst_element_factory_make ("identity", NULL);
  g_autoptr(GstPad) pad = NULL;

  if (!identity)
    return NULL;

  g_object_set (identity, "silent", TRUE, NULL);
  pad = gst_element_get_static_pad (identity, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, event_cb,
                     user_data, NULL);
  return identity;
}

/* Whoever loses everything asks for everything, again and again, and what is
 * sent again is lost, too, and takes the way from what is new. */
static GstPadProbeReturn
request_cb (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  MajuWebrtcTransport *self = user_data;
  GstEvent *event = gst_pad_probe_info_get_event (info);
  g_autoptr(GMutexLocker) locker = NULL;
  gint64 now = g_get_monotonic_time ();

  if (!gst_event_has_name (event, "GstRTPRetransmissionRequest"))
    return GST_PAD_PROBE_OK;

  locker = g_mutex_locker_new (&self->lock);
  if (maju_token_bucket_wait (&self->repeats, now) > 0)
    return GST_PAD_PROBE_DROP;

  maju_token_bucket_take (&self->repeats, 1, now);
  return GST_PAD_PROBE_OK;
}

void
maju_webrtc_limit_repeats (MajuWebrtcTransport *self,
                           GstElement          *rtprtxsend)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (rtprtxsend, "src");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, request_cb, self,
                     NULL);
}

void
maju_webrtc_watch_feedback (MajuWebrtcTransport *self)
{
  g_signal_connect (self->webrtcbin, "request-aux-sender",
                    G_CALLBACK (aux_sender_cb), self);
}
