/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-test-util.h"

#include <signal.h>

/* Another process in the call, which can be killed. */
typedef struct
{
  GSubprocess *process;
  GOutputStream *input;
} Guest;

static void
guest_start (Guest        *guest,
             MajuRoomLink *link,
             const char   *name)
{
  g_autofree char *text = maju_room_link_to_string (link, MAJU_LINK_SCHEME_WEB);
  g_autofree char *line = g_strconcat (text, "\n", NULL);
  g_autoptr(GError) error = NULL;

  guest->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE, &error,
                                     g_getenv ("MAJU_PEER"), "--join", "-",
                                     "--name", name, "--camera", "test",
                                     "--microphone", "test", NULL);
  g_assert_no_error (error);
  guest->input = g_object_ref (g_subprocess_get_stdin_pipe (guest->process));
  g_output_stream_write_all (guest->input, line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
exited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  *(gboolean *) user_data = TRUE;
}

static void
guest_wait (Guest *guest)
{
  gboolean exited = FALSE;

  g_subprocess_wait_async (guest->process, NULL, exited_cb, &exited);
  test_wait (exited);
  g_clear_object (&guest->input);
  g_clear_object (&guest->process);
}

static MajuParticipantState
state_of (TestPerson *self,
          const char *name)
{
  MajuParticipant *participant = test_person_find (self, name);

  return participant ? maju_participant_get_state (participant)
                     : MAJU_PARTICIPANT_STATE_GONE;
}

/* Killed: gone by itself, and the rest of the call goes on. */
static void
test_killed (void)
{
  MajuServer *server = test_server_start (0);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *ann = test_person_new (link, "Ann");
  Guest bob = { 0 };
  Guest again = { 0 };
  gint64 killed;

  test_person_join (ann);
  guest_start (&bob, link, "Bob");
  test_wait (test_person_meets (ann, "Bob"));

  killed = g_get_monotonic_time ();
  g_subprocess_force_exit (bob.process);
  guest_wait (&bob);
  test_wait (ann->n_left == 1);
  g_test_message ("gone after %.2f s",
                  (ann->left_time - killed) / (double) G_USEC_PER_SEC);
  g_assert_cmpuint (ann->n_lost, ==, 1);
  g_assert_null (test_person_find (ann, "Bob"));
  g_assert_cmpint (maju_call_get_trust (ann->call), ==, MAJU_TRUST_UNKNOWN);

  /* Whoever starts anew is a new participant; the old one does not come back. */
  guest_start (&again, link, "Bob");
  test_wait (test_person_meets (ann, "Bob"));
  g_assert_cmpuint (ann->n_joined, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (maju_call_get_participants (ann->call)),
                    ==, 1);
  g_subprocess_send_signal (again.process, SIGTERM);
  test_wait (ann->n_left == 2);
  g_assert_cmpuint (ann->n_lost, ==, 1);
  guest_wait (&again);

  test_person_free (ann);
  test_server_stop (server);
}

/* Stopped like a computer that sleeps: nobody says so, but the tile does; and
 * when it goes on, the call does. */
static void
test_stopped (void)
{
  MajuServer *server = test_server_start (0);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *ann = test_person_new (link, "Ann");
  Guest bob = { 0 };
  guint64 frames;

  test_person_join (ann);
  guest_start (&bob, link, "Bob");
  test_wait (test_person_meets (ann, "Bob"));

  g_subprocess_send_signal (bob.process, SIGSTOP);
  /* It is unstable first, unless this machine was too busy to see that. */
  test_wait (state_of (ann, "Bob") == MAJU_PARTICIPANT_STATE_RECONNECTING);
  g_assert_cmpuint (ann->n_left, ==, 0);

  g_subprocess_send_signal (bob.process, SIGCONT);
  test_wait (state_of (ann, "Bob") == MAJU_PARTICIPANT_STATE_CONNECTED);
  frames = test_person_frames (ann, "Bob");
  test_wait (test_person_frames (ann, "Bob") > frames + 30);

  /* Longer than the server waits: gone, and back by themselves. */
  g_subprocess_send_signal (bob.process, SIGSTOP);
  test_wait (ann->n_lost == 1);
  g_assert_null (test_person_find (ann, "Bob"));
  g_subprocess_send_signal (bob.process, SIGCONT);
  test_wait (test_person_meets (ann, "Bob"));
  frames = test_person_frames (ann, "Bob");
  test_wait (test_person_frames (ann, "Bob") > frames + 30);
  g_assert_cmpuint (g_list_model_get_n_items (maju_call_get_participants (ann->call)),
                    ==, 1);

  g_subprocess_send_signal (bob.process, SIGTERM);
  test_wait (ann->n_left == 2);
  guest_wait (&bob);
  test_person_free (ann);
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

  g_test_add_func ("/crash/killed", test_killed);
  g_test_add_func ("/crash/stopped", test_stopped);

  return g_test_run ();
}
