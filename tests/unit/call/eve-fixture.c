/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eve-fixture.h"

#define LINK "http://127.0.0.1:1/r/kxbt-rfmq-saha-jwmn#AAECAwQFBgcICQoLDA0ODw"

static void
we_send_cb (MajuRemote  *remote,
            MajuMessage *message,
            EveFixture  *self)
{
  bare_peer_handle (self->eve, message);
}

static void
they_send_cb (MajuMessage *message,
              gpointer     user_data)
{
  EveFixture *self = user_data;

  maju_remote_handle (self->remote, message);
}

void
eve_fixture_init (EveFixture *self)
{
  g_autoptr(MajuRoomLink) link = maju_room_link_parse (LINK, NULL);
  g_autoptr(MajuParticipant) own = maju_participant_new ("ann", "Ann", TRUE);
  g_autoptr(MajuClock) clock = maju_clock_new_system ();
  g_autoptr(MajuOwnPresence) presence = NULL;
  g_autoptr(MajuPeerConfig) ours = maju_peer_config_new ();
  MajuRemoteContext context = { .link = link, .clock = clock, .config = ours };

  self->media = maju_local_media_new (FALSE);
  presence = maju_own_presence_new (own, self->media);
  self->chat = maju_chat_new (own, clock);
  context.own = presence;
  context.media = self->media;
  context.chat = self->chat;
  self->remote = maju_remote_new (&context, "eve", "Eve", TRUE);
  g_signal_connect (self->remote, "send", G_CALLBACK (we_send_cb), self);

  self->eve = bare_peer_new (link, "eve", they_send_cb, self);
  bare_peer_start (self->eve, "ann");
  maju_remote_start (self->remote, "ann");
  test_wait (maju_participant_get_state (maju_remote_get_participant (self->remote))
             == MAJU_PARTICIPANT_STATE_CONNECTED);
  test_wait (bare_peer_is_open (self->eve));
}

void
eve_fixture_clear (EveFixture *self)
{
  gboolean closed[2] = { FALSE };

  bare_peer_free (self->eve);
  maju_remote_close_async (self->remote, test_closed_cb, &closed[0]);
  maju_local_media_close_async (self->media, test_closed_cb, &closed[1]);
  test_wait (closed[0] && closed[1]);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  test_finalize (self->remote);
  g_object_unref (self->chat);
  g_object_unref (self->media);
}
