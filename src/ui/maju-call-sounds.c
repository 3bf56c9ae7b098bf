/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-sounds.h"

#include "maju-gesture-watch.h"

#include "maju-clip-player.h"

struct _MajuCallSounds
{
  GObject parent_instance;

  MajuCall *call;
  GSettings *settings;
  MajuGestureWatch *gestures;
  MajuClipPlayer *player;
  gint64 last_us;
};

G_DEFINE_FINAL_TYPE (MajuCallSounds, maju_call_sounds, G_TYPE_OBJECT)

static const char *const keys[] = {
  [MAJU_CLIP_SOUND_JOIN] = "sound-join",
  [MAJU_CLIP_SOUND_LEAVE] = "sound-leave",
  [MAJU_CLIP_SOUND_MESSAGE] = "sound-message",
  [MAJU_CLIP_SOUND_HAND] = "sound-hand",
};

static void
play (MajuCallSounds *self,
      MajuClipSound   sound)
{
  GListModel *others = maju_call_get_participants (self->call);
  gint64 now_us = g_get_monotonic_time ();
  g_autoptr(GBytes) clip = NULL;

  if (!g_settings_get_boolean (self->settings, keys[sound]) ||
      !maju_call_sounds_is_due (sound, g_list_model_get_n_items (others) + 1,
                                self->last_us, now_us))
    return;

  self->last_us = now_us;
  clip = maju_clip_new_sound (sound);
  maju_clip_player_play (self->player, clip);
}

static void
joined_cb (MajuCallSounds *self)
{
  play (self, MAJU_CLIP_SOUND_JOIN);
}

static void
left_cb (MajuCallSounds *self)
{
  play (self, MAJU_CLIP_SOUND_LEAVE);
}

static void
received_cb (MajuCallSounds *self)
{
  play (self, MAJU_CLIP_SOUND_MESSAGE);
}

static void
hand_cb (MajuCallSounds  *self,
         MajuParticipant *participant)
{
  if (maju_gestures_get_hand (maju_participant_get_gestures (participant)))
    play (self, MAJU_CLIP_SOUND_HAND);
}

/* Who hears nothing still sees everything. */
static void
finished_cb (MajuCallSounds *self,
             const GError   *error)
{
  if (error != NULL)
    g_debug ("A sound is not heard: %s", error->message);
}

static void
maju_call_sounds_dispose (GObject *object)
{
  MajuCallSounds *self = MAJU_CALL_SOUNDS (object);

  if (self->player != NULL)
    maju_clip_player_stop (self->player);
  g_clear_object (&self->player);
  g_clear_object (&self->gestures);
  g_clear_object (&self->settings);
  g_clear_object (&self->call);

  G_OBJECT_CLASS (maju_call_sounds_parent_class)->dispose (object);
}

static void
maju_call_sounds_class_init (MajuCallSoundsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = maju_call_sounds_dispose;
}

static void
maju_call_sounds_init (MajuCallSounds *self)
{
}

MajuCallSounds *
maju_call_sounds_new (MajuCall  *call,
                      GSettings *settings)
{
  MajuCallSounds *self;
  MajuLocalMedia *media;

  g_return_val_if_fail (MAJU_IS_CALL (call), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (MAJU_TYPE_CALL_SOUNDS, NULL);
  self->call = g_object_ref (call);
  self->settings = g_object_ref (settings);
  media = maju_call_get_media (call);
  self->player = maju_clip_player_new (maju_local_media_get_playback (media));
  self->gestures = maju_gesture_watch_new (maju_call_get_participants (call));

  g_signal_connect_object (self->player, "finished", G_CALLBACK (finished_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->gestures, "hand", G_CALLBACK (hand_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (call, "participant-joined", G_CALLBACK (joined_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (call, "participant-left", G_CALLBACK (left_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (maju_call_get_chat (call), "received",
                           G_CALLBACK (received_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (maju_call_get_chat (call), "offered",
                           G_CALLBACK (received_cb), self, G_CONNECT_SWAPPED);

  return self;
}

gboolean
maju_call_sounds_is_due (MajuClipSound sound,
                         guint         n_people,
                         gint64        last_us,
                         gint64        now_us)
{
  if ((sound == MAJU_CLIP_SOUND_JOIN || sound == MAJU_CLIP_SOUND_LEAVE) &&
      n_people > MAJU_CALL_SOUNDS_PEOPLE)
    return FALSE;

  return last_us == 0 || now_us - last_us >= MAJU_CALL_SOUNDS_PAUSE_MS * 1000;
}
