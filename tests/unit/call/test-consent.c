/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-test-util.h"

/* Somebody with the whole link, and somebody with the room's code alone. */

typedef struct
{
  MajuServer *server;
  MajuRoomLink *link;
  MajuRoomLink *code;
  TestPerson *ann;              /* has the key */
  TestPerson *bob;              /* has not */
} Fixture;

static MajuRoomLink *
drop_key (MajuRoomLink *link)
{
  g_autofree char *text = maju_room_link_to_string (link, MAJU_LINK_SCHEME_WEB);
  g_autoptr(GError) error = NULL;
  MajuRoomLink *code;

  *strchr (text, '#') = '\0';
  code = maju_room_link_parse (text, &error);
  g_assert_no_error (error);
  g_assert_null (maju_room_link_get_key (code));

  return code;
}

static MajuParticipantState
state_of (TestPerson *self,
          const char *name)
{
  MajuParticipant *participant = test_person_find (self, name);

  return participant ? maju_participant_get_state (participant)
                     : MAJU_PARTICIPANT_STATE_GONE;
}

static void
say (TestPerson *self,
     const char *text)
{
  g_autoptr(GError) error = NULL;

  maju_chat_send (maju_call_get_chat (self->call), text, &error);
  g_assert_no_error (error);
}

static guint
count_read (TestPerson *self)
{
  return maju_chat_get_unread (maju_call_get_chat (self->call));
}

/* @bob_first: who offers. */
static void
fixture_init (Fixture *self,
              gboolean bob_first)
{
  self->server = test_server_start (0);
  self->link = test_link_new (self->server);
  self->code = drop_key (self->link);
  self->ann = test_person_new (self->link, "Ann");
  self->bob = test_person_new (self->code, "Bob");
  test_person_join (bob_first ? self->bob : self->ann);
  test_person_join (bob_first ? self->ann : self->bob);
  test_wait (state_of (self->ann, "Bob") == MAJU_PARTICIPANT_STATE_ASKING);
}

static void
fixture_clear (Fixture *self)
{
  test_person_free (self->bob);
  test_person_free (self->ann);
  maju_room_link_unref (self->code);
  maju_room_link_unref (self->link);
  test_server_stop (self->server);
}

static void
assert_nothing (TestPerson *self,
                const char *name)
{
  MajuParticipant *participant = test_person_find (self, name);
  MajuTrackStats stats;

  g_assert_nonnull (participant);
  g_assert_false (maju_participant_get_track_stats (participant,
                                                    MAJU_TRACK_KIND_AUDIO, &stats));
  g_assert_false (maju_participant_get_track_stats (participant,
                                                    MAJU_TRACK_KIND_CAMERA, &stats));
  g_assert_false (maju_participant_get_microphone_on (participant));
  g_assert_false (maju_participant_get_camera_on (participant));
  g_assert_null (maju_participant_get_paintable (participant));
  g_assert_cmpuint (count_read (self), ==, 0);
}

/* Nothing goes either way, chat and presence included, for as long as nobody
 * answers; the other side is told that it waits. */
static void
wait_unanswered (Fixture *self)
{
  say (self->ann, "from Ann");
  say (self->bob, "from Bob");
  test_wait (state_of (self->bob, "Ann") == MAJU_PARTICIPANT_STATE_WAITING);
  test_run_for (2);
  g_assert_cmpint (state_of (self->ann, "Bob"), ==, MAJU_PARTICIPANT_STATE_ASKING);
  /* Again: the path may have stalled on a busy machine. */
  test_wait (state_of (self->bob, "Ann") == MAJU_PARTICIPANT_STATE_WAITING);
  assert_nothing (self->ann, "Bob");
  assert_nothing (self->bob, "Ann");
  g_assert_cmpint (maju_call_get_trust (self->ann->call), ==, MAJU_TRUST_UNKNOWN);
}

static void
test_admit (gconstpointer data)
{
  MajuParticipant *bob;
  Fixture self;

  fixture_init (&self, GPOINTER_TO_INT (data));
  wait_unanswered (&self);

  bob = test_person_find (self.ann, "Bob");
  maju_participant_admit (bob);
  test_wait (test_person_meets (self.ann, "Bob"));
  test_wait (test_person_meets (self.bob, "Ann"));
  test_wait (count_read (self.ann) == 1 && count_read (self.bob) == 1);
  g_assert_cmpint (maju_participant_get_trust (bob), ==, MAJU_TRUST_UNVERIFIED);
  g_assert_cmpint (maju_call_get_trust (self.ann->call), ==, MAJU_TRUST_UNVERIFIED);
  test_wait (maju_participant_get_camera_on (bob));

  /* The answer was given; another has no effect. */
  maju_participant_refuse (bob);
  test_wait (state_of (self.ann, "Bob") == MAJU_PARTICIPANT_STATE_CONNECTED);
  fixture_clear (&self);
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

static GBytes *
get_words (TestPerson *self,
           const char *name)
{
  MajuParticipant *participant = test_person_find (self, name);
  MajuSafety *safety = maju_participant_get_safety (participant);
  GBytes *words = NULL;

  test_wait (maju_safety_get_ready (safety));
  maju_safety_get_words_async (safety, NULL, words_cb, &words);
  test_wait (words);

  return words;
}

/* Without the key two people know each other by their words: both have the same,
 * and who says so sees the other as verified. */
static void
test_compare (void)
{
  Fixture self;
  MajuParticipant *bob;
  MajuSafety *safety;
  g_autoptr(GBytes) anns = NULL;
  g_autoptr(GBytes) bobs = NULL;

  fixture_init (&self, FALSE);
  bob = test_person_find (self.ann, "Bob");
  safety = maju_participant_get_safety (bob);
  maju_safety_set_compared (safety, TRUE);
  g_assert_false (maju_safety_get_compared (safety));
  maju_participant_admit (bob);
  test_wait (test_person_meets (self.ann, "Bob"));
  test_wait (test_person_meets (self.bob, "Ann"));
  anns = get_words (self.ann, "Bob");
  bobs = get_words (self.bob, "Ann");
  g_assert_true (g_bytes_equal (anns, bobs));

  g_assert_cmpint (maju_participant_get_trust (bob), ==, MAJU_TRUST_UNVERIFIED);
  maju_safety_set_compared (safety, TRUE);
  g_assert_cmpint (maju_participant_get_trust (bob), ==, MAJU_TRUST_VERIFIED);
  g_assert_cmpint (maju_call_get_trust (self.ann->call), ==, MAJU_TRUST_VERIFIED);
  g_assert_cmpint (maju_call_get_trust (self.bob->call), ==, MAJU_TRUST_UNVERIFIED);
  maju_safety_set_compared (safety, FALSE);
  g_assert_cmpint (maju_participant_get_trust (bob), ==, MAJU_TRUST_UNVERIFIED);
  fixture_clear (&self);
}

static void
test_refuse (gconstpointer data)
{
  MajuParticipant *bob;
  Fixture self;

  fixture_init (&self, GPOINTER_TO_INT (data));
  bob = test_person_find (self.ann, "Bob");
  maju_participant_refuse (bob);
  g_assert_cmpint (state_of (self.ann, "Bob"), ==, MAJU_PARTICIPANT_STATE_FAILED);
  g_assert_error (maju_participant_get_error (bob), MAJU_CALL_ERROR,
                  MAJU_CALL_ERROR_NOT_VERIFIED);

  /* However much they try: they are not asked about again. */
  test_run_for (6);
  g_assert_cmpint (state_of (self.ann, "Bob"), ==, MAJU_PARTICIPANT_STATE_FAILED);
  assert_nothing (self.ann, "Bob");
  assert_nothing (self.bob, "Ann");

  /* Unless the person thinks better of it. */
  maju_participant_retry (bob);
  test_wait (state_of (self.ann, "Bob") == MAJU_PARTICIPANT_STATE_ASKING);
  assert_nothing (self.ann, "Bob");
  maju_participant_admit (bob);
  test_wait (test_person_meets (self.ann, "Bob"));
  fixture_clear (&self);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

  g_test_add_data_func ("/consent/admit/offerer", GINT_TO_POINTER (FALSE),
                        test_admit);
  g_test_add_data_func ("/consent/admit/answerer", GINT_TO_POINTER (TRUE),
                        test_admit);
  g_test_add_data_func ("/consent/refuse/offerer", GINT_TO_POINTER (FALSE),
                        test_refuse);
  g_test_add_data_func ("/consent/refuse/answerer", GINT_TO_POINTER (TRUE),
                        test_refuse);

  g_test_add_func ("/consent/compare", test_compare);

  return g_test_run ();
}
