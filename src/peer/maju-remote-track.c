/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-remote-track-private.h"

#define FLOWING_US       (2 * G_USEC_PER_SEC)
#define FLOWING_CHECK_MS 500
#define FREEZE_US        (500 * 1000)
#define FREEZE_MARGIN_US (150 * 1000)

/* Two seconds of anything up to 120 frames a second. */
#define N_FRAME_TIMES    256

struct _MajuRemoteTrack
{
  GObject parent_instance;

  GMainContext *context;
  MajuTrackKind kind;
  GObject *paintable;
  GSource *flowing_source;
  gboolean began;
  gboolean flowing;

  GMutex lock;                  /* guards what follows */
  MajuTrackStats stats;
  gint64 frame_times[N_FRAME_TIMES];
  guint64 usual_gap_us;
  gint64 last_packet_us;
  gboolean wake_posted;

  GMutex sample_lock;           /* held while the function runs */
  MajuRemoteSampleFunc sample_func;
  gpointer sample_data;
  GDestroyNotify sample_destroy;
};

enum
{
  PROP_0,
  PROP_KIND,
  PROP_PAINTABLE,
  PROP_FLOWING,
  N_PROPS
};

enum
{
  SIGNAL_BEGAN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuRemoteTrack, maju_remote_track, G_TYPE_OBJECT)

static void
set_flowing (MajuRemoteTrack *self,
             gboolean         flowing)
{
  if (self->flowing == flowing)
    return;

  self->flowing = flowing;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FLOWING]);
}

static gint64
get_last_packet (MajuRemoteTrack *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->last_packet_us;
}

static gboolean
check_flowing_cb (gpointer user_data)
{
  MajuRemoteTrack *self = user_data;
  gint64 silence;

  silence = g_get_monotonic_time () - get_last_packet (self);
  if (silence < FLOWING_US)
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&self->flowing_source, g_source_unref);
  g_mutex_lock (&self->lock);
  self->wake_posted = FALSE;
  g_mutex_unlock (&self->lock);
  set_flowing (self, FALSE);
  return G_SOURCE_REMOVE;
}

static gboolean
wake_cb (gpointer user_data)
{
  MajuRemoteTrack *self = user_data;

  if (self->flowing_source == NULL)
    {
      self->flowing_source = g_timeout_source_new (FLOWING_CHECK_MS);
      g_source_set_static_name (self->flowing_source, "[maju] flowing");
      g_source_set_callback (self->flowing_source, check_flowing_cb, self, NULL);
      g_source_attach (self->flowing_source, self->context);
    }
  if (!self->began)
    {
      self->began = TRUE;
      g_signal_emit (self, signals[SIGNAL_BEGAN], 0);
    }
  set_flowing (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
maju_remote_track_constructed (GObject *object)
{
  MajuRemoteTrack *self = MAJU_REMOTE_TRACK (object);

  G_OBJECT_CLASS (maju_remote_track_parent_class)->constructed (object);

  self->context = g_main_context_ref_thread_default ();
}

static void
maju_remote_track_dispose (GObject *object)
{
  MajuRemoteTrack *self = MAJU_REMOTE_TRACK (object);

  if (self->flowing_source != NULL)
    g_source_destroy (self->flowing_source);
  g_clear_pointer (&self->flowing_source, g_source_unref);
  maju_remote_track_set_sample_func (self, NULL, NULL, NULL);
  g_clear_object (&self->paintable);

  G_OBJECT_CLASS (maju_remote_track_parent_class)->dispose (object);
}

static void
maju_remote_track_finalize (GObject *object)
{
  MajuRemoteTrack *self = MAJU_REMOTE_TRACK (object);

  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->sample_lock);

  G_OBJECT_CLASS (maju_remote_track_parent_class)->finalize (object);
}

static void
maju_remote_track_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  MajuRemoteTrack *self = MAJU_REMOTE_TRACK (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_uint (value, self->kind);
      break;

    case PROP_PAINTABLE:
      g_value_set_object (value, self->paintable);
      break;

    case PROP_FLOWING:
      g_value_set_boolean (value, self->flowing);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_remote_track_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  MajuRemoteTrack *self = MAJU_REMOTE_TRACK (object);

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
maju_remote_track_class_init (MajuRemoteTrackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = maju_remote_track_constructed;
  object_class->dispose = maju_remote_track_dispose;
  object_class->finalize = maju_remote_track_finalize;
  object_class->get_property = maju_remote_track_get_property;
  object_class->set_property = maju_remote_track_set_property;

  properties[PROP_KIND] =
    g_param_spec_uint ("kind", NULL, NULL,
                       0, MAJU_N_TRACK_KINDS - 1, MAJU_TRACK_KIND_AUDIO,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                       G_PARAM_STATIC_STRINGS);
  properties[PROP_PAINTABLE] =
    g_param_spec_object ("paintable", NULL, NULL,
                         G_TYPE_OBJECT,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);
  properties[PROP_FLOWING] =
    g_param_spec_boolean ("flowing", NULL, NULL,
                          FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                          G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_BEGAN] =
    g_signal_new ("began", MAJU_TYPE_REMOTE_TRACK, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_remote_track_init (MajuRemoteTrack *self)
{
  g_mutex_init (&self->lock);
  g_mutex_init (&self->sample_lock);
}

MajuRemoteTrack *
maju_remote_track_new (MajuTrackKind kind)
{
  return g_object_new (MAJU_TYPE_REMOTE_TRACK, "kind", kind, NULL);
}

MajuTrackKind
maju_remote_track_get_kind (MajuRemoteTrack *self)
{
  g_return_val_if_fail (MAJU_IS_REMOTE_TRACK (self), MAJU_TRACK_KIND_AUDIO);

  return self->kind;
}

GObject *
maju_remote_track_get_paintable (MajuRemoteTrack *self)
{
  g_return_val_if_fail (MAJU_IS_REMOTE_TRACK (self), NULL);

  return self->paintable;
}

void
maju_remote_track_set_paintable (MajuRemoteTrack *self,
                                 GObject         *paintable)
{
  g_return_if_fail (MAJU_IS_REMOTE_TRACK (self));

  if (g_set_object (&self->paintable, paintable))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAINTABLE]);
}

gboolean
maju_remote_track_get_flowing (MajuRemoteTrack *self)
{
  g_return_val_if_fail (MAJU_IS_REMOTE_TRACK (self), FALSE);

  return self->flowing;
}

/* Frames of the last two seconds, or since the first. Call with the lock. */
static double
get_fps (MajuRemoteTrack *self,
         gint64           now)
{
  gint64 span = MIN (now - self->stats.first_time_us, FLOWING_US);
  guint n_frames = 0;

  if (self->stats.frames < 2 || span <= 0)
    return 0;

  for (guint i = 0; i < N_FRAME_TIMES; i++)
    {
      if (self->frame_times[i] > 0 && now - self->frame_times[i] < FLOWING_US)
        n_frames++;
    }
  return n_frames * (double) G_USEC_PER_SEC / (double) span;
}

void
maju_remote_track_get_stats (MajuRemoteTrack *self,
                             MajuTrackStats  *stats)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_if_fail (MAJU_IS_REMOTE_TRACK (self));
  g_return_if_fail (stats != NULL);

  locker = g_mutex_locker_new (&self->lock);
  *stats = self->stats;
  stats->fps = get_fps (self, g_get_monotonic_time ());
}

void
maju_remote_track_set_sample_func (MajuRemoteTrack     *self,
                                   MajuRemoteSampleFunc func,
                                   gpointer             user_data,
                                   GDestroyNotify       destroy)
{
  GDestroyNotify old_destroy;
  gpointer old_data;

  g_return_if_fail (MAJU_IS_REMOTE_TRACK (self));

  g_mutex_lock (&self->sample_lock);
  old_destroy = self->sample_destroy;
  old_data = self->sample_data;
  self->sample_func = func;
  self->sample_data = user_data;
  self->sample_destroy = destroy;
  g_mutex_unlock (&self->sample_lock);

  if (old_destroy != NULL)
    old_destroy (old_data);
}

void
maju_remote_track_count_packets (MajuRemoteTrack *self,
                                 guint            n_packets,
                                 gsize            n_bytes)
{
  gboolean wake;

  g_mutex_lock (&self->lock);
  self->stats.packets += n_packets;
  self->stats.bytes += n_bytes;
  self->last_packet_us = g_get_monotonic_time ();
  wake = !self->wake_posted;
  self->wake_posted = TRUE;
  g_mutex_unlock (&self->lock);

  if (wake)
    {
      g_autoptr(GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, wake_cb, g_object_ref (self),
                             g_object_unref);
      g_source_attach (source, self->context);
    }
}

void
maju_remote_track_count_level (MajuRemoteTrack *self,
                               guint            level)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->stats.levels++;
  self->stats.level = level;
}

void
maju_remote_track_count_frame (MajuRemoteTrack *self,
                               guint            width,
                               guint            height)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 now = g_get_monotonic_time ();
  guint64 gap;

  if (self->stats.frames == 0)
    {
      self->stats.first_time_us = now;
    }
  else
    {
      gap = now - self->stats.last_time_us;
      self->stats.longest_gap_ms = MAX (self->stats.longest_gap_ms, gap / 1000);
      if (gap > FREEZE_US ||
          (self->usual_gap_us > 0 && gap > 3 * self->usual_gap_us &&
           gap > self->usual_gap_us + FREEZE_MARGIN_US))
        self->stats.freezes++;
      self->usual_gap_us = self->usual_gap_us == 0
                           ? gap : (self->usual_gap_us * 15 + gap) / 16;
    }
  self->frame_times[self->stats.frames % N_FRAME_TIMES] = now;
  self->stats.last_time_us = now;
  self->stats.frames++;
  self->stats.width = width;
  self->stats.height = height;
}

void
maju_remote_track_deliver (MajuRemoteTrack *self,
                           GstSample       *sample)
{
  /* Called out under this lock on purpose: it is what lets
   * maju_remote_track_set_sample_func() promise that the former is not running,
   * and nothing else takes it. */
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->sample_lock);

  if (self->sample_func != NULL)
    self->sample_func (sample, self->sample_data);
}
