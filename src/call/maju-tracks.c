/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tracks-private.h"

/* Until they say how large they show us. */
#define CAMERA_HEIGHT 720

/* Of what a path carries, bits per second: audio with its headers comes first,
 * and what repairs lost packets needs room, too. */
#define AUDIO_BITRATE 60000
#define VIDEO_SHARE   0.93

struct _MajuTracks
{
  GObject parent_instance;

  MajuPeer *peer;
  MajuParticipant *participant;
  MajuVideoSender *camera;
  MajuAudioSender *microphone;
  MajuPlayback *playback;

  MajuTrackSender *audio_sender;
  MajuTrackSender *camera_sender;
  guint audio_consumer;
  guint camera_consumer;

  MajuRemoteTrack *audio_track;
  MajuRemoteTrack *camera_track;
  MajuPlaybackInput *input;
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (MajuTracks, maju_tracks, G_TYPE_OBJECT)

/* Where remote audio goes, for a streaming thread. */
typedef struct
{
  MajuPlaybackInput *input;
  MajuSampleTap *tap;
} AudioRoute;

static void
audio_route_free (gpointer data)
{
  AudioRoute *route = data;

  g_clear_object (&route->input);
  g_clear_pointer (&route->tap, maju_sample_tap_unref);
  g_free (route);
}

static void
audio_sample_cb (GstSample *sample,
                 gpointer   user_data)
{
  AudioRoute *route = user_data;

  maju_playback_input_push (route->input, sample);
  if (route->tap)
    maju_sample_tap_push (route->tap, sample);
}

static void
tap_sample_cb (GstSample *sample,
               gpointer   user_data)
{
  maju_sample_tap_push (user_data, sample);
}

static void
encoded_cb (GstSample *sample,
            gpointer   user_data)
{
  maju_track_sender_push (user_data, sample);
}

static void
maju_tracks_dispose (GObject *object)
{
  MajuTracks *self = MAJU_TRACKS (object);

  maju_tracks_close (self);
  g_clear_object (&self->peer);
  g_clear_object (&self->participant);
  g_clear_object (&self->camera);
  g_clear_object (&self->microphone);
  g_clear_object (&self->playback);
  g_clear_object (&self->audio_sender);
  g_clear_object (&self->camera_sender);

  G_OBJECT_CLASS (maju_tracks_parent_class)->dispose (object);
}

static void
maju_tracks_class_init (MajuTracksClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_tracks_dispose;
}

static void
maju_tracks_init (MajuTracks *self)
{
}

static void
update_voice (MajuTracks *self)
{
  if (self->input && maju_participant_get_microphone_on (self->participant))
    maju_participant_set_voice (self->participant,
                                maju_playback_input_get_level (self->input),
                                maju_playback_input_get_speaking (self->input));
  else
    maju_participant_set_voice (self->participant, MAJU_LEVEL_SILENCE, FALSE);
}

static void
update_paintable (MajuTracks *self)
{
  GObject *paintable = NULL;

  if (self->camera_track && maju_participant_get_camera_on (self->participant))
    paintable = maju_remote_track_get_paintable (self->camera_track);
  maju_participant_set_paintable (self->participant, paintable);
}

static void
route_audio (MajuTracks *self)
{
  AudioRoute *route;
  MajuSampleTap *tap;

  if (!self->audio_track)
    return;

  route = g_new0 (AudioRoute, 1);
  route->input = g_object_ref (self->input);
  tap = maju_participant_get_sample_tap (self->participant, MAJU_TRACK_KIND_AUDIO);
  if (tap)
    route->tap = maju_sample_tap_ref (tap);
  maju_remote_track_set_sample_func (self->audio_track, audio_sample_cb, route,
                                     audio_route_free);
}

static void
route_camera (MajuTracks *self)
{
  MajuSampleTap *tap;

  if (!self->camera_track)
    return;

  tap = maju_participant_get_sample_tap (self->participant, MAJU_TRACK_KIND_CAMERA);
  if (tap)
    maju_remote_track_set_sample_func (self->camera_track, tap_sample_cb,
                                       maju_sample_tap_ref (tap),
                                       (GDestroyNotify) maju_sample_tap_unref);
  else
    maju_remote_track_set_sample_func (self->camera_track, NULL, NULL, NULL);
}

static void
voice_cb (GObject    *object,
          GParamSpec *pspec,
          MajuTracks *self)
{
  update_voice (self);
}

static void
paintable_cb (GObject    *object,
              GParamSpec *pspec,
              MajuTracks *self)
{
  update_paintable (self);
}

static void
sample_func_changed_cb (MajuParticipant *participant,
                        guint            kind,
                        MajuTracks      *self)
{
  if (kind == MAJU_TRACK_KIND_AUDIO)
    route_audio (self);
  else if (kind == MAJU_TRACK_KIND_CAMERA)
    route_camera (self);
}

static void
key_frame_needed_cb (MajuTrackSender *sender,
                     MajuTracks      *self)
{
  maju_video_sender_request_key_frame (self->camera);
}

static void
limit_camera (MajuTracks *self)
{
  if (self->camera_consumer != 0)
    maju_video_sender_set_consumer_limit (self->camera, self->camera_consumer,
                                          maju_tracks_get_camera_limit (self));
}

static void
send_bitrate_cb (MajuPeer   *peer,
                 GParamSpec *pspec,
                 MajuTracks *self)
{
  limit_camera (self);
}

static void
hearing_cb (MajuHearing *hearing,
            GParamSpec  *pspec,
            MajuTracks  *self)
{
  if (self->input)
    maju_playback_input_set_volume (self->input, maju_hearing_get_gain (hearing));
}

static void
begin_audio (MajuTracks      *self,
             MajuRemoteTrack *track)
{
  g_set_object (&self->audio_track, track);
  self->input = maju_playback_add_input (self->playback);
  g_signal_connect_object (self->input, "notify::level",
                           G_CALLBACK (voice_cb), self, 0);
  g_signal_connect_object (self->input, "notify::speaking",
                           G_CALLBACK (voice_cb), self, 0);
  hearing_cb (maju_participant_get_hearing (self->participant), NULL, self);
  route_audio (self);
}

static void
begin_camera (MajuTracks      *self,
              MajuRemoteTrack *track)
{
  g_set_object (&self->camera_track, track);
  g_signal_connect_object (track, "notify::paintable",
                           G_CALLBACK (paintable_cb), self, 0);
  route_camera (self);
  update_paintable (self);
}

static void
track_cb (MajuPeer        *peer,
          MajuRemoteTrack *track,
          MajuTracks      *self)
{
  MajuTrackKind kind = maju_remote_track_get_kind (track);

  if (self->closed)
    return;

  maju_figures_attach_track (maju_participant_get_figures (self->participant),
                             track);
  if (kind == MAJU_TRACK_KIND_AUDIO && !self->audio_track)
    begin_audio (self, track);
  else if (kind == MAJU_TRACK_KIND_CAMERA && !self->camera_track)
    begin_camera (self, track);
}

MajuTracks *
maju_tracks_new (MajuPeer        *peer,
                 MajuParticipant *participant,
                 MajuLocalMedia  *media)
{
  MajuTracks *self = g_object_new (MAJU_TYPE_TRACKS, NULL);

  self->peer = g_object_ref (peer);
  self->participant = g_object_ref (participant);
  self->camera = g_object_ref (maju_local_media_get_camera (media));
  self->microphone = g_object_ref (maju_local_media_get_microphone (media));
  self->playback = g_object_ref (maju_local_media_get_playback (media));
  self->audio_sender = g_object_ref (maju_peer_add_track (peer, MAJU_TRACK_KIND_AUDIO));
  self->camera_sender = g_object_ref (maju_peer_add_track (peer, MAJU_TRACK_KIND_CAMERA));

  g_signal_connect_object (peer, "track", G_CALLBACK (track_cb), self, 0);
  g_signal_connect_object (peer, "notify::send-bitrate",
                           G_CALLBACK (send_bitrate_cb), self, 0);
  g_signal_connect_object (self->camera_sender, "key-frame-needed",
                           G_CALLBACK (key_frame_needed_cb), self, 0);
  g_signal_connect_object (participant, "notify::microphone-on",
                           G_CALLBACK (voice_cb), self, 0);
  g_signal_connect_object (participant, "notify::camera-on",
                           G_CALLBACK (paintable_cb), self, 0);
  g_signal_connect_object (maju_participant_get_hearing (participant), "notify",
                           G_CALLBACK (hearing_cb), self, 0);
  g_signal_connect_object (participant, "sample-func-changed",
                           G_CALLBACK (sample_func_changed_cb), self, 0);

  return self;
}

static void
start_sending (MajuTracks *self)
{
  self->audio_consumer =
    maju_audio_sender_add_consumer (self->microphone, encoded_cb,
                                    g_object_ref (self->audio_sender),
                                    g_object_unref);
  self->camera_consumer =
    maju_video_sender_add_consumer (self->camera, CAMERA_HEIGHT, encoded_cb,
                                    g_object_ref (self->camera_sender),
                                    g_object_unref);
  limit_camera (self);
}

static void
stop_sending (MajuTracks *self)
{
  maju_audio_sender_remove_consumer (self->microphone, self->audio_consumer);
  maju_video_sender_remove_consumer (self->camera, self->camera_consumer);
  self->audio_consumer = 0;
  self->camera_consumer = 0;
}

void
maju_tracks_set_sending (MajuTracks *self,
                         gboolean    sending)
{
  if (self->closed || sending == (self->audio_consumer != 0))
    return;

  if (sending)
    start_sending (self);
  else
    stop_sending (self);
}

guint64
maju_tracks_get_camera_bytes (MajuTracks *self)
{
  return maju_track_sender_get_bytes (self->camera_sender);
}

guint
maju_tracks_get_camera_limit (MajuTracks *self)
{
  double bitrate = VIDEO_SHARE * maju_peer_get_send_bitrate (self->peer) -
    AUDIO_BITRATE;

  return MAX (bitrate, 1);
}

guint
maju_tracks_get_camera_height (MajuTracks *self)
{
  return self->camera_consumer != 0 &&
         maju_video_sender_get_enabled (self->camera) ? CAMERA_HEIGHT : 0;
}

void
maju_tracks_close (MajuTracks *self)
{
  maju_tracks_set_sending (self, FALSE);
  self->closed = TRUE;

  if (self->audio_track)
    maju_remote_track_set_sample_func (self->audio_track, NULL, NULL, NULL);
  if (self->camera_track)
    maju_remote_track_set_sample_func (self->camera_track, NULL, NULL, NULL);
  if (self->input)
    maju_playback_remove_input (self->playback, self->input);
  g_clear_object (&self->input);
  g_clear_object (&self->audio_track);
  g_clear_object (&self->camera_track);
  if (self->participant)
    {
      update_voice (self);
      update_paintable (self);
    }
}
