/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-test-util.h"

#include "maju-participant-private.h"

/* Whole calls in one process, over the real server and real transports. */

static MajuParticipant *
meet (TestPerson *self,
      const char *name)
{
  test_wait (test_person_meets (self, name));

  return test_person_find (self, name);
}

static MajuChatMessage *
last_message (TestPerson *self)
{
  GListModel *chat = G_LIST_MODEL (maju_call_get_chat (self->call));
  guint n = g_list_model_get_n_items (chat);
  g_autoptr(MajuChatMessage) message = NULL;

  if (n == 0)
    return NULL;
  message = g_list_model_get_item (chat, n - 1);

  return message;
}

static gboolean
has_read (TestPerson *self,
          const char *text)
{
  MajuChatMessage *message = last_message (self);

  return message && g_str_equal (maju_chat_message_get_text (message), text);
}

static void
say (TestPerson *self,
     const char *text)
{
  g_autoptr(GError) error = NULL;

  maju_chat_send (maju_call_get_chat (self->call), text, &error);
  g_assert_no_error (error);
}

static void
check_chat (TestPerson *ann,
            TestPerson *bob)
{
  say (ann, "hello Bob");
  test_wait (has_read (bob, "hello Bob"));
  g_assert_cmpstr (maju_chat_message_get_sender_name (last_message (bob)), ==, "Ann");
  test_wait (maju_chat_message_get_delivery (last_message (ann)) ==
             MAJU_DELIVERY_DELIVERED);
  say (bob, "hello Ann");
  test_wait (has_read (ann, "hello Ann"));
  test_wait (maju_chat_message_get_delivery (last_message (bob)) ==
             MAJU_DELIVERY_DELIVERED);
}

static void
check_mute (TestPerson      *ann,
            MajuParticipant *ann_at_bob)
{
  MajuAudioSender *microphone = maju_local_media_get_microphone (ann->media);
  MajuVideoSender *camera = maju_local_media_get_camera (ann->media);

  test_wait (maju_participant_get_microphone_on (ann_at_bob) &&
             maju_participant_get_camera_on (ann_at_bob));
  maju_audio_sender_set_enabled (microphone, FALSE);
  test_wait (!maju_participant_get_microphone_on (ann_at_bob));
  g_assert_false (maju_participant_get_microphone_on (maju_call_get_self (ann->call)));
  maju_video_sender_set_enabled (camera, FALSE);
  test_wait (!maju_participant_get_camera_on (ann_at_bob));
  maju_audio_sender_set_enabled (microphone, TRUE);
  maju_video_sender_set_enabled (camera, TRUE);
  test_wait (maju_participant_get_microphone_on (ann_at_bob) &&
             maju_participant_get_camera_on (ann_at_bob));
}

static void
check_timeline (MajuParticipant *participant)
{
  MajuTimeline t;

  maju_participant_get_timeline (participant, &t);
  g_assert_cmpint (t.start, >, 0);
  g_assert_cmpint (t.joined, >=, t.start);
  g_assert_cmpint (t.described, >=, t.joined);
  g_assert_cmpint (t.ice_connected, >=, t.joined);
  g_assert_cmpint (t.dtls_connected, >=, t.ice_connected);
  g_assert_cmpint (t.verified, >=, t.dtls_connected);
  g_assert_cmpint (t.first_audio, >=, t.verified);
  g_assert_cmpint (t.first_video, >=, t.verified);
  g_test_message ("first video after %.0f ms",
                  (t.first_video - t.start) / 1000.0);
}

static void
check_trust (TestPerson *self,
             const char *name,
             MajuTrust   trust)
{
  g_assert_cmpint (maju_participant_get_trust (test_person_find (self, name)), ==,
                   trust);
  g_assert_cmpint (maju_call_get_trust (self->call), ==, trust);
}

static void
test_two (void)
{
  MajuServer *server = test_server_start (0);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *ann = test_person_new (link, "Ann");
  TestPerson *bob = test_person_new (link, "Bob");
  g_autoptr(MajuParticipant) ann_at_bob = NULL;
  gint64 leaving;

  test_person_join (ann);
  test_person_join (bob);
  check_timeline (meet (ann, "Bob"));
  ann_at_bob = g_object_ref (meet (bob, "Ann"));
  check_timeline (ann_at_bob);
  check_trust (ann, "Bob", MAJU_TRUST_VERIFIED);
  check_trust (bob, "Ann", MAJU_TRUST_VERIFIED);
  check_chat (ann, bob);
  check_mute (ann, ann_at_bob);

  leaving = g_get_monotonic_time ();
  test_person_leave (ann);
  test_wait (bob->n_left == 1);
  g_test_message ("gone after %.0f ms", (bob->left_time - leaving) / 1000.0);
  g_assert_cmpuint (bob->n_lost, ==, 0);
  g_assert_null (test_person_find (bob, "Ann"));
  g_assert_cmpint (maju_participant_get_state (ann_at_bob), ==,
                   MAJU_PARTICIPANT_STATE_GONE);
  check_timeline (ann_at_bob);
  g_assert_cmpint (maju_call_get_trust (bob->call), ==, MAJU_TRUST_UNKNOWN);
  g_clear_object (&ann_at_bob);

  test_person_free (ann);
  test_person_free (bob);
  test_server_stop (server);
}

static void
test_three (void)
{
  static const char *const names[] = { "Ann", "Bob", "Cho" };
  MajuServer *server = test_server_start (0);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *people[3];

  for (guint i = 0; i < 3; i++)
    {
      people[i] = test_person_new (link, names[i]);
      test_person_join (people[i]);
    }
  for (guint i = 0; i < 3; i++)
    for (guint j = 0; j < 3; j++)
      if (i != j)
        {
          meet (people[i], names[j]);
          check_trust (people[i], names[j], MAJU_TRUST_VERIFIED);
        }

  say (people[1], "hello you two");
  test_wait (has_read (people[0], "hello you two") &&
             has_read (people[2], "hello you two"));
  test_wait (maju_chat_message_get_delivery (last_message (people[1])) ==
             MAJU_DELIVERY_DELIVERED);

  test_person_leave (people[0]);
  test_wait (people[1]->n_left == 1 && people[2]->n_left == 1);
  test_wait (test_person_meets (people[1], "Cho") &&
             test_person_meets (people[2], "Bob"));
  for (guint i = 0; i < 3; i++)
    test_person_free (people[i]);
  test_server_stop (server);
}

static MajuRoomLink *
change_key (MajuRoomLink *link,
            const char   *key)
{
  g_autofree char *text = maju_room_link_to_string (link, MAJU_LINK_SCHEME_WEB);
  g_autofree char *changed = NULL;
  g_autoptr(GError) error = NULL;
  MajuRoomLink *other;

  *strchr (text, '#') = '\0';
  changed = g_strconcat (text, key, NULL);
  other = maju_room_link_parse (changed, &error);
  g_assert_no_error (error);

  return other;
}

static gboolean
refused (TestPerson *self,
         const char *name)
{
  MajuParticipant *participant = test_person_find (self, name);

  return participant && g_error_matches (maju_participant_get_error (participant),
                                         MAJU_CALL_ERROR,
                                         MAJU_CALL_ERROR_NOT_VERIFIED);
}

/* Somebody with the room but with another key: told so, and nothing flows. */
static void
test_wrong_key (void)
{
  MajuServer *server = test_server_start (0);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  g_autoptr(MajuRoomLink) other = change_key (link, "#AAAAAAAAAAAAAAAAAAAAAA");
  TestPerson *ann = test_person_new (link, "Ann");
  TestPerson *eve = test_person_new (other, "Eve");

  test_person_join (ann);
  test_person_join (eve);
  test_wait (refused (ann, "Eve"));
  g_assert_cmpint (maju_participant_get_state (test_person_find (ann, "Eve")), ==,
                   MAJU_PARTICIPANT_STATE_FAILED);
  test_run_for (1);
  g_assert_cmpuint (test_person_frames (ann, "Eve"), ==, 0);
  g_assert_cmpuint (test_person_frames (eve, "Ann"), ==, 0);
  g_assert_cmpint (maju_call_get_trust (ann->call), ==, MAJU_TRUST_UNKNOWN);
  g_assert_cmpint (maju_call_get_trust (eve->call), ==, MAJU_TRUST_UNKNOWN);

  test_person_free (eve);
  test_wait (ann->n_left == 1);
  test_person_free (ann);
  test_server_stop (server);
}

/* Both joined by the room's code alone: works, and both are told that it is not
 * verified. */
static void
test_code_only (void)
{
  MajuServer *server = test_server_start (0);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  g_autoptr(MajuRoomLink) code = change_key (link, "");
  TestPerson *ann = test_person_new (code, "Ann");
  TestPerson *bob = test_person_new (code, "Bob");

  test_person_join (ann);
  test_person_join (bob);
  meet (ann, "Bob");
  meet (bob, "Ann");
  check_trust (ann, "Bob", MAJU_TRUST_UNVERIFIED);
  check_trust (bob, "Ann", MAJU_TRUST_UNVERIFIED);

  test_person_free (ann);
  test_person_free (bob);
  test_server_stop (server);
}

static void
test_no_server (void)
{
  MajuServer *server = test_server_start (0);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *ann = test_person_new (link, "Ann");

  test_server_stop (server);
  g_signal_handlers_disconnect_by_data (ann->call, ann);
  ann->left = TRUE;
  maju_call_join_async (ann->call, NULL, NULL, NULL);
  test_wait (maju_call_get_state (ann->call) == MAJU_CALL_STATE_ENDED);
  g_assert_error (maju_call_get_error (ann->call), MAJU_CALL_ERROR,
                  MAJU_CALL_ERROR_SERVER);
  test_person_free (ann);
}

static void
ignore_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GError **error = user_data;

  g_assert_false (maju_call_join_finish (MAJU_CALL (source), result, error));
}

/* Left before it was joined: ends at once, and is no error to show. */
static void
test_leave_while_joining (void)
{
  MajuServer *server = test_server_start (0);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *ann = test_person_new (link, "Ann");
  g_autoptr(GError) error = NULL;

  maju_call_join_async (ann->call, NULL, ignore_cb, &error);
  test_person_leave (ann);
  test_wait (error);
  g_assert_null (maju_call_get_error (ann->call));
  test_person_free (ann);
  test_server_stop (server);
}

static gboolean
reached (guint64 now,
         guint64 before,
         guint   more)
{
  return now >= before + more;
}

/* The server dies and another one takes its place, which knows nobody: the call
 * goes on through both, and then others can join. */
static void
test_server_restart (void)
{
  MajuServer *server = test_server_start (0);
  guint port = maju_server_get_port (server);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *ann = test_person_new (link, "Ann");
  TestPerson *bob = test_person_new (link, "Bob");
  TestPerson *cho = test_person_new (link, "Cho");
  MajuTrackStats stats;
  guint64 frames;

  test_person_join (ann);
  test_person_join (bob);
  meet (ann, "Bob");
  meet (bob, "Ann");

  test_server_stop (server);
  test_wait (maju_call_get_state (ann->call) == MAJU_CALL_STATE_RECONNECTING &&
             maju_call_get_state (bob->call) == MAJU_CALL_STATE_RECONNECTING);
  frames = test_person_frames (ann, "Bob");
  test_wait (reached (test_person_frames (ann, "Bob"), frames, 60));
  check_chat (ann, bob);

  server = test_server_start (port);
  test_wait (maju_call_get_state (ann->call) == MAJU_CALL_STATE_JOINED &&
             maju_call_get_state (bob->call) == MAJU_CALL_STATE_JOINED);
  frames = test_person_frames (bob, "Ann");
  test_wait (reached (test_person_frames (bob, "Ann"), frames, 60));

  test_person_join (cho);
  meet (cho, "Ann");
  meet (cho, "Bob");
  meet (ann, "Cho");
  meet (bob, "Cho");

  /* Nobody went, and nobody was shown twice. */
  g_assert_cmpuint (ann->n_left, ==, 0);
  g_assert_cmpuint (bob->n_left, ==, 0);
  g_assert_cmpuint (ann->n_joined, ==, 2);
  g_assert_cmpuint (bob->n_joined, ==, 2);
  g_assert_cmpuint (cho->n_joined, ==, 2);
  maju_participant_get_track_stats (test_person_find (ann, "Bob"),
                                    MAJU_TRACK_KIND_AUDIO, &stats);
  g_test_message ("longest gap of sound: %u ms", stats.longest_gap_ms);

  /* The room is true again: who leaves is seen to. */
  test_person_leave (bob);
  test_wait (ann->n_left == 1 && cho->n_left == 1);
  g_assert_cmpuint (ann->n_lost, ==, 0);

  test_person_free (cho);
  test_person_free (bob);
  test_person_free (ann);
  test_server_stop (server);
}

/* Who leaves while joining is not told that joining failed. */
static void
test_leave_joining (void)
{
  MajuServer *server = test_server_start (0);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *ann = test_person_new (link, "Ann");

  maju_call_join_async (ann->call, NULL, NULL, NULL);
  g_assert_cmpint (maju_call_get_state (ann->call), ==, MAJU_CALL_STATE_JOINING);
  test_person_leave (ann);
  g_assert_null (maju_call_get_error (ann->call));

  test_person_free (ann);
  test_server_stop (server);
}

/* The server is back and has no place for one of them, whose call goes on
 * without it: when that one leaves, it is not the server that ended the call. */
static void
test_leave_without_server (void)
{
  MajuServer *server = test_server_start (0);
  guint port = maju_server_get_port (server);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *people[3];
  TestPerson *refused = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      people[i] = test_person_new (link, "Somebody");
      test_person_join (people[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    test_wait (maju_call_get_trust (people[i]->call) == MAJU_TRUST_VERIFIED);

  test_server_stop (server);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    test_wait (maju_call_get_state (people[i]->call) ==
               MAJU_CALL_STATE_RECONNECTING);

  server = test_server_start_for (port, 2);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      test_wait (maju_call_get_error (people[i]->call) ||
                 maju_call_get_state (people[i]->call) ==
                 MAJU_CALL_STATE_JOINED);
      if (maju_call_get_error (people[i]->call))
        refused = people[i];
    }

  g_assert_nonnull (refused);
  g_assert_error (maju_call_get_error (refused->call), MAJU_CALL_ERROR,
                  MAJU_CALL_ERROR_ROOM_FULL);
  g_assert_cmpint (maju_call_get_state (refused->call), ==,
                   MAJU_CALL_STATE_RECONNECTING);
  test_person_leave (refused);
  g_assert_null (maju_call_get_error (refused->call));

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    test_person_free (people[i]);
  test_server_stop (server);
}

/* One for each call, and the same for all who are in it. */
static void
check_certificate (TestPerson *ann,
                   TestPerson *bob)
{
  static char former[100];
  MajuParticipant *ann_at_bob = test_person_find (bob, "Ann");
  const char *fingerprint =
    maju_participant_get_fingerprint (maju_call_get_self (ann->call));

  g_assert_cmpuint (strlen (fingerprint), ==, 32 * 3 - 1);
  g_assert_cmpstr (maju_participant_get_fingerprint (ann_at_bob), ==, fingerprint);
  g_assert_cmpstr (fingerprint, !=, former);
  g_strlcpy (former, fingerprint, sizeof former);
}

static void
run_one_call (MajuServer *server)
{
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *ann = test_person_new (link, "Ann");
  TestPerson *bob = test_person_new (link, "Bob");

  test_person_join (ann);
  test_person_join (bob);
  test_wait (maju_call_get_trust (ann->call) == MAJU_TRUST_VERIFIED &&
             maju_call_get_trust (bob->call) == MAJU_TRUST_VERIFIED);
  check_certificate (ann, bob);
  test_person_free (ann);
  test_person_free (bob);
}

#ifdef __SANITIZE_ADDRESS__
#define N_CYCLES 10
#else
#define N_CYCLES 100
#endif

/* Many calls, one after the other, leave nothing behind. */
static void
test_cycles (void)
{
  MajuServer *server = test_server_start (0);
  guint n_threads;
  guint n_descriptors;

  /* The first ones start what the process keeps. */
  for (guint i = 0; i < 5; i++)
    run_one_call (server);
  n_threads = test_count_entries ("/proc/self/task");
  n_descriptors = test_count_entries ("/proc/self/fd");
  for (guint i = 0; i < N_CYCLES; i++)
    {
      run_one_call (server);
      if (i % 10 == 0)
        g_test_message ("%u: %u threads, %u descriptors", i,
                        test_count_entries ("/proc/self/task"),
                        test_count_entries ("/proc/self/fd"));
    }

  /* Threads of pools come and go with the load; a leak would not stop. */
  test_wait (test_count_entries ("/proc/self/task") <= n_threads + 4 &&
             test_count_entries ("/proc/self/fd") <= n_descriptors + 4);
  test_server_stop (server);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/call/two", test_two);
  g_test_add_func ("/call/three", test_three);
  g_test_add_func ("/call/wrong-key", test_wrong_key);
  g_test_add_func ("/call/code-only", test_code_only);
  g_test_add_func ("/call/no-server", test_no_server);
  g_test_add_func ("/call/leave-while-joining", test_leave_while_joining);
  g_test_add_func ("/call/server-restart", test_server_restart);
  g_test_add_func ("/call/leave-joining", test_leave_joining);
  g_test_add_func ("/call/leave-without-server", test_leave_without_server);
  g_test_add_func ("/call/cycles", test_cycles);

  return g_test_run ();
}
