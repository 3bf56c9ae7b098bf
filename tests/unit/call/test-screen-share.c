/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Screens in calls, over real transports: the picture is Maju's own, so that
 * nobody need be asked; what a desktop says is tested in media's test-screen.c. */
#include "call-test-util.h"
#include "maju-feed-private.h"

typedef struct
{
  MajuServer *server;
  MajuRoomLink *link;
  TestPerson *ann;
  TestPerson *bob;
} Fixture;

static MajuScreenShare *
get_share (TestPerson *self)
{
  return maju_call_get_screen_share (self->call);
}

static void
store_result_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static void
share (TestPerson *self)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  maju_screen_sender_set_device_id (maju_local_media_get_screen (self->media),
                                    MAJU_DEVICE_ID_TEST);
  maju_screen_share_start_async (get_share (self), NULL, NULL, store_result_cb,
                                 &result);
  g_assert_cmpint (maju_screen_share_get_state (get_share (self)), ==,
                   MAJU_SCREEN_STATE_ASKING);
  test_wait (result);
  g_assert_true (maju_screen_share_start_finish (get_share (self), result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (maju_screen_share_get_state (get_share (self)), ==,
                   MAJU_SCREEN_STATE_RUNNING);
  g_assert_true (maju_participant_get_screen_on (maju_call_get_self (self->call)));
}

static void
set_camera (TestPerson *self,
            gboolean    on)
{
  maju_video_sender_set_enabled (maju_local_media_get_camera (self->media), on);
}

/* Without a camera, which leaves the machine the time that it may need. */
static TestPerson *
new_person (Fixture    *fixture,
            const char *name)
{
  TestPerson *self = test_person_new (fixture->link, name);

  set_camera (self, FALSE);
  test_person_join (self);

  return self;
}

static MajuTrackStats
get_screen (TestPerson *self,
            const char *name)
{
  MajuParticipant *participant = test_person_find (self, name);
  MajuTrackStats stats = { 0 };

  if (participant)
    maju_participant_get_track_stats (participant, MAJU_TRACK_KIND_SCREEN, &stats);

  return stats;
}

static gboolean
connected (TestPerson *self,
           const char *name)
{
  MajuParticipant *participant = test_person_find (self, name);

  return participant && maju_participant_get_state (participant) ==
         MAJU_PARTICIPANT_STATE_CONNECTED;
}

/* That @name says so, and that pictures come. */
static void
wait_sees (TestPerson *self,
           const char *name)
{
  guint64 before = get_screen (self, name).frames;

  test_wait (connected (self, name));
  test_wait (maju_participant_get_screen_on (test_person_find (self, name)));
  test_wait (get_screen (self, name).frames >= before + 5);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->server = test_server_start (0);
  fixture->link = test_link_new (fixture->server);
  fixture->ann = new_person (fixture, "Ann");
  fixture->bob = new_person (fixture, "Bob");
  test_wait (connected (fixture->ann, "Bob") && connected (fixture->bob, "Ann"));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  test_person_free (fixture->ann);
  test_person_free (fixture->bob);
  test_server_stop (fixture->server);
  maju_room_link_unref (fixture->link);
}

/* Until no picture of this screen has come for a second: on a busy machine those
 * that are on their way are many. */
static void
wait_still (TestPerson *self,
            const char *name)
{
  g_autoptr(TestDeadline) deadline = test_deadline_new (TEST_WAIT_SECONDS);
  guint64 frames;

  do
    {
      frames = get_screen (self, name).frames;
      test_run_for (1);
      test_deadline_iterate (deadline, "no more pictures", G_STRLOC);
    }
  while (get_screen (self, name).frames != frames);
}

/* Of one of the sizes that are sent: which one, the path decides. */
static void
check_size (MajuTrackStats stats)
{
  g_assert_true (stats.height == 720 || stats.height == 540);
  g_assert_cmpuint (stats.width, ==, stats.height * 16 / 9);
}

static void
test_one (Fixture      *fixture,
          gconstpointer data)
{
  MajuParticipant *ann = test_person_find (fixture->bob, "Ann");

  g_assert_false (maju_participant_get_screen_on (ann));
  share (fixture->ann);
  wait_sees (fixture->bob, "Ann");
  g_assert_false (maju_participant_get_camera_on (ann));
  check_size (get_screen (fixture->bob, "Ann"));

  maju_screen_share_stop (get_share (fixture->ann));
  test_wait (!maju_participant_get_screen_on (ann));
  g_assert_false (maju_participant_get_screen_on (
                    maju_call_get_self (fixture->ann->call)));
  wait_still (fixture->bob, "Ann");

  share (fixture->ann);
  wait_sees (fixture->bob, "Ann");
}

/* Each shares, with and without a camera beside it, and who comes late sees
 * both. */
static void
test_two (Fixture      *fixture,
          gconstpointer data)
{
  TestPerson *cho;

  set_camera (fixture->bob, TRUE);
  share (fixture->ann);
  share (fixture->bob);
  wait_sees (fixture->bob, "Ann");
  wait_sees (fixture->ann, "Bob");
  test_wait (test_person_frames (fixture->ann, "Bob") > 0);
  set_camera (fixture->bob, FALSE);

  cho = new_person (fixture, "Cho");
  wait_sees (cho, "Ann");
  wait_sees (cho, "Bob");

  /* Whose call ends shares no longer. */
  test_person_leave (fixture->bob);
  g_assert_cmpint (maju_screen_share_get_state (get_share (fixture->bob)), ==,
                   MAJU_SCREEN_STATE_OFF);
  wait_sees (cho, "Ann");
  test_person_free (cho);
}

static gboolean
has_height (TestPerson *self,
            guint       camera,
            guint       screen)
{
  MajuTrackStats stats = { 0 };

  maju_participant_get_track_stats (test_person_find (self, "Ann"),
                                    MAJU_TRACK_KIND_CAMERA, &stats);

  return stats.height == camera && get_screen (self, "Ann").height == screen;
}

/* They send as high as it is shown. */
static void
test_watched (Fixture      *fixture,
              gconstpointer data)
{
  MajuParticipant *ann = test_person_find (fixture->bob, "Ann");
  guint64 frames;

  set_camera (fixture->ann, TRUE);
  share (fixture->ann);
  wait_sees (fixture->bob, "Ann");
  maju_participant_set_watched (ann, 100, 300);
  test_wait (has_height (fixture->bob, 180, 540));

  /* What is not shown is not sent, the rest is. How large it gets again is for
   * the path to say. */
  maju_participant_set_watched (ann, 300, 0);
  wait_still (fixture->bob, "Ann");
  frames = test_person_frames (fixture->bob, "Ann");
  test_wait (test_person_frames (fixture->bob, "Ann") >= frames + 10);
  maju_participant_set_watched (ann, 0, 540);
  wait_sees (fixture->bob, "Ann");
}

static void
check_stopped (Fixture      *fixture,
               GAsyncResult *result)
{
  MajuScreenShare *screen_share = get_share (fixture->ann);
  g_autoptr(GError) error = NULL;

  g_assert_false (maju_screen_share_start_finish (screen_share, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (maju_screen_share_get_state (screen_share), ==,
                   MAJU_SCREEN_STATE_OFF);
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  MajuScreenShare *screen_share = get_share (fixture->ann);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(GAsyncResult) third = NULL;

  maju_screen_sender_set_device_id (
    maju_local_media_get_screen (fixture->ann->media), MAJU_DEVICE_ID_TEST);
  maju_screen_share_start_async (screen_share, NULL, cancellable,
                                 store_result_cb, &first);
  g_cancellable_cancel (cancellable);
  test_wait (first);
  check_stopped (fixture, first);

  /* It was cancelled before. */
  maju_screen_share_start_async (screen_share, NULL, cancellable,
                                 store_result_cb, &second);
  test_wait (second);
  check_stopped (fixture, second);

  maju_screen_share_start_async (screen_share, NULL, NULL, store_result_cb,
                                 &third);
  test_person_leave (fixture->ann);
  test_wait (third);
  check_stopped (fixture, third);
}

static void
test_budget (void)
{
  guint camera, screen;

  maju_feed_share (2000000, TRUE, FALSE, 0, &camera, &screen);
  g_assert_cmpuint (camera, ==, 1800000);
  maju_feed_share (2000000, FALSE, TRUE, 0, &camera, &screen);
  g_assert_cmpuint (screen, ==, 1800000);
  maju_feed_share (2000000, TRUE, TRUE, 1000000, &camera, &screen);
  g_assert_cmpuint (screen, ==, 1080000);
  g_assert_cmpuint (camera, ==, 720000);

  /* What the screen does not take is the camera's, and what none needs. */
  maju_feed_share (2000000, TRUE, TRUE, 400000, &camera, &screen);
  g_assert_cmpuint (screen, ==, 1080000);
  g_assert_cmpuint (camera, ==, 1200000);
  maju_feed_share (2000000, TRUE, TRUE, 0, &camera, &screen);
  g_assert_cmpuint (screen, ==, 1080000);
  g_assert_cmpuint (camera, ==, 1440000);
  maju_feed_share (20000000, TRUE, TRUE, 20000000, &camera, &screen);
  g_assert_cmpuint (screen, ==, 8000000);
  g_assert_cmpuint (camera, ==, 10540000);

  /* 0 would be no limit at all. */
  maju_feed_share (0, TRUE, TRUE, 0, &camera, &screen);
  g_assert_cmpuint (screen, ==, 1);
  g_assert_cmpuint (camera, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

#define ADD(name, func) \
g_test_add ("/call/screen/" name, Fixture, NULL, set_up, func, tear_down)

  ADD ("one", test_one);
  ADD ("two", test_two);
  ADD ("watched", test_watched);
  ADD ("cancelled", test_cancelled);
  g_test_add_func ("/call/screen/budget", test_budget);

  return g_test_run ();
}
