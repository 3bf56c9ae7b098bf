/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-decode-branch-private.h"

#include "maju-h264-gate-private.h"
#include "maju-picture-gate-private.h"

#include <gst/video/video.h>

#define ASK_INTERVAL_US G_USEC_PER_SEC

typedef struct
{
  MajuVideoCodec codec;
  MajuH264Gate *h264;           /* (nullable) */
  gboolean is_shut;             /* up to the next key frame */
  gboolean has_begun;
  gint64 asked_us;
} Gate;

static const struct
{
  const char *encoding;
  const char *description;
} codecs[MAJU_N_VIDEO_CODECS] = {
  [MAJU_VIDEO_CODEC_VP8] = {
    "VP8",
    "queue ! rtpvp8depay name=frames request-keyframe=true "
    "wait-for-keyframe=true ! vp8dec qos=false"
  },
  [MAJU_VIDEO_CODEC_H264] = {
    "H264",
    "queue ! rtph264depay name=frames request-keyframe=true "
    "wait-for-keyframe=true ! openh264dec qos=false"
  },
};

const char *
maju_decode_branch_get_encoding (MajuVideoCodec codec)
{
  return codecs[codec].encoding;
}

static void
gate_free (gpointer data)
{
  Gate *gate = data;

  g_clear_pointer (&gate->h264, maju_h264_gate_free);
  g_free (gate);
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
  return gate->is_shut ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

static void
add_gate (GstElement    *bin,
          MajuVideoCodec codec)
{
  g_autoptr(GstElement) frames = gst_bin_get_by_name (GST_BIN (bin), "frames");
  g_autoptr(GstPad) pad = gst_element_get_static_pad (frames, "src");
  Gate *gate = g_new0 (Gate, 1);

  gate->codec = codec;
  if (codec == MAJU_VIDEO_CODEC_H264)
    gate->h264 = maju_h264_gate_new ();
  gst_pad_add_probe (pad,
                     GST_PAD_PROBE_TYPE_BUFFER |
                     GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
                     frame_cb, gate, gate_free);
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
