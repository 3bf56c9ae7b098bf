/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-webrtc-transport-private.h"

#include "maju-peer-limits-private.h"
#include "maju-remote-track-private.h"
#include "maju-repair-wait-private.h"

#include <glib/gi18n-lib.h>
#include <gnutls/gnutls.h>
#include <openssl/crypto.h>

/* The wait for late packets, ms. Pictures wait longer for those that are sent
 * again. */
#define LATENCY_MS              60

/* What feedback may take, bytes per second: enough for one each 60 ms. */
#define FEEDBACK_BYTES          30000.0

/* GstDtlsConnectionState has no public header. */
#define DTLS_STATE_CLOSED       1
#define DTLS_STATE_FAILED       2
#define DTLS_STATE_CONNECTED    4

/* OpenSSL before 4.0 and GnuTLS clean up when the process exits, beside
 * GStreamer's and libsoup's threads, which still use them or end at that moment:
 * memory is freed twice. Only who comes before all others can keep OpenSSL from
 * that; GnuTLS does not while it is initialized once more. */
__attribute__ ((constructor)) static void
keep_crypto (void)
{
  OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
  gnutls_global_init ();
}

static void
read_ice_state (MajuWebrtcTransport *self,
                guint                number,
                gpointer             data)
{
  GstWebRTCICEConnectionState state;

  if (self->closing)
    return;

  g_object_get (self->webrtcbin, "ice-connection-state", &state, NULL);
  if (state == GST_WEBRTC_ICE_CONNECTION_STATE_CHECKING)
    maju_transport_set_state (MAJU_TRANSPORT (self),
                              MAJU_TRANSPORT_STATE_CONNECTING, NULL);
  else if (state == GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED ||
           state == GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED)
    maju_transport_set_state (MAJU_TRANSPORT (self),
                              MAJU_TRANSPORT_STATE_ICE_CONNECTED, NULL);
  else if (state == GST_WEBRTC_ICE_CONNECTION_STATE_FAILED)
    maju_webrtc_transport_fail (self,
                                g_error_new (MAJU_PEER_ERROR,
                                             MAJU_PEER_ERROR_UNREACHABLE,
                                             _("No path to the other person "
                                               "was found")));
}

static void
ice_state_cb (MajuWebrtcTransport *self)
{
  maju_webrtc_transport_post (self, read_ice_state, 0, NULL, NULL);
}

static void
read_dtls_state (MajuWebrtcTransport *self,
                 guint                number,
                 gpointer             data)
{
  int state;

  if (self->closing)
    return;

  g_object_get (data, "connection-state", &state, NULL);
  if (state == DTLS_STATE_CONNECTED)
    maju_transport_set_state (MAJU_TRANSPORT (self),
                              MAJU_TRANSPORT_STATE_CONNECTED, NULL);
  else if (state == DTLS_STATE_FAILED ||
           (state == DTLS_STATE_CLOSED &&
            maju_transport_get_state (MAJU_TRANSPORT (self)) ==
            MAJU_TRANSPORT_STATE_CONNECTED))
    maju_webrtc_transport_fail (self,
                                g_error_new (MAJU_PEER_ERROR,
                                             MAJU_PEER_ERROR_UNREACHABLE,
                                             _("The encrypted connection "
                                               "ended")));
}

static void
dtls_state_cb (GstElement *dtls,
               GParamSpec *pspec,
               gpointer    user_data)
{
  maju_webrtc_transport_post (user_data, read_dtls_state, 0,
                              gst_object_ref (dtls), gst_object_unref);
}

static void
count_received (MajuWebrtcTransport *self,
                guint                n_packets,
                gsize                n_bytes)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->packets_received += n_packets;
  self->bytes_received += n_bytes;
}

static GstPadProbeReturn
received_cb (GstPad          *pad,
             GstPadProbeInfo *info,
             gpointer         user_data)
{
  MajuWebrtcTransport *self = user_data;

  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) != 0)
    {
      GstBufferList *list = gst_pad_probe_info_get_buffer_list (info);

      count_received (self, gst_buffer_list_length (list),
                      gst_buffer_list_calculate_size (list));
    }
  else
    {
      GstBuffer *buffer = gst_pad_probe_info_get_buffer (info);

      count_received (self, 1, gst_buffer_get_size (buffer));
    }
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
sent_cb (GstPad          *pad,
         GstPadProbeInfo *info,
         gpointer         user_data)
{
  MajuWebrtcTransport *self = user_data;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) != 0)
    self->bytes_sent +=
      gst_buffer_list_calculate_size (gst_pad_probe_info_get_buffer_list (info));
  else
    self->bytes_sent +=
      gst_buffer_get_size (gst_pad_probe_info_get_buffer (info));
  return GST_PAD_PROBE_OK;
}

static void
probe_buffers (MajuWebrtcTransport *self,
               GstElement          *element,
               const char          *pad_name,
               GstPadProbeCallback  callback)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (element, pad_name);

  gst_pad_add_probe (pad,
                     GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
                     callback, self, NULL);
}

/* Between two pieces of feedback rtpsession waits as long as RTCP's share of the
 * bandwidth, for all streams that there are, says (RFC 4585, section 3.5.2):
 * with our five and theirs nearly a second, too late for a lost packet. Regular
 * reports come no more often for that. */
static void
allow_feedback (GstElement *session)
{
  g_object_set (session, "rtcp-fraction", FEEDBACK_BYTES, NULL);
}

/* webrtcbin makes these by itself, in its own thread and before it writes a
 * description, so this is where our certificate gets in. */
static void
deep_element_added_cb (GstBin     *bin,
                       GstBin     *sub_bin,
                       GstElement *element,
                       gpointer    user_data)
{
  MajuWebrtcTransport *self = user_data;
  GstElementFactory *factory = gst_element_get_factory (element);
  const char *type = factory != NULL ? GST_OBJECT_NAME (factory) : "";

  if (g_str_equal (type, "dtlsdec"))
    {
      g_object_set (element, "pem", self->config->certificate, NULL);
      g_signal_connect (element, "notify::connection-state",
                        G_CALLBACK (dtls_state_cb), self);
      g_mutex_lock (&self->lock);
      g_ptr_array_add (self->dtls, gst_object_ref (element));
      g_mutex_unlock (&self->lock);
    }
  else if (g_str_equal (type, "rtpsession"))
    {
      allow_feedback (element);
    }
  else if (g_str_equal (type, "rtprtxsend"))
    {
      maju_webrtc_limit_repeats (self, element);
    }
  else if (g_str_equal (type, "rtpjitterbuffer"))
    {
      /* It would guess when the next packet is due, take it for lost a moment
       * later, and throw it away when it comes: pictures of a screen, and of a
       * busy machine, come when they do. Gaps are seen by what follows them. */
      g_object_set (element, "rtx-next-seqnum", FALSE, NULL);
    }
  else if (g_str_equal (type, "sctpdec"))
    {
      maju_webrtc_watch_sctp (self, element);
    }
  else if (g_str_equal (type, "nicesrc"))
    {
      probe_buffers (self, element, "src", received_cb);
    }
  else if (g_str_equal (type, "nicesink"))
    {
      probe_buffers (self, element, "sink", sent_cb);
    }
}

static void
emit_candidate (MajuWebrtcTransport *self,
                guint                media_index,
                gpointer             candidate)
{
  if (!self->closing)
    maju_transport_emit_candidate (MAJU_TRANSPORT (self), media_index, candidate);
}

static void
ice_candidate_cb (GstElement *webrtcbin,
                  guint       media_index,
                  const char *candidate,
                  gpointer    user_data)
{
  maju_webrtc_transport_post (user_data, emit_candidate, media_index,
                              g_strdup (candidate), g_free);
}

static GstPadProbeReturn
gate_cb (GstPad          *pad,
         GstPadProbeInfo *info,
         gpointer         user_data)
{
  MajuWebrtcTransport *self = user_data;

  return g_atomic_int_get (&self->gate_open) ? GST_PAD_PROBE_OK
                                             : GST_PAD_PROBE_DROP;
}

/* An unlinked pad would end the whole stream with an error. */
static void
discard (MajuWebrtcTransport *self,
         GstPad              *pad)
{
  g_autoptr(GstPad) sink_pad = NULL;
  GstElement *sink = gst_element_factory_make ("fakesink", NULL);

  g_object_set (sink, "async", FALSE, "sync", FALSE, NULL);
  gst_bin_add (GST_BIN (self->pipeline), sink);
  gst_element_sync_state_with_parent (sink);
  sink_pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_link (pad, sink_pad);
}

static void
pad_added_cb (GstElement *webrtcbin,
              GstPad     *pad,
              gpointer    user_data)
{
  MajuWebrtcTransport *self = user_data;
  g_autoptr(GObject) transceiver = NULL;
  guint media_index = G_MAXUINT;

  if (GST_PAD_DIRECTION (pad) != GST_PAD_SRC)
    return;

  gst_pad_add_probe (pad,
                     GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
                     gate_cb, self, NULL);
  g_object_get (pad, "transceiver", &transceiver, NULL);
  if (transceiver != NULL)
    g_object_get (transceiver, "mlineindex", &media_index, NULL);
  if (media_index < MAJU_N_TRACK_KINDS && media_index != MAJU_TRACK_KIND_AUDIO)
    maju_repair_wait_set (pad, LATENCY_MS);
  if (media_index >= MAJU_N_TRACK_KINDS ||
      !maju_receive_branch_link (self->receivers[media_index],
                                 GST_BIN (self->pipeline), pad))
    discard (self, pad);
}

static void
show_first_frame (MajuWebrtcTransport *self,
                  guint                kind,
                  gpointer             data)
{
  if (!self->closing && g_atomic_int_get (&self->gate_open))
    maju_remote_track_set_paintable (self->media.tracks[kind],
                                     maju_receive_branch_get_paintable (self->receivers[kind]));
}

static void
first_frame_cb (MajuTrackKind kind,
                gpointer      user_data)
{
  if (kind != MAJU_TRACK_KIND_AUDIO)
    maju_webrtc_transport_post (user_data, show_first_frame, kind, NULL, NULL);
}

static void
emit_key_frame (MajuWebrtcTransport *self,
                guint                kind,
                gpointer             data)
{
  if (!self->closing)
    maju_transport_emit_key_frame (MAJU_TRANSPORT (self), kind);
}

static void
key_frame_cb (MajuTrackKind kind,
              gpointer      user_data)
{
  maju_webrtc_transport_post (user_data, emit_key_frame, kind, NULL, NULL);
}

static void
recalculate_latency (GstElement *pipeline,
                     gpointer    user_data)
{
  gst_bin_recalculate_latency (GST_BIN (pipeline));
}

static gboolean
bus_cb (GstBus     *bus,
        GstMessage *message,
        gpointer    user_data)
{
  MajuWebrtcTransport *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *debug = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_LATENCY)
    {
      /* It waits for elements that are starting, and the sink that shows
       * pictures waits for this thread when it starts. */
      gst_element_call_async (self->pipeline, recalculate_latency, NULL, NULL);
    }
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    {
      gst_message_parse_error (message, &error, &debug);
      g_debug ("%s: %s: %s (%s)", self->name, GST_MESSAGE_SRC_NAME (message),
               error->message, debug);
      maju_webrtc_transport_fail (self,
                                  g_error_new (MAJU_PEER_ERROR,
                                               MAJU_PEER_ERROR_UNREACHABLE,
                                               _("The connection broke (%s)"),
                                               error->message));
    }
  return G_SOURCE_CONTINUE;
}

static void
watch_bus (MajuWebrtcTransport *self)
{
  g_autoptr(GstBus) bus = gst_element_get_bus (self->pipeline);

  self->bus_source = gst_bus_create_watch (bus);
  g_source_set_callback (self->bus_source, G_SOURCE_FUNC (bus_cb), self, NULL);
  g_source_attach (self->bus_source, self->context);
}

static void
set_up_ice (MajuWebrtcTransport *self)
{
  g_autoptr(GObject) ice = NULL;
  g_autoptr(GObject) agent = NULL;
  gboolean added;

  g_object_get (self->webrtcbin, "ice-agent", &ice, NULL);
  g_object_get (ice, "agent", &agent, NULL);
  /* It opens holes in routers behind people's backs, and costs threads. */
  g_object_set (agent, "upnp", FALSE, NULL);
  if (self->config->last_port != 0)
    g_object_set (ice,
                  "min-rtp-port", (guint) self->config->first_port,
                  "max-rtp-port", (guint) self->config->last_port,
                  NULL);
  if (self->config->local_address != NULL)
    g_signal_emit_by_name (ice, "add-local-ip-address",
                           self->config->local_address, &added);

  if (self->config->stun_uri != NULL)
    g_object_set (self->webrtcbin, "stun-server", self->config->stun_uri, NULL);
  for (guint i = 0; i < self->config->turn_uris->len; i++)
    g_signal_emit_by_name (self->webrtcbin, "add-turn-server",
                           self->config->turn_uris->pdata[i], &added);
  if (self->config->relay_only)
    g_object_set (self->webrtcbin, "ice-transport-policy",
                  GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY, NULL);
}

/* Nobody here corrects errors forward, but webrtcbin has rtpbin make a decoder for
 * each stream, in that stream's thread, and up to GStreamer 1.28.8 at least rtpbin
 * keeps what it was given in lists without a lock: of two streams that begin at
 * once one's decoder gets lost, and is never freed. */
static void
leave_out_correction (MajuWebrtcTransport *self,
                      GstElement          *rtpbin)
{
  guint id = g_signal_lookup ("request-fec-decoder-full",
                              G_OBJECT_TYPE (rtpbin));

  g_return_if_fail (id != 0);
  g_signal_handlers_disconnect_matched (rtpbin,
                                        G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_DATA,
                                        id, 0, NULL, NULL, self->webrtcbin);
}

/* Each stream costs two threads, and any packet can begin one, also before the
 * certificate is verified. */
static void
set_up_streams (MajuWebrtcTransport *self)
{
  g_autoptr(GstElement) rtpbin = gst_bin_get_by_name (GST_BIN (self->webrtcbin),
                                                      "rtpbin");

  g_return_if_fail (rtpbin != NULL);
  g_object_set (rtpbin, "max-streams", MAJU_PEER_LIMIT_STREAMS, NULL);
  leave_out_correction (self, rtpbin);
}

static gboolean
make_pipeline (MajuWebrtcTransport *self,
               GError             **error)
{
  g_autoptr(GstClock) clock = NULL;

  self->webrtcbin = gst_element_factory_make ("webrtcbin", NULL);
  if (self->webrtcbin == NULL)
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED,
                   _("A part of GStreamer is not installed (%s)"), "webrtcbin");
      return FALSE;
    }
  gst_object_ref_sink (self->webrtcbin);
  g_object_set (self->webrtcbin,
                "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE,
                "latency", LATENCY_MS,
                NULL);
  set_up_streams (self);

  self->pipeline = gst_object_ref_sink (gst_pipeline_new (self->name));
  /* Running time is the monotonic clock's time, here as in every pipeline. */
  clock = gst_system_clock_obtain ();
  gst_pipeline_use_clock (GST_PIPELINE (self->pipeline), clock);
  gst_element_set_start_time (self->pipeline, GST_CLOCK_TIME_NONE);
  gst_element_set_base_time (self->pipeline, 0);

  g_signal_connect (self->webrtcbin, "deep-element-added",
                    G_CALLBACK (deep_element_added_cb), self);
  g_signal_connect (self->webrtcbin, "pad-added",
                    G_CALLBACK (pad_added_cb), self);
  g_signal_connect (self->webrtcbin, "on-ice-candidate",
                    G_CALLBACK (ice_candidate_cb), self);
  g_signal_connect_swapped (self->webrtcbin, "notify::ice-connection-state",
                            G_CALLBACK (ice_state_cb), self);
  maju_webrtc_watch_feedback (self);
  gst_bin_add (GST_BIN (self->pipeline), self->webrtcbin);
  return TRUE;
}

static gboolean
make_receivers (MajuWebrtcTransport *self,
                GError             **error)
{
  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    {
      self->receivers[kind] =
        maju_receive_branch_new (kind, self->media.tracks[kind],
                                 self->config->render, first_frame_cb, self,
                                 error);
      if (self->receivers[kind] == NULL)
        return FALSE;
    }
  return TRUE;
}

gboolean
maju_webrtc_transport_add_senders (MajuWebrtcTransport *self,
                                   gboolean             offering,
                                   GError             **error)
{
  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    {
      MajuSdpMedia media = self->remote_media[kind];

      if (offering)
        maju_send_branch_get_offer (kind, &media);
      if (self->config->h264 == MAJU_H264_USE_NEVER)
        media.formats[MAJU_VIDEO_CODEC_H264].payload_type = -1;
      else if (self->config->h264 == MAJU_H264_USE_FIRST)
        media.first = MAJU_VIDEO_CODEC_H264;
      self->senders[kind] =
        maju_send_branch_new (kind, &media,
                              GST_BIN (self->pipeline), self->webrtcbin,
                              self->media.senders[kind], key_frame_cb, self,
                              error);
      if (self->senders[kind] == NULL)
        return FALSE;
    }
  return TRUE;
}

gboolean
maju_webrtc_transport_start (MajuWebrtcTransport *self,
                             GError             **error)
{
  g_return_val_if_fail (self->pipeline == NULL, FALSE);

  self->fingerprint =
    maju_certificate_get_fingerprint (self->config->certificate, error);
  if (self->fingerprint == NULL || !make_pipeline (self, error))
    return FALSE;

  /* Given back when it is closed. */
  g_object_ref (self);
  if (!make_receivers (self, error))
    return FALSE;

  watch_bus (self);
  set_up_ice (self);
  if (gst_element_set_state (self->pipeline, GST_STATE_PLAYING) ==
      GST_STATE_CHANGE_FAILURE)
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED,
                   _("The connection could not be prepared"));
      return FALSE;
    }
  return maju_webrtc_start_channels (self, error);
}

char *
maju_webrtc_get_peer_certificate (MajuTransport *transport)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  char *pem = NULL;
  int state;

  /* In a bundle there is one. Of two, which one would we have looked at? */
  if (self->dtls->len != 1)
    return NULL;

  g_object_get (self->dtls->pdata[0],
                "connection-state", &state,
                "peer-pem", &pem,
                NULL);
  if (state != DTLS_STATE_CONNECTED)
    g_clear_pointer (&pem, g_free);
  return pem;
}
