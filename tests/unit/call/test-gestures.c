/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eve-fixture.h"

#include "maju-gestures-private.h"
#include "maju-own-presence-private.h"

/* What people show without a word, how often they may, and who learns of it. */

typedef struct
{
  guint n_reactions;
  MajuReaction last;
  guint n_asked;
  guint n_wanted;
  guint n_hand;
} Seen;

static void
reaction_cb (MajuGestures *gestures,
             MajuReaction  kind,
             Seen         *seen)
{
  seen->n_reactions++;
  seen->last = kind;
}

static void
count_cb (MajuGestures *gestures,
          guint        *count)
{
  (*count)++;
}

static void
hand_cb (MajuGestures *gestures,
         GParamSpec   *pspec,
         Seen         *seen)
{
  seen->n_hand++;
}

static void
watch (MajuGestures *gestures,
       Seen         *seen)
{
  g_signal_connect (gestures, "reaction", G_CALLBACK (reaction_cb), seen);
  g_signal_connect (gestures, "asks-mute", G_CALLBACK (count_cb), &seen->n_asked);
  g_signal_connect (gestures, "mute-wanted", G_CALLBACK (count_cb),
                    &seen->n_wanted);
  g_signal_connect (gestures, "notify::hand", G_CALLBACK (hand_cb), seen);
}

static void
test_hand (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (5000);
  g_autoptr(MajuGestures) gestures = maju_gestures_new (clock);
  Seen seen = { 0 };

  watch (gestures, &seen);
  g_assert_false (maju_gestures_get_hand (gestures));
  g_assert_cmpint (maju_gestures_get_hand_time (gestures), ==, 0);
  maju_gestures_set_hand (gestures, FALSE);
  g_assert_cmpuint (seen.n_hand, ==, 0);

  maju_gestures_set_hand (gestures, TRUE);
  g_assert_cmpint (maju_gestures_get_hand_time (gestures), ==, 5000);
  maju_clock_advance (clock, 1000);
  /* Presence says it again and again: the place in the row stays. */
  maju_gestures_set_hand (gestures, TRUE);
  g_assert_cmpint (maju_gestures_get_hand_time (gestures), ==, 5000);
  g_assert_cmpuint (seen.n_hand, ==, 1);

  maju_gestures_set_hand (gestures, FALSE);
  g_assert_cmpint (maju_gestures_get_hand_time (gestures), ==, 0);
  maju_gestures_set_hand (gestures, TRUE);
  g_assert_cmpint (maju_gestures_get_hand_time (gestures), ==, 1005000);
  g_assert_cmpuint (seen.n_hand, ==, 3);
}

static void
test_reaction_rate (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  g_autoptr(MajuGestures) gestures = maju_gestures_new (clock);
  Seen seen = { 0 };

  watch (gestures, &seen);
  for (guint i = 0; i < 100; i++)
    maju_gestures_react (gestures, MAJU_REACTION_CLAP);
  g_assert_cmpuint (seen.n_reactions, ==, MAJU_LIMIT_REACTION_BURST);
  g_assert_false (maju_gestures_react (gestures, MAJU_REACTION_HEART));

  maju_clock_advance (clock, 10000);
  g_assert_true (maju_gestures_react (gestures, MAJU_REACTION_HEART));
  g_assert_cmpint (seen.last, ==, MAJU_REACTION_HEART);

  /* Somebody who never stops is seen at the rate. */
  seen.n_reactions = 0;
  for (guint i = 0; i < 1000; i++)
    {
      maju_gestures_react (gestures, MAJU_REACTION_CLAP);
      maju_clock_advance (clock, 10);
    }
  g_assert_cmpuint (seen.n_reactions, >=, 10 * MAJU_LIMIT_REACTION_RATE);
  g_assert_cmpuint (seen.n_reactions, <=,
                    10 * MAJU_LIMIT_REACTION_RATE
                    + MAJU_LIMIT_REACTION_BURST);
}

static void
test_ask_rate (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  g_autoptr(MajuGestures) gestures = maju_gestures_new (clock);
  Seen seen = { 0 };

  watch (gestures, &seen);
  g_assert_true (maju_gestures_ask_mute (gestures));
  g_assert_false (maju_gestures_ask_mute (gestures));
  maju_gestures_take_ask (gestures);
  maju_gestures_take_ask (gestures);
  g_assert_cmpuint (seen.n_wanted, ==, 1);
  g_assert_cmpuint (seen.n_asked, ==, 1);

  maju_clock_advance (clock, MAJU_GESTURES_ASK_US / 1000);
  g_assert_true (maju_gestures_ask_mute (gestures));
  maju_gestures_take_ask (gestures);
  g_assert_cmpuint (seen.n_wanted, ==, 2);
  g_assert_cmpuint (seen.n_asked, ==, 2);
}

static void
test_hearing (void)
{
  g_autoptr(MajuHearing) hearing = maju_hearing_new ();

  g_assert_cmpfloat (maju_hearing_get_gain (hearing), ==, 1);
  maju_hearing_set_volume (hearing, 3);
  g_assert_cmpfloat (maju_hearing_get_volume (hearing), ==, 2);
  maju_hearing_set_muted (hearing, TRUE);
  g_assert_cmpfloat (maju_hearing_get_gain (hearing), ==, 0);
  maju_hearing_set_volume (hearing, 0.25);
  maju_hearing_set_muted (hearing, FALSE);
  g_assert_cmpfloat (maju_hearing_get_gain (hearing), ==, 0.25);
}

static MajuGestures *
own_gestures (TestPerson *person)
{
  return maju_participant_get_gestures (maju_call_get_self (person->call));
}

static MajuGestures *
gestures_of (TestPerson *person,
             const char *name)
{
  return maju_participant_get_gestures (test_person_find (person, name));
}

static gboolean
is_unmuted (TestPerson *person)
{
  MajuAudioSender *microphone = maju_local_media_get_microphone (person->media);

  return maju_audio_sender_get_enabled (microphone);
}

/* Who comes later sees who had their hand up, and nothing is switched from afar. */
static void
test_call (void)
{
  MajuServer *server = test_server_start (0);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *ann = test_person_new (link, "Ann");
  TestPerson *bob = test_person_new (link, "Bob");
  TestPerson *cat = test_person_new (link, "Cat");
  Seen at_bob = { 0 }, at_ann = { 0 };

  test_person_join (ann);
  test_person_join (bob);
  test_wait (test_person_meets (ann, "Bob") && test_person_meets (bob, "Ann"));
  watch (gestures_of (bob, "Ann"), &at_bob);
  watch (gestures_of (ann, "Bob"), &at_ann);

  maju_gestures_set_hand (own_gestures (ann), TRUE);
  test_wait (maju_gestures_get_hand (gestures_of (bob, "Ann")));
  g_assert_false (maju_gestures_get_hand (own_gestures (bob)));
  test_person_join (cat);
  test_wait (test_person_meets (cat, "Ann") &&
             maju_gestures_get_hand (gestures_of (cat, "Ann")));
  maju_gestures_set_hand (own_gestures (ann), FALSE);
  test_wait (!maju_gestures_get_hand (gestures_of (bob, "Ann")) &&
             !maju_gestures_get_hand (gestures_of (cat, "Ann")));

  g_assert_true (maju_gestures_react (own_gestures (ann), MAJU_REACTION_LAUGH));
  test_wait (at_bob.n_reactions == 1);
  g_assert_cmpint (at_bob.last, ==, MAJU_REACTION_LAUGH);
  g_assert_cmpuint (at_ann.n_reactions, ==, 0);

  g_assert_true (maju_gestures_ask_mute (gestures_of (bob, "Ann")));
  test_wait (at_ann.n_asked == 1);
  g_assert_true (is_unmuted (ann));
  g_assert_cmpuint (at_bob.n_asked, ==, 0);

  test_person_free (ann);
  test_person_free (bob);
  test_person_free (cat);
  test_server_stop (server);
}

/* Whoever does not keep to the rates, or says what is not known, is shown no
 * more often for that. */
static void
test_unruly (void)
{
  EveFixture self = { 0 };
  Seen seen = { 0 };
  MajuParticipant *participant;
  MajuGestures *gestures;

  eve_fixture_init (&self);
  participant = maju_remote_get_participant (self.remote);
  gestures = maju_participant_get_gestures (participant);
  watch (gestures, &seen);
  for (guint i = 0; i < 200; i++)
    {
      MajuDataChannel *control = self.eve->channels[0];

      maju_data_channel_send_text (control,
                                   "{\"type\":\"reaction\",\"kind\":\"clap\"}",
                                   NULL);
      maju_data_channel_send_text (control,
                                   "{\"type\":\"reaction\",\"kind\":\"rocket\"}",
                                   NULL);
      maju_data_channel_send_text (control, "{\"type\":\"ask_mute\"}", NULL);
    }
  maju_data_channel_send_text (self.eve->channels[0],
                               "{\"type\":\"presence\",\"microphone\":true,"
                               "\"camera\":false,\"screen\":false,\"hand\":true}",
                               NULL);
  test_wait (maju_gestures_get_hand (gestures));

  g_assert_cmpuint (seen.n_reactions, >=, MAJU_LIMIT_REACTION_BURST);
  g_assert_cmpuint (seen.n_reactions, <, 200);
  g_assert_cmpint (seen.last, ==, MAJU_REACTION_CLAP);
  g_assert_cmpuint (seen.n_asked, >=, 1);
  g_assert_cmpuint (seen.n_asked, <, 200);
  g_assert_cmpint (maju_participant_get_state (participant), !=,
                   MAJU_PARTICIPANT_STATE_FAILED);
  eve_fixture_clear (&self);
}

static void
send_presence (EveFixture *self,
               const char *more)
{
  g_autofree char *text = g_strdup_printf ("{\"type\":\"presence\","
                                           "\"microphone\":true,"
                                           "\"camera\":false,"
                                           "\"screen\":true%s}", more);

  maju_data_channel_send_text (self->eve->channels[0], text, NULL);
}

/* Whoever shares the desktop's sound says whether they speak. */
static void
test_told_speaking (void)
{
  EveFixture self = { 0 };
  MajuParticipant *participant;

  eve_fixture_init (&self);
  participant = maju_remote_get_participant (self.remote);
  send_presence (&self, ",\"sound\":true,\"speaking\":true");
  test_wait (maju_participant_get_speaking (participant));
  send_presence (&self, ",\"sound\":true");
  test_wait (!maju_participant_get_speaking (participant));
  send_presence (&self, ",\"sound\":true,\"speaking\":true");
  test_wait (maju_participant_get_speaking (participant));
  send_presence (&self, ",\"speaking\":true");
  test_wait (!maju_participant_get_speaking (participant));
  eve_fixture_clear (&self);
}

static void
presence_changed_cb (MajuOwnPresence *presence,
                     guint           *n_changes)
{
  (*n_changes)++;
}

/* And says nothing of it otherwise. What changes together is told once. */
static void
test_tell_speaking (void)
{
  g_autoptr(MajuLocalMedia) media = maju_local_media_new (FALSE);
  g_autoptr(MajuParticipant) own = maju_participant_new ("ann", "Ann", TRUE);
  g_autoptr(MajuOwnPresence) presence = maju_own_presence_new (own, media);
  MajuAudioSender *microphone = maju_local_media_get_microphone (media);
  g_autofree char *before = NULL;
  g_autofree char *silent = NULL;
  g_autofree char *spoken = NULL;
  g_autofree char *after = NULL;
  guint n_changes = 0;
  gboolean closed = FALSE;

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (microphone),
                                    MAJU_DEVICE_ID_TEST);
  before = maju_own_presence_print (presence);
  g_assert_null (strstr (before, "sound"));
  maju_audio_sender_set_desktop_sound (microphone, TRUE);
  silent = maju_own_presence_print (presence);
  g_assert_nonnull (strstr (silent, "\"sound\":true"));
  g_assert_null (strstr (silent, "speaking"));
  maju_audio_sender_set_active (microphone, TRUE);
  test_wait (maju_participant_get_speaking (own));
  spoken = maju_own_presence_print (presence);
  g_assert_nonnull (strstr (spoken, "\"speaking\":true"));

  g_signal_connect (presence, "changed", G_CALLBACK (presence_changed_cb),
                    &n_changes);
  maju_audio_sender_set_desktop_sound (microphone, FALSE);
  after = maju_own_presence_print (presence);
  g_assert_null (strstr (after, "sound"));
  g_assert_null (strstr (after, "speaking"));
  g_assert_cmpuint (n_changes, ==, 1);

  maju_local_media_close_async (media, test_closed_cb, &closed);
  test_wait (closed);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

  g_test_add_func ("/gestures/hand", test_hand);
  g_test_add_func ("/gestures/reaction-rate", test_reaction_rate);
  g_test_add_func ("/gestures/ask-rate", test_ask_rate);
  g_test_add_func ("/gestures/hearing", test_hearing);
  g_test_add_func ("/gestures/call", test_call);
  g_test_add_func ("/gestures/unruly", test_unruly);

  g_test_add_func ("/gestures/told-speaking", test_told_speaking);
  g_test_add_func ("/gestures/tell-speaking", test_tell_speaking);

  return g_test_run ();
}
