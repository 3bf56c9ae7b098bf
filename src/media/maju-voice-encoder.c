/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-voice-encoder-private.h"

#include "maju-audio-sender.h"
#include "maju-fan-out-private.h"
#include "maju-media-private.h"
#include "maju-sound-meter-private.h"

#include <gst/app/app.h>
#include <string.h>

/* A voice that has not come for so long does not give the pace. */
#define SILENT_US (100 * 1000)

/* Bits per second. */
#define VOICE_BITRATE 32000
#define MUSIC_BITRATE 64000

struct _MajuVoiceEncoder
{
  GObject parent_instance;

  MajuFanOut *fan_out;
  gint enabled;                 /* atomic, as the next */
  gint shares;                  /* the desktop's sound */
  gint64 voice_us;              /* atomic: when it came last */
  gboolean was_muted;           /* the voice's streaming thread only */
  GstElement *element;          /* (nullable) of the open pipeline */
  guint packet_loss;

  GMutex mutex;
  MajuSoundRing *desktop;
  GstClockTime last_pts;
};

/* Around each of the two encoders that a voice is built with, of which one
 * works: Opus takes what it is for only when it begins. */
typedef struct
{
  MajuVoiceEncoder *encoder;
  gboolean is_music;
  gboolean was_shut;            /* streaming thread only, as the next */
  MajuSoundMeter meter;
} Branch;

G_DEFINE_FINAL_TYPE (MajuVoiceEncoder, maju_voice_encoder, G_TYPE_OBJECT)

static void
maju_voice_encoder_finalize (GObject *object)
{
  MajuVoiceEncoder *self = MAJU_VOICE_ENCODER (object);

  g_clear_pointer (&self->fan_out, maju_fan_out_free);
  g_clear_pointer (&self->desktop, maju_sound_ring_unref);
  gst_clear_object (&self->element);
  g_mutex_clear (&self->mutex);

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
  g_mutex_init (&self->mutex);
  self->fan_out = maju_fan_out_new (FALSE);
  self->enabled = TRUE;
  self->packet_loss = MAJU_AUDIO_USUAL_LOSS;
  self->last_pts = GST_CLOCK_TIME_NONE;
}

MajuVoiceEncoder *
maju_voice_encoder_new (void)
{
  return g_object_new (MAJU_TYPE_VOICE_ENCODER, NULL);
}

static void
mark_discont (GstPadProbeInfo *info)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);

  buffer = gst_buffer_make_writable (buffer);
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  GST_PAD_PROBE_INFO_DATA (info) = buffer;
}

static MajuSoundRing *
ref_desktop (MajuVoiceEncoder *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->desktop ? maju_sound_ring_ref (self->desktop) : NULL;
}

static void
add_desktop (MajuSoundRing   *desktop,
             GstPadProbeInfo *info,
             gboolean         is_muted)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstMapInfo map;

  buffer = gst_buffer_make_writable (buffer);
  GST_PAD_PROBE_INFO_DATA (info) = buffer;
  if (!gst_buffer_map (buffer, &map, GST_MAP_READWRITE))
    return;

  if (is_muted)
    memset (map.data, 0, map.size);
  GST_BUFFER_FLAG_UNSET (buffer, GST_BUFFER_FLAG_GAP);
  maju_sound_ring_add_to (desktop, (gint16 *) map.data,
                          map.size / sizeof (gint16));
  gst_buffer_unmap (buffer, &map);
}

/* In the voice's streaming thread. Muted, nothing of it reaches an encoder. */
static GstPadProbeReturn
voice_probe_cb (GstPad          *pad,
                GstPadProbeInfo *info,
                gpointer         user_data)
{
  MajuVoiceEncoder *self = user_data;
  g_autoptr(MajuSoundRing) desktop = ref_desktop (self);
  gboolean is_muted = !g_atomic_int_get (&self->enabled);

  __atomic_store_n (&self->voice_us, g_get_monotonic_time (), __ATOMIC_RELAXED);
  if (desktop != NULL)
    {
      add_desktop (desktop, info, is_muted);
    }
  else if (is_muted)
    {
      self->was_muted = TRUE;
      return GST_PAD_PROBE_DROP;
    }

  if (self->was_muted)
    mark_discont (info);
  self->was_muted = FALSE;

  return GST_PAD_PROBE_OK;
}

/* In the streaming thread of silence. */
static GstPadProbeReturn
pace_probe_cb (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         user_data)
{
  Branch *branch = user_data;
  MajuVoiceEncoder *self = branch->encoder;
  g_autoptr(MajuSoundRing) desktop = ref_desktop (self);
  gint64 voice_us = __atomic_load_n (&self->voice_us, __ATOMIC_RELAXED);

  if (desktop == NULL || g_get_monotonic_time () - voice_us < SILENT_US)
    return GST_PAD_PROBE_DROP;

  add_desktop (desktop, info, TRUE);
  maju_sound_meter_add (&branch->meter, GST_PAD_PROBE_INFO_BUFFER (info));

  return GST_PAD_PROBE_OK;
}

/* In the streaming thread. */
static GstPadProbeReturn
gate_probe_cb (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         user_data)
{
  Branch *branch = user_data;

  if (branch->is_music != g_atomic_int_get (&branch->encoder->shares))
    {
      branch->was_shut = TRUE;
      return GST_PAD_PROBE_DROP;
    }

  if (branch->was_shut)
    mark_discont (info);
  branch->was_shut = FALSE;
  maju_sound_meter_add (&branch->meter, GST_PAD_PROBE_INFO_BUFFER (info));

  return GST_PAD_PROBE_OK;
}

static Branch *
branch_new (MajuVoiceEncoder *encoder,
            gboolean          is_music)
{
  Branch *branch = g_atomic_rc_box_new0 (Branch);

  branch->encoder = g_object_ref (encoder);
  branch->is_music = is_music;

  return branch;
}

static void
branch_clear (gpointer data)
{
  Branch *branch = data;

  g_object_unref (branch->encoder);
}

static void
branch_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, branch_clear);
}

/* What an encoder kept from before another took its place is too late. */
static gboolean
is_in_order (MajuVoiceEncoder *self,
             GstBuffer        *buffer)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GstClockTime pts = GST_BUFFER_PTS (buffer);

  if (GST_CLOCK_TIME_IS_VALID (pts) &&
      GST_CLOCK_TIME_IS_VALID (self->last_pts) && pts <= self->last_pts)
    return FALSE;

  self->last_pts = pts;

  return TRUE;
}

/* In the streaming thread. Encoded just before it was muted is muted, too. */
static GstFlowReturn
sample_cb (GstAppSink *sink,
           gpointer    user_data)
{
  Branch *branch = user_data;
  MajuVoiceEncoder *self = branch->encoder;
  gint *wanted = branch->is_music ? &self->shares : &self->enabled;
  g_autoptr(GstSample) sample = gst_app_sink_pull_sample (sink);

  if (sample == NULL)
    return GST_FLOW_OK;

  sample = maju_sound_meter_mark (&branch->meter, g_steal_pointer (&sample));
  if (gst_sample_get_buffer (sample) != NULL && g_atomic_int_get (wanted) &&
      is_in_order (self, gst_sample_get_buffer (sample)))
    maju_fan_out_push (self->fan_out, sample);

  return GST_FLOW_OK;
}

/* Error correction for music would make a voice of it. */
static void
configure_element (MajuVoiceEncoder *self,
                   GstElement       *element,
                   gboolean          is_music)
{
  g_object_set (element,
                "bitrate", is_music ? MUSIC_BITRATE : VOICE_BITRATE,
                "inband-fec", !is_music,
                "packet-loss-percentage",
                is_music ? 0 : (int) self->packet_loss,
                "dtx", FALSE,
                NULL);
  gst_util_set_object_arg (G_OBJECT (element), "audio-type",
                           is_music ? "generic" : "voice");
  gst_util_set_object_arg (G_OBJECT (element), "frame-size", "20");
}

/* @gate_cb: decides in front of the encoder what gets into it.
 *
 * Returns: (transfer full) (nullable): the pad that takes the sound. */
static GstPad *
build_branch (MajuVoiceEncoder   *self,
              GstBin             *bin,
              gboolean            is_music,
              GstPadProbeCallback gate_cb,
              GError            **error)
{
  const char *name = is_music ? "music-encoder" : "sound-encoder";
  const char *sink_name = is_music ? "music-out" : "sound-out";
  g_autoptr(GstElement) element = NULL;
  g_autoptr(GstElement) sink = NULL;
  GstAppSinkCallbacks callbacks = { .new_sample = sample_cb };
  Branch *branch;
  GstPad *pad;

  if (!maju_media_add_row (bin, error, "opusenc", name, "appsink", sink_name,
                           NULL))
    return NULL;

  element = maju_media_get_element (bin, name);
  configure_element (self, element, is_music);
  sink = maju_media_get_element (bin, sink_name);
  g_object_set (sink, "sync", FALSE, "async", FALSE, "enable-last-sample",
                FALSE, NULL);
  branch = branch_new (self, is_music);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks,
                              g_atomic_rc_box_acquire (branch), branch_unref);
  pad = gst_element_get_static_pad (element, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, gate_cb, branch,
                     branch_unref);

  return pad;
}

static gboolean
build_gate (MajuVoiceEncoder *self,
            GstBin           *bin,
            GstElement       *tee,
            gboolean          is_music,
            GError          **error)
{
  g_autoptr(GstPad) pad = NULL;

  pad = build_branch (self, bin, is_music, gate_probe_cb, error);

  return pad != NULL && maju_media_link_branch (tee, pad, error);
}

GstPad *
maju_voice_encoder_build (MajuVoiceEncoder *self,
                          GstBin           *bin,
                          GError          **error)
{
  g_autoptr(GstElement) tee = NULL;
  GstPad *pad;

  g_return_val_if_fail (MAJU_IS_VOICE_ENCODER (self), NULL);

  if (!maju_media_add_row (bin, error, "tee", "sound-tee", NULL))
    return NULL;

  tee = maju_media_get_element (bin, "sound-tee");
  if (!build_gate (self, bin, tee, FALSE, error) ||
      !build_gate (self, bin, tee, TRUE, error))
    return NULL;

  gst_clear_object (&self->element);
  self->element = maju_media_get_element (bin, "sound-encoder");
  pad = gst_element_get_static_pad (tee, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, voice_probe_cb,
                     g_object_ref (self), g_object_unref);

  return pad;
}

GstPad *
maju_voice_encoder_build_pace (MajuVoiceEncoder *self,
                               GstBin           *bin,
                               GError          **error)
{
  g_return_val_if_fail (MAJU_IS_VOICE_ENCODER (self), NULL);

  return build_branch (self, bin, TRUE, pace_probe_cb, error);
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
maju_voice_encoder_set_desktop (MajuVoiceEncoder *self,
                                MajuSoundRing    *desktop)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_if_fail (MAJU_IS_VOICE_ENCODER (self));

  locker = g_mutex_locker_new (&self->mutex);
  g_clear_pointer (&self->desktop, maju_sound_ring_unref);
  self->desktop = desktop ? maju_sound_ring_ref (desktop) : NULL;
  g_atomic_int_set (&self->shares, desktop != NULL);
}

guint
maju_voice_encoder_get_packet_loss (MajuVoiceEncoder *self)
{
  g_return_val_if_fail (MAJU_IS_VOICE_ENCODER (self), 0);

  return self->packet_loss;
}

void
maju_voice_encoder_set_packet_loss (MajuVoiceEncoder *self,
                                    guint             percent)
{
  g_return_if_fail (MAJU_IS_VOICE_ENCODER (self));

  if (self->packet_loss == percent)
    return;

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
