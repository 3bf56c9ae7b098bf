/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-own-presence-private.h"

#include "maju-channel-message.h"

struct _MajuOwnPresence
{
  GObject parent_instance;

  MajuParticipant *own;
  MajuVideoSender *camera;
  MajuAudioSender *microphone;
  MajuScreenSender *screen;
  gboolean camera_on;
  gboolean microphone_on;
  gboolean screen_on;
  gboolean sound_on;            /* the desktop's, with the voice */
  gboolean says_speaking;       /* as others are told then */
};

G_DEFINE_FINAL_TYPE (MajuOwnPresence, maju_own_presence, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
maju_own_presence_dispose (GObject *object)
{
  MajuOwnPresence *self = MAJU_OWN_PRESENCE (object);

  g_clear_object (&self->own);
  g_clear_object (&self->camera);
  g_clear_object (&self->microphone);
  g_clear_object (&self->screen);

  G_OBJECT_CLASS (maju_own_presence_parent_class)->dispose (object);
}

static void
maju_own_presence_class_init (MajuOwnPresenceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_own_presence_dispose;

  signals[CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_own_presence_init (MajuOwnPresence *self)
{
}

/* Returns: whether others are to be told.
 *
 * They see us only when the camera delivers, and hear us unless it is certain
 * that they do not. */
static gboolean
update_devices (MajuOwnPresence *self)
{
  MajuCaptureState camera =
    maju_device_stream_get_state (MAJU_DEVICE_STREAM (self->camera));
  MajuCaptureState microphone =
    maju_device_stream_get_state (MAJU_DEVICE_STREAM (self->microphone));
  gboolean sound_on = maju_audio_sender_get_desktop_sound (self->microphone);
  gboolean camera_on, microphone_on, screen_on, changed;

  camera_on = maju_video_sender_get_enabled (self->camera) &&
    camera == MAJU_CAPTURE_STATE_RUNNING;
  microphone_on = maju_audio_sender_get_active (self->microphone) &&
    maju_audio_sender_get_enabled (self->microphone) &&
    microphone != MAJU_CAPTURE_STATE_FAILED;

  screen_on = maju_screen_sender_get_state (self->screen) ==
    MAJU_SCREEN_STATE_RUNNING;

  changed = camera_on != self->camera_on || screen_on != self->screen_on ||
    microphone_on != self->microphone_on || sound_on != self->sound_on;
  self->camera_on = camera_on;
  self->microphone_on = microphone_on;
  self->screen_on = screen_on;
  self->sound_on = sound_on;
  maju_participant_set_sending (self->own, microphone_on, camera_on, screen_on);
  maju_participant_set_paintable (self->own,
                                  camera_on ? maju_video_sender_get_paintable (self->camera)
                                            : NULL);

  return changed;
}

static gboolean
update_voice (MajuOwnPresence *self)
{
  gboolean speaking, changed;

  if (self->microphone_on)
    maju_participant_set_voice (self->own,
                                maju_audio_sender_get_level (self->microphone),
                                maju_audio_sender_get_speaking (self->microphone));
  else
    maju_participant_set_voice (self->own, MAJU_LEVEL_SILENCE, FALSE);

  speaking = self->sound_on && maju_participant_get_speaking (self->own);
  changed = speaking != self->says_speaking;
  self->says_speaking = speaking;

  return changed;
}

/* What changes together is told in one message. */
static void
update (MajuOwnPresence *self)
{
  gboolean devices_changed = update_devices (self);
  gboolean voice_changed = update_voice (self);

  if (devices_changed || voice_changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
device_notify_cb (GObject         *sender,
                  GParamSpec      *pspec,
                  MajuOwnPresence *self)
{
  update (self);
}

static void
voice_notify_cb (GObject         *sender,
                 GParamSpec      *pspec,
                 MajuOwnPresence *self)
{
  if (update_voice (self))
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
hand_cb (MajuGestures    *gestures,
         GParamSpec      *pspec,
         MajuOwnPresence *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
watch (MajuOwnPresence *self,
       gpointer         sender,
       const char      *signal,
       GCallback        callback)
{
  g_signal_connect_object (sender, signal, callback, self, 0);
}

MajuOwnPresence *
maju_own_presence_new (MajuParticipant *own,
                       MajuLocalMedia  *media)
{
  MajuOwnPresence *self = g_object_new (MAJU_TYPE_OWN_PRESENCE, NULL);

  self->own = g_object_ref (own);
  self->camera = g_object_ref (maju_local_media_get_camera (media));
  self->microphone = g_object_ref (maju_local_media_get_microphone (media));
  self->screen = g_object_ref (maju_local_media_get_screen (media));

  watch (self, self->camera, "notify::enabled", G_CALLBACK (device_notify_cb));
  watch (self, self->camera, "notify::state", G_CALLBACK (device_notify_cb));
  watch (self, self->camera, "notify::paintable", G_CALLBACK (device_notify_cb));
  watch (self, self->microphone, "notify::active", G_CALLBACK (device_notify_cb));
  watch (self, self->microphone, "notify::enabled", G_CALLBACK (device_notify_cb));
  watch (self, self->microphone, "notify::state", G_CALLBACK (device_notify_cb));
  watch (self, self->microphone, "notify::desktop-sound",
         G_CALLBACK (device_notify_cb));
  watch (self, self->screen, "notify::state", G_CALLBACK (device_notify_cb));
  watch (self, self->microphone, "notify::level", G_CALLBACK (voice_notify_cb));
  watch (self, self->microphone, "notify::speaking", G_CALLBACK (voice_notify_cb));
  watch (self, maju_participant_get_gestures (own), "notify::hand",
         G_CALLBACK (hand_cb));
  update (self);

  return self;
}

void
maju_own_presence_set_id (MajuOwnPresence *self,
                          const char      *id)
{
  if (g_strcmp0 (maju_participant_get_id (self->own), id) == 0)
    return;

  maju_participant_set_id (self->own, id);
  g_signal_emit (self, signals[CHANGED], 0);
}

MajuParticipant *
maju_own_presence_get_participant (MajuOwnPresence *self)
{
  return self->own;
}

char *
maju_own_presence_print (MajuOwnPresence *self)
{
  g_autoptr(MajuChannelMessage) message = NULL;

  message = maju_channel_message_new (MAJU_CHANNEL_PRESENCE);
  message->name = g_strdup (maju_participant_get_name (self->own));
  message->id = g_strdup (maju_participant_get_id (self->own));
  message->microphone = self->microphone_on;
  message->camera = self->camera_on;
  message->hand =
    maju_gestures_get_hand (maju_participant_get_gestures (self->own));
  message->screen = self->screen_on;
  message->sound = self->sound_on;
  message->speaking = self->says_speaking;

  return maju_channel_message_print (message);
}
