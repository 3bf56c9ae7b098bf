/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-feed-private.h"

/* Of what a path carries, bits per second: audio with its headers comes first,
 * and what repairs lost packets needs room, too. */
#define AUDIO_BITRATE 60000
/* What the desktop's sound takes beside the voice. */
#define SOUND_BITRATE 35000
#define VIDEO_SHARE   0.93

/* Of what is left for pictures, when there is a camera beside the screen. */
#define SCREEN_SHARE  0.6

/* A screen takes much at once and then nothing: so much is left free for when it
 * begins again, and more than it took while it lasts. */
#define SCREEN_LEAST  0.2
#define SCREEN_MARGIN 1.5
#define MEASURE_MS    1000
#define FORGET        0.7

/* No screen gets more than this; see MajuScreenSender. */
#define SCREEN_MOST   8000000

struct _MajuFeed
{
  GObject parent_instance;

  MajuClock *clock;
  MajuPeer *peer;
  MajuVideoSender *camera;
  MajuScreenSender *screen;
  MajuAudioSender *microphone;

  MajuTrackSender *audio_sender;
  MajuTrackSender *camera_sender;
  MajuTrackSender *screen_sender;
  guint camera_height;
  guint screen_height;

  guint audio_consumer;         /* 0, as the next two, while nothing is sent */
  guint camera_consumer;
  guint screen_consumer;

  guint measure_id;
  guint64 screen_bytes;         /* when it was measured last */
  double screen_bitrate;
};

G_DEFINE_FINAL_TYPE (MajuFeed, maju_feed, G_TYPE_OBJECT)

static void
encoded_cb (GstSample *sample,
            gpointer   user_data)
{
  maju_track_sender_push (user_data, sample);
}

static void
maju_feed_dispose (GObject *object)
{
  MajuFeed *self = MAJU_FEED (object);

  maju_feed_set_sending (self, FALSE);
  g_clear_object (&self->peer);
  g_clear_object (&self->camera);
  g_clear_object (&self->screen);
  g_clear_object (&self->microphone);
  g_clear_object (&self->audio_sender);
  g_clear_object (&self->camera_sender);
  g_clear_object (&self->screen_sender);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (maju_feed_parent_class)->dispose (object);
}

static void
maju_feed_class_init (MajuFeedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_feed_dispose;
}

static void
maju_feed_init (MajuFeed *self)
{
  self->camera_height = MAJU_FEED_CAMERA_HEIGHT;
  self->screen_height = MAJU_FEED_SCREEN_HEIGHT;
}

void
maju_feed_share (guint    bitrate,
                 gboolean camera,
                 gboolean screen,
                 guint    screen_bitrate,
                 guint   *camera_limit,
                 guint   *screen_limit)
{
  double pictures = MAX (VIDEO_SHARE * bitrate - AUDIO_BITRATE, 2);
  double most = camera ? SCREEN_SHARE * pictures : pictures;
  double taken = MAX (SCREEN_MARGIN * screen_bitrate, SCREEN_LEAST * pictures);

  /* What is not sent yet finds room when it begins. */
  *screen_limit = (guint) MAX (MIN (most, SCREEN_MOST), 1);
  *camera_limit = (guint) (screen ? pictures - MIN (taken, *screen_limit)
                                  : pictures);
  *camera_limit = MAX (*camera_limit, 1);
}

static void
get_limits (MajuFeed *self,
            guint    *camera_limit,
            guint    *screen_limit)
{
  MajuDeviceStream *camera = MAJU_DEVICE_STREAM (self->camera);
  guint bitrate = maju_peer_get_send_bitrate (self->peer);
  gboolean camera_on, screen_on;

  camera_on = self->camera_height > 0 &&
    maju_device_stream_get_state (camera) == MAJU_CAPTURE_STATE_RUNNING;
  screen_on = self->screen_height > 0 &&
    maju_screen_sender_get_state (self->screen) == MAJU_SCREEN_STATE_RUNNING;
  if (maju_audio_sender_get_desktop_sound (self->microphone))
    bitrate -= MIN (bitrate, SOUND_BITRATE);
  maju_feed_share (bitrate, camera_on, screen_on, (guint) self->screen_bitrate,
                   camera_limit, screen_limit);
}

static void
update_limits (MajuFeed *self)
{
  guint camera_limit, screen_limit;

  if (self->audio_consumer == 0)
    return;

  get_limits (self, &camera_limit, &screen_limit);
  maju_video_sender_set_consumer_limit (self->camera, self->camera_consumer,
                                        camera_limit);
  maju_screen_sender_set_consumer_limit (self->screen, self->screen_consumer,
                                         screen_limit);
}

static gboolean
measure_cb (gpointer user_data)
{
  MajuFeed *self = user_data;
  guint64 bytes = maju_track_sender_get_bytes (self->screen_sender);
  double bitrate = (bytes - self->screen_bytes) * 8.0 * 1000 / MEASURE_MS;

  self->screen_bytes = bytes;
  self->screen_bitrate = MAX (bitrate, FORGET * self->screen_bitrate);
  update_limits (self);

  return G_SOURCE_CONTINUE;
}

/* At first it takes all that it may. */
static void
update_measuring (MajuFeed *self)
{
  gboolean measuring = self->audio_consumer != 0 &&
    maju_screen_sender_get_state (self->screen) == MAJU_SCREEN_STATE_RUNNING;

  if (measuring == (self->measure_id != 0))
    return;

  if (!measuring)
    {
      maju_clock_remove_timeout (self->clock, self->measure_id);
      self->measure_id = 0;
      return;
    }

  self->screen_bitrate = SCREEN_MOST;
  self->screen_bytes = maju_track_sender_get_bytes (self->screen_sender);
  self->measure_id = maju_clock_add_timeout (self->clock, MEASURE_MS, measure_cb,
                                             self);
}

static void
screen_state_cb (GObject    *object,
                 GParamSpec *pspec,
                 MajuFeed   *self)
{
  update_measuring (self);
  update_limits (self);
}

static void
limits_cb (GObject    *object,
           GParamSpec *pspec,
           MajuFeed   *self)
{
  update_limits (self);
}

static void
camera_key_frame_cb (MajuTrackSender *sender,
                     MajuFeed        *self)
{
  maju_video_sender_request_key_frame (self->camera);
}

static void
screen_key_frame_cb (MajuTrackSender *sender,
                     MajuFeed        *self)
{
  maju_screen_sender_request_key_frame (self->screen);
}

static void
update_codecs (MajuFeed *self)
{
  if (self->audio_consumer == 0)
    return;

  maju_video_sender_set_consumer_codec (
    self->camera, self->camera_consumer,
    maju_track_sender_get_codec (self->camera_sender));
  maju_screen_sender_set_consumer_codec (
    self->screen, self->screen_consumer,
    maju_track_sender_get_codec (self->screen_sender));
}

static void
codec_cb (GObject    *object,
          GParamSpec *pspec,
          MajuFeed   *self)
{
  update_codecs (self);
}

MajuFeed *
maju_feed_new (MajuPeer       *peer,
               MajuLocalMedia *media,
               MajuClock      *clock)
{
  MajuFeed *self = g_object_new (MAJU_TYPE_FEED, NULL);

  self->clock = g_object_ref (clock);
  self->peer = g_object_ref (peer);
  self->camera = g_object_ref (maju_local_media_get_camera (media));
  self->screen = g_object_ref (maju_local_media_get_screen (media));
  self->microphone = g_object_ref (maju_local_media_get_microphone (media));
  self->audio_sender = g_object_ref (maju_peer_add_track (peer, MAJU_TRACK_KIND_AUDIO));
  self->camera_sender = g_object_ref (maju_peer_add_track (peer, MAJU_TRACK_KIND_CAMERA));
  self->screen_sender = g_object_ref (maju_peer_add_track (peer, MAJU_TRACK_KIND_SCREEN));

  g_signal_connect_object (peer, "notify::send-bitrate",
                           G_CALLBACK (limits_cb), self, 0);
  g_signal_connect_object (self->microphone, "notify::desktop-sound",
                           G_CALLBACK (limits_cb), self, 0);
  g_signal_connect_object (self->camera, "notify::state",
                           G_CALLBACK (limits_cb), self, 0);
  g_signal_connect_object (self->screen, "notify::state",
                           G_CALLBACK (screen_state_cb), self, 0);
  g_signal_connect_object (self->camera_sender, "key-frame-needed",
                           G_CALLBACK (camera_key_frame_cb), self, 0);
  g_signal_connect_object (self->screen_sender, "key-frame-needed",
                           G_CALLBACK (screen_key_frame_cb), self, 0);

  g_signal_connect_object (self->camera_sender, "notify::codec",
                           G_CALLBACK (codec_cb), self, 0);
  g_signal_connect_object (self->screen_sender, "notify::codec",
                           G_CALLBACK (codec_cb), self, 0);

  return self;
}

static void
start (MajuFeed *self)
{
  self->audio_consumer =
    maju_audio_sender_add_consumer (self->microphone, encoded_cb,
                                    g_object_ref (self->audio_sender),
                                    g_object_unref);
  self->camera_consumer =
    maju_video_sender_add_consumer (self->camera, self->camera_height, encoded_cb,
                                    g_object_ref (self->camera_sender),
                                    g_object_unref);
  self->screen_consumer =
    maju_screen_sender_add_consumer (self->screen, self->screen_height,
                                     encoded_cb,
                                     g_object_ref (self->screen_sender),
                                     g_object_unref);
  update_codecs (self);
  update_measuring (self);
  update_limits (self);
}

static void
stop (MajuFeed *self)
{
  maju_audio_sender_remove_consumer (self->microphone, self->audio_consumer);
  maju_video_sender_remove_consumer (self->camera, self->camera_consumer);
  maju_screen_sender_remove_consumer (self->screen, self->screen_consumer);
  self->audio_consumer = 0;
  self->camera_consumer = 0;
  self->screen_consumer = 0;
  update_measuring (self);
}

void
maju_feed_set_sending (MajuFeed *self,
                       gboolean  sending)
{
  if (sending == (self->audio_consumer != 0))
    return;

  if (sending)
    start (self);
  else
    stop (self);
}

void
maju_feed_set_watched (MajuFeed *self,
                       guint     camera_height,
                       guint     screen_height)
{
  self->camera_height = camera_height;
  self->screen_height = screen_height;
  if (self->audio_consumer == 0)
    return;

  maju_video_sender_set_consumer_height (self->camera, self->camera_consumer,
                                         camera_height);
  maju_screen_sender_set_consumer_height (self->screen, self->screen_consumer,
                                          screen_height);
  update_limits (self);
}

guint64
maju_feed_get_camera_bytes (MajuFeed *self)
{
  return maju_track_sender_get_bytes (self->camera_sender);
}

guint
maju_feed_get_camera_limit (MajuFeed *self)
{
  guint camera_limit, screen_limit;

  get_limits (self, &camera_limit, &screen_limit);

  return camera_limit;
}

guint
maju_feed_get_camera_height (MajuFeed *self)
{
  if (self->audio_consumer == 0 || !maju_video_sender_get_enabled (self->camera))
    return 0;

  return MIN (self->camera_height, MAJU_FEED_CAMERA_HEIGHT);
}
