/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tracks-private.h"

struct _MajuTracks
{
  GObject parent_instance;

  MajuParticipant *participant;
  MajuPlayback *playback;
  MajuFeed *feed;

  MajuRemoteTrack *tracks[MAJU_N_TRACK_KINDS];
  MajuPlaybackInput *input;
  gboolean closed;
  gboolean sound_on;
  gboolean says_speaking;
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
maju_tracks_dispose (GObject *object)
{
  MajuTracks *self = MAJU_TRACKS (object);

  maju_tracks_close (self);
  g_clear_object (&self->participant);
  g_clear_object (&self->playback);
  g_clear_object (&self->feed);

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
  double level = MAJU_LEVEL_SILENCE;
  gboolean speaking = FALSE;

  if (!self->closed &&
      maju_participant_get_microphone_on (self->participant))
    {
      if (self->sound_on)
        speaking = self->says_speaking;
      else if (self->input)
        speaking = maju_playback_input_get_speaking (self->input);
      if (self->input && (speaking || !self->sound_on))
        level = maju_playback_input_get_level (self->input);
    }

  maju_participant_set_voice (self->participant, level, speaking);
}

static GObject *
get_paintable (MajuTracks   *self,
               MajuTrackKind kind,
               gboolean      is_on)
{
  MajuRemoteTrack *track = self->tracks[kind];

  return track && is_on ? maju_remote_track_get_paintable (track) : NULL;
}

static void
update_paintables (MajuTracks *self)
{
  MajuParticipant *participant = self->participant;

  maju_participant_set_paintable (
    participant, get_paintable (self, MAJU_TRACK_KIND_CAMERA,
                                maju_participant_get_camera_on (participant)));
  maju_participant_set_screen_paintable (
    participant, get_paintable (self, MAJU_TRACK_KIND_SCREEN,
                                maju_participant_get_screen_on (participant)));
}

static MajuWishes *
wishes (MajuTracks *self)
{
  return maju_participant_get_wishes (self->participant);
}

static void
route_audio (MajuTracks *self)
{
  AudioRoute *route;
  MajuSampleTap *tap;

  if (!self->tracks[MAJU_TRACK_KIND_AUDIO])
    return;

  route = g_new0 (AudioRoute, 1);
  route->input = g_object_ref (self->input);
  tap = maju_wishes_get_sample_tap (wishes (self), MAJU_TRACK_KIND_AUDIO);
  if (tap)
    route->tap = maju_sample_tap_ref (tap);
  maju_remote_track_set_sample_func (self->tracks[MAJU_TRACK_KIND_AUDIO],
                                     audio_sample_cb, route, audio_route_free);
}

static void
route_video (MajuTracks   *self,
             MajuTrackKind kind)
{
  MajuRemoteTrack *track = self->tracks[kind];
  MajuSampleTap *tap;

  if (!track)
    return;

  tap = maju_wishes_get_sample_tap (wishes (self), kind);
  if (tap)
    maju_remote_track_set_sample_func (track, tap_sample_cb,
                                       maju_sample_tap_ref (tap),
                                       (GDestroyNotify) maju_sample_tap_unref);
  else
    maju_remote_track_set_sample_func (track, NULL, NULL, NULL);
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
  update_paintables (self);
}

static void
sample_func_changed_cb (MajuWishes *object,
                        guint       kind,
                        MajuTracks *self)
{
  if (kind == MAJU_TRACK_KIND_AUDIO)
    route_audio (self);
  else
    route_video (self, kind);
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
begin_audio (MajuTracks *self)
{
  self->input = maju_playback_add_input (self->playback);
  g_signal_connect_object (self->input, "notify::level",
                           G_CALLBACK (voice_cb), self, 0);
  g_signal_connect_object (self->input, "notify::speaking",
                           G_CALLBACK (voice_cb), self, 0);
  hearing_cb (maju_participant_get_hearing (self->participant), NULL, self);
  route_audio (self);
}

static void
begin_video (MajuTracks   *self,
             MajuTrackKind kind)
{
  g_signal_connect_object (self->tracks[kind], "notify::paintable",
                           G_CALLBACK (paintable_cb), self, 0);
  route_video (self, kind);
  update_paintables (self);
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
  if (self->tracks[kind])
    return;

  self->tracks[kind] = g_object_ref (track);
  if (kind == MAJU_TRACK_KIND_AUDIO)
    begin_audio (self);
  else
    begin_video (self, kind);
}

MajuTracks *
maju_tracks_new (MajuPeer        *peer,
                 MajuParticipant *participant,
                 MajuLocalMedia  *media,
                 MajuClock       *clock)
{
  MajuTracks *self = g_object_new (MAJU_TYPE_TRACKS, NULL);

  self->participant = g_object_ref (participant);
  self->playback = g_object_ref (maju_local_media_get_playback (media));
  self->feed = maju_feed_new (peer, media, clock);

  g_signal_connect_object (peer, "track", G_CALLBACK (track_cb), self, 0);
  g_signal_connect_object (participant, "notify::microphone-on",
                           G_CALLBACK (voice_cb), self, 0);
  g_signal_connect_object (participant, "notify::camera-on",
                           G_CALLBACK (paintable_cb), self, 0);
  g_signal_connect_object (maju_participant_get_hearing (participant), "notify",
                           G_CALLBACK (hearing_cb), self, 0);
  g_signal_connect_object (participant, "notify::screen-on",
                           G_CALLBACK (paintable_cb), self, 0);
  g_signal_connect_object (wishes (self), "sample-func-changed",
                           G_CALLBACK (sample_func_changed_cb), self, 0);

  return self;
}

void
maju_tracks_set_told (MajuTracks *self,
                      gboolean    sound,
                      gboolean    speaking)
{
  self->sound_on = sound;
  self->says_speaking = speaking;
  update_voice (self);
}

void
maju_tracks_set_sending (MajuTracks *self,
                         gboolean    sending)
{
  if (!self->closed)
    maju_feed_set_sending (self->feed, sending);
}

MajuFeed *
maju_tracks_get_feed (MajuTracks *self)
{
  return self->feed;
}

void
maju_tracks_close (MajuTracks *self)
{
  maju_tracks_set_sending (self, FALSE);
  self->closed = TRUE;

  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    if (self->tracks[kind])
      maju_remote_track_set_sample_func (self->tracks[kind], NULL, NULL, NULL);
  if (self->input)
    maju_playback_remove_input (self->playback, self->input);
  g_clear_object (&self->input);
  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    g_clear_object (&self->tracks[kind]);
  if (self->participant)
    {
      update_voice (self);
      update_paintables (self);
    }
}
