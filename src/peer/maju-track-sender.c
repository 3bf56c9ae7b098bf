/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-track-sender-private.h"

#define KEY_FRAME_RETRY_US G_USEC_PER_SEC

struct _MajuTrackSender
{
  GObject parent_instance;

  GMainContext *context;
  MajuTrackKind kind;

  GMutex lock;                  /* guards what follows */
  MajuTransport *transport;
  MajuVideoCodec codec;
  gboolean waits_for_key_frame;
  gint64 asked_us;
  guint64 packets;
  guint64 bytes;
};

enum
{
  PROP_0,
  PROP_KIND,
  PROP_CODEC,
  N_PROPS
};

enum
{
  SIGNAL_KEY_FRAME_NEEDED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuTrackSender, maju_track_sender, G_TYPE_OBJECT)

static void
maju_track_sender_constructed (GObject *object)
{
  MajuTrackSender *self = MAJU_TRACK_SENDER (object);

  G_OBJECT_CLASS (maju_track_sender_parent_class)->constructed (object);

  self->context = g_main_context_ref_thread_default ();
}

static void
maju_track_sender_finalize (GObject *object)
{
  MajuTrackSender *self = MAJU_TRACK_SENDER (object);

  g_clear_object (&self->transport);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (maju_track_sender_parent_class)->finalize (object);
}

static void
maju_track_sender_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MajuTrackSender *self = MAJU_TRACK_SENDER (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_uint (value, self->kind);
      break;

    case PROP_CODEC:
      g_value_set_uint (value, maju_track_sender_get_codec (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_track_sender_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  MajuTrackSender *self = MAJU_TRACK_SENDER (object);

  switch (prop_id)
    {
    case PROP_KIND:
      self->kind = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_track_sender_class_init (MajuTrackSenderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = maju_track_sender_constructed;
  object_class->finalize = maju_track_sender_finalize;
  object_class->get_property = maju_track_sender_get_property;
  object_class->set_property = maju_track_sender_set_property;

  properties[PROP_KIND] =
    g_param_spec_uint ("kind", NULL, NULL,
                       0, MAJU_N_TRACK_KINDS - 1, MAJU_TRACK_KIND_AUDIO,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                       G_PARAM_STATIC_STRINGS);
  properties[PROP_CODEC] =
    g_param_spec_uint ("codec", NULL, NULL,
                       0, MAJU_N_VIDEO_CODECS - 1, MAJU_VIDEO_CODEC_VP8,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                       G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_KEY_FRAME_NEEDED] =
    g_signal_new ("key-frame-needed", MAJU_TYPE_TRACK_SENDER, G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_track_sender_init (MajuTrackSender *self)
{
  g_mutex_init (&self->lock);
}

MajuTrackSender *
maju_track_sender_new (MajuTrackKind kind)
{
  return g_object_new (MAJU_TYPE_TRACK_SENDER, "kind", kind, NULL);
}

MajuTrackKind
maju_track_sender_get_kind (MajuTrackSender *self)
{
  g_return_val_if_fail (MAJU_IS_TRACK_SENDER (self), MAJU_TRACK_KIND_AUDIO);

  return self->kind;
}

MajuVideoCodec
maju_track_sender_get_codec (MajuTrackSender *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (MAJU_IS_TRACK_SENDER (self), MAJU_VIDEO_CODEC_VP8);

  locker = g_mutex_locker_new (&self->lock);
  return self->codec;
}

void
maju_track_sender_set_transport (MajuTrackSender *self,
                                 MajuTransport   *transport)
{
  g_autoptr(MajuTransport) old = NULL;
  MajuVideoCodec codec = self->codec;
  gboolean changed;

  g_return_if_fail (MAJU_IS_TRACK_SENDER (self));

  if (transport != NULL && self->kind != MAJU_TRACK_KIND_AUDIO)
    codec = maju_transport_get_video_codec (transport, self->kind);
  g_mutex_lock (&self->lock);
  old = g_steal_pointer (&self->transport);
  if (transport != NULL)
    self->transport = g_object_ref (transport);
  self->waits_for_key_frame = self->kind != MAJU_TRACK_KIND_AUDIO;
  changed = self->codec != codec;
  self->codec = codec;
  g_mutex_unlock (&self->lock);

  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CODEC]);
}

void
maju_track_sender_need_key_frame (MajuTrackSender *self)
{
  g_return_if_fail (MAJU_IS_TRACK_SENDER (self));

  if (self->kind != MAJU_TRACK_KIND_AUDIO)
    g_signal_emit (self, signals[SIGNAL_KEY_FRAME_NEEDED], 0);
}

static gboolean
need_key_frame_cb (gpointer user_data)
{
  maju_track_sender_need_key_frame (user_data);
  return G_SOURCE_REMOVE;
}

static void
post_need_key_frame (MajuTrackSender *self)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, need_key_frame_cb, g_object_ref (self),
                         g_object_unref);
  g_source_attach (source, self->context);
}

/* Whether a key frame should be asked for (again). Call with the lock. */
static gboolean
may_ask (MajuTrackSender *self)
{
  gint64 now = g_get_monotonic_time ();

  if (now - self->asked_us < KEY_FRAME_RETRY_US)
    return FALSE;

  self->asked_us = now;
  return TRUE;
}

/* Call with the lock. */
static gboolean
is_wanted (MajuTrackSender *self,
           GstSample       *sample)
{
  GstCaps *caps = gst_sample_get_caps (sample);
  const char *name;

  if (caps == NULL)
    return self->codec == MAJU_VIDEO_CODEC_VP8;
  name = gst_structure_get_name (gst_caps_get_structure (caps, 0));
  return g_str_equal (name, self->codec == MAJU_VIDEO_CODEC_VP8
                            ? "video/x-vp8" : "video/x-h264");
}

/* Returns: (transfer full) (nullable): where @sample goes. */
static MajuTransport *
choose_transport (MajuTrackSender *self,
                  GstSample       *sample,
                  gboolean        *out_ask)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->transport == NULL)
    return NULL;
  if (self->kind != MAJU_TRACK_KIND_AUDIO && !is_wanted (self, sample))
    return NULL;

  if (self->waits_for_key_frame)
    {
      if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT))
        {
          *out_ask = may_ask (self);
          return NULL;
        }
      self->waits_for_key_frame = FALSE;
    }
  return g_object_ref (self->transport);
}

/* A copy that shares the bytes, with running time for timestamps. */
static GstBuffer *
make_buffer (GstSample *sample)
{
  GstBuffer *buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  const GstSegment *segment = gst_sample_get_segment (sample);

  if (segment != NULL && segment->format == GST_FORMAT_TIME &&
      GST_BUFFER_PTS_IS_VALID (buffer))
    GST_BUFFER_PTS (buffer) =
      gst_segment_to_running_time (segment, GST_FORMAT_TIME,
                                   GST_BUFFER_PTS (buffer));
  GST_BUFFER_DTS (buffer) = GST_CLOCK_TIME_NONE;
  return buffer;
}

void
maju_track_sender_push (MajuTrackSender *self,
                        GstSample       *sample)
{
  g_autoptr(MajuTransport) transport = NULL;
  gboolean ask = FALSE;

  g_return_if_fail (MAJU_IS_TRACK_SENDER (self));
  g_return_if_fail (GST_IS_SAMPLE (sample));

  if (gst_sample_get_buffer (sample) == NULL)
    return;

  transport = choose_transport (self, sample, &ask);
  if (transport != NULL &&
      !maju_transport_push (transport, self->kind, make_buffer (sample)) &&
      self->kind != MAJU_TRACK_KIND_AUDIO)
    {
      /* What depends on the lost frame is of no use. */
      g_mutex_lock (&self->lock);
      self->waits_for_key_frame = TRUE;
      ask = may_ask (self);
      g_mutex_unlock (&self->lock);
    }
  if (ask)
    post_need_key_frame (self);
}

void
maju_track_sender_count_packets (MajuTrackSender *self,
                                 guint            n_packets,
                                 gsize            n_bytes)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->packets += n_packets;
  self->bytes += n_bytes;
}

guint64
maju_track_sender_get_packets (MajuTrackSender *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (MAJU_IS_TRACK_SENDER (self), 0);

  locker = g_mutex_locker_new (&self->lock);
  return self->packets;
}

guint64
maju_track_sender_get_bytes (MajuTrackSender *self)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (MAJU_IS_TRACK_SENDER (self), 0);

  locker = g_mutex_locker_new (&self->lock);
  return self->bytes;
}
