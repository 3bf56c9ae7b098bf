/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-hub-private.h"

#include "maju-server-config-private.h"

#include "maju-limits.h"

#include <string.h>

/* Clients that are sent away come back spread over this time. */
#define RETRY_MIN_MS 250
#define RETRY_MAX_MS 8000

static guint
hash_of_hash (gconstpointer data)
{
  guint value;

  memcpy (&value, data, sizeof value);
  return value;
}

static gboolean
equal_hashes (gconstpointer a,
              gconstpointer b)
{
  return memcmp (a, b, MAJU_SESSION_HASH_SIZE) == 0;
}

void
maju_hub_send (MajuHub        *self,
               MajuConnection *connection,
               MajuMessage    *message)
{
  char *text = maju_message_print (message);
  g_autoptr(GBytes) bytes = g_bytes_new_take (text, strlen (text));

  connection->methods->send (connection, bytes);
}

static void
doom (MajuHub           *self,
      MajuServerSession *session)
{
  if (session->doomed)
    return;
  session->doomed = TRUE;
  g_queue_push_tail (&self->doomed, session);
}

/* Whoever is away waits at everybody's cost. */
static gboolean
keeps_too_much (MajuHub           *self,
                MajuServerSession *session)
{
  return maju_server_session_overflows (session) ||
         (session->connection == NULL &&
          self->replay_bytes / 1024 / 1024 >= self->config->replay_memory);
}

/* Takes @text, which has session->seq. */
void
maju_hub_deliver_bytes (MajuHub           *self,
                        MajuServerSession *session,
                        GBytes            *text)
{
  maju_server_session_keep (session, text);
  if (keeps_too_much (self, session))
    {
      self->metrics.overflowed_total++;
      doom (self, session);
    }
  else if (session->connection != NULL)
    {
      session->connection->methods->send (session->connection, text);
    }
}

/* Takes @message as the next of @session's numbered messages. */
void
maju_hub_deliver (MajuHub           *self,
                  MajuServerSession *session,
                  MajuMessage       *message)
{
  g_autoptr(GBytes) bytes = NULL;
  char *text;

  if (session->doomed)
    return;
  message->seq = ++session->seq;
  message->ack = session->last_id;
  session->told_id = session->last_id;
  text = maju_message_print (message);
  bytes = g_bytes_new_take (text, strlen (text));
  maju_hub_deliver_bytes (self, session, bytes);
}

static MajuMessage *
make_error (MajuHub      *self,
            MajuErrorCode code,
            const char   *text,
            gboolean      fatal)
{
  MajuMessage *message = maju_message_new (MAJU_MESSAGE_ERROR);

  message->code = code;
  message->text = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1),
                                                  MAJU_LIMIT_TEXT / 4));
  message->fatal = fatal;
  if (code == MAJU_ERROR_CODE_DRAINING || code == MAJU_ERROR_CODE_RATE_LIMITED)
    message->retry_after_ms =
      (guint) g_random_int_range (RETRY_MIN_MS, RETRY_MAX_MS);
  self->metrics.errors_total++;
  return message;
}

void
maju_hub_warn (MajuHub       *self,
               MajuHubClient *client,
               MajuErrorCode  code,
               const char    *text)
{
  g_autoptr(MajuMessage) message = make_error (self, code, text, FALSE);

  maju_hub_send (self, client->connection, message);
}

void
maju_hub_answer_ping (MajuHub       *self,
                      MajuHubClient *client,
                      gint64         now_us)
{
  g_autoptr(MajuMessage) pong = NULL;

  /* What gets no answer does not put off the next. */
  if (maju_token_bucket_wait (&client->pings, now_us) > 0)
    return;
  maju_token_bucket_take (&client->pings, 1, now_us);
  pong = maju_message_new (MAJU_MESSAGE_PONG);
  maju_hub_send (self, client->connection, pong);
}

/* A session that its client broke cannot be trusted to go on. */
void
maju_hub_fail (MajuHub       *self,
               MajuHubClient *client,
               MajuErrorCode  code,
               const char    *text)
{
  g_autoptr(MajuMessage) message = make_error (self, code, text, TRUE);
  gboolean later = message->retry_after_ms != 0;

  if (client->closing)
    return;
  g_debug ("#%" G_GUINT64_FORMAT ": %s", client->connection->number,
           maju_error_code_to_string (code));
  client->closing = TRUE;
  maju_hub_door_forget (self, client);
  maju_hub_send (self, client->connection, message);
  client->connection->methods->close (client->connection,
                                      later ? MAJU_CLOSE_TRY_LATER
                                            : MAJU_CLOSE_POLICY,
                                      maju_error_code_to_string (code));
  if (client->session != NULL)
    doom (self, client->session);
}

void
maju_hub_forget_tokens (MajuHub           *self,
                        MajuServerSession *session)
{
  g_hash_table_remove (self->tokens, session->token_hash);
  if (session->has_last_token)
    g_hash_table_remove (self->tokens, session->last_token_hash);
  session->has_last_token = FALSE;
}

/* Tells all of @session's room but itself that its connection went or came
 * back. */
void
maju_hub_tell_away (MajuHub           *self,
                    MajuServerSession *session)
{
  GPtrArray *sessions = session->room->sessions;
  MajuMessageType type = session->connection ? MAJU_MESSAGE_BACK
                                             : MAJU_MESSAGE_AWAY;

  for (guint i = 0; i < sessions->len; i++)
    {
      MajuServerSession *other = g_ptr_array_index (sessions, i);
      g_autoptr(MajuMessage) message = NULL;

      if (other == session)
        continue;
      message = maju_message_new (type);
      message->member = maju_member_new (session->id, session->name);
      maju_hub_deliver (self, other, message);
    }
}

static void
tell_left (MajuHub        *self,
           MajuServerRoom *room,
           const char     *id,
           const char     *name,
           const char     *reason)
{
  for (guint i = 0; i < room->sessions->len; i++)
    {
      MajuServerSession *other = g_ptr_array_index (room->sessions, i);
      g_autoptr(MajuMessage) message = maju_message_new (MAJU_MESSAGE_LEFT);

      message->member = maju_member_new (id, name);
      message->reason = g_strdup (reason);
      maju_hub_deliver (self, other, message);
    }
}

/* Frees @session. Its connection, if any, stays without one. */
void
maju_hub_drop (MajuHub           *self,
               MajuServerSession *session,
               const char        *reason)
{
  MajuServerRoom *room = session->room;
  g_autofree char *id = g_steal_pointer (&session->id);
  g_autofree char *name = g_steal_pointer (&session->name);

  if (session->connection != NULL)
    ((MajuHubClient *) session->connection->hub_data)->session = NULL;
  else
    self->metrics.sessions_away--;
  maju_hub_forget_tokens (self, session);
  maju_server_room_remove (room, session);

  /* What it kept has to be gone when the others are told. */
  g_hash_table_remove (self->sessions, session);
  if (room->sessions->len == 0)
    {
      g_autofree char *room_id = g_strdup (room->id);

      maju_hub_door_close (self, room);
      g_hash_table_remove (self->rooms, room_id);
      maju_hub_listen_tell (self, room_id);
      return;
    }
  maju_hub_listen_tell (self, room->id);
  tell_left (self, room, id, name, reason);
  maju_hub_door_tell (self, room);
}

/* Telling the others that one is gone may overflow the next. */
static void
drop_doomed (MajuHub *self)
{
  MajuServerSession *session;

  while ((session = g_queue_pop_head (&self->doomed)) != NULL)
    {
      MajuConnection *connection = session->connection;
      MajuHubClient *client = connection ? connection->hub_data : NULL;

      if (client != NULL && !client->closing)
        {
          client->session = NULL;
          maju_hub_fail (self, client, MAJU_ERROR_CODE_RESUME_FAILED,
                         "Too much was not acknowledged");
        }
      maju_hub_drop (self, session, connection ? "removed" : "lost");
    }
}

static void
client_free (MajuHubClient *client)
{
  g_clear_pointer (&client->knocking, maju_server_session_free);
  g_clear_pointer (&client->listening, g_hash_table_unref);
  g_free (client);
}

MajuHub *
maju_hub_new (const MajuServerConfig *config,
              const char             *turn_secret)
{
  MajuHub *self = g_new0 (MajuHub, 1);

  self->config = maju_server_config_copy (config);
  self->turn_secret = g_strdup (turn_secret);
  self->get_real_time = g_get_real_time;
  self->clients =
    g_hash_table_new_full (NULL, NULL, (GDestroyNotify) client_free, NULL);
  self->rooms = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                       (GDestroyNotify) maju_server_room_free);
  self->listened =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                           (GDestroyNotify) g_ptr_array_unref);
  self->sessions =
    g_hash_table_new_full (NULL, NULL,
                           (GDestroyNotify) maju_server_session_free, NULL);
  self->tokens = g_hash_table_new (hash_of_hash, equal_hashes);
  self->removed =
    g_hash_table_new_full (hash_of_hash, equal_hashes, g_free, g_free);
  g_queue_init (&self->doomed);
  return self;
}

void
maju_hub_free (MajuHub *self)
{
  g_queue_clear (&self->doomed);
  g_hash_table_unref (self->removed);
  g_hash_table_unref (self->tokens);
  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->rooms);
  g_hash_table_unref (self->clients);
  g_hash_table_unref (self->listened);
  maju_server_config_free (self->config);
  g_free (self->turn_secret);
  g_free (self);
}

void
maju_hub_opened (MajuHub        *self,
                 MajuConnection *connection,
                 gint64          now_us)
{
  MajuHubClient *client = g_new0 (MajuHubClient, 1);
  g_autoptr(MajuMessage) welcome = maju_message_new (MAJU_MESSAGE_WELCOME);

  client->connection = connection;
  client->hello_deadline_us =
    now_us + self->config->hello_time * G_USEC_PER_SEC;
  maju_token_bucket_init (&client->pings, MAJU_LIMIT_PING_RATE,
                          MAJU_LIMIT_PING_BURST, now_us);
  connection->hub_data = client;
  g_hash_table_add (self->clients, client);
  self->metrics.connections_total++;

  welcome->protocol_min = MAJU_PROTOCOL_VERSION;
  welcome->protocol_max = MAJU_PROTOCOL_VERSION;
  welcome->limit_message = MAJU_LIMIT_MESSAGE;
  welcome->limit_people = self->config->people;
  welcome->silent = TRUE;
  maju_hub_send (self, connection, welcome);
  if (self->draining)
    {
      maju_hub_fail (self, client, MAJU_ERROR_CODE_DRAINING,
                     "The server is going down");
    }
  else if (connection->limited)
    {
      self->metrics.refused_total++;
      maju_hub_fail (self, client, MAJU_ERROR_CODE_RATE_LIMITED,
                     "There are too many connections from this address");
    }
}

void
maju_hub_message (MajuHub        *self,
                  MajuConnection *connection,
                  const char     *text,
                  gsize           length,
                  gint64          now_us)
{
  MajuHubClient *client = connection->hub_data;

  self->metrics.received_total++;
  self->metrics.received_bytes_total += length;
  if (client->closing)
    return;
  if (client->knocking != NULL)
    maju_hub_door_waiter_says (self, client, text, length, now_us);
  else if (client->listening != NULL)
    maju_hub_listener_says (self, client, text, length, now_us);
  else if (client->session == NULL)
    maju_hub_hello (self, client, text, length, now_us);
  else
    maju_hub_handle (self, client, text, length, now_us);
  drop_doomed (self);
}

void
maju_hub_closed (MajuHub        *self,
                 MajuConnection *connection,
                 gint64          now_us)
{
  MajuHubClient *client = connection->hub_data;

  if (client->session != NULL)
    {
      client->session->connection = NULL;
      client->session->away_us = now_us;
      self->metrics.sessions_away++;
      if (!client->session->doomed)
        maju_hub_tell_away (self, client->session);
    }
  maju_hub_door_forget (self, client);
  maju_hub_listen_forget (self, client);
  connection->hub_data = NULL;
  g_hash_table_remove (self->clients, client);
  drop_doomed (self);
}

static void
tick_session (MajuHub           *self,
              MajuServerSession *session,
              gint64             now_us)
{
  gint64 limit = self->config->resume_time * G_USEC_PER_SEC;
  g_autoptr(MajuMessage) ack = NULL;

  if (session->connection == NULL)
    {
      if (now_us - session->away_us < limit)
        return;
      self->metrics.lost_total++;
      doom (self, session);
      return;
    }
  if (session->paused && maju_token_bucket_wait (&session->bucket, now_us) == 0)
    {
      session->paused = FALSE;
      session->connection->methods->pause (session->connection, FALSE);
    }
  maju_hub_renew_servers (self, session, now_us);
  if (session->told_id == session->last_id)
    return;
  ack = maju_message_new (MAJU_MESSAGE_ACK);
  ack->ack = session->last_id;
  session->told_id = session->last_id;
  maju_hub_send (self, session->connection, ack);
}

gboolean
maju_hub_tick (MajuHub *self,
               gint64   now_us)
{
  GHashTableIter iter;
  MajuHubClient *client;
  MajuServerSession *session;

  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, (gpointer *) &client, NULL))
    {
      if (client->session == NULL && !client->closing &&
          now_us >= client->hello_deadline_us)
        {
          if (client->knocking != NULL)
            maju_hub_fail (self, client, MAJU_ERROR_CODE_NO_ANSWER,
                           "Nobody has answered");
          else
            maju_hub_fail (self, client, MAJU_ERROR_CODE_TIME_OUT,
                           "There was no hello in time");
        }
    }
  g_hash_table_iter_init (&iter, self->sessions);
  while (g_hash_table_iter_next (&iter, (gpointer *) &session, NULL))
    tick_session (self, session, now_us);
  drop_doomed (self);
  maju_hub_door_tick (self, now_us);
  return g_hash_table_size (self->clients) + g_hash_table_size (self->sessions);
}

void
maju_hub_drain (MajuHub *self)
{
  GHashTableIter iter;
  MajuHubClient *client;

  self->draining = TRUE;
  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, (gpointer *) &client, NULL))
    {
      if (client->session == NULL)
        maju_hub_fail (self, client, MAJU_ERROR_CODE_DRAINING,
                       "The server is going down");
      else if (!client->closing)
        maju_hub_warn (self, client, MAJU_ERROR_CODE_DRAINING,
                       "The server is going down");
    }
}

MajuServerMetrics *
maju_hub_get_metrics (MajuHub *self)
{
  self->metrics.connections = g_hash_table_size (self->clients);
  self->metrics.sessions = g_hash_table_size (self->sessions);
  self->metrics.rooms = g_hash_table_size (self->rooms);
  self->metrics.replay_bytes = self->replay_bytes;
  return &self->metrics;
}
