/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fifty calls in one process, each with everything that a call can do: nothing
 * of any is left. The devices are PipeWire's: run it by
 * tests/lib/with-pipewire. */
#include "call-test-util.h"

#include "maju-peer-private.h"
#include "maju-reaction.h"
#include "media-test-devices.h"

#include <glib/gstdio.h>
#include <malloc.h>

#ifdef __SANITIZE_ADDRESS__
#define N_WARM_UP 2
#define N_CALLS   5
#else
#define N_WARM_UP 5
#define N_CALLS   50
#endif

#define CAMERA "YUY2:320x180@15"

/* A file or a picture that each call kept would be more than this. */
#define FILE_SIZE  (500 * 1024)
#define MAX_GROWTH (8 * 1024 * 1024)

/* Ann has made the room. Each has the one half of the devices first, and the
 * other half later. */
typedef struct
{
  MajuRoomLink *link;
  char *owner;
  TestPerson *ann;
  TestPerson *bob;
  guint n_reactions;
  guint n_asked;
  GBytes *words[2];
} Call;

static MajuServer *server;
static GBytes *contents;
static GFile *folder;
static GPtrArray *peers;        /* (element-type MajuPeer): not owned */

static void
peer_gone_cb (gpointer data,
              GObject *peer)
{
  g_ptr_array_remove (peers, peer);
}

/* A path has a candidate before it is one. */
static gboolean
candidate_cb (GSignalInvocationHint *hint,
              guint                  n_values,
              const GValue          *values,
              gpointer               user_data)
{
  GObject *peer = g_value_get_object (values);

  if (!g_ptr_array_find (peers, peer, NULL))
    {
      g_object_weak_ref (peer, peer_gone_cb, NULL);
      g_ptr_array_add (peers, peer);
    }

  return TRUE;
}

static gboolean
have_moved (void)
{
  for (guint i = 0; i < peers->len; i++)
    {
      MajuPeer *peer = g_ptr_array_index (peers, i);

      if (!peer->current || peer->current->number == 0 ||
          !peer->current->verified || peer->next || peer->n_closing > 0)
        return FALSE;
    }

  return peers->len == 2;
}

/* As when the paths had died. */
static void
ask_for_paths (void)
{
  g_assert_cmpuint (peers->len, ==, 2);
  for (guint i = 0; i < peers->len; i++)
    g_signal_emit_by_name (g_ptr_array_index (peers, i), "restart-needed");
}

static void
use_devices (TestPerson *person,
             gboolean    others)
{
  maju_device_stream_set_device_id (
    MAJU_DEVICE_STREAM (maju_local_media_get_camera (person->media)),
    others ? "camera2" : "camera1");
  maju_device_stream_set_device_id (
    MAJU_DEVICE_STREAM (maju_local_media_get_microphone (person->media)),
    others ? "microphone2" : "microphone1");
  g_object_set_data (G_OBJECT (person->media), "ran", NULL);
}

static gboolean
is_running (gpointer stream)
{
  return maju_device_stream_get_state (MAJU_DEVICE_STREAM (stream)) ==
         MAJU_CAPTURE_STATE_RUNNING;
}

/* Since they were chosen; not at the same moment: on a busy machine one or the
 * other stalls now and then. */
static gboolean
devices_run (TestPerson *person)
{
  GObject *media = G_OBJECT (person->media);
  guint ran = GPOINTER_TO_UINT (g_object_get_data (media, "ran"));

  ran |= is_running (maju_local_media_get_camera (person->media)) ? 1 : 0;
  ran |= is_running (maju_local_media_get_microphone (person->media)) ? 2 : 0;
  g_object_set_data (media, "ran", GUINT_TO_POINTER (ran));

  return ran == 3;
}

static void
offered_cb (MajuChat         *chat,
            MajuFileTransfer *transfer,
            gpointer          user_data)
{
  maju_file_transfer_accept (transfer, folder);
}

static TestPerson *
person_new (Call       *self,
            const char *name,
            gboolean    others)
{
  TestPerson *person = test_person_new (self->link, name);

  use_devices (person, others);
  maju_screen_sender_set_device_id (maju_local_media_get_screen (person->media),
                                    MAJU_DEVICE_ID_TEST);
  g_signal_connect (maju_call_get_chat (person->call), "offered",
                    G_CALLBACK (offered_cb), NULL);

  return person;
}

static void
knocked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  TestPerson *person = user_data;

  person->joined = maju_call_join_finish (person->call, result, &person->error);
}

/* Locked, knocked at, let in. */
static void
begin (Call *self)
{
  g_autofree char *address = NULL;
  g_autoptr(MajuKnocker) knocker = NULL;
  g_autoptr(GError) error = NULL;
  MajuDoor *door;

  address = g_strdup_printf ("http://127.0.0.1:%u", maju_server_get_port (server));
  self->link = maju_room_link_new_owned (address, &self->owner, &error);
  g_assert_no_error (error);
  self->ann = person_new (self, "Ann", FALSE);
  self->bob = person_new (self, "Bob", TRUE);
  maju_call_set_owner (self->ann->call, self->owner);
  test_person_join (self->ann);
  door = maju_call_get_door (self->ann->call);
  test_wait (maju_door_get_is_owner (door));
  maju_door_set_locked (door, TRUE);
  test_wait (maju_door_get_locked (door));

  maju_call_join_async (self->bob->call, NULL, knocked_cb, self->bob);
  test_wait (g_list_model_get_n_items (maju_door_get_waiting (door)) == 1);
  knocker = g_list_model_get_item (maju_door_get_waiting (door), 0);
  maju_door_admit (door, knocker);
  test_wait (self->bob->joined);
  test_wait (test_person_meets (self->ann, "Bob") &&
             test_person_meets (self->bob, "Ann"));
  test_wait (devices_run (self->ann) && devices_run (self->bob));
}

static void
say (TestPerson *person)
{
  g_autofree char *text = g_strnfill (2000, 'x');
  g_autoptr(GError) error = NULL;

  maju_chat_send (maju_call_get_chat (person->call), text, &error);
  g_assert_no_error (error);
}

/* One message and one file of each, all of them there. */
static gboolean
has_written (TestPerson *person)
{
  GListModel *chat = G_LIST_MODEL (maju_call_get_chat (person->call));

  for (guint i = 0; i < g_list_model_get_n_items (chat); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (chat, i);

      if (MAJU_IS_FILE_TRANSFER (item) &&
          maju_file_transfer_get_state (MAJU_FILE_TRANSFER (item)) !=
          MAJU_TRANSFER_DONE)
        return FALSE;
      if (MAJU_IS_CHAT_MESSAGE (item) &&
          maju_chat_message_get_is_own (MAJU_CHAT_MESSAGE (item)) &&
          maju_chat_message_get_delivery (MAJU_CHAT_MESSAGE (item)) !=
          MAJU_DELIVERY_DELIVERED)
        return FALSE;
    }

  return g_list_model_get_n_items (chat) == 4;
}

static MajuGestures *
gestures_of (TestPerson *person,
             const char *name)
{
  return maju_participant_get_gestures (test_person_find (person, name));
}

static void
reaction_cb (MajuGestures *gestures,
             MajuReaction  kind,
             Call         *self)
{
  self->n_reactions++;
}

static void
asked_cb (MajuGestures *gestures,
          Call         *self)
{
  self->n_asked++;
}

static void
gesture (Call *self)
{
  MajuGestures *own = maju_participant_get_gestures (
    maju_call_get_self (self->ann->call));
  MajuHearing *hearing = maju_participant_get_hearing (
    test_person_find (self->bob, "Ann"));

  g_signal_connect (gestures_of (self->bob, "Ann"), "reaction",
                    G_CALLBACK (reaction_cb), self);
  g_signal_connect (gestures_of (self->ann, "Bob"), "asks-mute",
                    G_CALLBACK (asked_cb), self);
  maju_gestures_set_hand (own, TRUE);
  maju_gestures_react (own, MAJU_REACTION_CLAP);
  maju_gestures_ask_mute (gestures_of (self->bob, "Ann"));
  maju_hearing_set_muted (hearing, TRUE);
  maju_hearing_set_volume (hearing, 1.5);
  maju_hearing_set_muted (hearing, FALSE);
}

static void
words_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GBytes **words = user_data;
  g_autoptr(GError) error = NULL;

  *words = maju_safety_get_words_finish (MAJU_SAFETY (source), result, &error);
  g_assert_no_error (error);
}

static void
compare (TestPerson *person,
         const char *name,
         GBytes    **words)
{
  MajuSafety *safety =
    maju_participant_get_safety (test_person_find (person, name));

  test_wait (maju_safety_get_ready (safety));
  maju_safety_get_words_async (safety, NULL, words_cb, words);
  maju_safety_set_compared (safety, TRUE);
}

static void
shared_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (maju_screen_share_start_finish (MAJU_SCREEN_SHARE (source),
                                                 result, &error));
  g_assert_no_error (error);
}

static guint64
count_screen (TestPerson *person,
              const char *name)
{
  MajuTrackStats stats = { 0 };

  maju_participant_get_track_stats (test_person_find (person, name),
                                    MAJU_TRACK_KIND_SCREEN, &stats);

  return stats.frames;
}

/* All of it at once. */
static void
use (Call *self)
{
  MajuScreenShare *share = maju_call_get_screen_share (self->ann->call);
  guint64 frames;

  say (self->ann);
  say (self->bob);
  maju_files_send_bytes (maju_chat_get_files (maju_call_get_chat (self->ann->call)),
                         contents, "a", "text/plain", NULL);
  maju_files_send_bytes (maju_chat_get_files (maju_call_get_chat (self->bob->call)),
                         contents, "b", "text/plain", NULL);
  gesture (self);
  compare (self->ann, "Bob", &self->words[0]);
  compare (self->bob, "Ann", &self->words[1]);
  maju_screen_share_start_async (share, NULL, NULL, shared_cb, NULL);
  use_devices (self->ann, TRUE);
  use_devices (self->bob, FALSE);
  ask_for_paths ();

  test_wait (self->words[0] && self->words[1]);
  g_assert_true (g_bytes_equal (self->words[0], self->words[1]));
  test_wait (self->n_reactions == 1 && self->n_asked == 1);
  test_wait (maju_gestures_get_hand (gestures_of (self->bob, "Ann")));
  test_wait (have_moved ());
  test_wait (devices_run (self->ann) && devices_run (self->bob));
  test_wait (has_written (self->ann) && has_written (self->bob));
  test_wait (count_screen (self->bob, "Ann") >= 2);
  frames = test_person_frames (self->ann, "Bob");
  test_wait (test_person_frames (self->ann, "Bob") >= frames + 2);
  maju_screen_share_stop (share);
  test_wait (!maju_participant_get_screen_on (test_person_find (self->bob, "Ann")));
}

static void
remove_files (void)
{
  g_autoptr(GDir) dir = g_dir_open (g_file_peek_path (folder), 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (g_file_peek_path (folder), name,
                                                NULL);

      g_remove (path);
    }
}

/* Ann removes Bob, then leaves. */
static void
end (Call *self)
{
  maju_door_remove (maju_call_get_door (self->ann->call),
                    test_person_find (self->ann, "Bob"));
  test_wait (maju_call_get_state (self->bob->call) == MAJU_CALL_STATE_ENDED);
  g_assert_error (maju_call_get_error (self->bob->call), MAJU_CALL_ERROR,
                  MAJU_CALL_ERROR_REMOVED);
  test_wait (!test_person_find (self->ann, "Bob"));
  test_person_free (self->bob);
  test_person_free (self->ann);
  /* A path that takes long to close does so after its call. */
  test_wait (peers->len == 0);
  g_clear_pointer (&self->words[0], g_bytes_unref);
  g_clear_pointer (&self->words[1], g_bytes_unref);
  maju_room_link_unref (self->link);
  g_free (self->owner);
  remove_files ();
}

static void
call (void)
{
  Call self = { 0 };

  begin (&self);
  use (&self);
  end (&self);
}

typedef struct
{
  guint threads;
  guint descriptors;
  gint64 memory;                /* bytes in use */
} Held;

static Held
count_held (void)
{
  Held held;

  /* What GLib keeps of its pools for the next task. */
  g_thread_pool_stop_unused_threads ();
  held.threads = test_count_entries ("/proc/self/task");
  held.descriptors = test_count_entries ("/proc/self/fd");
  held.memory = mallinfo2 ().uordblks + mallinfo2 ().hblkhd;

  return held;
}

/* When nothing has gone for two seconds. */
static Held
settle (void)
{
  Held now = count_held ();
  Held before;

  do
    {
      before = now;
      test_run_for (2);
      now = count_held ();
    }
  while (now.threads < before.threads || now.descriptors < before.descriptors);

  return now;
}

static gboolean
is_back (Held before)
{
  Held now = count_held ();

  return now.threads <= before.threads && now.descriptors <= before.descriptors;
}

static void
test_every_feature (void)
{
  gint64 start;
  Held first;
  Held half = { 0 };
  Held last;

  for (guint i = 0; i < N_WARM_UP; i++)
    call ();
  first = settle ();
  start = g_get_monotonic_time ();
  for (guint i = 0; i < N_CALLS; i++)
    {
      call ();
      /* The heap's arenas fill up first. */
      if (i + 1 == N_CALLS / 2)
        half = settle ();
    }
  g_test_message ("%.2f s a call", (g_get_monotonic_time () - start) / 1e6 / N_CALLS);
  test_wait (is_back (first));
  last = settle ();
  g_test_message ("threads %u, now %u; descriptors %u, now %u; memory %" G_GINT64_FORMAT
                  " KiB, after half %" G_GINT64_FORMAT " KiB, now %" G_GINT64_FORMAT " KiB",
                  first.threads, last.threads, first.descriptors, last.descriptors,
                  first.memory / 1024, half.memory / 1024, last.memory / 1024);
  g_assert_cmpint (last.memory - half.memory, <, MAX_GROWTH);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(TestDevice) camera1 = NULL;
  g_autoptr(TestDevice) camera2 = NULL;
  g_autoptr(TestDevice) microphone1 = NULL;
  g_autoptr(TestDevice) microphone2 = NULL;
  g_autoptr(TestDevice) speaker = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  /* PipeWire's element flushes when its device goes, and GStreamer may warn of
   * the data that was just on its way. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  maju_media_init (&error);
  g_assert_no_error (error);

  camera1 = test_camera_new_full ("camera1", "Front Camera", "sky", CAMERA);
  camera2 = test_camera_new_full ("camera2", "Rear Camera", "meadow", CAMERA);
  microphone1 = test_node_new ("microphone1", "Desk Microphone",
                               "Audio/Source/Virtual");
  microphone2 = test_node_new ("microphone2", "Headset",
                               "Audio/Source/Virtual");
  speaker = test_node_new ("speaker1", "Desk Speakers", "Audio/Sink");
  path = g_dir_make_tmp ("maju-endurance-XXXXXX", &error);
  g_assert_no_error (error);
  folder = g_file_new_for_path (path);
  contents = g_bytes_new_take (g_strnfill (FILE_SIZE, 'x'), FILE_SIZE);
  peers = g_ptr_array_new ();
  g_type_class_unref (g_type_class_ref (MAJU_TYPE_PEER));
  g_signal_add_emission_hook (g_signal_lookup ("ice-candidate", MAJU_TYPE_PEER), 0,
                              candidate_cb, NULL, NULL);
  server = test_server_start (0);

  g_test_add_func ("/endurance/every-feature", test_every_feature);
  status = g_test_run ();

  test_server_stop (server);
  g_ptr_array_unref (peers);
  g_bytes_unref (contents);
  g_object_unref (folder);
  g_rmdir (path);

  return status;
}
