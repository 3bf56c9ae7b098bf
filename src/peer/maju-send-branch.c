/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-send-branch-private.h"

#include "maju-track-sender-private.h"

#include <glib/gi18n-lib.h>
#include <gst/app/gstappsrc.h>
#include <gst/rtp/rtp.h>
#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>

#define MAX_QUEUE_TIME    (500 * GST_MSECOND)
#define MAX_QUEUE_BUFFERS 64
#define RTP_MTU           1200
#define PICTURE_ID_15_BIT 2

struct _MajuSendBranch
{
  MajuTrackKind kind;
  MajuSdpMedia media;           /* what both sides have; payload types */
  GstBin *pipeline;             /* borrowed */
  GstAppSrc *source;
  GstPad *pad;                  /* of webrtcbin */
  guint ssrc;
  GstWebRTCRTPTransceiver *transceiver;
  MajuTrackSender *sender;
  MajuKeyFrameFunc key_frame_func;
  gpointer user_data;
};

typedef struct
{
  const char *payloader;
  const char *source_caps;
  const char *rtp_caps;
} Codec;

static const Codec audio_codec = {
  "rtpopuspay",
  "audio/x-opus,channel-mapping-family=0,rate=48000,channels=2",
  "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,"
  "encoding-params=(string)2",
};

/* Without the parameters of H.264: the payloader has others in its caps, which
 * would not match. */
static const Codec video_codecs[MAJU_N_VIDEO_CODECS] = {
  [MAJU_VIDEO_CODEC_VP8] = {
    "rtpvp8pay",
    "video/x-vp8",
    "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000",
  },
  [MAJU_VIDEO_CODEC_H264] = {
    "rtph264pay",
    "video/x-h264,stream-format=byte-stream,alignment=au",
    "application/x-rtp,media=video,encoding-name=H264,clock-rate=90000",
  },
};

#define VIDEO_FEEDBACK \
(MAJU_SDP_FEEDBACK_PLI | MAJU_SDP_FEEDBACK_FIR | MAJU_SDP_FEEDBACK_TRANSPORT_CC)

static const MajuSdpMedia offers[MAJU_N_TRACK_KINDS] = {
  [MAJU_TRACK_KIND_AUDIO] = {
    .formats = { { 111, -1, MAJU_SDP_FEEDBACK_TRANSPORT_CC }, { -1, -1, 0 } },
    .extensions = { 1, 2, 3 },
  },
  [MAJU_TRACK_KIND_CAMERA] = {
    .formats = { { 96, -1, VIDEO_FEEDBACK }, { 102, -1, VIDEO_FEEDBACK } },
    .extensions = { 1, 2 },
  },
  [MAJU_TRACK_KIND_SCREEN] = {
    .formats = { { 98, -1, VIDEO_FEEDBACK }, { 104, -1, VIDEO_FEEDBACK } },
    .extensions = { 1, 2 },
  },
};

static const Codec *
get_codec (MajuTrackKind  kind,
           MajuVideoCodec codec)
{
  return kind == MAJU_TRACK_KIND_AUDIO ? &audio_codec : &video_codecs[codec];
}

void
maju_send_branch_get_offer (MajuTrackKind kind,
                            MajuSdpMedia *out_media)
{
  g_return_if_fail (kind < MAJU_N_TRACK_KINDS);

  *out_media = offers[kind];
}

/* As GStreamer's elements write it: direction, URI, attributes, or the URI. */
static void
set_extension (GstCaps         *caps,
               MajuSdpExtension extension,
               guint            id)
{
  const char *uri = maju_sdp_extension_get_uri (extension);
  const char *attributes = maju_sdp_extension_get_attributes (extension);
  const char *const parts[] = { "", uri, attributes };
  g_auto(GValue) list = G_VALUE_INIT;
  char name[32];

  g_snprintf (name, sizeof name, "extmap-%u", id);
  if (attributes == NULL)
    {
      gst_caps_set_simple (caps, name, G_TYPE_STRING, uri, NULL);
      return;
    }

  gst_value_array_init (&list, G_N_ELEMENTS (parts));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_auto(GValue) part = G_VALUE_INIT;

      g_value_init (&part, G_TYPE_STRING);
      g_value_set_static_string (&part, parts[i]);
      gst_value_array_append_value (&list, &part);
    }
  gst_caps_set_value (caps, name, &list);
}

static GstCaps *
make_preference (MajuTrackKind       kind,
                 MajuVideoCodec      codec,
                 const MajuSdpMedia *media,
                 guint               ssrc)
{
  const MajuSdpFormat *format = &media->formats[codec];
  GstCaps *caps = gst_caps_from_string (get_codec (kind, codec)->rtp_caps);

  gst_caps_set_simple (caps, "payload", G_TYPE_INT, format->payload_type, NULL);
  for (guint i = 0; i < MAJU_N_SDP_EXTENSIONS; i++)
    {
      if (media->extensions[i] != 0)
        set_extension (caps, i, media->extensions[i]);
    }
  if ((format->feedback & MAJU_SDP_FEEDBACK_PLI) != 0)
    gst_caps_set_simple (caps, "rtcp-fb-nack-pli", G_TYPE_BOOLEAN, TRUE, NULL);
  if ((format->feedback & MAJU_SDP_FEEDBACK_FIR) != 0)
    gst_caps_set_simple (caps, "rtcp-fb-ccm-fir", G_TYPE_BOOLEAN, TRUE, NULL);
  if ((format->feedback & MAJU_SDP_FEEDBACK_TRANSPORT_CC) != 0)
    gst_caps_set_simple (caps, "rtcp-fb-transport-cc", G_TYPE_BOOLEAN, TRUE,
                         NULL);
  /* Without it a description that is made before the caps have come down names
   * another one, and the other side does not know whose the packets are. */
  gst_caps_set_simple (caps, "ssrc", G_TYPE_UINT, ssrc, NULL);
  return caps;
}

/* The codecs, payload types, extensions and feedback for the m-line, so that an
 * answer has those of its offer and not webrtcbin's own. */
static GstCaps *
make_preferences (MajuTrackKind       kind,
                  const MajuSdpMedia *media,
                  guint               ssrc)
{
  GstCaps *caps = gst_caps_new_empty ();

  for (guint i = 0; i < MAJU_N_VIDEO_CODECS; i++)
    {
      MajuVideoCodec codec = i == 0 ? media->first
                                    : MAJU_N_VIDEO_CODECS - 1 - media->first;

      if (media->formats[codec].payload_type >= 0)
        gst_caps_append (caps, make_preference (kind, codec, media, ssrc));
    }
  return caps;
}

static GstPadProbeReturn
count_cb (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         user_data)
{
  MajuSendBranch *self = user_data;

  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) != 0)
    {
      GstBufferList *list = gst_pad_probe_info_get_buffer_list (info);

      maju_track_sender_count_packets (self->sender,
                                       gst_buffer_list_length (list),
                                       gst_buffer_list_calculate_size (list));
    }
  else
    {
      GstBuffer *buffer = gst_pad_probe_info_get_buffer (info);

      maju_track_sender_count_packets (self->sender, 1,
                                       gst_buffer_get_size (buffer));
    }
  return GST_PAD_PROBE_OK;
}

static GstPadProbeReturn
upstream_event_cb (GstPad          *pad,
                   GstPadProbeInfo *info,
                   gpointer         user_data)
{
  MajuSendBranch *self = user_data;

  if (gst_video_event_is_force_key_unit (gst_pad_probe_info_get_event (info)))
    self->key_frame_func (self->kind, self->user_data);
  return GST_PAD_PROBE_OK;
}

static void
add_probe (GstElement         *element,
           const char         *pad_name,
           GstPadProbeType     type,
           GstPadProbeCallback callback,
           gpointer            user_data)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (element, pad_name);

  gst_pad_add_probe (pad, type, callback, user_data, NULL);
}

/* Finds or makes the transceiver of this m-line and the pad into it. */
static GstPad *
request_pad (MajuSendBranch *self,
             GstElement     *webrtcbin,
             GstCaps        *preferences)
{
  g_autoptr(GArray) transceivers = NULL;
  g_autoptr(GstPad) pad = NULL;
  char name[16];

  /* As answerer the offer has made it already, but only for receiving. */
  g_signal_emit_by_name (webrtcbin, "get-transceivers", &transceivers);
  for (guint i = 0; i < transceivers->len; i++)
    {
      GObject *object = g_array_index (transceivers, GObject *, i);
      guint media_index;

      g_object_get (object, "mlineindex", &media_index, NULL);
      if (media_index == self->kind)
        g_object_set (object,
                      "direction",
                      GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDRECV,
                      "codec-preferences", preferences,
                      NULL);
    }

  g_snprintf (name, sizeof name, "sink_%u", self->kind);
  pad = gst_element_request_pad (webrtcbin,
                                 gst_element_get_pad_template (webrtcbin,
                                                               "sink_%u"),
                                 name, preferences);
  if (pad == NULL)
    return NULL;

  g_object_get (pad, "transceiver", &self->transceiver, NULL);
  g_object_set (self->transceiver,
                "codec-preferences", preferences,
                "do-nack", self->kind != MAJU_TRACK_KIND_AUDIO,
                NULL);
  return g_steal_pointer (&pad);
}

static GstElement *
make_payloader (MajuSendBranch *self,
                MajuVideoCodec  codec)
{
  GstElement *payloader;

  payloader = gst_element_factory_make (get_codec (self->kind, codec)->payloader,
                                        NULL);
  if (payloader == NULL)
    return NULL;

  g_object_set (payloader,
                "mtu", RTP_MTU,
                "pt", self->media.formats[codec].payload_type,
                "ssrc", self->ssrc,
                NULL);
  if (self->kind == MAJU_TRACK_KIND_AUDIO)
    return payloader;

  if (codec == MAJU_VIDEO_CODEC_VP8)
    {
      g_object_set (payloader, "picture-id-mode", PICTURE_ID_15_BIT, NULL);
    }
  else
    {
      /* With each key frame what is needed to decode it. */
      g_object_set (payloader, "config-interval", -1, NULL);
      gst_util_set_object_arg (G_OBJECT (payloader), "aggregate-mode",
                               "zero-latency");
    }
  return payloader;
}

/* The payloader would make one by itself, which says nothing. */
static void
add_mid (MajuSendBranch *self,
         GstElement     *payloader)
{
  guint id = self->media.extensions[MAJU_SDP_EXTENSION_MID];
  g_autoptr(GstRTPHeaderExtension) extension = NULL;
  g_autofree char *mid = NULL;

  if (id == 0)
    return;

  extension = gst_rtp_header_extension_create_from_uri (
    maju_sdp_extension_get_uri (MAJU_SDP_EXTENSION_MID));
  if (extension == NULL)
    return;

  /* webrtcbin may have chosen it. */
  g_object_get (self->transceiver, "mid", &mid, NULL);
  gst_rtp_header_extension_set_id (extension, id);
  g_object_set (extension, "mid", mid, NULL);
  g_signal_emit_by_name (payloader, "add-extension", extension);
}

static GstElement *
make_source (void)
{
  GstElement *source = gst_element_factory_make ("appsrc", NULL);

  if (source == NULL)
    return NULL;

  /* What is too much is dropped before it gets here. */
  g_object_set (source,
                "format", GST_FORMAT_TIME,
                "is-live", TRUE,
                "max-bytes", G_GUINT64_CONSTANT (0),
                NULL);
  return source;
}

MajuSendBranch *
maju_send_branch_new (MajuTrackKind       kind,
                      const MajuSdpMedia *media,
                      GstBin             *pipeline,
                      GstElement         *webrtcbin,
                      MajuTrackSender    *sender,
                      MajuKeyFrameFunc    key_frame_func,
                      gpointer            user_data,
                      GError            **error)
{
  MajuSendBranch *self = g_new0 (MajuSendBranch, 1);
  g_autoptr(GstCaps) preferences = NULL;
  GstElement *source = make_source ();

  self->kind = kind;
  self->media = *media;
  self->pipeline = pipeline;
  self->ssrc = g_random_int_range (1, G_MAXINT32);
  self->sender = g_object_ref (sender);
  self->key_frame_func = key_frame_func;
  self->user_data = user_data;
  preferences = make_preferences (kind, media, self->ssrc);
  if (source != NULL)
    {
      self->source = gst_object_ref_sink (GST_APP_SRC (source));
      gst_bin_add (pipeline, source);
      /* What it says about itself reaches webrtcbin in its own thread, where the
       * m-line's name is read while negotiation sets it. */
      gst_element_set_locked_state (source, TRUE);
      self->pad = request_pad (self, webrtcbin, preferences);
    }
  if (self->pad == NULL)
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED,
                   _("Sending could not be prepared (%s)"),
                   get_codec (kind, MAJU_VIDEO_CODEC_VP8)->payloader);
      maju_send_branch_free (self);
      return NULL;
    }

  add_probe (source, "src", GST_PAD_PROBE_TYPE_EVENT_UPSTREAM,
             upstream_event_cb, self);
  return self;
}

/* Only now is it known which of the codecs is wanted. */
static gboolean
link_payloader (MajuSendBranch *self,
                GstElement     *payloader)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (payloader, "src");

  add_mid (self, payloader);
  gst_bin_add (self->pipeline, payloader);
  add_probe (payloader, "src",
             GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
             count_cb, self);
  return gst_element_link (GST_ELEMENT (self->source), payloader) &&
         gst_pad_link (pad, self->pad) == GST_PAD_LINK_OK;
}

gboolean
maju_send_branch_start (MajuSendBranch *self,
                        MajuVideoCodec  codec,
                        GError        **error)
{
  const Codec *chosen = get_codec (self->kind, codec);
  g_autoptr(GstCaps) caps = gst_caps_from_string (chosen->source_caps);
  GstElement *source = GST_ELEMENT (self->source);
  GstElement *payloader;

  if (gst_pad_is_linked (self->pad))
    return TRUE;

  if (self->kind == MAJU_TRACK_KIND_AUDIO)
    codec = 0;
  payloader = make_payloader (self, codec);
  if (payloader == NULL || !link_payloader (self, payloader))
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED,
                   _("Sending could not be prepared (%s)"), chosen->payloader);
      return FALSE;
    }

  gst_app_src_set_caps (self->source, caps);
  gst_element_sync_state_with_parent (payloader);
  gst_element_set_locked_state (source, FALSE);
  gst_element_sync_state_with_parent (source);
  return TRUE;
}

void
maju_send_branch_free (MajuSendBranch *self)
{
  gst_clear_object (&self->source);
  gst_clear_object (&self->pad);
  gst_clear_object (&self->transceiver);
  g_clear_object (&self->sender);
  g_free (self);
}

gboolean
maju_send_branch_push (MajuSendBranch *self,
                       GstBuffer      *buffer)
{
  if (gst_app_src_get_current_level_time (self->source) > MAX_QUEUE_TIME ||
      gst_app_src_get_current_level_buffers (self->source) > MAX_QUEUE_BUFFERS)
    {
      gst_buffer_unref (buffer);
      return FALSE;
    }
  return gst_app_src_push_buffer (self->source, buffer) == GST_FLOW_OK;
}
