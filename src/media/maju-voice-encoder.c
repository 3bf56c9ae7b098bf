/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-voice-encoder-private.h"

#include "maju-fan-out-private.h"
#include "maju-media-private.h"

#include <gst/app/app.h>

struct _MajuVoiceEncoder
{
  GObject parent_instance;

  MajuFanOut *fan_out;
  gint enabled;                 /* atomic */
  gboolean was_muted;           /* streaming thread only */
  GstElement *element;          /* (nullable) of the open pipeline */
  guint packet_loss;
};

G_DEFINE_FINAL_TYPE (MajuVoiceEncoder, maju_voice_encoder, G_TYPE_OBJECT)

static void
maju_voice_encoder_finalize (GObject *object)
{
  MajuVoiceEncoder *self = MAJU_VOICE_ENCODER (object);

  g_clear_pointer (&self->fan_out, maju_fan_out_free);
  gst_clear_object (&self->element);

  G_OBJECT_CLASS (maju_voice_encoder_parent_class)->finalize (object);
}

static void
maju_voice_encoder_class_init (MajuVoiceEncoderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_voice_encoder_finalize;
}

static void
maju_voice_encoder_init (MajuVoiceEncoder *self)
{
  self->fan_out = maju_fan_out_new (FALSE);
  self->enabled = TRUE;
  self->packet_loss = 5;
}

MajuVoiceEncoder *
maju_voice_encoder_new (void)
{
  return g_object_new (MAJU_TYPE_VOICE_ENCODER, NULL);
}

/* In the streaming thread. Muted, nothing reaches the encoder. */
static GstPadProbeReturn
mute_probe_cb (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         user_data)
{
  MajuVoiceEncoder *self = user_data;
  GstBuffer *buffer;

  if (!g_atomic_int_get (&self->enabled))
    {
      self->was_muted = TRUE;
      return GST_PAD_PROBE_DROP;
    }

  if (self->was_muted)
    {
      buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
      GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
      GST_PAD_PROBE_INFO_DATA (info) = buffer;
      self->was_muted = FALSE;
    }

  return GST_PAD_PROBE_OK;
}

/* In the streaming thread. Encoded just before it was muted is muted, too. */
static GstFlowReturn
new_sample_cb (GstAppSink *sink,
               gpointer    user_data)
{
  MajuVoiceEncoder *self = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);

  if (sample != NULL && gst_sample_get_buffer (sample) != NULL &&
      g_atomic_int_get (&self->enabled))
    maju_fan_out_push (self->fan_out, sample);

  return GST_FLOW_OK;
}

static void
configure_element (MajuVoiceEncoder *self,
                   GstElement       *element)
{
  g_object_set (element,
                "bitrate", 32000,
                "inband-fec", TRUE,
                "packet-loss-percentage", (int) self->packet_loss,
                "dtx", FALSE,
                NULL);
  gst_util_set_object_arg (G_OBJECT (element), "audio-type", "voice");
  gst_util_set_object_arg (G_OBJECT (element), "frame-size", "20");
}

GstPad *
maju_voice_encoder_build (MajuVoiceEncoder *self,
                          GstBin           *bin,
                          GError          **error)
{
  g_autoptr(GstElement) sink = NULL;
  GstPad *pad;
  GstAppSinkCallbacks callbacks = { .new_sample = new_sample_cb };

  g_return_val_if_fail (MAJU_IS_VOICE_ENCODER (self), NULL);

  if (!maju_media_add_row (bin, error,
                           "opusenc", "sound-encoder",
                           "appsink", "sound-out",
                           NULL))
    return NULL;

  gst_clear_object (&self->element);
  self->element = maju_media_get_element (bin, "sound-encoder");
  configure_element (self, self->element);
  pad = gst_element_get_static_pad (self->element, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, mute_probe_cb,
                     g_object_ref (self), g_object_unref);

  sink = maju_media_get_element (bin, "sound-out");
  g_object_set (sink, "sync", FALSE, "async", FALSE, "enable-last-sample",
                FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks,
                              g_object_ref (self), g_object_unref);

  return pad;
}

void
maju_voice_encoder_clear (MajuVoiceEncoder *self)
{
  g_return_if_fail (MAJU_IS_VOICE_ENCODER (self));

  gst_clear_object (&self->element);
}

gboolean
maju_voice_encoder_get_enabled (MajuVoiceEncoder *self)
{
  g_return_val_if_fail (MAJU_IS_VOICE_ENCODER (self), FALSE);

  return g_atomic_int_get (&self->enabled);
}

void
maju_voice_encoder_set_enabled (MajuVoiceEncoder *self,
                                gboolean          enabled)
{
  g_return_if_fail (MAJU_IS_VOICE_ENCODER (self));

  g_atomic_int_set (&self->enabled, enabled);
}

void
maju_voice_encoder_set_packet_loss (MajuVoiceEncoder *self,
                                    guint             percent)
{
  g_return_if_fail (MAJU_IS_VOICE_ENCODER (self));

  self->packet_loss = percent;
  if (self->element != NULL)
    g_object_set (self->element, "packet-loss-percentage", (int) percent, NULL);
}

guint
maju_voice_encoder_add_consumer (MajuVoiceEncoder *self,
                                 MajuSampleFunc    func,
                                 gpointer          user_data,
                                 GDestroyNotify    destroy)
{
  g_return_val_if_fail (MAJU_IS_VOICE_ENCODER (self), 0);

  return maju_fan_out_add (self->fan_out, func, user_data, destroy);
}

gboolean
maju_voice_encoder_remove_consumer (MajuVoiceEncoder *self,
                                    guint             id)
{
  g_return_val_if_fail (MAJU_IS_VOICE_ENCODER (self), FALSE);

  return maju_fan_out_remove (self->fan_out, id);
}
