/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-hub-private.h"

#include "maju-limits.h"

/* Who is not in a room and wants to hear when somebody is: see "Ringing" in
 * PROTOCOL.md. */

#define DECLINE_INTERVAL_US (MAJU_LIMIT_DECLINE_INTERVAL * G_USEC_PER_SEC)

/* One room that a client listens to. */
typedef struct
{
  gint64 declined_us;           /* 0: never */
  GBytes *told;                 /* (nullable): the last `people` */
} Listening;

static void
listening_free (gpointer data)
{
  Listening *self = data;

  g_clear_pointer (&self->told, g_bytes_unref);
  g_free (self);
}

/* Silent people, and those behind a lock, are not there for listeners. */
static gboolean
is_told_of (MajuServerSession *session)
{
  return !session->room->locked && !session->silent;
}

static GBytes *
describe (MajuHub    *self,
          const char *room_id)
{
  MajuServerRoom *room = g_hash_table_lookup (self->rooms, room_id);
  g_autoptr(MajuMessage) message = maju_message_new (MAJU_MESSAGE_PEOPLE);
  char *text;

  message->room = g_strdup (room_id);
  for (guint i = 0; room != NULL && i < room->sessions->len; i++)
    {
      MajuServerSession *session = g_ptr_array_index (room->sessions, i);

      if (is_told_of (session))
        g_ptr_array_add (message->members,
                         maju_member_new (session->id, session->name));
    }
  text = maju_message_print (message);
  return g_bytes_new_take (text, strlen (text));
}

/* What has not changed is not said again: it would tell that somebody came or
 * went who is not there for listeners. */
static void
tell (MajuHubClient *client,
      const char    *room_id,
      GBytes        *people)
{
  Listening *listening = g_hash_table_lookup (client->listening, room_id);

  if (client->closing ||
      (listening->told != NULL && g_bytes_equal (listening->told, people)))
    return;
  g_clear_pointer (&listening->told, g_bytes_unref);
  listening->told = g_bytes_ref (people);
  client->connection->methods->send (client->connection, people);
}

void
maju_hub_listen_tell (MajuHub    *self,
                      const char *room_id)
{
  GPtrArray *clients = g_hash_table_lookup (self->listened, room_id);
  g_autoptr(GBytes) people = NULL;

  if (clients == NULL)
    return;
  people = describe (self, room_id);
  for (guint i = 0; i < clients->len; i++)
    tell (g_ptr_array_index (clients, i), room_id, people);
}

static void
stop (MajuHub       *self,
      MajuHubClient *client,
      const char    *room_id)
{
  GPtrArray *clients = g_hash_table_lookup (self->listened, room_id);

  g_ptr_array_remove_fast (clients, client);
  if (clients->len == 0)
    g_hash_table_remove (self->listened, room_id);
}

/* Returns: whether there was a place. */
static gboolean
start (MajuHub       *self,
       MajuHubClient *client,
       const char    *room_id)
{
  GPtrArray *clients = g_hash_table_lookup (self->listened, room_id);

  if (clients == NULL)
    {
      clients = g_ptr_array_new ();
      g_hash_table_insert (self->listened, g_strdup (room_id), clients);
    }
  else if (clients->len >= MAJU_LIMIT_LISTENERS)
    {
      return FALSE;
    }
  g_ptr_array_add (clients, client);
  return TRUE;
}

void
maju_hub_listen_forget (MajuHub       *self,
                        MajuHubClient *client)
{
  GHashTableIter iter;
  gpointer room_id;

  if (client->listening == NULL)
    return;
  g_hash_table_iter_init (&iter, client->listening);
  while (g_hash_table_iter_next (&iter, &room_id, NULL))
    stop (self, client, room_id);
  g_clear_pointer (&client->listening, g_hash_table_unref);
  self->metrics.listeners--;
}

static void
add_rooms (MajuHub       *self,
           MajuHubClient *client,
           GHashTable    *former,
           GPtrArray     *rooms)
{
  for (guint i = 0; i < rooms->len; i++)
    {
      const char *room_id = g_ptr_array_index (rooms, i);
      g_autoptr(GBytes) people = NULL;
      Listening *listening, *before;

      if (g_hash_table_contains (client->listening, room_id))
        continue;
      if (!start (self, client, room_id))
        {
          maju_hub_warn (self, client, MAJU_ERROR_CODE_ROOM_FULL,
                         "Too many listen to one of these rooms");
          continue;
        }
      listening = g_new0 (Listening, 1);
      before = former != NULL ? g_hash_table_lookup (former, room_id) : NULL;
      if (before != NULL)
        listening->declined_us = before->declined_us;
      g_hash_table_insert (client->listening, g_strdup (room_id), listening);
      people = describe (self, room_id);
      tell (client, room_id, people);
    }
}

void
maju_hub_listen (MajuHub       *self,
                 MajuHubClient *client,
                 MajuMessage   *message,
                 gint64         now_us)
{
  g_autoptr(GHashTable) former = NULL;

  if (client->listening == NULL)
    {
      maju_token_bucket_init (&client->bucket, MAJU_LIMIT_LISTEN_RATE,
                              MAJU_LIMIT_LISTEN_BURST, now_us);
    }
  else
    {
      former = g_hash_table_ref (client->listening);
      maju_hub_listen_forget (self, client);
    }
  client->hello_deadline_us = G_MAXINT64;
  client->listening = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                             listening_free);
  self->metrics.listeners++;
  add_rooms (self, client, former, message->rooms);
}

/* Whether anybody calls from @room. */
static gboolean
is_calling (MajuServerRoom *room)
{
  for (guint i = 0; room != NULL && i < room->sessions->len; i++)
    {
      if (is_told_of (g_ptr_array_index (room->sessions, i)))
        return TRUE;
    }
  return FALSE;
}

static void
decline (MajuHub       *self,
         MajuHubClient *client,
         MajuMessage   *message,
         gint64         now_us)
{
  Listening *listening = g_hash_table_lookup (client->listening, message->room);
  MajuServerRoom *room = g_hash_table_lookup (self->rooms, message->room);

  if (listening == NULL || !is_calling (room) ||
      (listening->declined_us != 0 &&
       now_us - listening->declined_us < DECLINE_INTERVAL_US))
    {
      maju_hub_warn (self, client, MAJU_ERROR_CODE_NOT_ALLOWED,
                     "There is nothing to decline");
      return;
    }
  listening->declined_us = now_us;
  self->metrics.declined_total++;
  for (guint i = 0; i < room->sessions->len; i++)
    {
      g_autoptr(MajuMessage) declined =
        maju_message_new (MAJU_MESSAGE_DECLINED);

      declined->name = g_strdup (message->name);
      maju_hub_deliver (self, g_ptr_array_index (room->sessions, i), declined);
    }
}

void
maju_hub_listener_says (MajuHub       *self,
                        MajuHubClient *client,
                        const char    *text,
                        gsize          length,
                        gint64         now_us)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MajuMessage) message = maju_message_parse (text, length, &error);

  if (message != NULL && message->type == MAJU_MESSAGE_PING)
    {
      maju_hub_answer_ping (self, client, now_us);
    }
  else if (!maju_token_bucket_take (&client->bucket, 1, now_us))
    {
      maju_hub_fail (self, client, MAJU_ERROR_CODE_RATE_LIMITED,
                     "That was too much");
    }
  else if (message == NULL)
    {
      maju_hub_fail (self, client, MAJU_ERROR_CODE_BAD_MESSAGE, error->message);
    }
  else if (message->type == MAJU_MESSAGE_LISTEN)
    {
      maju_hub_listen (self, client, message, now_us);
    }
  else if (message->type == MAJU_MESSAGE_DECLINE)
    {
      decline (self, client, message, now_us);
    }
  else if (message->type == MAJU_MESSAGE_END)
    {
      client->closing = TRUE;
      client->connection->methods->close (client->connection, MAJU_CLOSE_NORMAL,
                                          "end");
    }
  else
    {
      maju_hub_fail (self, client, MAJU_ERROR_CODE_NOT_JOINED,
                     "You are in no room");
    }
}
