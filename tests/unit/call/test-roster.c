/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-test-util.h"

#include "maju-limits.h"
#include "maju-quality-private.h"
#include "maju-roster-private.h"

/* A server that names more people than a room can have. */

#define MANY 500
#define MOST (4 * MAJU_LIMIT_ROOM_PEOPLE)

typedef struct
{
  MajuRoster *roster;
  MajuLocalMedia *media;        /* the roster's */
  guint n_joined;
} Fixture;

static void
joined_cb (MajuRoster      *roster,
           MajuParticipant *participant,
           Fixture         *fixture)
{
  fixture->n_joined++;
}

static void
start (Fixture *fixture)
{
  g_autoptr(MajuRoomLink) link = NULL;
  g_autoptr(MajuParticipant) own = maju_participant_new ("me", "Me", TRUE);
  g_autoptr(MajuLocalMedia) media = maju_local_media_new (FALSE);
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  g_autoptr(MajuOwnPresence) presence = maju_own_presence_new (own, media);
  g_autoptr(MajuChat) chat = maju_chat_new (own, clock);
  g_autoptr(MajuPeerConfig) config = maju_peer_config_new ();
  MajuRemoteContext context = {
    .own = presence, .media = media, .chat = chat, .clock = clock,
  };

  link = maju_room_link_new_random ("http://127.0.0.1:1", NULL);
  context.link = link;
  *fixture = (Fixture) { .roster = maju_roster_new (&context), .media = media };
  maju_roster_set_config (fixture->roster, config);
  g_signal_connect (fixture->roster, "participant-joined",
                    G_CALLBACK (joined_cb), fixture);
}

static void
say (Fixture        *fixture,
     MajuMessageType type,
     guint           number)
{
  g_autoptr(MajuMessage) message = maju_message_new (type);
  g_autofree char *id = g_strdup_printf ("p%u", number);

  message->member = maju_member_new (id, "P");
  message->reason = g_strdup ("left");
  maju_roster_handle (fixture->roster, message);
}

static void
finish (Fixture *fixture)
{
  gboolean closed = FALSE;

  maju_roster_close_async (fixture->roster, test_closed_cb, &closed);
  test_wait (closed);
  g_clear_object (&fixture->roster);
}

static void
test_crowd (void)
{
  Fixture fixture;

  start (&fixture);
  for (guint i = 0; i < MANY; i++)
    say (&fixture, MAJU_MESSAGE_JOINED, i);
  g_assert_cmpuint (fixture.n_joined, ==, MOST);
  finish (&fixture);
}

static gboolean
has_room (Fixture *fixture)
{
  guint before = fixture->n_joined;

  say (fixture, MAJU_MESSAGE_JOINED, MANY);
  return fixture->n_joined > before;
}

/* Who has left counts until nothing is left of them, and no longer. */
static void
test_come_and_go (void)
{
  Fixture fixture;

  start (&fixture);
  for (guint i = 0; i < MANY; i++)
    {
      say (&fixture, MAJU_MESSAGE_JOINED, i);
      say (&fixture, MAJU_MESSAGE_LEFT, i);
    }
  g_assert_cmpuint (fixture.n_joined, ==, MOST);
  test_wait (has_room (&fixture));
  finish (&fixture);
}

static void
meet (Fixture        *fixture,
      MajuMessageType type,
      const char     *id,
      const char     *name)
{
  g_autoptr(MajuMessage) message = maju_message_new (type);

  message->member = maju_member_new (id, name);
  message->reason = g_strdup ("left");
  maju_roster_handle (fixture->roster, message);
}

static void
assert_shown (Fixture    *fixture,
              guint       position,
              const char *name)
{
  g_autoptr(MajuParticipant) participant = NULL;

  participant = g_list_model_get_item (maju_roster_get_participants (fixture->roster),
                                       position);
  g_assert_cmpstr (maju_participant_get_display_name (participant), ==, name);
}

/* No two are called the same, at any time. */
static void
test_names (void)
{
  Fixture fixture;
  g_autoptr(MajuParticipant) bo = NULL;

  start (&fixture);
  meet (&fixture, MAJU_MESSAGE_JOINED, "a", "Ana");
  meet (&fixture, MAJU_MESSAGE_JOINED, "b", "Ana");
  meet (&fixture, MAJU_MESSAGE_JOINED, "c", "me");
  assert_shown (&fixture, 0, "Ana");
  assert_shown (&fixture, 1, "Ana (2)");
  assert_shown (&fixture, 2, "me (2)");

  /* A name that comes later, and one that becomes free. */
  bo = g_list_model_get_item (maju_roster_get_participants (fixture.roster), 2);
  maju_participant_set_name (bo, "Ana");
  assert_shown (&fixture, 2, "Ana (3)");
  maju_participant_set_name (bo, "Bo");
  assert_shown (&fixture, 2, "Bo");
  meet (&fixture, MAJU_MESSAGE_LEFT, "a", "Ana");
  assert_shown (&fixture, 0, "Ana");
  assert_shown (&fixture, 1, "Bo");
  finish (&fixture);
}

/* The log says whose path it is that does not close. */
static void
test_closing (void)
{
  Fixture fixture;
  g_autofree char *before = NULL;
  g_autofree char *within = NULL;
  g_autofree char *after = NULL;
  gboolean closed = FALSE;

  start (&fixture);
  meet (&fixture, MAJU_MESSAGE_JOINED, "a", "Ana");
  meet (&fixture, MAJU_MESSAGE_JOINED, "b", "Bo");
  before = maju_roster_describe_closing (fixture.roster);
  g_assert_cmpstr (before, ==, "");

  meet (&fixture, MAJU_MESSAGE_LEFT, "b", "Bo");
  maju_roster_close_async (fixture.roster, test_closed_cb, &closed);
  within = maju_roster_describe_closing (fixture.roster);
  g_assert_cmpstr (within, ==, "b, a");
  test_wait (closed);
  after = maju_roster_describe_closing (fixture.roster);
  g_assert_cmpstr (after, ==, "");
  g_clear_object (&fixture.roster);
}

static void
lose (Fixture *fixture,
      guint    position,
      double   loss)
{
  g_autoptr(MajuParticipant) participant = NULL;
  MajuQualityFigures figures;

  participant = g_list_model_get_item (maju_roster_get_participants (fixture->roster),
                                       position);
  maju_quality_figures_init (&figures);
  figures.loss_out = loss;
  maju_quality_set (maju_participant_get_quality (participant), &figures);
  maju_roster_check (fixture->roster);
}

/* The worst path decides how much is sent twice, as long as it is there. */
static void
test_loss (void)
{
  Fixture fixture;
  MajuAudioSender *microphone;

  start (&fixture);
  microphone = maju_local_media_get_microphone (fixture.media);
  meet (&fixture, MAJU_MESSAGE_JOINED, "a", "Al");
  meet (&fixture, MAJU_MESSAGE_JOINED, "b", "Bo");
  lose (&fixture, 0, 0.3);
  g_assert_cmpuint (maju_audio_sender_get_packet_loss (microphone), ==, 30);
  lose (&fixture, 1, 0.1);
  g_assert_cmpuint (maju_audio_sender_get_packet_loss (microphone), ==, 30);
  lose (&fixture, 0, 0);
  g_assert_cmpuint (maju_audio_sender_get_packet_loss (microphone), ==, 10);

  meet (&fixture, MAJU_MESSAGE_LEFT, "b", "Bo");
  maju_roster_check (fixture.roster);
  g_assert_cmpuint (maju_audio_sender_get_packet_loss (microphone), ==,
                    MAJU_AUDIO_USUAL_LOSS);
  finish (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (maju_media_init (&error));

  g_test_add_func ("/roster/crowd", test_crowd);
  g_test_add_func ("/roster/come-and-go", test_come_and_go);
  g_test_add_func ("/roster/names", test_names);
  g_test_add_func ("/roster/closing", test_closing);
  g_test_add_func ("/roster/loss", test_loss);

  return g_test_run ();
}
