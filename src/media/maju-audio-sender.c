/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-audio-sender.h"

#include "maju-device-keeper-private.h"
#include "maju-echo-reference-private.h"
#include "maju-fan-out-private.h"
#include "maju-level-private.h"
#include "maju-media-private.h"
#include "maju-speaking-private.h"

#include <gst/app/app.h>

enum
{
  PROP_DEVICE_ID = 1,
  PROP_ACTIVE,
  PROP_ENABLED,
  PROP_STATE,
  PROP_ERROR,
  PROP_DEVICE_NAME,
  PROP_LEVEL,
  PROP_SPEAKING,
  PROP_ECHO_CANCELLATION,
  PROP_NOISE_SUPPRESSION,
  PROP_GAIN_CONTROL,
  N_PROPS
};

/* What the streaming threads use. It outlives the sender while a pipeline is
 * being closed. */
typedef struct
{
  MajuFanOut *fan_out;
  gint enabled;                 /* atomic */
  gboolean was_muted;           /* streaming thread only */
} Output;

struct _MajuAudioSender
{
  GObject parent_instance;

  MajuDeviceKeeper *keeper;
  MajuEchoReference *echo_reference;
  Output *output;
  GstElement *encoder;          /* (nullable) of the open pipeline */
  guint packet_loss;

  double level;
  MajuSpeaking speaking;
  gboolean echo_cancellation;
  gboolean noise_suppression;
  gboolean gain_control;
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuAudioSender, maju_audio_sender, G_TYPE_OBJECT)

static void
output_clear (gpointer data)
{
  Output *output = data;

  g_clear_pointer (&output->fan_out, maju_fan_out_free);
}

static void
output_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, output_clear);
}

/* In the streaming thread. Muted, nothing reaches the encoder. */
static GstPadProbeReturn
mute_probe_cb (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         user_data)
{
  Output *output = user_data;
  GstBuffer *buffer;

  if (!g_atomic_int_get (&output->enabled))
    {
      output->was_muted = TRUE;
      return GST_PAD_PROBE_DROP;
    }

  if (output->was_muted)
    {
      buffer = gst_buffer_make_writable (GST_PAD_PROBE_INFO_BUFFER (info));
      GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
      GST_PAD_PROBE_INFO_DATA (info) = buffer;
      output->was_muted = FALSE;
    }

  return GST_PAD_PROBE_OK;
}

/* In the streaming thread. Encoded just before it was muted is muted, too. */
static GstFlowReturn
new_sample_cb (GstAppSink *sink,
               gpointer    user_data)
{
  Output *output = user_data;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);

  if (sample != NULL && gst_sample_get_buffer (sample) != NULL &&
      g_atomic_int_get (&output->enabled))
    maju_fan_out_push (output->fan_out, sample);

  return GST_FLOW_OK;
}

static void
configure_processor (MajuAudioSender *self,
                     GstElement      *processor)
{
  const char *probe = NULL;

  if (self->echo_cancellation)
    probe = maju_echo_reference_claim_name (self->echo_reference, self);

  g_object_set (processor,
                "echo-cancel", probe != NULL,
                "noise-suppression", self->noise_suppression,
                "gain-control", self->gain_control,
                "high-pass-filter", TRUE,
                NULL);
  if (probe != NULL)
    g_object_set (processor, "probe", probe, NULL);
}

static void
configure_encoder (MajuAudioSender *self,
                   GstElement      *encoder)
{
  g_object_set (encoder,
                "bitrate", 32000,
                "inband-fec", TRUE,
                "packet-loss-percentage", (int) self->packet_loss,
                "dtx", FALSE,
                NULL);
  gst_util_set_object_arg (G_OBJECT (encoder), "audio-type", "voice");
  gst_util_set_object_arg (G_OBJECT (encoder), "frame-size", "20");
}

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

static gboolean
add_elements (GstBin  *bin,
              gboolean process,
              GError **error)
{
  g_autoptr(GstElement) input = NULL;
  g_autoptr(GstElement) output = NULL;

  if (!maju_media_add_row (bin, error,
                           "queue", "sound-queue",
                           "audioconvert", "sound-convert",
                           "audioresample", "sound-resample",
                           "capsfilter", "sound-format",
                           "audiobuffersplit", "sound-split",
                           NULL) ||
      !maju_media_add_row (bin, error,
                           "level", "level",
                           "opusenc", "sound-encoder",
                           "appsink", "sound-out",
                           NULL))
    return FALSE;

  input = maju_media_get_element (bin, "sound-split");
  output = maju_media_get_element (bin, "level");
  if (process)
    {
      GstElement *processor = maju_media_make_element ("webrtcdsp",
                                                       "sound-processor",
                                                       error);

      if (processor == NULL)
        return FALSE;
      gst_bin_add (bin, processor);

      return gst_element_link_many (input, processor, output, NULL);
    }

  return gst_element_link (input, output);
}

static GstPad *
build_cb (MajuEndpoint *endpoint,
          GstPipeline  *pipeline,
          gpointer      user_data,
          GError      **error)
{
  MajuAudioSender *self = user_data;
  GstBin *bin = GST_BIN (pipeline);
  gboolean process = maju_endpoint_get_is_real (endpoint);
  g_autoptr(GstElement) queue = NULL;
  g_autoptr(GstElement) filter = NULL;
  g_autoptr(GstElement) split = NULL;
  g_autoptr(GstElement) sink = NULL;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstPad) pad = NULL;
  GstAppSinkCallbacks callbacks = { .new_sample = new_sample_cb };

  if (!add_elements (bin, process, error))
    return NULL;

  queue = maju_media_get_element (bin, "sound-queue");
  gst_util_set_object_arg (G_OBJECT (queue), "leaky", "downstream");
  g_object_set (queue, "max-size-time", 200 * GST_MSECOND,
                "max-size-buffers", 0, "max-size-bytes", 0, NULL);
  filter = maju_media_get_element (bin, "sound-format");
  caps = gst_caps_from_string ("audio/x-raw, format=S16LE, rate=48000, "
                               "channels=1, layout=interleaved");
  g_object_set (filter, "caps", caps, NULL);
  if (process)
    {
      g_autoptr(GstElement) processor =
        maju_media_get_element (bin, "sound-processor");

      configure_processor (self, processor);
    }
  split = maju_media_get_element (bin, "sound-split");
  gst_util_set_object_arg (G_OBJECT (split), "output-buffer-duration", "1/100");
  pad = gst_element_get_static_pad (filter, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, discont_probe_cb, NULL,
                     NULL);
  gst_clear_object (&pad);
  maju_level_configure (bin, "level");

  gst_clear_object (&self->encoder);
  self->encoder = maju_media_get_element (bin, "sound-encoder");
  configure_encoder (self, self->encoder);
  pad = gst_element_get_static_pad (self->encoder, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, mute_probe_cb,
                     g_atomic_rc_box_acquire (self->output), output_unref);

  sink = maju_media_get_element (bin, "sound-out");
  g_object_set (sink, "sync", FALSE, "async", FALSE, "enable-last-sample",
                FALSE, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks,
                              g_atomic_rc_box_acquire (self->output),
                              output_unref);

  return gst_element_get_static_pad (queue, "sink");
}

static void
set_level (MajuAudioSender *self,
           double           level)
{
  gboolean former = self->speaking.speaking;

  if (self->level != level)
    {
      self->level = level;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LEVEL]);
    }

  if (maju_speaking_update (&self->speaking, level,
                            g_get_monotonic_time ()) != former)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEAKING]);
}

static void
message_cb (GstMessage *message,
            gpointer    user_data)
{
  double level;

  if (maju_level_from_message (message, &level))
    set_level (user_data, level);
}

static void
closing_cb (gpointer user_data)
{
  MajuAudioSender *self = user_data;

  gst_clear_object (&self->encoder);
  set_level (self, MAJU_LEVEL_SILENCE);
  if (self->speaking.speaking)
    {
      self->speaking = (MajuSpeaking) { 0 };
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEAKING]);
    }
}

static const MajuDeviceKeeperFuncs keeper_funcs = {
  .build = build_cb,
  .message = message_cb,
  .closing = closing_cb,
};

static void
keeper_notify_cb (MajuAudioSender *self,
                  GParamSpec      *pspec)
{
  g_object_notify (G_OBJECT (self), pspec->name);
}

/* The processor takes these only when it starts. */
static void
set_processing (MajuAudioSender *self,
                gboolean        *field,
                gboolean         value,
                guint            prop_id)
{
  if (*field == value)
    return;

  *field = value;
  maju_device_keeper_restart (self->keeper);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
maju_audio_sender_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MajuAudioSender *self = MAJU_AUDIO_SENDER (object);

  switch (prop_id)
    {
    case PROP_DEVICE_ID:
      g_value_set_string (value, maju_device_keeper_get_device_id (self->keeper));
      break;

    case PROP_ACTIVE:
      g_value_set_boolean (value, maju_device_keeper_get_active (self->keeper));
      break;

    case PROP_ENABLED:
      g_value_set_boolean (value, maju_audio_sender_get_enabled (self));
      break;

    case PROP_STATE:
      g_value_set_enum (value, maju_device_keeper_get_state (self->keeper));
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, maju_device_keeper_get_error (self->keeper));
      break;

    case PROP_DEVICE_NAME:
      g_value_set_string (value, maju_device_keeper_get_device_name (self->keeper));
      break;

    case PROP_LEVEL:
      g_value_set_double (value, self->level);
      break;

    case PROP_SPEAKING:
      g_value_set_boolean (value, self->speaking.speaking);
      break;

    case PROP_ECHO_CANCELLATION:
      g_value_set_boolean (value, self->echo_cancellation);
      break;

    case PROP_NOISE_SUPPRESSION:
      g_value_set_boolean (value, self->noise_suppression);
      break;

    case PROP_GAIN_CONTROL:
      g_value_set_boolean (value, self->gain_control);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_audio_sender_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  MajuAudioSender *self = MAJU_AUDIO_SENDER (object);

  switch (prop_id)
    {
    case PROP_DEVICE_ID:
      maju_audio_sender_set_device_id (self, g_value_get_string (value));
      break;

    case PROP_ACTIVE:
      maju_audio_sender_set_active (self, g_value_get_boolean (value));
      break;

    case PROP_ENABLED:
      maju_audio_sender_set_enabled (self, g_value_get_boolean (value));
      break;

    case PROP_ECHO_CANCELLATION:
      set_processing (self, &self->echo_cancellation,
                      g_value_get_boolean (value), prop_id);
      break;

    case PROP_NOISE_SUPPRESSION:
      set_processing (self, &self->noise_suppression,
                      g_value_get_boolean (value), prop_id);
      break;

    case PROP_GAIN_CONTROL:
      set_processing (self, &self->gain_control,
                      g_value_get_boolean (value), prop_id);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_audio_sender_dispose (GObject *object)
{
  MajuAudioSender *self = MAJU_AUDIO_SENDER (object);

  if (self->keeper != NULL)
    g_object_run_dispose (G_OBJECT (self->keeper));
  g_clear_object (&self->keeper);
  if (self->echo_reference != NULL)
    maju_echo_reference_release (self->echo_reference, self);
  g_clear_object (&self->echo_reference);
  gst_clear_object (&self->encoder);
  g_clear_pointer (&self->output, output_unref);

  G_OBJECT_CLASS (maju_audio_sender_parent_class)->dispose (object);
}

static void
install_processing_property (guint       prop_id,
                             const char *name)
{
  properties[prop_id] =
    g_param_spec_boolean (name, NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                          G_PARAM_EXPLICIT_NOTIFY);
}

static void
maju_audio_sender_class_init (MajuAudioSenderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
    G_PARAM_EXPLICIT_NOTIFY;
  GParamFlags writable = readable | G_PARAM_WRITABLE;

  object_class->get_property = maju_audio_sender_get_property;
  object_class->set_property = maju_audio_sender_set_property;
  object_class->dispose = maju_audio_sender_dispose;

  properties[PROP_DEVICE_ID] =
    g_param_spec_string ("device-id", NULL, NULL, NULL, writable);
  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE, writable);
  properties[PROP_ENABLED] =
    g_param_spec_boolean ("enabled", NULL, NULL, TRUE, writable);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MAJU_TYPE_CAPTURE_STATE,
                       MAJU_CAPTURE_STATE_OFF, readable);
  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);
  properties[PROP_DEVICE_NAME] =
    g_param_spec_string ("device-name", NULL, NULL, NULL, readable);
  properties[PROP_LEVEL] =
    g_param_spec_double ("level", NULL, NULL, MAJU_LEVEL_SILENCE, 0,
                         MAJU_LEVEL_SILENCE, readable);
  properties[PROP_SPEAKING] =
    g_param_spec_boolean ("speaking", NULL, NULL, FALSE, readable);
  install_processing_property (PROP_ECHO_CANCELLATION, "echo-cancellation");
  install_processing_property (PROP_NOISE_SUPPRESSION, "noise-suppression");
  install_processing_property (PROP_GAIN_CONTROL, "gain-control");

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_audio_sender_init (MajuAudioSender *self)
{
  self->output = g_atomic_rc_box_new0 (Output);
  self->output->fan_out = maju_fan_out_new (FALSE);
  self->output->enabled = TRUE;
  self->packet_loss = 5;
  self->level = MAJU_LEVEL_SILENCE;
  self->echo_cancellation = TRUE;
  self->noise_suppression = TRUE;
  self->gain_control = TRUE;
}

MajuAudioSender *
maju_audio_sender_new (MajuDeviceMonitor *devices)
{
  MajuAudioSender *self;

  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (devices), NULL);

  self = g_object_new (MAJU_TYPE_AUDIO_SENDER, NULL);
  self->echo_reference = maju_echo_reference_get (devices);
  self->keeper = maju_device_keeper_new (devices, MAJU_DEVICE_KIND_MICROPHONE,
                                         &keeper_funcs, self);
  g_signal_connect_object (self->keeper, "notify",
                           G_CALLBACK (keeper_notify_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

const char *
maju_audio_sender_get_device_id (MajuAudioSender *self)
{
  g_return_val_if_fail (MAJU_IS_AUDIO_SENDER (self), NULL);

  return maju_device_keeper_get_device_id (self->keeper);
}

void
maju_audio_sender_set_device_id (MajuAudioSender *self,
                                 const char      *device_id)
{
  g_return_if_fail (MAJU_IS_AUDIO_SENDER (self));

  maju_device_keeper_set_device_id (self->keeper, device_id);
}

gboolean
maju_audio_sender_get_active (MajuAudioSender *self)
{
  g_return_val_if_fail (MAJU_IS_AUDIO_SENDER (self), FALSE);

  return maju_device_keeper_get_active (self->keeper);
}

void
maju_audio_sender_set_active (MajuAudioSender *self,
                              gboolean         active)
{
  g_return_if_fail (MAJU_IS_AUDIO_SENDER (self));

  maju_device_keeper_set_active (self->keeper, active);
}

gboolean
maju_audio_sender_get_enabled (MajuAudioSender *self)
{
  g_return_val_if_fail (MAJU_IS_AUDIO_SENDER (self), FALSE);

  return g_atomic_int_get (&self->output->enabled);
}

void
maju_audio_sender_set_enabled (MajuAudioSender *self,
                               gboolean         enabled)
{
  g_return_if_fail (MAJU_IS_AUDIO_SENDER (self));

  enabled = !!enabled;
  if (maju_audio_sender_get_enabled (self) == enabled)
    return;

  g_atomic_int_set (&self->output->enabled, enabled);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
}

MajuCaptureState
maju_audio_sender_get_state (MajuAudioSender *self)
{
  g_return_val_if_fail (MAJU_IS_AUDIO_SENDER (self), MAJU_CAPTURE_STATE_OFF);

  return maju_device_keeper_get_state (self->keeper);
}

const GError *
maju_audio_sender_get_error (MajuAudioSender *self)
{
  g_return_val_if_fail (MAJU_IS_AUDIO_SENDER (self), NULL);

  return maju_device_keeper_get_error (self->keeper);
}

double
maju_audio_sender_get_level (MajuAudioSender *self)
{
  g_return_val_if_fail (MAJU_IS_AUDIO_SENDER (self), MAJU_LEVEL_SILENCE);

  return self->level;
}

gboolean
maju_audio_sender_get_speaking (MajuAudioSender *self)
{
  g_return_val_if_fail (MAJU_IS_AUDIO_SENDER (self), FALSE);

  return self->speaking.speaking;
}

guint
maju_audio_sender_add_consumer (MajuAudioSender *self,
                                MajuSampleFunc   func,
                                gpointer         user_data,
                                GDestroyNotify   destroy)
{
  g_return_val_if_fail (MAJU_IS_AUDIO_SENDER (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  return maju_fan_out_add (self->output->fan_out, func, user_data, destroy);
}

void
maju_audio_sender_remove_consumer (MajuAudioSender *self,
                                   guint            id)
{
  g_return_if_fail (MAJU_IS_AUDIO_SENDER (self));

  if (!maju_fan_out_remove (self->output->fan_out, id))
    g_critical ("There is no consumer %u", id);
}

void
maju_audio_sender_set_packet_loss (MajuAudioSender *self,
                                   guint            percent)
{
  g_return_if_fail (MAJU_IS_AUDIO_SENDER (self));

  self->packet_loss = MIN (percent, 100);
  if (self->encoder != NULL)
    g_object_set (self->encoder, "packet-loss-percentage",
                  (int) self->packet_loss, NULL);
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MajuAudioSender *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  maju_echo_reference_release (self->echo_reference, self);
  if (maju_device_keeper_close_finish (MAJU_DEVICE_KEEPER (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
maju_audio_sender_close_async (MajuAudioSender    *self,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAJU_IS_AUDIO_SENDER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_audio_sender_close_async);
  maju_device_keeper_close_async (self->keeper, closed_cb, task);
}

gboolean
maju_audio_sender_close_finish (MajuAudioSender *self,
                                GAsyncResult    *result,
                                GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
