/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-receive-branch-private.h"

#include "maju-decode-branch-private.h"
#include "maju-remote-track-private.h"
#include "maju-rtp-level-private.h"

#include <glib/gi18n-lib.h>
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

/* Audio is counted before the decoder, which fills gaps; video after it. RGB
 * because GTK's own conversion of YUV is many times slower without a GPU. Sinks
 * wait for their time, but show what is late and do not make the decoder skip. */
#define AUDIO_BRANCH \
"queue ! rtpopusdepay name=counted ! " \
"opusdec plc=true use-inband-fec=true ! " \
"audioconvert ! audioresample ! " \
"audio/x-raw,format=S16LE,rate=48000,layout=interleaved ! " \
"appsink name=sink sync=true async=false qos=false max-lateness=-1 " \
"enable-last-sample=false"

/* Behind what decodes, of which there is one for each codec that has come. */
#define VIDEO_BRANCH \
"funnel name=counted ! tee name=tee allow-not-linked=true " \
"tee. ! queue leaky=downstream max-size-buffers=8 max-size-time=0 " \
"max-size-bytes=0 ! " \
"appsink name=sink sync=true async=false qos=false max-lateness=-1 " \
"enable-last-sample=false max-buffers=2 drop=true"

#define RENDER_BRANCH \
" tee. ! queue name=render leaky=downstream max-size-buffers=8 " \
"max-size-time=0 max-size-bytes=0 ! videoconvert ! " \
"video/x-raw,format=BGRA ! " \
"gtk4paintablesink name=paint sync=true async=false qos=false " \
"max-lateness=-1 processing-deadline=5000000 enable-last-sample=false"

#define CODEC_KEY "maju-codec"

struct _MajuReceiveBranch
{
  MajuTrackKind kind;
  MajuRemoteTrack *track;
  MajuFirstFrameFunc first_frame_func;
  gpointer user_data;
  GstElement *bin;
  GObject *paintable;
  guint level_id;               /* streaming thread only, as the next */
  guint width;
  guint height;
  gboolean had_frame;
  int linked[MAJU_N_VIDEO_CODECS]; /* atomic, as the next */
  int added;
  int codec;                    /* of what was decoded last; -1: nothing */
};

static GstPadProbeReturn
decoded_cb (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  MajuReceiveBranch *self = user_data;

  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER) != 0)
    {
      maju_remote_track_count_frame (self->track, self->width, self->height);
      if (!self->had_frame)
        {
          self->had_frame = TRUE;
          self->first_frame_func (self->kind, self->user_data);
        }
    }
  else
    {
      GstEvent *event = gst_pad_probe_info_get_event (info);
      GstCaps *caps;
      GstVideoInfo video;

      if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS)
        {
          gst_event_parse_caps (event, &caps);
          if (self->kind != MAJU_TRACK_KIND_AUDIO &&
              gst_video_info_from_caps (&video, caps))
            {
              self->width = GST_VIDEO_INFO_WIDTH (&video);
              self->height = GST_VIDEO_INFO_HEIGHT (&video);
            }
        }
    }
  return GST_PAD_PROBE_OK;
}

static void
count_packet (MajuReceiveBranch *self,
              GstBuffer         *packet)
{
  guint level;

  maju_remote_track_count_packets (self->track, 1,
                                   gst_buffer_get_size (packet));
  if (maju_rtp_level_read (packet, self->level_id, &level))
    maju_remote_track_count_level (self->track, level);
}

static GstPadProbeReturn
received_cb (GstPad          *pad,
             GstPadProbeInfo *info,
             gpointer         user_data)
{
  MajuReceiveBranch *self = user_data;

  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) != 0)
    {
      GstBufferList *list = gst_pad_probe_info_get_buffer_list (info);

      for (guint i = 0; i < gst_buffer_list_length (list); i++)
        count_packet (self, gst_buffer_list_get (list, i));
    }
  else if ((info->type & GST_PAD_PROBE_TYPE_BUFFER) != 0)
    {
      count_packet (self, gst_pad_probe_info_get_buffer (info));
    }
  else if (self->kind == MAJU_TRACK_KIND_AUDIO &&
           GST_EVENT_TYPE (info->data) == GST_EVENT_CAPS)
    {
      GstCaps *caps;

      gst_event_parse_caps (info->data, &caps);
      self->level_id = maju_rtp_level_find_id (caps);
    }
  return GST_PAD_PROBE_OK;
}

/* The time at which it is to be seen or heard, on the clock that all pipelines
 * share, instead of the one at which it was expected here. */
static GstSample *
retime (GstSample   *sample,
        GstBaseSink *sink)
{
  g_autoptr(GstBuffer) buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  const GstSegment *segment = gst_sample_get_segment (sample);
  GstClockTime latency = gst_base_sink_get_latency (sink);
  GstSegment time_segment;

  gst_segment_init (&time_segment, GST_FORMAT_TIME);
  if (segment != NULL && GST_BUFFER_PTS_IS_VALID (buffer))
    {
      guint64 time = gst_segment_to_running_time (segment, GST_FORMAT_TIME,
                                                  GST_BUFFER_PTS (buffer));

      if (GST_CLOCK_TIME_IS_VALID (time))
        GST_BUFFER_PTS (buffer) = time + latency;
    }
  GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
  return gst_sample_new (buffer, gst_sample_get_caps (sample), &time_segment,
                         NULL);
}

static GstFlowReturn
new_sample_cb (GstAppSink *sink,
               gpointer    user_data)
{
  MajuReceiveBranch *self = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);
  g_autoptr(GstSample) retimed = NULL;

  if (sample == NULL)
    return GST_FLOW_EOS;

  retimed = retime (sample, GST_BASE_SINK (sink));
  maju_remote_track_deliver (self->track, retimed);
  return GST_FLOW_OK;
}

static void
add_packet_probe (MajuReceiveBranch *self,
                  GstPad            *pad)
{
  gst_pad_add_probe (pad,
                     GST_PAD_PROBE_TYPE_BUFFER |
                     GST_PAD_PROBE_TYPE_BUFFER_LIST |
                     GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
                     received_cb, self, NULL);
}

static void
add_probes (MajuReceiveBranch *self)
{
  g_autoptr(GstElement) counted = gst_bin_get_by_name (GST_BIN (self->bin),
                                                       "counted");
  g_autoptr(GstPad) counted_pad = gst_element_get_static_pad (counted, "src");
  g_autoptr(GstPad) pad = gst_element_get_static_pad (self->bin, "sink");

  gst_pad_add_probe (counted_pad,
                     GST_PAD_PROBE_TYPE_BUFFER |
                     GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
                     decoded_cb, self, NULL);
  if (pad != NULL)
    add_packet_probe (self, pad);
}

static void
set_up_sinks (MajuReceiveBranch *self)
{
  static GstAppSinkCallbacks callbacks = { .new_sample = new_sample_cb };
  g_autoptr(GstElement) sink = gst_bin_get_by_name (GST_BIN (self->bin),
                                                    "sink");
  g_autoptr(GstElement) paint = gst_bin_get_by_name (GST_BIN (self->bin),
                                                     "paint");

  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, self, NULL);
  if (paint != NULL)
    g_object_get (paint, "paintable", &self->paintable, NULL);
}

MajuReceiveBranch *
maju_receive_branch_new (MajuTrackKind      kind,
                         MajuRemoteTrack   *track,
                         gboolean           render,
                         MajuFirstFrameFunc first_frame_func,
                         gpointer           user_data,
                         GError           **error)
{
  g_autoptr(GError) local_error = NULL;
  MajuReceiveBranch *self;
  GstElement *bin;
  const char *description = AUDIO_BRANCH;

  if (kind != MAJU_TRACK_KIND_AUDIO)
    description = render ? VIDEO_BRANCH RENDER_BRANCH : VIDEO_BRANCH;
  bin = gst_parse_bin_from_description_full (description,
                                             kind == MAJU_TRACK_KIND_AUDIO,
                                             NULL,
                                             GST_PARSE_FLAG_FATAL_ERRORS,
                                             &local_error);
  if (bin == NULL)
    {
      g_set_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_FAILED,
                   _("Receiving could not be prepared (%s)"),
                   local_error->message);
      return NULL;
    }

  self = g_new0 (MajuReceiveBranch, 1);
  self->kind = kind;
  self->codec = -1;
  self->track = g_object_ref (track);
  self->first_frame_func = first_frame_func;
  self->user_data = user_data;
  self->bin = gst_object_ref_sink (bin);
  set_up_sinks (self);
  add_probes (self);
  return self;
}

void
maju_receive_branch_free (MajuReceiveBranch *self)
{
  gst_clear_object (&self->bin);
  g_clear_object (&self->paintable);
  g_clear_object (&self->track);
  g_free (self);
}

GObject *
maju_receive_branch_get_paintable (MajuReceiveBranch *self)
{
  return self->paintable;
}

int
maju_receive_branch_get_codec (MajuReceiveBranch *self)
{
  return g_atomic_int_get (&self->codec);
}

/* Returns: -1 for what nobody has agreed upon. */
static int
find_codec (GstPad *pad)
{
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps (pad);
  const char *encoding;

  if (caps == NULL)
    return -1;
  encoding = gst_structure_get_string (gst_caps_get_structure (caps, 0),
                                       "encoding-name");
  for (int codec = 0; codec < MAJU_N_VIDEO_CODECS; codec++)
    {
      if (g_strcmp0 (encoding, maju_decode_branch_get_encoding (codec)) == 0)
        return codec;
    }
  return -1;
}

static GstPadProbeReturn
picture_cb (GstPad          *pad,
            GstPadProbeInfo *info,
            gpointer         user_data)
{
  MajuReceiveBranch *self = user_data;
  gpointer codec = g_object_get_data (G_OBJECT (pad), CODEC_KEY);

  g_atomic_int_set (&self->codec, GPOINTER_TO_INT (codec));
  return GST_PAD_PROBE_OK;
}

/* Returns: (transfer full) (nullable): where its packets go in. */
static GstPad *
add_decoder (MajuReceiveBranch *self,
             MajuVideoCodec     codec)
{
  g_autoptr(GstElement) funnel = gst_bin_get_by_name (GST_BIN (self->bin),
                                                      "counted");
  g_autoptr(GstPad) decoded = NULL;
  g_autoptr(GstPad) input = NULL;
  g_autoptr(GError) error = NULL;
  GstElement *decoder = maju_decode_branch_new (codec, &error);
  GstPad *pad;

  if (decoder == NULL)
    {
      g_message ("Pictures cannot be decoded: %s", error->message);
      return NULL;
    }

  gst_bin_add (GST_BIN (self->bin), decoder);
  if (!gst_element_link (decoder, funnel))
    return NULL;

  decoded = gst_element_get_static_pad (decoder, "src");
  g_object_set_data (G_OBJECT (decoded), CODEC_KEY, GINT_TO_POINTER (codec));
  gst_pad_add_probe (decoded, GST_PAD_PROBE_TYPE_BUFFER, picture_cb, self, NULL);
  gst_element_sync_state_with_parent (decoder);
  input = gst_element_get_static_pad (decoder, "sink");
  pad = gst_ghost_pad_new (NULL, input);
  gst_pad_set_active (pad, TRUE);
  gst_element_add_pad (self->bin, pad);
  add_packet_probe (self, pad);
  return gst_object_ref (pad);
}

static void
add_to (MajuReceiveBranch *self,
        GstBin            *pipeline)
{
  if (g_atomic_int_compare_and_exchange (&self->added, FALSE, TRUE))
    {
      gst_bin_add (pipeline, self->bin);
      gst_element_sync_state_with_parent (self->bin);
    }
}

gboolean
maju_receive_branch_link (MajuReceiveBranch *self,
                          GstBin            *pipeline,
                          GstPad            *pad)
{
  g_autoptr(GstPad) sink_pad = NULL;
  int codec = self->kind == MAJU_TRACK_KIND_AUDIO ? 0 : find_codec (pad);

  if (codec < 0 ||
      !g_atomic_int_compare_and_exchange (&self->linked[codec], FALSE, TRUE))
    return FALSE;

  add_to (self, pipeline);
  sink_pad = self->kind == MAJU_TRACK_KIND_AUDIO
             ? gst_element_get_static_pad (self->bin, "sink")
             : add_decoder (self, codec);
  return sink_pad != NULL && gst_pad_link (pad, sink_pad) == GST_PAD_LINK_OK;
}
