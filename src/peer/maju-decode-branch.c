/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-decode-branch-private.h"

#include "maju-h264-gate-private.h"
#include "maju-peer-limits-private.h"
#include "maju-picture-gate-private.h"

#include <gst/rtp/rtp.h>
#include <gst/video/video.h>

#define ASK_INTERVAL_US G_USEC_PER_SEC

/* Of what is not decoded yet. In constrained baseline each picture comes out as
 * soon as it went in; in other profiles a few are held back. */
#define MAX_INSIDE 16

/* For the streaming thread alone. */
typedef struct
{
  MajuVideoCodec codec;
  MajuH264Gate *h264;           /* (nullable) */
  gboolean is_shut;             /* up to the next key frame */
  gboolean has_begun;
  gint64 asked_us;
  gsize n_bytes;                /* of packets since the last picture */
  guint n_inside;
} Gate;

static const struct
{
  const char *encoding;
  const char *description;
} codecs[MAJU_N_VIDEO_CODECS] = {
  [MAJU_VIDEO_CODEC_VP8] = {
    "VP8",
    "queue ! rtpvp8depay name=frames request-keyframe=true "
    "wait-for-keyframe=true ! vp8dec name=decoder qos=false"
  },
  [MAJU_VIDEO_CODEC_H264] = {
    "H264",
    "queue ! rtph264depay name=frames request-keyframe=true "
    "wait-for-keyframe=true ! openh264dec name=decoder qos=false"
  },
};

const char *
maju_decode_branch_get_encoding (MajuVideoCodec codec)
{
  return codecs[codec].encoding;
}

static void
gate_clear (gpointer data)
{
  Gate *gate = data;

  g_clear_pointer (&gate->h264, maju_h264_gate_free);
}

static void
gate_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, gate_clear);
}

static MajuPictureVerdict
check (Gate      *gate,
       GstBuffer *buffer)
{
  guint8 head[MAJU_PICTURE_HEAD_SIZE] = { 0 };
  MajuPictureVerdict verdict;
  GstMapInfo map;

  if (gate->h264 == NULL)
    return maju_picture_gate_check (head, gst_buffer_extract (buffer, 0, head,
                                                              sizeof head));
  if (!gst_buffer_map (buffer, &map, GST_MAP_READ))
    return MAJU_PICTURE_GATE_SHUT;

  verdict = maju_h264_gate_check (gate->h264, map.data, map.size);
  gst_buffer_unmap (buffer, &map);
  return verdict;
}

/* The decoder of H.264 fails at what it has no parameters for, and would have to
 * be asked each time. */
static void
ask_for_key_frame (Gate   *gate,
                   GstPad *pad)
{
  gint64 now = g_get_monotonic_time ();

  if (gate->asked_us != 0 && now - gate->asked_us < ASK_INTERVAL_US)
    return;

  gate->asked_us = now;
  gst_pad_send_event (pad,
                      gst_video_event_new_upstream_force_key_unit (
                        GST_CLOCK_TIME_NONE, TRUE, 0));
}

/* The depayloader does not say what the decoder wants to know; the gate does. */
static void
add_profile (GstPadProbeInfo *info)
{
  GstEvent *event = gst_pad_probe_info_get_event (info);
  g_autoptr(GstCaps) changed = NULL;
  GstCaps *caps;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return;

  gst_event_parse_caps (event, &caps);
  changed = gst_caps_copy (caps);
  gst_caps_set_simple (changed, "profile", G_TYPE_STRING, "constrained-baseline",
                       NULL);
  gst_event_unref (event);
  info->data = gst_event_new_caps (changed);
}

/* What it cannot decode openh264dec keeps, up to GStreamer 1.28.8 at least, until
 * it is flushed. */
static void
flush_decoder (GstPad *pad)
{
  g_autoptr(GstPad) decoder = gst_pad_get_peer (pad);
  GstEvent *segment = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);

  gst_pad_send_event (decoder, gst_event_new_flush_start ());
  gst_pad_send_event (decoder, gst_event_new_flush_stop (FALSE));
  if (segment != NULL)
    gst_pad_send_event (decoder, segment);
}

static void
count_inside (Gate   *gate,
              GstPad *pad)
{
  if (gate->codec != MAJU_VIDEO_CODEC_H264 || gate->n_inside++ < MAX_INSIDE)
    return;

  flush_decoder (pad);
  gate->n_inside = 1;
}

/* A flush ends here: nobody behind the decoder has to begin anew. */
static GstPadProbeReturn
decoded_cb (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  Gate *gate = user_data;

  if ((info->type & GST_PAD_PROBE_TYPE_EVENT_FLUSH) != 0)
    return GST_PAD_PROBE_DROP;

  if (gate->n_inside > 0)
    gate->n_inside--;
  return GST_PAD_PROBE_OK;
}

/* What is unpacked is put together up to the packet that ends a picture, however
 * many come: after so many each is one that does. */
static GstPadProbeReturn
packet_cb (GstPad          *pad,
           GstPadProbeInfo *info,
           gpointer         user_data)
{
  Gate *gate = user_data;
  GstRTPBuffer packet = GST_RTP_BUFFER_INIT;
  GstBuffer *buffer = gst_pad_probe_info_get_buffer (info);

  gate->n_bytes += gst_buffer_get_size (buffer);
  if (gate->n_bytes <= MAJU_PEER_LIMIT_PICTURE_BYTES)
    return GST_PAD_PROBE_OK;

  buffer = gst_buffer_make_writable (buffer);
  info->data = buffer;
  if (gst_rtp_buffer_map (buffer, GST_MAP_READWRITE, &packet))
    {
      gst_rtp_buffer_set_marker (&packet, TRUE);
      gst_rtp_buffer_unmap (&packet);
    }
  return GST_PAD_PROBE_OK;
}

/* Before the decoder, which would get the memory for it. */
static GstPadProbeReturn
frame_cb (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         user_data)
{
  Gate *gate = user_data;

  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER) == 0)
    {
      if (gate->codec == MAJU_VIDEO_CODEC_H264)
        add_profile (info);
      return GST_PAD_PROBE_OK;
    }

  gate->n_bytes = 0;
  switch (check (gate, gst_pad_probe_info_get_buffer (info)))
    {
    case MAJU_PICTURE_GATE_OPEN:
      gate->is_shut = FALSE;
      gate->has_begun = TRUE;
      break;

    case MAJU_PICTURE_GATE_SHUT:
      if (!gate->is_shut)
        g_message ("A picture that is too large, or broken, is not shown");
      gate->is_shut = TRUE;
      break;

    case MAJU_PICTURE_GATE_AS_BEFORE:
    default:
      break;
    }

  if (gate->h264 != NULL && (gate->is_shut || !gate->has_begun))
    {
      ask_for_key_frame (gate, pad);
      return GST_PAD_PROBE_DROP;
    }
  if (gate->is_shut)
    return GST_PAD_PROBE_DROP;

  count_inside (gate, pad);
  return GST_PAD_PROBE_OK;
}

static void
add_probe (GstElement         *bin,
           const char         *element_name,
           const char         *pad_name,
           GstPadProbeType     type,
           GstPadProbeCallback callback,
           Gate               *gate)
{
  g_autoptr(GstElement) element = gst_bin_get_by_name (GST_BIN (bin),
                                                       element_name);
  g_autoptr(GstPad) pad = gst_element_get_static_pad (element, pad_name);

  gst_pad_add_probe (pad, type, callback, g_atomic_rc_box_acquire (gate),
                     gate_unref);
}

static void
add_gate (GstElement    *bin,
          MajuVideoCodec codec)
{
  Gate *gate = g_atomic_rc_box_new0 (Gate);

  gate->codec = codec;
  if (codec == MAJU_VIDEO_CODEC_H264)
    gate->h264 = maju_h264_gate_new ();
  add_probe (bin, "frames", "sink", GST_PAD_PROBE_TYPE_BUFFER, packet_cb, gate);
  add_probe (bin, "frames", "src",
             GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
             frame_cb, gate);
  add_probe (bin, "decoder", "src",
             GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
             decoded_cb, gate);
  gate_unref (gate);
}

GstElement *
maju_decode_branch_new (MajuVideoCodec codec,
                        GError       **error)
{
  GstElement *bin;

  bin = gst_parse_bin_from_description_full (codecs[codec].description, TRUE,
                                             NULL, GST_PARSE_FLAG_FATAL_ERRORS,
                                             error);
  if (bin != NULL)
    add_gate (bin, codec);
  return bin;
}
