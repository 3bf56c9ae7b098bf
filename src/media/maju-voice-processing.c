/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-voice-processing-private.h"

#include "maju-level-private.h"
#include "maju-media-private.h"

/* In the streaming thread. PipeWire's source marks every buffer as the first
 * after a gap, and the processor would begin anew with each. A real gap is
 * found by the timestamps. */
static GstPadProbeReturn
discont_probe_cb (GstPad          *pad,
                  GstPadProbeInfo *info,
                  gpointer         user_data)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);

  if (GST_BUFFER_IS_DISCONT (buffer))
    {
      buffer = gst_buffer_make_writable (buffer);
      GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_DISCONT);
      GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_RESYNC);
      GST_PAD_PROBE_INFO_DATA (info) = buffer;
    }

  return GST_PAD_PROBE_OK;
}

/* A queue that is full loses the oldest. */
static void
configure_input (GstBin *bin)
{
  g_autoptr(GstElement) queue = NULL;
  g_autoptr(GstElement) filter = NULL;
  g_autoptr(GstElement) split = NULL;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstPad) pad = NULL;

  queue = maju_media_get_element (bin, MAJU_VOICE_PROCESSING_IN);
  gst_util_set_object_arg (G_OBJECT (queue), "leaky", "downstream");
  g_object_set (queue, "max-size-time", 200 * GST_MSECOND,
                "max-size-buffers", 0, "max-size-bytes", 0, NULL);

  filter = maju_media_get_element (bin, "sound-format");
  caps = gst_caps_from_string ("audio/x-raw, format=S16LE, rate=48000, "
                               "channels=1, layout=interleaved");
  g_object_set (filter, "caps", caps, NULL);
  pad = gst_element_get_static_pad (filter, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, discont_probe_cb, NULL,
                     NULL);

  split = maju_media_get_element (bin, "sound-split");
  gst_util_set_object_arg (G_OBJECT (split), "output-buffer-duration", "1/100");
}

static GstElement *
create_processor (const MajuVoiceProcessing *processing,
                  GError                   **error)
{
  GstElement *processor;

  processor = maju_media_make_element ("webrtcdsp", "sound-processor", error);
  if (processor == NULL)
    return NULL;

  g_object_set (processor,
                "echo-cancel", processing->echo_probe != NULL,
                "noise-suppression", processing->noise_suppression,
                "gain-control", processing->gain_control,
                "high-pass-filter", TRUE,
                NULL);
  if (processing->echo_probe != NULL)
    g_object_set (processor, "probe", processing->echo_probe, NULL);

  return processor;
}

gboolean
maju_voice_processing_build (const MajuVoiceProcessing *processing,
                             GstBin                    *bin,
                             GError                   **error)
{
  g_autoptr(GstElement) split = NULL;
  g_autoptr(GstElement) level = NULL;
  GstElement *processor;

  if (!maju_media_add_row (bin, error,
                           "queue", MAJU_VOICE_PROCESSING_IN,
                           "audioconvert", "sound-convert",
                           "audioresample", "sound-resample",
                           "capsfilter", "sound-format",
                           "audiobuffersplit", "sound-split",
                           NULL) ||
      !maju_media_add_row (bin, error,
                           "level", MAJU_VOICE_PROCESSING_OUT,
                           NULL))
    return FALSE;

  configure_input (bin);
  maju_level_configure (bin, MAJU_VOICE_PROCESSING_OUT);
  split = maju_media_get_element (bin, "sound-split");
  level = maju_media_get_element (bin, MAJU_VOICE_PROCESSING_OUT);
  if (processing == NULL)
    return gst_element_link (split, level);

  processor = create_processor (processing, error);
  if (processor == NULL)
    return FALSE;
  gst_bin_add (bin, processor);

  return gst_element_link_many (split, processor, level, NULL);
}
