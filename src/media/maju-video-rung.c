/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-video-rung-private.h"

#include "maju-fan-out-private.h"
#include "maju-media-private.h"

#include <gst/app/app.h>
#include <gst/video/video.h>

#define KEY_FRAME_INTERVAL_US (500 * 1000)

/* Percent of its buffer at which an encoder leaves out frames. */
#define DROP_THRESHOLD 30

static const struct
{
  const char *rung;
  const char *encoder;
  const char *bitrate;          /* its property */
  const char *caps;
} codecs[MAJU_N_VIDEO_CODECS] = {
  [MAJU_VIDEO_CODEC_VP8] = { "rung", "vp8enc", "target-bitrate", "video/x-vp8" },
  [MAJU_VIDEO_CODEC_H264] = {
    "h264-rung", "openh264enc", "bitrate",
    "video/x-h264, stream-format=byte-stream, alignment=au, "
    "profile=constrained-baseline"
  },
};

struct _MajuVideoRung
{
  GObject parent_instance;

  guint height;
  MajuVideoCodec codec;
  gboolean any_rate;
  MajuFanOut *fan_out;
  gint key_frame_wanted;        /* atomic */

  GMutex encoder_mutex;
  GstElement *encoder;
  guint bitrate;
  guint worst;

  struct
  {
    gint64 last_key_frame_us;
  } streaming;
};

G_DEFINE_FINAL_TYPE (MajuVideoRung, maju_video_rung, G_TYPE_OBJECT)

static void
maju_video_rung_finalize (GObject *object)
{
  MajuVideoRung *self = MAJU_VIDEO_RUNG (object);

  g_clear_pointer (&self->fan_out, maju_fan_out_free);
  gst_clear_object (&self->encoder);
  g_mutex_clear (&self->encoder_mutex);

  G_OBJECT_CLASS (maju_video_rung_parent_class)->finalize (object);
}

static void
maju_video_rung_class_init (MajuVideoRungClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_video_rung_finalize;
}

static void
maju_video_rung_init (MajuVideoRung *self)
{
  g_mutex_init (&self->encoder_mutex);
  self->fan_out = maju_fan_out_new (TRUE);
}

MajuVideoRung *
maju_video_rung_new (const MajuVideoStep *step,
                     MajuVideoCodec       codec,
                     gboolean             any_rate)
{
  MajuVideoRung *self = g_object_new (MAJU_TYPE_VIDEO_RUNG, NULL);

  self->height = step->height;
  self->codec = codec;
  self->any_rate = any_rate;
  self->bitrate = step->most;
  self->worst = step->worst;

  return self;
}

/* In a streaming thread, as all up to configure_encoder(). */
static GstPadProbeReturn
idle_probe_cb (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         user_data)
{
  MajuVideoRung *self = user_data;

  return maju_fan_out_is_empty (self->fan_out) ? GST_PAD_PROBE_DROP
                                               : GST_PAD_PROBE_OK;
}

/* Before each frame is encoded: the wishes for a key frame since the last one
 * become one, and the first watcher after a while needs one, too. */
static GstPadProbeReturn
encoder_probe_cb (GstPad          *pad,
                  GstPadProbeInfo *info,
                  gpointer         user_data)
{
  MajuVideoRung *self = user_data;
  gint64 now = g_get_monotonic_time ();
  g_autoptr(GstElement) encoder = NULL;
  g_autoptr(GstPad) source_pad = NULL;

  if (now - self->streaming.last_key_frame_us < KEY_FRAME_INTERVAL_US)
    return GST_PAD_PROBE_OK;

  if (!g_atomic_int_get (&self->key_frame_wanted) &&
      !maju_fan_out_waits_for_key (self->fan_out))
    return GST_PAD_PROBE_OK;

  g_atomic_int_set (&self->key_frame_wanted, FALSE);
  self->streaming.last_key_frame_us = now;
  encoder = gst_pad_get_parent_element (pad);
  source_pad = gst_element_get_static_pad (encoder, "src");
  gst_pad_send_event (source_pad,
                      gst_video_event_new_upstream_force_key_unit (
                        GST_CLOCK_TIME_NONE, TRUE, 0));

  return GST_PAD_PROBE_OK;
}

static GstFlowReturn
new_sample_cb (GstAppSink *sink,
               gpointer    user_data)
{
  MajuVideoRung *self = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);

  if (sample != NULL && gst_sample_get_buffer (sample) != NULL)
    maju_fan_out_push (self->fan_out, sample);

  return GST_FLOW_OK;
}

/* One thread and the fastest speed: measured to be both the cheapest and, in
 * real time, the best. Buffer sizes in ms: the defaults of seconds are made
 * for files. Key frames come when they are asked for. */
static void
configure_vp8 (MajuVideoRung *self,
               GstElement    *encoder)
{
  g_object_set (encoder,
                "deadline", G_GINT64_CONSTANT (1),
                "cpu-used", -8,
                "threads", 1,
                "target-bitrate", self->bitrate,
                "lag-in-frames", 0,
                "keyframe-max-dist", 3000,
                "buffer-size", 150,
                "buffer-initial-size", 100,
                "buffer-optimal-size", 120,
                "max-intra-bitrate", 300,
                "static-threshold", 100,
                "min-quantizer", 4,
                "max-quantizer", self->worst,
                NULL);
  gst_util_set_object_arg (G_OBJECT (encoder), "end-usage", "cbr");
  gst_util_set_object_arg (G_OBJECT (encoder), "error-resilient", "default");
  if (self->any_rate)
    {
      gst_util_set_object_arg (G_OBJECT (encoder), "timebase", "1/1000");
      /* With a limit to how coarse they get, frames must be left out. */
      g_object_set (encoder, "dropframe-threshold", DROP_THRESHOLD, NULL);
    }
}

/* The quantizers of H.264 end at 51, those of VP8 at 63. A screen's frames are
 * left out as above. */
static void
configure_h264 (MajuVideoRung *self,
                GstElement    *encoder)
{
  g_object_set (encoder,
                "bitrate", self->bitrate,
                "gop-size", 3000,
                "multi-thread", 1,
                "qp-max", self->any_rate ? self->worst * 51 / 63 : 51,
                "scene-change-detection", FALSE,
                "enable-frame-skip", self->any_rate,
                NULL);
  gst_util_set_object_arg (G_OBJECT (encoder), "rate-control", "bitrate");
  gst_util_set_object_arg (G_OBJECT (encoder), "complexity", "low");
}

static void
configure_encoder (MajuVideoRung *self,
                   GstElement    *encoder)
{
  if (self->codec == MAJU_VIDEO_CODEC_VP8)
    configure_vp8 (self, encoder);
  else
    configure_h264 (self, encoder);
}

static void
add_probe (MajuVideoRung      *self,
           GstElement         *element,
           GstPadProbeCallback callback)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (element, "sink");

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, callback,
                     g_object_ref (self), g_object_unref);
}

/* There are several rungs in one bin. */
static char *
element_name (MajuVideoRung *self,
              const char    *part)
{
  return g_strdup_printf ("%s-%s-%u", codecs[self->codec].rung, part,
                          self->height);
}

static void
configure_queue (MajuVideoRung *self,
                 GstElement    *queue)
{
  gst_util_set_object_arg (G_OBJECT (queue), "leaky", "downstream");
  g_object_set (queue, "max-size-buffers", 2, "max-size-bytes", 0,
                "max-size-time", G_GUINT64_CONSTANT (0), NULL);
  add_probe (self, queue, idle_probe_cb);
}

static void
configure_size (MajuVideoRung *self,
                GstElement    *filter)
{
  g_autofree char *size = NULL;
  g_autoptr(GstCaps) caps = NULL;

  size = g_strdup_printf ("video/x-raw, format=I420, width=[ 16, %u ], "
                          "height=[ 16, %u ], pixel-aspect-ratio=1/1",
                          self->height * 16 / 9, self->height);
  caps = gst_caps_from_string (size);
  g_object_set (filter, "caps", caps, NULL);
}

static void
configure_sink (MajuVideoRung *self,
                GstElement    *sink)
{
  GstAppSinkCallbacks callbacks = { .new_sample = new_sample_cb };
  g_autoptr(GstCaps) caps = gst_caps_from_string (codecs[self->codec].caps);

  g_object_set (sink, "caps", caps, "sync", FALSE, "async", FALSE, "enable-last-sample",
                FALSE, "max-buffers", 4, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks,
                              g_object_ref (self), g_object_unref);
}

GstPad *
maju_video_rung_build (MajuVideoRung *self,
                       GstBin        *bin,
                       GError       **error)
{
  g_autofree char *queue_name = element_name (self, "queue");
  g_autofree char *scale_name = element_name (self, "scale");
  g_autofree char *size_name = element_name (self, "size");
  g_autofree char *encoder_name = element_name (self, "encoder");
  g_autofree char *out_name = element_name (self, "out");
  g_autoptr(GstElement) queue = NULL;
  g_autoptr(GstElement) filter = NULL;
  g_autoptr(GstElement) encoder = NULL;
  g_autoptr(GstElement) sink = NULL;

  g_return_val_if_fail (MAJU_IS_VIDEO_RUNG (self), NULL);

  if (!maju_media_add_row (bin, error,
                           "queue", queue_name,
                           "videoscale", scale_name,
                           "capsfilter", size_name,
                           codecs[self->codec].encoder, encoder_name,
                           "appsink", out_name,
                           NULL))
    return NULL;

  queue = maju_media_get_element (bin, queue_name);
  configure_queue (self, queue);
  filter = maju_media_get_element (bin, size_name);
  configure_size (self, filter);
  encoder = maju_media_get_element (bin, encoder_name);
  configure_encoder (self, encoder);
  add_probe (self, encoder, encoder_probe_cb);
  sink = maju_media_get_element (bin, out_name);
  configure_sink (self, sink);

  g_mutex_lock (&self->encoder_mutex);
  gst_object_replace ((GstObject **) &self->encoder, GST_OBJECT (encoder));
  g_mutex_unlock (&self->encoder_mutex);

  return gst_element_get_static_pad (queue, "sink");
}

void
maju_video_rung_sync (MajuVideoRung *self,
                      GstBin        *bin)
{
  static const char *const parts[] = {
    "out", "encoder", "size", "scale", "queue",
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *name = element_name (self, parts[i]);
      g_autoptr(GstElement) element = maju_media_get_element (bin, name);

      gst_element_sync_state_with_parent (element);
    }
}

gboolean
maju_video_rung_is_built (MajuVideoRung *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (MAJU_IS_VIDEO_RUNG (self), FALSE);

  locker = g_mutex_locker_new (&self->encoder_mutex);
  return self->encoder != NULL;
}

void
maju_video_rung_clear (MajuVideoRung *self)
{
  g_return_if_fail (MAJU_IS_VIDEO_RUNG (self));

  g_mutex_lock (&self->encoder_mutex);
  gst_clear_object (&self->encoder);
  g_mutex_unlock (&self->encoder_mutex);
}

guint
maju_video_rung_add_consumer (MajuVideoRung *self,
                              MajuSampleFunc func,
                              gpointer       user_data,
                              GDestroyNotify destroy)
{
  g_return_val_if_fail (MAJU_IS_VIDEO_RUNG (self), 0);

  return maju_fan_out_add (self->fan_out, func, user_data, destroy);
}

gboolean
maju_video_rung_remove_consumer (MajuVideoRung *self,
                                 guint          id)
{
  g_return_val_if_fail (MAJU_IS_VIDEO_RUNG (self), FALSE);

  return maju_fan_out_remove (self->fan_out, id);
}

void
maju_video_rung_request_key_frame (MajuVideoRung *self)
{
  g_return_if_fail (MAJU_IS_VIDEO_RUNG (self));

  g_atomic_int_set (&self->key_frame_wanted, TRUE);
}

void
maju_video_rung_set_bitrate (MajuVideoRung *self,
                             guint          bitrate)
{
  g_return_if_fail (MAJU_IS_VIDEO_RUNG (self));

  /* The encoder takes its own lock for this, which it holds for each frame. */
  if (self->bitrate == bitrate)
    return;

  g_mutex_lock (&self->encoder_mutex);
  self->bitrate = bitrate;
  if (self->encoder != NULL)
    g_object_set (self->encoder, codecs[self->codec].bitrate, bitrate, NULL);
  g_mutex_unlock (&self->encoder_mutex);
}

void
maju_video_rung_set_worst (MajuVideoRung *self,
                           guint          worst)
{
  g_return_if_fail (MAJU_IS_VIDEO_RUNG (self));

  g_mutex_lock (&self->encoder_mutex);
  self->worst = worst;
  if (self->encoder != NULL && self->codec == MAJU_VIDEO_CODEC_VP8)
    g_object_set (self->encoder, "max-quantizer", worst, NULL);
  g_mutex_unlock (&self->encoder_mutex);
}
