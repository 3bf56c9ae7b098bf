/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eve-fixture.h"

#include "maju-limits.h"

/* A peer that has the key and nothing good in mind. */

static MajuParticipantState
get_state (EveFixture *self)
{
  return maju_participant_get_state (maju_remote_get_participant (self->remote));
}

typedef struct
{
  guint channel;
  const char *text;             /* %NULL: as large as may be, and not text */
} Flood;

static void
send_one (EveFixture  *self,
          const Flood *flood)
{
  MajuDataChannel *channel = self->eve->channels[flood->channel];
  g_autoptr(GBytes) bytes = NULL;

  if (flood->text)
    {
      maju_data_channel_send_text (channel, flood->text, NULL);
      return;
    }
  bytes = g_bytes_new_take (g_malloc0 (MAJU_LIMIT_CHANNEL_MESSAGE),
                            MAJU_LIMIT_CHANNEL_MESSAGE);
  maju_data_channel_send_bytes (channel, bytes, NULL);
}

/* They send as fast as they can: cut off, and told so. */
static void
test_flood (gconstpointer data)
{
  const Flood *flood = data;
  EveFixture self = { 0 };
  const GError *error;
  TestDeadline *deadline;
  guint n = 0;

  eve_fixture_init (&self);
  deadline = test_deadline_new (60);
  while (get_state (&self) != MAJU_PARTICIPANT_STATE_FAILED)
    {
      for (guint i = 0; i < 100; i++)
        send_one (&self, flood);
      n += 100;
      test_deadline_iterate (deadline, "the end of it", G_STRLOC);
    }
  test_deadline_free (deadline);
  g_test_message ("%u messages were tried", n);

  error = maju_participant_get_error (maju_remote_get_participant (self.remote));
  g_assert_error (error, MAJU_CALL_ERROR, MAJU_CALL_ERROR_FAILED);
  g_assert_cmpuint (maju_chat_get_unread (self.chat), <=,
                    MAJU_LIMIT_CHAT_BURST);

  /* They do not come back by themselves. */
  g_signal_emit_by_name (self.eve->peer, "restart-needed");
  test_run_for (3);
  g_assert_cmpint (get_state (&self), ==, MAJU_PARTICIPANT_STATE_FAILED);
  eve_fixture_clear (&self);
}

/* What an honest peer has to say at once after a stalled path is taken. */
static void
test_burst (void)
{
  const Flood ping = { 0, "{\"type\":\"ping\",\"number\":1}" };
  EveFixture self = { 0 };

  eve_fixture_init (&self);
  for (guint i = 0; i < 600; i++)
    send_one (&self, &ping);
  test_wait (maju_data_channel_get_buffered_amount (self.eve->channels[0]) == 0);
  test_run_for (2);
  g_assert_cmpint (get_state (&self), !=, MAJU_PARTICIPANT_STATE_FAILED);
  eve_fixture_clear (&self);
}

static guint
count_messages (TestPerson *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (maju_call_get_chat (self->call)));
}

/* More than may be sent at once goes in rounds, and all of it arrives. */
static void
test_rounds (void)
{
  MajuServer *server = test_server_start (0);
  g_autoptr(MajuRoomLink) link = test_link_new (server);
  TestPerson *ann = test_person_new (link, "Ann");
  TestPerson *bob = test_person_new (link, "Bob");
  guint many = 2 * MAJU_LIMIT_CHAT_ROUND + 1;

  test_person_join (ann);
  test_person_join (bob);
  test_wait (test_person_meets (ann, "Bob") && test_person_meets (bob, "Ann"));
  for (guint i = 0; i < many; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      maju_chat_send (maju_call_get_chat (bob->call), text, NULL);
    }
  test_wait (count_messages (ann) == many);
  for (guint i = 0; i < many; i++)
    {
      g_autoptr(MajuChatMessage) message =
        g_list_model_get_item (G_LIST_MODEL (maju_call_get_chat (ann->call)), i);
      g_autofree char *text = g_strdup_printf ("%u", i);

      g_assert_cmpstr (maju_chat_message_get_text (message), ==, text);
    }
  g_assert_true (test_person_meets (ann, "Bob"));

  test_person_free (ann);
  test_person_free (bob);
  test_server_stop (server);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    Flood flood;
  } floods[] = {
    { "/flood/control/ping", { 0, "{\"type\":\"ping\",\"number\":1}" } },
    { "/flood/control/bytes", { 0, NULL } },
    { "/flood/control/nonsense", { 0, "x" } },
    { "/flood/chat/text",
      { 1, "{\"type\":\"text\",\"number\":1,\"text\":\"hi\",\"time\":1}" } },
    { "/flood/chat/received", { 1, "{\"type\":\"received\",\"number\":1}" } },
  };
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  maju_media_init (&error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (floods); i++)
    g_test_add_data_func (floods[i].path, &floods[i].flood, test_flood);
  g_test_add_func ("/flood/burst", test_burst);
  g_test_add_func ("/flood/rounds", test_rounds);

  return g_test_run ();
}
