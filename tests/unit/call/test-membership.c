/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-test-util.h"

#include "maju-door-private.h"
#include "maju-membership-private.h"

/* Ann has made the room. Bob's time is turned by hand. */

typedef struct
{
  MajuServer *server;
  MajuRoomLink *link;
  TestPerson *ann;
  MajuClock *clock;
  MajuRoster *roster;
  MajuMembership *bob;
} Fixture;

static void
joined_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  maju_membership_join_finish (MAJU_MEMBERSHIP (source), result, &error);
  g_assert_no_error (error);
}

static void
room_cb (MajuMembership *membership,
         MajuMessage    *message,
         MajuRoster     *roster)
{
  maju_roster_enter (roster, message);
}

static void
start_bob (Fixture *self)
{
  g_autoptr(MajuParticipant) own = maju_participant_new ("", "Bob", TRUE);
  g_autoptr(MajuLocalMedia) media = maju_local_media_new (FALSE);
  g_autoptr(MajuOwnPresence) presence = maju_own_presence_new (own, media);
  g_autoptr(MajuChat) chat = NULL;
  g_autoptr(MajuBell) bell = maju_bell_new ();
  g_autoptr(MajuPeerConfig) config = maju_peer_config_new ();
  MajuRemoteContext context = {
    .link = self->link, .own = presence, .media = media,
  };

  self->clock = maju_clock_new_manual (1);
  chat = maju_chat_new (own, self->clock);
  context.chat = chat;
  context.clock = self->clock;
  self->roster = maju_roster_new (&context);
  maju_roster_set_config (self->roster, config);
  self->bob = maju_membership_new (self->link, self->roster, bell, self->clock);
  g_signal_connect_object (self->bob, "room", G_CALLBACK (room_cb),
                           self->roster, 0);
  maju_membership_join_async (self->bob, "Bob", NULL, joined_cb, NULL);
}

static void
fixture_init (Fixture *self)
{
  g_autofree char *address = NULL;
  g_autofree char *owner = NULL;
  g_autoptr(GError) error = NULL;

  self->server = test_server_start (0);
  address = g_strdup_printf ("http://127.0.0.1:%u",
                             maju_server_get_port (self->server));
  self->link = maju_room_link_new_owned (address, &owner, &error);
  g_assert_no_error (error);
  self->ann = test_person_new (self->link, "Ann");
  maju_call_set_owner (self->ann->call, owner);
  test_person_join (self->ann);
  start_bob (self);
}

static void
fixture_clear (Fixture *self)
{
  test_finalize (self->bob);
  test_finalize (self->roster);
  g_object_unref (self->clock);
  test_person_free (self->ann);
  maju_room_link_unref (self->link);
  test_server_stop (self->server);
}

static MajuCallState
state_of (MajuMembership *membership)
{
  return maju_membership_get_state (membership);
}

/* Who was removed does not wait for paths that close slowly: here they get no
 * time at all. */
static void
test_removed (void)
{
  Fixture self;

  fixture_init (&self);
  test_wait (test_person_find (self.ann, "Bob"));
  test_wait (state_of (self.bob) == MAJU_CALL_STATE_JOINED);
  g_assert_cmpuint (g_list_model_get_n_items (maju_roster_get_participants (self.roster)),
                    ==, 1);

  maju_door_remove (maju_call_get_door (self.ann->call),
                    test_person_find (self.ann, "Bob"));
  test_wait (state_of (self.bob) != MAJU_CALL_STATE_JOINED);
  g_assert_cmpint (state_of (self.bob), ==, MAJU_CALL_STATE_LEAVING);
  maju_clock_advance (self.clock, 1999);
  g_assert_cmpint (state_of (self.bob), ==, MAJU_CALL_STATE_LEAVING);
  maju_clock_advance (self.clock, 1);
  g_assert_cmpint (state_of (self.bob), ==, MAJU_CALL_STATE_ENDED);
  g_assert_error (maju_membership_get_error (self.bob), MAJU_CALL_ERROR,
                  MAJU_CALL_ERROR_REMOVED);
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

  g_test_add_func ("/membership/removed", test_removed);

  return g_test_run ();
}
