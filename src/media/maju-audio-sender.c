/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-audio-sender.h"

#include "maju-clip.h"
#include "maju-desktop-sound-private.h"
#include "maju-device-stream-private.h"
#include "maju-echo-reference-private.h"
#include "maju-level-private.h"
#include "maju-media-private.h"
#include "maju-speaking-private.h"
#include "maju-tape-private.h"
#include "maju-voice-encoder-private.h"
#include "maju-voice-processing-private.h"

/* What is kept of a recording at most, in seconds. */
#define MAX_RECORDING 10

enum
{
  PROP_ACTIVE = 1,
  PROP_ENABLED,
  PROP_LEVEL,
  PROP_SPEAKING,
  PROP_ECHO_CANCELLATION,
  PROP_NOISE_SUPPRESSION,
  PROP_GAIN_CONTROL,
  PROP_DESKTOP_SOUND,
  N_PROPS
};

struct _MajuAudioSender
{
  MajuDeviceStream parent_instance;

  MajuEchoReference *echo_reference;
  MajuVoiceEncoder *encoder;
  MajuDesktopSound *desktop;
  MajuTape *tape;

  double level;
  MajuSpeaking speaking;
  gboolean echo_cancellation;
  gboolean noise_suppression;
  gboolean gain_control;
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuAudioSender, maju_audio_sender,
                     MAJU_TYPE_DEVICE_STREAM)

static GstPad *
build_cb (GstPipeline *pipeline,
          gboolean is_real,
          gpointer user_data,
          GError     **error)
{
  MajuAudioSender *self = user_data;
  GstBin *bin = GST_BIN (pipeline);
  MajuVoiceProcessing processing = {
    .noise_suppression = self->noise_suppression,
    .gain_control = self->gain_control,
  };
  g_autoptr(GstElement) first = NULL;
  g_autoptr(GstElement) last = NULL;
  g_autoptr(GstPad) source_pad = NULL;
  g_autoptr(GstPad) encoder_pad = NULL;

  if (is_real && self->echo_cancellation)
    processing.echo_probe =
      maju_echo_reference_claim_name (self->echo_reference, self);

  if (!maju_voice_processing_build (is_real ? &processing : NULL, bin, error))
    return NULL;

  encoder_pad = maju_voice_encoder_build (self->encoder, bin, error);
  if (encoder_pad == NULL)
    return NULL;

  first = maju_media_get_element (bin, MAJU_VOICE_PROCESSING_IN);
  last = maju_media_get_element (bin, MAJU_VOICE_PROCESSING_OUT);
  source_pad = gst_element_get_static_pad (last, "src");
  maju_tape_watch (self->tape, source_pad);
  gst_pad_link (source_pad, encoder_pad);

  return gst_element_get_static_pad (first, "sink");
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

  maju_voice_encoder_clear (self->encoder);
  set_level (self, MAJU_LEVEL_SILENCE);
  if (self->speaking.speaking)
    {
      self->speaking = (MajuSpeaking) { 0 };
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEAKING]);
    }
}

static const MajuDeviceFuncs device_funcs = {
  .build = build_cb,
  .message = message_cb,
  .closing = closing_cb,
};

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
  maju_device_stream_restart (MAJU_DEVICE_STREAM (self));
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
    case PROP_ACTIVE:
      g_value_set_boolean (value, maju_audio_sender_get_active (self));
      break;

    case PROP_ENABLED:
      g_value_set_boolean (value, maju_audio_sender_get_enabled (self));
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

    case PROP_DESKTOP_SOUND:
      g_value_set_boolean (value, maju_audio_sender_get_desktop_sound (self));
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

    case PROP_DESKTOP_SOUND:
      maju_audio_sender_set_desktop_sound (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_audio_sender_constructed (GObject *object)
{
  MajuAudioSender *self = MAJU_AUDIO_SENDER (object);

  G_OBJECT_CLASS (maju_audio_sender_parent_class)->constructed (object);

  self->echo_reference = maju_echo_reference_get (
    maju_device_stream_get_devices (MAJU_DEVICE_STREAM (self)));
}

static void
maju_audio_sender_finalize (GObject *object)
{
  MajuAudioSender *self = MAJU_AUDIO_SENDER (object);

  maju_echo_reference_release (self->echo_reference, self);
  g_clear_object (&self->echo_reference);
  g_object_run_dispose (G_OBJECT (self->desktop));
  g_clear_object (&self->desktop);
  g_clear_object (&self->encoder);
  g_clear_object (&self->tape);

  G_OBJECT_CLASS (maju_audio_sender_parent_class)->finalize (object);
}

static void
maju_audio_sender_active_changed (MajuDeviceStream *stream)
{
  g_object_notify_by_pspec (G_OBJECT (stream), properties[PROP_ACTIVE]);
}

static void
desktop_closed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  GTask *task = user_data;

  maju_desktop_sound_close_finish (MAJU_DESKTOP_SOUND (object), result);
  MAJU_DEVICE_STREAM_CLASS (maju_audio_sender_parent_class)->finish_close (
    g_task_get_source_object (task), task);
}

static void
maju_audio_sender_finish_close (MajuDeviceStream *stream,
                                GTask            *task)
{
  MajuAudioSender *self = MAJU_AUDIO_SENDER (stream);

  maju_echo_reference_release (self->echo_reference, self);
  maju_desktop_sound_close_async (self->desktop, desktop_closed_cb, task);
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
  MajuDeviceStreamClass *stream_class = MAJU_DEVICE_STREAM_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
    G_PARAM_EXPLICIT_NOTIFY;
  GParamFlags writable = readable | G_PARAM_WRITABLE;

  object_class->get_property = maju_audio_sender_get_property;
  object_class->set_property = maju_audio_sender_set_property;
  object_class->constructed = maju_audio_sender_constructed;
  object_class->finalize = maju_audio_sender_finalize;
  stream_class->kind = MAJU_DEVICE_KIND_MICROPHONE;
  stream_class->funcs = &device_funcs;
  stream_class->active_changed = maju_audio_sender_active_changed;
  stream_class->finish_close = maju_audio_sender_finish_close;

  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE, writable);
  properties[PROP_ENABLED] =
    g_param_spec_boolean ("enabled", NULL, NULL, TRUE, writable);
  properties[PROP_LEVEL] =
    g_param_spec_double ("level", NULL, NULL, MAJU_LEVEL_SILENCE, 0,
                         MAJU_LEVEL_SILENCE, readable);
  properties[PROP_SPEAKING] =
    g_param_spec_boolean ("speaking", NULL, NULL, FALSE, readable);
  install_processing_property (PROP_ECHO_CANCELLATION, "echo-cancellation");
  install_processing_property (PROP_NOISE_SUPPRESSION, "noise-suppression");
  install_processing_property (PROP_GAIN_CONTROL, "gain-control");
  properties[PROP_DESKTOP_SOUND] =
    g_param_spec_boolean ("desktop-sound", NULL, NULL, FALSE, writable);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_audio_sender_init (MajuAudioSender *self)
{
  self->encoder = maju_voice_encoder_new ();
  self->desktop = maju_desktop_sound_new (self->encoder);
  self->tape = maju_tape_new (MAX_RECORDING * MAJU_CLIP_RATE * sizeof (gint16));
  self->level = MAJU_LEVEL_SILENCE;
  self->echo_cancellation = TRUE;
  self->noise_suppression = TRUE;
  self->gain_control = TRUE;
}

MajuAudioSender *
maju_audio_sender_new (MajuDeviceMonitor *devices)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (devices), NULL);

  return g_object_new (MAJU_TYPE_AUDIO_SENDER, "devices", devices, NULL);
}

gboolean
maju_audio_sender_get_active (MajuAudioSender *self)
{
  g_return_val_if_fail (MAJU_IS_AUDIO_SENDER (self), FALSE);

  return maju_device_stream_get_active (MAJU_DEVICE_STREAM (self));
}

void
maju_audio_sender_set_active (MajuAudioSender *self,
                              gboolean         active)
{
  g_return_if_fail (MAJU_IS_AUDIO_SENDER (self));

  maju_device_stream_set_active (MAJU_DEVICE_STREAM (self), active);
}

gboolean
maju_audio_sender_get_enabled (MajuAudioSender *self)
{
  g_return_val_if_fail (MAJU_IS_AUDIO_SENDER (self), FALSE);

  return maju_voice_encoder_get_enabled (self->encoder);
}

void
maju_audio_sender_set_enabled (MajuAudioSender *self,
                               gboolean         enabled)
{
  g_return_if_fail (MAJU_IS_AUDIO_SENDER (self));

  enabled = !!enabled;
  if (maju_audio_sender_get_enabled (self) == enabled)
    return;

  maju_voice_encoder_set_enabled (self->encoder, enabled);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENABLED]);
}

gboolean
maju_audio_sender_get_desktop_sound (MajuAudioSender *self)
{
  g_return_val_if_fail (MAJU_IS_AUDIO_SENDER (self), FALSE);

  return maju_desktop_sound_get_active (self->desktop);
}

void
maju_audio_sender_set_desktop_sound (MajuAudioSender *self,
                                     gboolean         desktop_sound)
{
  g_return_if_fail (MAJU_IS_AUDIO_SENDER (self));

  desktop_sound = !!desktop_sound;
  if (maju_audio_sender_get_desktop_sound (self) == desktop_sound)
    return;

  maju_desktop_sound_set_active (self->desktop, desktop_sound);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESKTOP_SOUND]);
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

  return maju_voice_encoder_add_consumer (self->encoder, func, user_data,
                                          destroy);
}

void
maju_audio_sender_remove_consumer (MajuAudioSender *self,
                                   guint            id)
{
  g_return_if_fail (MAJU_IS_AUDIO_SENDER (self));

  if (!maju_voice_encoder_remove_consumer (self->encoder, id))
    g_critical ("There is no consumer %u", id);
}

guint
maju_audio_sender_get_packet_loss (MajuAudioSender *self)
{
  g_return_val_if_fail (MAJU_IS_AUDIO_SENDER (self), 0);

  return maju_voice_encoder_get_packet_loss (self->encoder);
}

void
maju_audio_sender_set_packet_loss (MajuAudioSender *self,
                                   guint            percent)
{
  g_return_if_fail (MAJU_IS_AUDIO_SENDER (self));

  maju_voice_encoder_set_packet_loss (self->encoder, MIN (percent, 100));
}

void
maju_audio_sender_start_recording (MajuAudioSender *self)
{
  g_return_if_fail (MAJU_IS_AUDIO_SENDER (self));

  maju_tape_start (self->tape);
}

GBytes *
maju_audio_sender_stop_recording (MajuAudioSender *self)
{
  g_return_val_if_fail (MAJU_IS_AUDIO_SENDER (self), NULL);

  return maju_tape_stop (self->tape);
}
