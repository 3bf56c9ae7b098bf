/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-test-util.h"
#include "maju-echo.h"

/* Somebody alone, and the echo. */

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static gboolean
is_loud (TestPerson *self,
         const char *name)
{
  MajuParticipant *echo = test_person_find (self, name);

  /* The tone is one of -26 dBFS. */
  return echo && maju_participant_get_level (echo) > -40;
}

static guint64
count_sound (MajuParticipant *participant)
{
  MajuTrackStats stats;

  maju_participant_get_track_stats (participant, MAJU_TRACK_KIND_AUDIO, &stats);

  return stats.packets;
}

/* Until what is on its way has come: no more sound for two seconds. */
static void
wait_silence (MajuParticipant *participant)
{
  g_autoptr(TestDeadline) deadline = test_deadline_new (TEST_WAIT_SECONDS);
  guint64 packets;

  do
    {
      packets = count_sound (participant);
      test_run_for (2);
      test_deadline_iterate (deadline, "no more sound", G_STRLOC);
    }
  while (count_sound (participant) != packets);
}

static gboolean
has_figures (MajuParticipant *participant)
{
  const MajuQualityFigures *figures =
    maju_quality_get_figures (maju_participant_get_quality (participant));

  return figures->route == MAJU_ROUTE_DIRECT && figures->height > 0;
}

/* The person's own tone and picture come back over a real path, stop when they
 * stop, and come again. */
static void
test_echo (void)
{
  MajuServer *server = test_server_start (0);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *ann = test_person_new (link, "Ann");
  MajuEcho *echo = maju_echo_new (link);
  MajuVideoSender *camera = maju_local_media_get_camera (ann->media);
  MajuAudioSender *microphone = maju_local_media_get_microphone (ann->media);
  g_autoptr(GAsyncResult) started = NULL;
  g_autoptr(GAsyncResult) stopped = NULL;
  g_autoptr(GError) error = NULL;
  MajuParticipant *other;
  guint64 packets;
  gint64 start;
  double waited;

  test_person_join (ann);
  maju_echo_start_async (echo, done_cb, &started);
  test_wait (started);
  g_assert_true (maju_echo_start_finish (echo, started, &error));
  g_assert_no_error (error);

  test_wait (test_person_meets (ann, "Echo"));
  other = test_person_find (ann, "Echo");
  g_assert_cmpint (maju_participant_get_trust (other), ==, MAJU_TRUST_VERIFIED);
  test_wait (is_loud (ann, "Echo"));
  test_wait (has_figures (other));

  /* What is off comes back off. */
  maju_video_sender_set_enabled (camera, FALSE);
  maju_audio_sender_set_enabled (microphone, FALSE);
  test_wait (!maju_participant_get_camera_on (other));
  test_wait (!maju_participant_get_microphone_on (other));
  maju_video_sender_set_enabled (camera, TRUE);
  wait_silence (other);
  packets = count_sound (other);
  start = g_get_monotonic_time ();
  maju_audio_sender_set_enabled (microphone, TRUE);
  /* Not the rest of what was said before. */
  test_wait (count_sound (other) > packets + 5);
  waited = (g_get_monotonic_time () - start) / (double) G_USEC_PER_SEC;
  g_test_message ("heard again after %.2f s", waited);
  g_assert_cmpfloat (waited, >=, 1);
  test_wait (is_loud (ann, "Echo"));
  test_wait (maju_participant_get_camera_on (other));

  maju_echo_stop_async (echo, done_cb, &stopped);
  test_wait (stopped);
  g_assert_true (maju_echo_stop_finish (echo, stopped, &error));
  g_assert_no_error (error);
  test_wait (ann->n_left == 1);
  g_assert_cmpuint (ann->n_lost, ==, 0);
  g_clear_object (&stopped);
  g_clear_object (&started);
  test_finalize (echo);

  test_person_free (ann);
  test_server_stop (server);
}

/* It was never wanted. */
static void
test_unstarted (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MajuRoomLink) link =
    maju_room_link_new_random ("http://127.0.0.1:9", &error);
  MajuEcho *echo = maju_echo_new (link);
  g_autoptr(GAsyncResult) stopped = NULL;

  g_assert_no_error (error);
  maju_echo_stop_async (echo, done_cb, &stopped);
  test_wait (stopped);
  g_assert_true (maju_echo_stop_finish (echo, stopped, &error));
  g_assert_no_error (error);
  g_clear_object (&stopped);
  test_finalize (echo);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/echo/call", test_echo);
  g_test_add_func ("/echo/unstarted", test_unstarted);

  return g_test_run ();
}
