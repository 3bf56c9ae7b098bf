/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tool-guest.h"

#include "maju-tool-recorder.h"

struct _MajuToolGuest
{
  GObject parent_instance;

  MajuParticipant *participant;
  MajuToolRecorder *recorder;
  MajuToolRecorder *screen_recorder;
  MajuToolSeen seen;
  MajuParticipantState last_state;
  gboolean microphone_on;
  gboolean camera_on;
  gboolean screen_on;
  gboolean audio_said;
  gboolean video_said;
  gboolean screen_said;
  gboolean path_wanted;
  gboolean admit;
  guint answer_id;
  char *path_said;
};

G_DEFINE_FINAL_TYPE (MajuToolGuest, maju_tool_guest, G_TYPE_OBJECT)

static void
maju_tool_guest_dispose (GObject *object)
{
  MajuToolGuest *self = MAJU_TOOL_GUEST (object);

  g_clear_handle_id (&self->answer_id, g_source_remove);
  if (self->participant)
    maju_tool_guest_close (self);
  g_clear_object (&self->participant);

  G_OBJECT_CLASS (maju_tool_guest_parent_class)->dispose (object);
}

static void
maju_tool_guest_finalize (GObject *object)
{
  MajuToolGuest *self = MAJU_TOOL_GUEST (object);

  g_clear_pointer (&self->recorder, maju_tool_recorder_unref);
  g_clear_pointer (&self->screen_recorder, maju_tool_recorder_unref);
  g_ptr_array_unref (self->seen.chat);
  maju_peer_path_clear (&self->seen.path);
  g_free (self->seen.error);
  g_free (self->path_said);

  G_OBJECT_CLASS (maju_tool_guest_parent_class)->finalize (object);
}

static void
maju_tool_guest_class_init (MajuToolGuestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_tool_guest_dispose;
  object_class->finalize = maju_tool_guest_finalize;
}

static void
maju_tool_guest_init (MajuToolGuest *self)
{
  self->seen.chat = g_ptr_array_new_with_free_func (g_free);
}

void
maju_tool_event (const char *what,
                 const char *who)
{
  g_autofree char *line = g_strdelimit (g_strdup (who), "\r\n", ' ');

  g_printerr ("%s %s\n", what, line);
}

const char *
maju_tool_name (MajuParticipant *participant)
{
  const char *name = maju_participant_get_name (participant);

  return *name != '\0' ? name : maju_participant_get_display_name (participant);
}

static void
say (MajuToolGuest *self,
     const char    *what)
{
  maju_tool_event (what, maju_tool_name (self->participant));
}

static gboolean
answer_cb (gpointer user_data)
{
  MajuToolGuest *self = user_data;

  self->answer_id = 0;
  if (maju_participant_get_state (self->participant) !=
      MAJU_PARTICIPANT_STATE_ASKING)
    return G_SOURCE_REMOVE;

  self->seen.asked = TRUE;
  self->seen.admitted = self->admit;
  say (self, self->admit ? "admitted" : "refused");
  if (self->admit)
    maju_participant_admit (self->participant);
  else
    maju_participant_refuse (self->participant);

  return G_SOURCE_REMOVE;
}

static void
state_cb (MajuParticipant *participant,
          GParamSpec      *pspec,
          MajuToolGuest   *self)
{
  MajuParticipantState state = maju_participant_get_state (participant);
  const GError *error = maju_participant_get_error (participant);

  if (state == self->last_state)
    return;

  self->last_state = state;
  switch (state)
    {
    case MAJU_PARTICIPANT_STATE_CONNECTED:
      g_clear_pointer (&self->seen.error, g_free);
      say (self, "connected");
      break;
    case MAJU_PARTICIPANT_STATE_UNSTABLE:
      say (self, "unstable");
      break;
    case MAJU_PARTICIPANT_STATE_RECONNECTING:
      say (self, "reconnecting");
      break;
    case MAJU_PARTICIPANT_STATE_FAILED:
      g_set_str (&self->seen.error, error->message);
      say (self, "failed");
      maju_tool_event ("error", error->message);
      break;
    case MAJU_PARTICIPANT_STATE_ASKING:
      say (self, "asking");
      /* The call is in the middle of something. */
      if (self->answer_id == 0)
        self->answer_id = g_idle_add (answer_cb, self);
      break;
    case MAJU_PARTICIPANT_STATE_WAITING:
      say (self, "waiting");
      break;
    case MAJU_PARTICIPANT_STATE_CONNECTING:
    case MAJU_PARTICIPANT_STATE_GONE:
    default:
      break;
    }
}

static void
trust_cb (MajuParticipant *participant,
          GParamSpec      *pspec,
          MajuToolGuest   *self)
{
  MajuTrust trust = maju_participant_get_trust (participant);

  if (trust == MAJU_TRUST_VERIFIED)
    say (self, "verified");
  else if (trust == MAJU_TRUST_UNVERIFIED)
    say (self, "unverified");
  self->seen.verified = trust == MAJU_TRUST_VERIFIED;
}

static void
microphone_cb (MajuParticipant *participant,
               GParamSpec      *pspec,
               MajuToolGuest   *self)
{
  gboolean on = maju_participant_get_microphone_on (participant);

  if (on == self->microphone_on)
    return;

  self->microphone_on = on;
  self->seen.microphone_seen |= on;
  self->seen.muted_seen |= !on;
  say (self, on ? "unmuted" : "muted");
}

static void
camera_cb (MajuParticipant *participant,
           GParamSpec      *pspec,
           MajuToolGuest   *self)
{
  gboolean on = maju_participant_get_camera_on (participant);

  if (on == self->camera_on)
    return;

  self->camera_on = on;
  self->seen.camera_seen |= on;
  self->seen.camera_off_seen |= !on;
  say (self, on ? "camera-on" : "camera-off");
}

static void
screen_cb (MajuParticipant *participant,
           GParamSpec      *pspec,
           MajuToolGuest   *self)
{
  gboolean on = maju_participant_get_screen_on (participant);

  if (on == self->screen_on)
    return;

  self->screen_on = on;
  self->seen.screen_seen |= on;
  self->seen.screen_off_seen |= !on;
  say (self, on ? "screen-on" : "screen-off");
}

static void
hand_cb (MajuGestures  *gestures,
         GParamSpec    *pspec,
         MajuToolGuest *self)
{
  say (self, maju_gestures_get_hand (gestures) ? "hand-raised" : "hand-lowered");
}

static void
reaction_cb (MajuGestures  *gestures,
             MajuReaction   kind,
             MajuToolGuest *self)
{
  g_autofree char *line = NULL;

  line = g_strdup_printf ("%s: %s", maju_tool_name (self->participant),
                          maju_reaction_to_name (kind));
  maju_tool_event ("reaction", line);
}

static void
asks_mute_cb (MajuGestures  *gestures,
              MajuToolGuest *self)
{
  say (self, "asks-mute");
}

static void
watch_gestures (MajuToolGuest *self)
{
  MajuGestures *gestures = maju_participant_get_gestures (self->participant);

  g_signal_connect_object (gestures, "notify::hand",
                           G_CALLBACK (hand_cb), self, 0);
  g_signal_connect_object (gestures, "reaction",
                           G_CALLBACK (reaction_cb), self, 0);
  g_signal_connect_object (gestures, "asks-mute",
                           G_CALLBACK (asks_mute_cb), self, 0);
}

static void
record (MajuToolGuest       *self,
        MajuTrackKind        kind,
        MajuToolRecorder    *recorder,
        MajuRemoteSampleFunc func)
{
  maju_participant_set_sample_func (self->participant, kind, func,
                                    maju_tool_recorder_ref (recorder),
                                    (GDestroyNotify) maju_tool_recorder_unref);
}

MajuToolGuest *
maju_tool_guest_new (MajuParticipant *participant,
                     const char      *folder,
                     gboolean         admit)
{
  MajuToolGuest *self = g_object_new (MAJU_TYPE_TOOL_GUEST, NULL);
  const char *name = maju_tool_name (participant);
  g_autofree char *screen_name = g_strconcat (name, "-screen", NULL);

  self->participant = g_object_ref (participant);
  self->admit = admit;
  self->recorder = maju_tool_recorder_new (folder, name);
  self->screen_recorder = maju_tool_recorder_new (folder, screen_name);
  record (self, MAJU_TRACK_KIND_AUDIO, self->recorder,
          maju_tool_recorder_push_audio);
  if (folder)
    {
      record (self, MAJU_TRACK_KIND_CAMERA, self->recorder,
              maju_tool_recorder_push_video);
      record (self, MAJU_TRACK_KIND_SCREEN, self->screen_recorder,
              maju_tool_recorder_push_video);
    }

  g_signal_connect_object (participant, "notify::state",
                           G_CALLBACK (state_cb), self, 0);
  g_signal_connect_object (participant, "notify::trust",
                           G_CALLBACK (trust_cb), self, 0);
  g_signal_connect_object (participant, "notify::microphone-on",
                           G_CALLBACK (microphone_cb), self, 0);
  g_signal_connect_object (participant, "notify::camera-on",
                           G_CALLBACK (camera_cb), self, 0);
  g_signal_connect_object (participant, "notify::screen-on",
                           G_CALLBACK (screen_cb), self, 0);
  watch_gestures (self);
  say (self, "joined");

  return self;
}

MajuParticipant *
maju_tool_guest_get_participant (MajuToolGuest *self)
{
  return self->participant;
}

const MajuToolSeen *
maju_tool_guest_get_seen (MajuToolGuest *self)
{
  self->seen.level_dbfs = maju_tool_recorder_get_level (self->recorder);

  return &self->seen;
}

void
maju_tool_guest_add_chat (MajuToolGuest *self,
                          const char    *text)
{
  g_autofree char *line = NULL;

  g_ptr_array_add (self->seen.chat, g_strdup (text));
  line = g_strdup_printf ("%s: %s",
                          maju_tool_name (self->participant),
                          text);
  maju_tool_event ("chat", line);
}

void
maju_tool_guest_gone (MajuToolGuest *self,
                      gboolean       lost)
{
  self->seen.lost = lost;
  say (self, lost ? "lost" : "gone");
}

/* Says it when it is another one. */
static void
note_path (MajuToolGuest *self)
{
  const MajuPeerPath *path = &self->seen.path;
  g_autofree char *line = NULL;

  line = g_strdup_printf ("%s: %s %s %s, %s %s",
                          maju_tool_name (self->participant), path->protocol,
                          path->local_type, path->local_address,
                          path->remote_type, path->remote_address);
  if (g_strcmp0 (line, self->path_said) == 0)
    return;

  g_set_str (&self->path_said, line);
  maju_tool_event ("path", line);
}

static void
path_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(MajuToolGuest) self = user_data;
  MajuPeerPath path = { 0 };

  self->path_wanted = FALSE;
  if (!maju_participant_get_path_finish (MAJU_PARTICIPANT (source), result, &path,
                                         NULL))
    return;

  maju_peer_path_clear (&self->seen.path);
  self->seen.path = path;
  note_path (self);
}

/* What was measured last is forgotten with the path. */
static void
note_quality (MajuToolGuest *self)
{
  MajuQuality *quality = maju_participant_get_quality (self->participant);

  if (maju_quality_get_grade (quality) != MAJU_GRADE_UNKNOWN)
    self->seen.quality = *maju_quality_get_figures (quality);
}

/* Says it when the first of a track has come. */
static void
note_track (MajuToolGuest *self,
            MajuTrackKind  kind,
            gboolean      *said,
            const char    *what)
{
  MajuTrackStats stats;

  if (*said ||
      !maju_participant_get_track_stats (self->participant, kind, &stats))
    return;

  *said = TRUE;
  say (self, what);
}

void
maju_tool_guest_check (MajuToolGuest *self)
{
  note_quality (self);
  note_track (self, MAJU_TRACK_KIND_AUDIO, &self->audio_said, "first-audio");
  note_track (self, MAJU_TRACK_KIND_CAMERA, &self->video_said, "first-video");
  note_track (self, MAJU_TRACK_KIND_SCREEN, &self->screen_said, "first-screen");

  if (self->last_state == MAJU_PARTICIPANT_STATE_CONNECTED && !self->path_wanted)
    {
      self->path_wanted = TRUE;
      maju_participant_get_path_async (self->participant, path_cb,
                                       g_object_ref (self));
    }
}

static gboolean
has_come (MajuToolGuest *self,
          MajuTrackKind  kind,
          gboolean       expected)
{
  MajuTrackStats stats;

  return !expected ||
         maju_participant_get_track_stats (self->participant, kind, &stats);
}

gboolean
maju_tool_guest_is_complete (MajuToolGuest *self)
{
  const MajuToolSeen *seen = &self->seen;

  return seen->verified &&
         has_come (self, MAJU_TRACK_KIND_AUDIO, seen->microphone_seen) &&
         has_come (self, MAJU_TRACK_KIND_CAMERA, seen->camera_seen) &&
         has_come (self, MAJU_TRACK_KIND_SCREEN, seen->screen_seen);
}

void
maju_tool_guest_close (MajuToolGuest *self)
{
  for (guint kind = 0; kind < MAJU_N_TRACK_KINDS; kind++)
    maju_participant_set_sample_func (self->participant, kind, NULL, NULL, NULL);
  maju_tool_recorder_close (self->recorder);
  maju_tool_recorder_close (self->screen_recorder);
}
