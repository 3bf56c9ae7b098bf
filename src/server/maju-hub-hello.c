/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-hub-private.h"

#include "maju-server-config-private.h"

#include "maju-channel-message.h"
#include "maju-limits.h"
#include "maju-room-owner.h"

/* How a connection gets its session: anew, or resumed. */

static void
renew_token (MajuHub           *self,
             MajuServerSession *session,
             const guint8      *used_hash,
             MajuMessage       *message)
{
  maju_hub_forget_tokens (self, session);
  message->token = maju_server_session_renew (session, used_hash);
  g_hash_table_insert (self->tokens, session->token_hash, session);
  if (session->has_last_token)
    g_hash_table_insert (self->tokens, session->last_token_hash, session);
}

static void
send_room (MajuHub           *self,
           MajuServerSession *session,
           const guint8      *used_hash,
           gint64             now_us)
{
  g_autoptr(MajuMessage) message = maju_message_new (MAJU_MESSAGE_ROOM);
  GPtrArray *sessions = session->room->sessions;

  renew_token (self, session, used_hash, message);
  message->self_id = g_strdup (session->id);
  message->resumed = used_hash != NULL;
  message->last_id = session->last_id;
  message->silent = session->silent;
  for (guint i = 0; i < sessions->len; i++)
    {
      MajuServerSession *other = g_ptr_array_index (sessions, i);

      if (other != session)
        g_ptr_array_add (message->members,
                         maju_member_new (other->id, other->name));
    }
  maju_hub_add_servers (self, session, message, now_us);
  session->told_id = session->last_id;
  maju_hub_send (self, session->connection, message);
}

static void
attach (MajuHub           *self,
        MajuHubClient     *client,
        MajuServerSession *session)
{
  client->session = session;
  session->connection = client->connection;
  session->address = client->connection->address;
  session->paused = FALSE;
}

static void
take_over (MajuHub           *self,
           MajuServerSession *session)
{
  MajuHubClient *old = session->connection->hub_data;

  g_debug ("#%" G_GUINT64_FORMAT ": taken over", old->connection->number);
  old->session = NULL;
  session->connection = NULL;
  maju_hub_fail (self, old, MAJU_ERROR_CODE_TAKEN_OVER,
                 "The session goes on elsewhere");
}

static void
resume (MajuHub       *self,
        MajuHubClient *client,
        MajuMessage   *hello,
        gint64         now_us)
{
  guint8 hash[MAJU_SESSION_HASH_SIZE];
  MajuServerSession *session;
  gboolean was_away;

  maju_server_session_hash (hello->token, hash);
  session = g_hash_table_lookup (self->tokens, hash);
  if (session == NULL && maju_hub_door_has_removed (self, hash, now_us))
    {
      maju_hub_fail (self, client, MAJU_ERROR_CODE_REMOVED,
                     "An owner of the room removed you");
      return;
    }
  if (session == NULL || session->doomed ||
      hello->last_seq < session->peer_ack || hello->last_seq > session->seq)
    {
      self->metrics.resume_failed_total++;
      maju_hub_fail (self, client, MAJU_ERROR_CODE_RESUME_FAILED,
                     "There is no such session");
      return;
    }
  was_away = session->connection == NULL;
  if (!was_away)
    take_over (self, session);
  else
    self->metrics.sessions_away--;
  attach (self, client, session);
  maju_server_session_acked (session, hello->last_seq);
  send_room (self, session, hash, now_us);
  for (GList *l = session->replay.head; l != NULL; l = l->next)
    session->connection->methods->send (session->connection, l->data);
  maju_hub_door_tell_again (self, session);
  if (was_away)
    maju_hub_tell_away (self, session);
  self->metrics.replayed_total += session->replay.length;
  self->metrics.resumed_total++;
  g_debug ("#%" G_GUINT64_FORMAT ": resumed, %u replayed",
           client->connection->number, session->replay.length);
}

/* Whom the newcomer need not wait for. */
static void
tell_who_is_away (MajuHub           *self,
                  MajuServerSession *session)
{
  GPtrArray *sessions = session->room->sessions;

  for (guint i = 0; i < sessions->len; i++)
    {
      MajuServerSession *other = g_ptr_array_index (sessions, i);
      g_autoptr(MajuMessage) message = NULL;

      if (other->connection != NULL)
        continue;
      message = maju_message_new (MAJU_MESSAGE_AWAY);
      message->member = maju_member_new (other->id, other->name);
      maju_hub_deliver (self, session, message);
    }
}

static void
tell_joined (MajuHub           *self,
             MajuServerSession *session)
{
  GPtrArray *sessions = session->room->sessions;

  for (guint i = 0; i < sessions->len; i++)
    {
      MajuServerSession *other = g_ptr_array_index (sessions, i);
      g_autoptr(MajuMessage) message = NULL;

      if (other == session)
        continue;
      message = maju_message_new (MAJU_MESSAGE_JOINED);
      message->member = maju_member_new (session->id, session->name);
      maju_hub_deliver (self, other, message);
    }
}

/* Takes @session. */
void
maju_hub_enter (MajuHub           *self,
                MajuHubClient     *client,
                MajuServerRoom    *room,
                MajuServerSession *session,
                gint64             now_us)
{
  maju_token_bucket_init (&session->bucket, self->config->rate,
                          self->config->rate_burst, now_us);
  g_hash_table_add (self->sessions, session);
  /* Who comes to silent people alone would ring in their place. */
  session->silent = session->silent || maju_server_room_is_silent (room);
  maju_server_room_add (room, session);
  attach (self, client, session);
  self->metrics.sessions_total++;
  send_room (self, session, NULL, now_us);
  tell_who_is_away (self, session);
  tell_joined (self, session);
  maju_hub_door_tell (self, room);
  maju_hub_listen_tell (self, room->id);
  g_debug ("#%" G_GUINT64_FORMAT ": joined a room of %u",
           client->connection->number, room->sessions->len);
}

static void
join (MajuHub       *self,
      MajuHubClient *client,
      MajuMessage   *hello,
      gint64         now_us)
{
  MajuServerRoom *room = g_hash_table_lookup (self->rooms, hello->room);
  g_autofree char *name = NULL;
  MajuServerSession *session;
  gboolean owner;

  if (room != NULL && room->sessions->len >= self->config->people)
    {
      maju_hub_fail (self, client, MAJU_ERROR_CODE_ROOM_FULL,
                     "The room is full");
      return;
    }
  owner = hello->owner != NULL &&
    maju_room_owner_holds (hello->owner, hello->room);
  if (room != NULL && !owner && maju_hub_door_is_shut (room, client))
    {
      maju_hub_door_knock (self, client, room, hello, now_us);
      return;
    }
  if (room == NULL)
    {
      room = maju_server_room_new (hello->room);
      maju_hub_door_init (room, now_us);
      g_hash_table_insert (self->rooms, room->id, room);
    }
  name = maju_clean_name (hello->name != NULL ? hello->name : "");
  session = maju_server_session_new (name, &self->replay_bytes);
  session->owner = owner;
  session->silent = hello->silent;
  maju_hub_enter (self, client, room, session, now_us);
}

void
maju_hub_hello (MajuHub       *self,
                MajuHubClient *client,
                const char    *text,
                gsize          length,
                gint64         now_us)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MajuMessage) hello = maju_message_parse (text, length, &error);

  if (g_error_matches (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_UNSUPPORTED))
    maju_hub_warn (self, client, MAJU_ERROR_CODE_UNSUPPORTED, error->message);
  else if (g_error_matches (error, MAJU_WIRE_ERROR, MAJU_WIRE_ERROR_TOO_LARGE))
    maju_hub_fail (self, client, MAJU_ERROR_CODE_TOO_LARGE, error->message);
  else if (error != NULL)
    maju_hub_fail (self, client, MAJU_ERROR_CODE_BAD_MESSAGE, error->message);
  else if (hello->type == MAJU_MESSAGE_PING)
    maju_hub_answer_ping (self, client, now_us);
  else if (hello->type != MAJU_MESSAGE_HELLO &&
           hello->type != MAJU_MESSAGE_LISTEN)
    maju_hub_fail (self, client, MAJU_ERROR_CODE_NOT_JOINED,
                   "Say hello first");
  else if (self->draining)
    maju_hub_fail (self, client, MAJU_ERROR_CODE_DRAINING,
                   "The server is going down");
  else if (hello->type == MAJU_MESSAGE_LISTEN)
    maju_hub_listen (self, client, hello, now_us);
  else if (hello->token != NULL)
    resume (self, client, hello, now_us);
  else
    join (self, client, hello, now_us);
}
