/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-echo.h"

#include "maju-call.h"
#include "maju-config.h"
#include "maju-echo-device.h"

#include <glib/gi18n-lib.h>

/* More costs much, and shows nothing more of the devices. */
#define HEIGHT 360

struct _MajuEcho
{
  GObject parent_instance;

  MajuLocalMedia *media;
  MajuCall *call;
  char *device_id;
  MajuParticipant *person;      /* who is heard */
};

G_DEFINE_FINAL_TYPE (MajuEcho, maju_echo, G_TYPE_OBJECT)

static void
forget_person (MajuEcho *self)
{
  if (!self->person)
    return;

  g_signal_handlers_disconnect_by_data (self->person, self);
  maju_participant_set_sample_func (self->person, MAJU_TRACK_KIND_AUDIO,
                                    NULL, NULL, NULL);
  maju_participant_set_sample_func (self->person, MAJU_TRACK_KIND_CAMERA,
                                    NULL, NULL, NULL);
  g_clear_object (&self->person);
}

static void
maju_echo_dispose (GObject *object)
{
  MajuEcho *self = MAJU_ECHO (object);

  forget_person (self);
  g_clear_object (&self->call);
  g_clear_object (&self->media);

  G_OBJECT_CLASS (maju_echo_parent_class)->dispose (object);
}

static void
maju_echo_finalize (GObject *object)
{
  MajuEcho *self = MAJU_ECHO (object);

  g_free (self->device_id);

  G_OBJECT_CLASS (maju_echo_parent_class)->finalize (object);
}

static void
maju_echo_class_init (MajuEchoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_echo_dispose;
  object_class->finalize = maju_echo_finalize;
}

static void
maju_echo_init (MajuEcho *self)
{
}

static void
sound_cb (GstSample *sample,
          gpointer   user_data)
{
  maju_echo_device_push (user_data, MAJU_DEVICE_KIND_MICROPHONE, sample);
}

static void
picture_cb (GstSample *sample,
            gpointer   user_data)
{
  maju_echo_device_push (user_data, MAJU_DEVICE_KIND_CAMERA, sample);
}

/* What they switch off is off here, too. */
static void
follow (MajuEcho *self)
{
  MajuAudioSender *microphone = maju_local_media_get_microphone (self->media);
  MajuVideoSender *camera = maju_local_media_get_camera (self->media);
  gboolean sound = self->person &&
    maju_participant_get_microphone_on (self->person);
  gboolean picture = self->person &&
    maju_participant_get_camera_on (self->person);

  maju_audio_sender_set_active (microphone, sound);
  maju_audio_sender_set_enabled (microphone, sound);
  maju_video_sender_set_enabled (camera, picture);
}

static void
person_joined_cb (MajuEcho        *self,
                  MajuParticipant *participant)
{
  if (self->person)
    return;

  self->person = g_object_ref (participant);
  maju_participant_set_sample_func (participant, MAJU_TRACK_KIND_AUDIO, sound_cb,
                                    g_strdup (self->device_id), g_free);
  maju_participant_set_sample_func (participant, MAJU_TRACK_KIND_CAMERA,
                                    picture_cb, g_strdup (self->device_id),
                                    g_free);
  maju_participant_set_watched (participant, HEIGHT, 0);
  g_signal_connect_object (participant, "notify::microphone-on",
                           G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (participant, "notify::camera-on",
                           G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  follow (self);
}

static void
person_left_cb (MajuEcho        *self,
                MajuParticipant *participant,
                gboolean         lost)
{
  if (participant != self->person)
    return;

  forget_person (self);
  follow (self);
}

/* Sound comes back as it came: what it was freed of is not to be done twice. */
static void
set_up_media (MajuEcho *self)
{
  MajuAudioSender *microphone = maju_local_media_get_microphone (self->media);
  MajuVideoSender *camera = maju_local_media_get_camera (self->media);
  MajuPlayback *playback = maju_local_media_get_playback (self->media);

  g_object_set (microphone,
                "device-id", self->device_id,
                "echo-cancellation", FALSE,
                "noise-suppression", FALSE,
                "gain-control", FALSE,
                NULL);
  g_object_set (camera, "device-id", self->device_id, NULL);
  /* Nobody listens here. */
  g_object_set (playback, "device-id", MAJU_DEVICE_ID_TEST, NULL);
}

MajuEcho *
maju_echo_new (MajuRoomLink *link)
{
  MajuEcho *self;

  g_return_val_if_fail (link != NULL, NULL);

  self = g_object_new (MAJU_TYPE_ECHO, NULL);
  self->device_id = maju_echo_device_new_id ();
  self->media = maju_local_media_new (FALSE);
  set_up_media (self);
  /* Translators: the name of the other end of a test call. */
  self->call = maju_call_new (link, _("Echo"), self->media, FALSE);
  g_signal_connect_object (self->call, "participant-joined",
                           G_CALLBACK (person_joined_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call, "participant-left",
                           G_CALLBACK (person_left_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

static void
joined_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (maju_call_join_finish (MAJU_CALL (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
maju_echo_start_async (MajuEcho           *self,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MAJU_IS_ECHO (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_echo_start_async);
  maju_call_join_async (self->call, NULL, joined_cb, g_steal_pointer (&task));
}

gboolean
maju_echo_start_finish (MajuEcho     *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (maju_local_media_close_finish (MAJU_LOCAL_MEDIA (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MajuEcho *self = g_task_get_source_object (task);

  /* Leaving always succeeds; it only takes its time. */
  maju_call_leave_finish (MAJU_CALL (source), result, NULL);
  forget_person (self);
  maju_local_media_close_async (self->media, closed_cb, g_steal_pointer (&task));
}

void
maju_echo_stop_async (MajuEcho           *self,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MAJU_IS_ECHO (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, maju_echo_stop_async);
  maju_call_leave_async (self->call, left_cb, g_steal_pointer (&task));
}

gboolean
maju_echo_stop_finish (MajuEcho     *self,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
