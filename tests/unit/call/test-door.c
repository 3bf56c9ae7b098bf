/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-test-util.h"

#include "maju-door-private.h"

/* Ann has made the room and locks it; the others have its whole link. */

typedef struct
{
  MajuServer *server;
  MajuRoomLink *link;
  char *owner;
  TestPerson *ann;
} Fixture;

static TestPerson *
come (Fixture    *self,
      const char *name,
      gboolean    as_owner)
{
  TestPerson *person = test_person_new (self->link, name);

  if (as_owner)
    maju_call_set_owner (person->call, self->owner);

  return person;
}

static void
fixture_init (Fixture *self)
{
  g_autofree char *address = NULL;
  g_autoptr(GError) error = NULL;

  self->server = test_server_start (0);
  address = g_strdup_printf ("http://127.0.0.1:%u",
                             maju_server_get_port (self->server));
  self->link = maju_room_link_new_owned (address, &self->owner, &error);
  g_assert_no_error (error);
  self->ann = come (self, "Ann", TRUE);
  test_person_join (self->ann);
}

static void
fixture_clear (Fixture *self)
{
  test_person_free (self->ann);
  maju_room_link_unref (self->link);
  g_free (self->owner);
  test_server_stop (self->server);
}

static MajuDoor *
door_of (TestPerson *person)
{
  return maju_call_get_door (person->call);
}

static guint
count_waiting (TestPerson *person)
{
  return g_list_model_get_n_items (maju_door_get_waiting (door_of (person)));
}

static MajuCallState
state_of (TestPerson *person)
{
  return maju_call_get_state (person->call);
}

static void
lock (TestPerson *person)
{
  test_wait (maju_door_get_is_owner (door_of (person)));
  maju_door_set_locked (door_of (person), TRUE);
  test_wait (maju_door_get_locked (door_of (person)));
}

static void
knocked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  TestPerson *person = user_data;

  person->joined = maju_call_join_finish (person->call, result, &person->error);
}

static void
knock (TestPerson *person)
{
  maju_call_join_async (person->call, NULL, knocked_cb, person);
  test_wait (state_of (person) == MAJU_CALL_STATE_WAITING);
}

static void
answer (TestPerson *person,
        gboolean    admit)
{
  g_autoptr(MajuKnocker) knocker = NULL;

  test_wait (count_waiting (person) == 1);
  knocker = g_list_model_get_item (maju_door_get_waiting (door_of (person)), 0);
  g_assert_cmpstr (maju_knocker_get_display_name (knocker), ==, "Bob");
  if (admit)
    maju_door_admit (door_of (person), knocker);
  else
    maju_door_refuse (door_of (person), knocker);
  test_wait (count_waiting (person) == 0);
}

static void
test_admit (void)
{
  Fixture self;
  TestPerson *bob;

  fixture_init (&self);
  lock (self.ann);
  bob = come (&self, "Bob", FALSE);
  knock (bob);
  g_assert_null (test_person_find (self.ann, "Bob"));
  answer (self.ann, TRUE);
  test_wait (bob->joined);
  test_wait (test_person_meets (self.ann, "Bob"));
  test_wait (test_person_meets (bob, "Ann"));
  test_wait (maju_door_get_locked (door_of (bob)));
  g_assert_false (maju_door_get_is_owner (door_of (bob)));
  g_assert_false (maju_door_get_answers (door_of (bob)));
  test_person_free (bob);
  fixture_clear (&self);
}

static void
test_refuse (void)
{
  Fixture self;
  TestPerson *bob;

  fixture_init (&self);
  lock (self.ann);
  bob = come (&self, "Bob", FALSE);
  knock (bob);
  answer (self.ann, FALSE);
  test_wait (bob->error);
  g_assert_error (bob->error, MAJU_CALL_ERROR, MAJU_CALL_ERROR_NOT_LET_IN);
  g_assert_cmpint (state_of (bob), ==, MAJU_CALL_STATE_ENDED);
  g_assert_cmpuint (self.ann->n_joined, ==, 0);
  test_person_free (bob);
  fixture_clear (&self);
}

/* By leaving, and by cancelling. */
static void
test_give_up (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Fixture self;
  TestPerson *bob;

  fixture_init (&self);
  lock (self.ann);
  bob = come (&self, "Bob", FALSE);
  knock (bob);
  test_wait (count_waiting (self.ann) == 1);
  test_person_leave (bob);
  test_wait (bob->error);
  g_assert_error (bob->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_wait (count_waiting (self.ann) == 0);
  test_person_free (bob);

  bob = come (&self, "Bob", FALSE);
  maju_call_join_async (bob->call, cancellable, knocked_cb, bob);
  test_wait (count_waiting (self.ann) == 1);
  test_wait (state_of (bob) == MAJU_CALL_STATE_WAITING);
  g_cancellable_cancel (cancellable);
  test_wait (bob->error);
  g_assert_error (bob->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_wait (count_waiting (self.ann) == 0);
  test_person_free (bob);
  fixture_clear (&self);
}

/* Nobody holds the path to somebody who was removed, and the link does not lead
 * back. */
static void
test_remove (void)
{
  Fixture self;
  TestPerson *bob;
  TestPerson *cleo;

  fixture_init (&self);
  bob = come (&self, "Bob", FALSE);
  cleo = come (&self, "Cleo", FALSE);
  test_person_join (bob);
  test_person_join (cleo);
  test_wait (test_person_meets (self.ann, "Bob"));
  test_wait (test_person_meets (cleo, "Bob"));
  test_wait (test_person_meets (bob, "Cleo"));
  test_wait (test_person_meets (self.ann, "Cleo"));

  maju_door_remove (door_of (self.ann), test_person_find (self.ann, "Bob"));
  test_wait (state_of (bob) == MAJU_CALL_STATE_ENDED);
  g_assert_error (maju_call_get_error (bob->call), MAJU_CALL_ERROR,
                  MAJU_CALL_ERROR_REMOVED);
  test_wait (!test_person_find (self.ann, "Bob") &&
             !test_person_find (cleo, "Bob"));
  test_wait (maju_door_get_locked (door_of (self.ann)) &&
             maju_door_get_locked (door_of (cleo)));
  test_wait (test_person_meets (self.ann, "Cleo"));
  test_person_free (bob);

  bob = come (&self, "Bob", FALSE);
  knock (bob);
  answer (self.ann, TRUE);
  test_wait (bob->joined);
  test_person_free (bob);
  test_person_free (cleo);
  fixture_clear (&self);
}

static void
send_cb (MajuDoor    *door,
         MajuMessage *message,
         guint       *n_locks)
{
  g_assert_cmpint (message->type, ==, MAJU_MESSAGE_LOCK);
  (*n_locks)++;
}

static void
tell (MajuDoor *door,
      gboolean  locked)
{
  g_autoptr(MajuMessage) message = maju_message_new (MAJU_MESSAGE_DOOR);

  message->is_owner = TRUE;
  message->locked = locked;
  maju_door_handle (door, message);
}

/* A server that starts again has forgotten the lock. The owner's side remembers
 * it, and gives those who were inside the time to come back. */
static void
test_lock_again (void)
{
  g_autoptr(MajuClock) clock = maju_clock_new_manual (0);
  g_autoptr(MajuDoor) door = maju_door_new (clock);
  guint n_locks = 0;

  g_signal_connect (door, "send", G_CALLBACK (send_cb), &n_locks);
  maju_door_enter (door);
  tell (door, FALSE);
  tell (door, TRUE);
  maju_door_enter (door);
  g_assert_false (maju_door_get_locked (door));
  g_assert_false (maju_door_get_is_owner (door));
  tell (door, FALSE);
  maju_clock_advance (clock, 29 * 1000);
  g_assert_cmpuint (n_locks, ==, 0);
  maju_clock_advance (clock, 1000);
  g_assert_cmpuint (n_locks, ==, 1);
  tell (door, TRUE);

  /* Not what somebody has opened since. */
  tell (door, FALSE);
  maju_door_enter (door);
  tell (door, FALSE);
  maju_clock_advance (clock, 60 * 1000);
  g_assert_cmpuint (n_locks, ==, 1);
}

static void
failed_cb (MajuDoor *door,
           GError   *error,
           GError  **out_error)
{
  g_clear_error (out_error);
  *out_error = g_error_copy (error);
}

/* A room that was not made by us does what its owner wants. */
static void
test_not_ours (void)
{
  g_autoptr(GError) error = NULL;
  Fixture self;
  TestPerson *bob;

  fixture_init (&self);
  bob = come (&self, "Bob", FALSE);
  test_person_join (bob);
  g_signal_connect (door_of (bob), "failed", G_CALLBACK (failed_cb), &error);
  maju_door_set_locked (door_of (bob), TRUE);
  test_wait (error);
  g_assert_error (error, MAJU_CALL_ERROR, MAJU_CALL_ERROR_REFUSED);
  g_clear_error (&error);
  test_wait (test_person_find (bob, "Ann"));
  maju_door_remove (door_of (bob), test_person_find (bob, "Ann"));
  test_wait (error);
  g_assert_false (maju_door_get_locked (door_of (self.ann)));
  g_assert_cmpint (state_of (self.ann), ==, MAJU_CALL_STATE_JOINED);
  test_person_free (bob);
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

  g_test_add_func ("/door/admit", test_admit);
  g_test_add_func ("/door/refuse", test_refuse);
  g_test_add_func ("/door/give-up", test_give_up);
  g_test_add_func ("/door/remove", test_remove);
  g_test_add_func ("/door/not-ours", test_not_ours);
  g_test_add_func ("/door/lock-again", test_lock_again);

  return g_test_run ();
}
