/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-clip-player.h"

#include "maju-clip.h"
#include "maju-media-private.h"

#define PIECE_MS 20
#define PIECE_BYTES (MAJU_CLIP_RATE / 1000 * PIECE_MS * sizeof (gint16))
/* What the mixer and the speaker hold back, so that the end is heard. */
#define TAIL_MS 500

enum
{
  PROP_PLAYING = 1,
  N_PROPS
};

enum
{
  SIGNAL_FINISHED,
  N_SIGNALS
};

struct _MajuClipPlayer
{
  GObject parent_instance;

  MajuPlayback *playback;
  MajuPlaybackInput *input;     /* while it plays */
  GBytes *clip;
  gsize offset;                 /* of what is pushed next */
  gint64 start_us;              /* when the first was pushed; 0: not yet */
  GSource *source;
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuClipPlayer, maju_clip_player, G_TYPE_OBJECT)

static void
finish (MajuClipPlayer *self,
        const GError   *error)
{
  g_autoptr(GError) copy = error != NULL ? g_error_copy (error) : NULL;

  maju_clip_player_stop (self);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0, copy);
}

static void
push (MajuClipPlayer *self)
{
  gsize size = MIN (PIECE_BYTES, g_bytes_get_size (self->clip) - self->offset);
  g_autoptr(GBytes) piece = g_bytes_new_from_bytes (self->clip, self->offset,
                                                    size);
  g_autoptr(GstBuffer) buffer = gst_buffer_new_wrapped_bytes (piece);
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstSample) sample = NULL;
  guint64 n_samples = self->offset / sizeof (gint16);

  GST_BUFFER_PTS (buffer) = self->start_us * GST_USECOND
    + n_samples * GST_SECOND / MAJU_CLIP_RATE;
  GST_BUFFER_DURATION (buffer) = PIECE_MS * GST_MSECOND;
  caps = gst_caps_new_simple ("audio/x-raw",
                              "format", G_TYPE_STRING,
                              G_BYTE_ORDER == G_LITTLE_ENDIAN ? "S16LE"
                                                              : "S16BE",
                              "rate", G_TYPE_INT, MAJU_CLIP_RATE,
                              "channels", G_TYPE_INT, 1,
                              "layout", G_TYPE_STRING, "interleaved",
                              NULL);
  sample = gst_sample_new (buffer, caps, NULL, NULL);
  maju_playback_input_push (self->input, sample);
  self->offset += size;
}

/* In real time, as a voice comes. */
static gboolean
tick_cb (gpointer user_data)
{
  MajuClipPlayer *self = user_data;
  gint64 now = g_get_monotonic_time ();
  gsize size = g_bytes_get_size (self->clip);
  gint64 end_us;

  if (self->start_us == 0)
    self->start_us = now;
  while (self->offset < size
         && self->start_us + (gint64) (self->offset / PIECE_BYTES)
         * PIECE_MS * 1000 <= now)
    push (self);

  end_us = self->start_us
    + (maju_clip_get_duration (self->clip) + TAIL_MS) * 1000LL;
  if (self->offset < size || now < end_us)
    return G_SOURCE_CONTINUE;

  finish (self, NULL);

  return G_SOURCE_REMOVE;
}

static void
state_cb (MajuClipPlayer *self)
{
  MajuDeviceStream *stream = MAJU_DEVICE_STREAM (self->playback);
  MajuCaptureState state = maju_device_stream_get_state (stream);

  if (state == MAJU_CAPTURE_STATE_FAILED)
    finish (self, maju_device_stream_get_error (stream));
  else if (state == MAJU_CAPTURE_STATE_RUNNING && self->source == NULL)
    self->source = maju_media_add_timeout (PIECE_MS, tick_cb, self);
}

static void
maju_clip_player_dispose (GObject *object)
{
  MajuClipPlayer *self = MAJU_CLIP_PLAYER (object);

  if (self->playback != NULL)
    maju_clip_player_stop (self);
  g_clear_object (&self->playback);

  G_OBJECT_CLASS (maju_clip_player_parent_class)->dispose (object);
}

static void
maju_clip_player_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  MajuClipPlayer *self = MAJU_CLIP_PLAYER (object);

  switch (prop_id)
    {
    case PROP_PLAYING:
      g_value_set_boolean (value, maju_clip_player_get_playing (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_clip_player_class_init (MajuClipPlayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_clip_player_dispose;
  object_class->get_property = maju_clip_player_get_property;

  properties[PROP_PLAYING] =
    g_param_spec_boolean ("playing", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                          G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_FINISHED] =
    g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
maju_clip_player_init (MajuClipPlayer *self)
{
}

MajuClipPlayer *
maju_clip_player_new (MajuPlayback *playback)
{
  MajuClipPlayer *self;

  g_return_val_if_fail (MAJU_IS_PLAYBACK (playback), NULL);

  self = g_object_new (MAJU_TYPE_CLIP_PLAYER, NULL);
  self->playback = g_object_ref (playback);

  return self;
}

void
maju_clip_player_play (MajuClipPlayer *self,
                       GBytes         *clip)
{
  g_return_if_fail (MAJU_IS_CLIP_PLAYER (self));
  g_return_if_fail (clip != NULL);

  maju_clip_player_stop (self);
  self->clip = g_bytes_ref (clip);
  self->input = maju_playback_add_input (self->playback);
  g_signal_connect_object (self->playback, "notify::state",
                           G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYING]);
  state_cb (self);
}

void
maju_clip_player_stop (MajuClipPlayer *self)
{
  g_return_if_fail (MAJU_IS_CLIP_PLAYER (self));

  if (self->input == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->playback, self);
  maju_media_clear_source (&self->source);
  maju_playback_remove_input (self->playback, self->input);
  g_clear_object (&self->input);
  g_clear_pointer (&self->clip, g_bytes_unref);
  self->offset = 0;
  self->start_us = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYING]);
}

gboolean
maju_clip_player_get_playing (MajuClipPlayer *self)
{
  g_return_val_if_fail (MAJU_IS_CLIP_PLAYER (self), FALSE);

  return self->input != NULL;
}
