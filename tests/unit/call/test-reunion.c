/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bare-peer.h"
#include "call-test-util.h"

#include "maju-roster-private.h"
#include "maju-signature.h"

/* After a server has forgotten the room: who may say that they are whom. Ann has
 * a living path to Eve, who has the key. */

#define LINK "http://127.0.0.1:1/r/kxbt-rfmq-saha-jwmn#AAECAwQFBgcICQoLDA0ODw"

typedef struct
{
  MajuClock *clock;
  MajuRoomLink *link;
  MajuLocalMedia *media;
  MajuRoster *roster;
  BarePeer *eve;
  MajuMessage *kept;            /* the last description that Eve has sent */
  guint n_left;
  guint n_said_again;           /* to anybody */
} Fixture;

static void
roster_send_cb (MajuRoster  *roster,
                MajuMessage *message,
                Fixture     *self)
{
  if (message->again)
    self->n_said_again++;
  else if (g_strcmp0 (message->to, "eve") == 0)
    bare_peer_handle (self->eve, message);
}

static void
left_cb (MajuRoster      *roster,
         MajuParticipant *participant,
         gboolean         lost,
         Fixture         *self)
{
  self->n_left++;
}

static void
eve_sends_cb (MajuMessage *message,
              gpointer     user_data)
{
  Fixture *self = user_data;

  if (message->type == MAJU_MESSAGE_DESCRIPTION)
    {
      g_clear_pointer (&self->kept, maju_message_unref);
      self->kept = maju_message_ref (message);
    }
  maju_roster_handle (self->roster, message);
}

/* The server admits Ann as @own_id to a room with @id in it. */
static void
enter (Fixture    *self,
       const char *own_id,
       const char *id,
       const char *name)
{
  g_autoptr(MajuMessage) room = maju_message_new (MAJU_MESSAGE_ROOM);

  room->self_id = g_strdup (own_id);
  g_ptr_array_add (room->members, maju_member_new (id, name));
  maju_roster_enter (self->roster, room);
}

static void
say_of (Fixture        *self,
        MajuMessageType type,
        const char     *id)
{
  g_autoptr(MajuMessage) message = maju_message_new (type);

  message->member = maju_member_new (id, "P");
  maju_roster_handle (self->roster, message);
}

static guint
count (Fixture *self)
{
  return g_list_model_get_n_items (maju_roster_get_participants (self->roster));
}

static const char *
get_id (Fixture *self,
        guint    number)
{
  g_autoptr(MajuParticipant) participant =
    g_list_model_get_item (maju_roster_get_participants (self->roster), number);

  return maju_participant_get_id (participant);
}

static void
fixture_init (Fixture *self)
{
  g_autoptr(MajuParticipant) own = maju_participant_new ("ann", "Ann", TRUE);
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  g_autoptr(MajuPeerConfig) config = maju_peer_config_new ();
  g_autoptr(MajuOwnPresence) presence = NULL;
  g_autoptr(MajuChat) chat = maju_chat_new (own, clock);
  MajuRemoteContext context = { .clock = clock, .chat = chat };

  *self = (Fixture) {
    .clock = g_object_ref (clock), .link = maju_room_link_parse (LINK, NULL),
  };
  self->media = maju_local_media_new (FALSE);
  presence = maju_own_presence_new (own, self->media);
  context.link = self->link;
  context.media = self->media;
  context.own = presence;
  self->roster = maju_roster_new (&context);
  maju_roster_set_config (self->roster, config);
  g_signal_connect (self->roster, "send", G_CALLBACK (roster_send_cb), self);
  g_signal_connect (self->roster, "participant-left", G_CALLBACK (left_cb), self);

  self->eve = bare_peer_new (self->link, "eve", eve_sends_cb, self);
  bare_peer_start (self->eve, "ann");
  maju_roster_set_online (self->roster, TRUE);
  enter (self, "ann", "eve", "Eve");
  test_wait (maju_roster_get_trust (self->roster) == MAJU_TRUST_VERIFIED &&
             bare_peer_is_open (self->eve));
  self->n_said_again = 0;
}

static void
fixture_clear (Fixture *self)
{
  gboolean closed[2] = { FALSE };

  bare_peer_free (self->eve);
  maju_roster_close_async (self->roster, test_closed_cb, &closed[0]);
  maju_local_media_close_async (self->media, test_closed_cb, &closed[1]);
  test_wait (closed[0] && closed[1]);
  g_clear_object (&self->roster);
  g_clear_object (&self->media);
  g_clear_pointer (&self->kept, maju_message_unref);
  maju_room_link_unref (self->link);
  g_clear_object (&self->clock);
}

static gboolean
is_called (Fixture    *self,
           const char *name)
{
  g_autoptr(MajuParticipant) participant =
    g_list_model_get_item (maju_roster_get_participants (self->roster), 0);

  return g_str_equal (maju_participant_get_name (participant), name);
}

/* Over her path Eve says that she is @id, and is heard. */
static void
claim (Fixture    *self,
       const char *id)
{
  static guint n_claims;
  g_autofree char *name = g_strdup_printf ("Eve %u", ++n_claims);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  text = g_strdup_printf ("{\"type\":\"presence\",\"name\":\"%s\",\"id\":\"%s\","
                          "\"microphone\":false,\"camera\":false,"
                          "\"screen\":false}", name, id);
  maju_data_channel_send_text (self->eve->channels[0], text, &error);
  g_assert_no_error (error);
  test_wait (is_called (self, name));
}

/* Eve says that she is Bob, who is there under another id: nobody believes it. */
static void
test_stolen (void)
{
  Fixture self;

  fixture_init (&self);
  enter (&self, "ann2", "bob2", "Bob");

  /* Bob, if it were he, is told; Eve is not. */
  claim (&self, "bob2");
  test_wait (self.n_said_again == 1);
  g_assert_cmpstr (get_id (&self, 0), ==, "eve");

  /* Nobody has proven it in time: Bob is somebody else. */
  for (guint i = 0; i < 4; i++)
    {
      maju_roster_check (self.roster);
      g_assert_cmpuint (count (&self), ==, 1);
      maju_clock_advance (self.clock, 1250);
      claim (&self, "bob2");
    }
  maju_roster_check (self.roster);
  g_assert_cmpuint (self.n_said_again, ==, 1);
  g_assert_cmpuint (count (&self), ==, 2);
  g_assert_cmpstr (get_id (&self, 0), ==, "eve");
  g_assert_cmpstr (get_id (&self, 1), ==, "bob2");
  fixture_clear (&self);
}

/* What Eve signs as herself is not from Bob, whatever the server says; nor is
 * what nobody has signed, or what was signed for the old ids. */
static void
test_forged (void)
{
  Fixture self;
  g_autoptr(MajuMessage) old = NULL;
  g_autoptr(MajuMessage) stripped = NULL;

  fixture_init (&self);
  old = g_steal_pointer (&self.kept);
  enter (&self, "ann2", "bob2", "Bob");

  old->again = TRUE;
  old->counter += 1;
  g_set_str (&old->from, "bob2");
  maju_roster_handle (self.roster, old);
  g_assert_cmpstr (get_id (&self, 0), ==, "eve");

  g_set_str (&self.eve->id, "bob2");
  maju_negotiation_prove (self.eve->negotiation, "eve2", "ann2");
  test_wait (self.kept);
  g_assert_true (self.kept->again);
  g_assert_cmpstr (get_id (&self, 0), ==, "eve");

  stripped = g_steal_pointer (&self.kept);
  g_clear_pointer (&stripped->signature, g_free);
  maju_roster_handle (self.roster, stripped);
  g_assert_cmpstr (get_id (&self, 0), ==, "eve");
  g_assert_cmpuint (count (&self), ==, 1);
  fixture_clear (&self);
}

static gboolean
has_left (Fixture *self)
{
  maju_clock_advance (self->clock, 10);
  maju_roster_check (self->roster);

  return self->n_left > 0;
}

/* Eve says so herself, from her new id: it is she, and the call goes on. That
 * the server has lost her meanwhile is not forgotten. */
static void
test_proven (void)
{
  Fixture self;

  fixture_init (&self);
  enter (&self, "ann2", "eve2", "Eve");
  say_of (&self, MAJU_MESSAGE_AWAY, "eve2");
  g_clear_pointer (&self.kept, maju_message_unref);
  g_set_str (&self.eve->id, "eve2");
  maju_negotiation_prove (self.eve->negotiation, "eve2", "ann2");
  test_wait (self.kept);
  g_assert_cmpstr (get_id (&self, 0), ==, "eve2");
  g_assert_cmpuint (count (&self), ==, 1);
  /* The other side is told of us too. */
  g_assert_cmpuint (self.n_said_again, ==, 1);
  g_assert_cmpuint (self.n_left, ==, 0);

  /* Away, and then silent: gone. */
  bare_peer_close (self.eve);
  test_wait (has_left (&self));
  g_assert_cmpuint (self.n_left, ==, 1);
  fixture_clear (&self);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (maju_media_init (&error));

  g_test_add_func ("/reunion/stolen", test_stolen);
  g_test_add_func ("/reunion/forged", test_forged);
  g_test_add_func ("/reunion/proven", test_proven);

  return g_test_run ();
}
