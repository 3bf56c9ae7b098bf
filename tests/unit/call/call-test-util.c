/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-test-util.h"

#include "maju-limits.h"

#include <string.h>

struct _TestDeadline
{
  guint id;
  gint64 end;
  gboolean passed;
};

/* Wakes the loop, too, for what other threads have done. */
static gboolean
deadline_cb (gpointer user_data)
{
  TestDeadline *self = user_data;

  self->passed = g_get_monotonic_time () >= self->end;

  return G_SOURCE_CONTINUE;
}

TestDeadline *
test_deadline_new (double seconds)
{
  TestDeadline *self = g_new0 (TestDeadline, 1);

  self->end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  self->id = g_timeout_add (10, deadline_cb, self);

  return self;
}

void
test_deadline_free (TestDeadline *self)
{
  g_source_remove (self->id);
  g_free (self);
}

void
test_deadline_iterate (TestDeadline *self,
                       const char   *condition,
                       const char   *where)
{
  if (self->passed)
    g_error ("%s: waited in vain for %s", where, condition);

  g_main_context_iteration (NULL, TRUE);
}

void
test_run_for (double seconds)
{
  g_autoptr(TestDeadline) deadline = test_deadline_new (seconds);

  while (!deadline->passed)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
look_again_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
test_finalize (gpointer object)
{
  /* The last to let go may be a thread, which wakes nobody. */
  guint id = g_timeout_add (50, look_again_cb, NULL);

  g_object_add_weak_pointer (object, &object);
  g_object_unref (object);
  test_wait (object == NULL);
  g_source_remove (id);
}

void
test_closed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_assert_false (g_task_had_error (G_TASK (result)));
  *(gboolean *) user_data = TRUE;
}

static void
result_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

MajuServer *
test_server_start_for (guint port,
                       guint people)
{
  g_autoptr(MajuServerConfig) config = maju_server_config_new ();
  g_autofree char *port_text = g_strdup_printf ("%u", port);
  g_autofree char *people_text = g_strdup_printf ("%u", people);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  MajuServer *server;

  maju_server_config_set (config, "listen", "address", "127.0.0.1", &error);
  g_assert_no_error (error);
  maju_server_config_set (config, "listen", "port", port_text, &error);
  g_assert_no_error (error);
  maju_server_config_set (config, "limits", "address-rate", "0", &error);
  g_assert_no_error (error);
  maju_server_config_set (config, "limits", "people", people_text, &error);
  g_assert_no_error (error);

  server = maju_server_new (config);
  maju_server_start_async (server, NULL, result_cb, &result);
  test_wait (result);
  maju_server_start_finish (server, result, &error);
  g_assert_no_error (error);

  return server;
}

MajuServer *
test_server_start (guint port)
{
  return test_server_start_for (port, MAJU_LIMIT_ROOM_PEOPLE);
}

void
test_server_stop (MajuServer *server)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  maju_server_stop_async (server, 0, result_cb, &result);
  test_wait (result);
  maju_server_stop_finish (server, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_assert_finalize_object (server);
}

MajuRoomLink *
test_link_new (MajuServer *server)
{
  g_autofree char *address = NULL;
  g_autoptr(GError) error = NULL;
  MajuRoomLink *link;

  address = g_strdup_printf ("http://127.0.0.1:%u", maju_server_get_port (server));
  link = maju_room_link_new_random (address, &error);
  g_assert_no_error (error);

  return link;
}

static void
joined_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  TestPerson *self = user_data;

  self->joined = maju_call_join_finish (self->call, result, &self->error);
}

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  TestPerson *self = user_data;

  self->left = maju_call_leave_finish (self->call, result, NULL);
}

static void
participant_joined_cb (MajuCall        *call,
                       MajuParticipant *participant,
                       TestPerson      *self)
{
  self->n_joined++;
}

static void
participant_left_cb (MajuCall        *call,
                     MajuParticipant *participant,
                     gboolean         lost,
                     TestPerson      *self)
{
  self->n_left++;
  self->n_lost += lost;
  self->left_time = g_get_monotonic_time ();
}

TestPerson *
test_person_new (MajuRoomLink *link,
                 const char   *name)
{
  TestPerson *self = g_new0 (TestPerson, 1);
  MajuVideoSender *camera;
  MajuAudioSender *microphone;

  self->media = maju_local_media_new (FALSE);
  camera = maju_local_media_get_camera (self->media);
  microphone = maju_local_media_get_microphone (self->media);
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (camera),
                                    MAJU_DEVICE_ID_TEST);
  maju_video_sender_set_enabled (camera, TRUE);
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (microphone),
                                    MAJU_DEVICE_ID_TEST);
  maju_audio_sender_set_enabled (microphone, TRUE);
  maju_audio_sender_set_active (microphone, TRUE);

  self->call = maju_call_new (link, name, self->media, FALSE);
  g_signal_connect (self->call, "participant-joined",
                    G_CALLBACK (participant_joined_cb), self);
  g_signal_connect (self->call, "participant-left",
                    G_CALLBACK (participant_left_cb), self);

  return self;
}

void
test_person_join (TestPerson *self)
{
  maju_call_join_async (self->call, NULL, joined_cb, self);
  test_wait (self->joined || self->error);
  g_assert_no_error (self->error);
  g_assert_cmpint (maju_call_get_state (self->call), ==, MAJU_CALL_STATE_JOINED);
}

void
test_person_leave (TestPerson *self)
{
  maju_call_leave_async (self->call, left_cb, self);
  test_wait (self->left);
  g_assert_cmpint (maju_call_get_state (self->call), ==, MAJU_CALL_STATE_ENDED);
}

void
test_person_free (TestPerson *self)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (!self->left)
    test_person_leave (self);
  g_signal_handlers_disconnect_by_data (self->call, self);

  test_finalize (self->call);
  maju_local_media_close_async (self->media, result_cb, &result);
  test_wait (result);
  g_clear_object (&result);
  test_finalize (self->media);
  g_clear_error (&self->error);
  g_free (self);
}

MajuParticipant *
test_person_find (TestPerson *self,
                  const char *name)
{
  GListModel *participants = maju_call_get_participants (self->call);

  for (guint i = 0; i < g_list_model_get_n_items (participants); i++)
    {
      g_autoptr(MajuParticipant) participant =
        g_list_model_get_item (participants, i);

      if (g_str_equal (maju_participant_get_name (participant), name))
        return participant;
    }

  return NULL;
}

gboolean
test_person_meets (TestPerson *self,
                   const char *name)
{
  MajuParticipant *participant = test_person_find (self, name);
  MajuTrackStats stats;

  return participant &&
         maju_participant_get_state (participant) ==
         MAJU_PARTICIPANT_STATE_CONNECTED &&
         maju_participant_get_track_stats (participant, MAJU_TRACK_KIND_AUDIO,
                                           &stats) &&
         maju_participant_get_track_stats (participant, MAJU_TRACK_KIND_CAMERA,
                                           &stats);
}

guint64
test_person_frames (TestPerson *self,
                    const char *name)
{
  MajuParticipant *participant = test_person_find (self, name);
  MajuTrackStats stats = { 0 };

  if (participant)
    maju_participant_get_track_stats (participant, MAJU_TRACK_KIND_CAMERA, &stats);

  return stats.frames;
}

guint
test_count_entries (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir))
    n++;

  return n;
}

MajuMessage *
test_relay (MajuMessage *message,
            const char  *from)
{
  g_autofree char *text = maju_message_print (message);
  g_autoptr(GError) error = NULL;
  MajuMessage *copy;

  copy = maju_message_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  g_set_str (&copy->to, NULL);
  if (from)
    g_set_str (&copy->from, from);

  return copy;
}

typedef struct
{
  gpointer receiver;
  GDestroyNotify release;
  TestHandleFunc handle;
  MajuMessage *message;
} Delivery;

static gboolean
deliver_cb (gpointer user_data)
{
  Delivery *self = user_data;

  self->handle (self->receiver, self->message);

  return G_SOURCE_REMOVE;
}

static void
delivery_free (gpointer data)
{
  Delivery *self = data;

  if (self->release)
    self->release (self->receiver);
  maju_message_unref (self->message);
  g_free (self);
}

void
test_deliver (gpointer       receiver,
              GDestroyNotify release,
              TestHandleFunc handle,
              MajuMessage   *message)
{
  Delivery *self = g_new0 (Delivery, 1);

  self->receiver = receiver;
  self->release = release;
  self->handle = handle;
  self->message = maju_message_ref (message);
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver_cb, self, delivery_free);
}
