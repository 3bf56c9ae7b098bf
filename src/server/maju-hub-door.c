/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-hub-private.h"

#include "maju-server-config-private.h"

#include "maju-limits.h"

#include <string.h>

/* The door of a room: see "Who may come in" in PROTOCOL.md. */

/* A bucket gets one token a second, so a knock costs that many of a minute. */
#define TOKENS 60
#define COST (TOKENS / MAJU_LIMIT_KNOCKS)
#define ROOM_COST (TOKENS / MAJU_LIMIT_KNOCKS_ROOM)

/* Of all rooms; of more than these it is not remembered who was removed. */
#define MAX_REMOVED 4096

/* What is remembered of an address that knocks at a room, or was removed. */
typedef struct
{
  guint64 address;
  gboolean removed;
  MajuTokenBucket knocks;
} Knocker;

void
maju_hub_door_init (MajuServerRoom *room,
                    gint64          now_us)
{
  maju_token_bucket_init (&room->knocks, 1, TOKENS, now_us);
}

static Knocker *
ensure_knocker (MajuServerRoom *room,
                guint64         address,
                gint64          now_us)
{
  Knocker *knocker = g_hash_table_lookup (room->knockers, &address);
  GHashTableIter iter;
  Knocker *other;

  if (knocker != NULL)
    return knocker;
  if (g_hash_table_size (room->knockers) >= MAJU_LIMIT_KNOCKERS)
    {
      g_hash_table_iter_init (&iter, room->knockers);
      while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &other))
        {
          if (!other->removed && maju_token_bucket_full (&other->knocks, now_us))
            g_hash_table_iter_remove (&iter);
        }
    }
  if (g_hash_table_size (room->knockers) >= MAJU_LIMIT_KNOCKERS)
    return NULL;
  knocker = g_new0 (Knocker, 1);
  knocker->address = address;
  maju_token_bucket_init (&knocker->knocks, 1, TOKENS, now_us);
  g_hash_table_insert (room->knockers, &knocker->address, knocker);
  return knocker;
}

static gboolean
is_removed (MajuServerRoom *room,
            guint64         address)
{
  Knocker *knocker = g_hash_table_lookup (room->knockers, &address);

  return knocker != NULL && knocker->removed;
}

gboolean
maju_hub_door_is_shut (MajuServerRoom *room,
                       MajuHubClient  *client)
{
  return room->locked || is_removed (room, client->connection->address);
}

static gboolean
has_owner (MajuServerRoom *room)
{
  for (guint i = 0; i < room->sessions->len; i++)
    {
      if (((MajuServerSession *) g_ptr_array_index (room->sessions, i))->owner)
        return TRUE;
    }
  return FALSE;
}

static gboolean
may_answer (MajuServerSession *session)
{
  return session->owner || !has_owner (session->room);
}

static char *
describe (MajuServerSession *session)
{
  MajuServerRoom *room = session->room;
  g_autoptr(MajuMessage) message = maju_message_new (MAJU_MESSAGE_DOOR);

  message->locked = room->locked;
  message->is_owner = session->owner;
  message->answers = may_answer (session) &&
    (room->locked || room->waiting->len > 0);
  for (guint i = 0; i < room->waiting->len; i++)
    {
      MajuHubClient *client = g_ptr_array_index (room->waiting, i);

      g_ptr_array_add (message->members,
                       maju_member_new (client->knocking->id,
                                        client->knocking->name));
    }
  return maju_message_print (message);
}

static void
tell (MajuHub           *self,
      MajuServerSession *session,
      gboolean           again)
{
  static const char nothing[] = "{\"type\":\"door\",\"members\":[]}";
  g_autofree char *text = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (session->connection == NULL || session->doomed)
    return;
  text = describe (session);
  if (!again && g_str_equal (text, session->door != NULL ? session->door
                                                         : nothing))
    return;
  g_set_str (&session->door, text);
  bytes = g_bytes_new (text, strlen (text));
  session->connection->methods->send (session->connection, bytes);
}

void
maju_hub_door_tell (MajuHub        *self,
                    MajuServerRoom *room)
{
  for (guint i = 0; i < room->sessions->len; i++)
    tell (self, g_ptr_array_index (room->sessions, i), FALSE);
}

void
maju_hub_door_tell_again (MajuHub           *self,
                          MajuServerSession *session)
{
  tell (self, session, session->door != NULL);
}

static gboolean
takes_knock (MajuServerRoom *room,
             MajuHubClient  *client,
             gint64          now_us)
{
  Knocker *knocker = ensure_knocker (room, client->connection->address, now_us);

  return knocker != NULL && room->waiting->len < MAJU_LIMIT_WAITING &&
         maju_token_bucket_wait (&knocker->knocks, now_us) == 0 &&
         maju_token_bucket_wait (&room->knocks, now_us) == 0 &&
         maju_token_bucket_take (&knocker->knocks, COST, now_us) &&
         maju_token_bucket_take (&room->knocks, ROOM_COST, now_us);
}

void
maju_hub_door_knock (MajuHub        *self,
                     MajuHubClient  *client,
                     MajuServerRoom *room,
                     MajuMessage    *hello,
                     gint64          now_us)
{
  g_autoptr(MajuMessage) waiting = maju_message_new (MAJU_MESSAGE_WAITING);

  self->metrics.knocks_total++;
  if (!hello->knock || !takes_knock (room, client, now_us))
    {
      self->metrics.knocks_dropped_total++;
      maju_hub_fail (self, client, MAJU_ERROR_CODE_LOCKED,
                     "The room is locked");
      return;
    }
  client->knocking =
    maju_server_session_new (hello->name != NULL ? hello->name : "",
                             &self->replay_bytes);
  client->knocking->silent = hello->silent;
  client->knocking->room = room;
  client->hello_deadline_us =
    now_us + MAJU_LIMIT_WAITING_TIME * G_USEC_PER_SEC;
  g_ptr_array_add (room->waiting, client);
  self->metrics.waiting++;
  maju_hub_send (self, client->connection, waiting);
  maju_hub_door_tell (self, room);
}

/* Returns: (transfer full): who waited. */
static MajuServerSession *
take_from_door (MajuHub       *self,
                MajuHubClient *client)
{
  MajuServerSession *session = g_steal_pointer (&client->knocking);

  g_ptr_array_remove (session->room->waiting, client);
  session->room = NULL;
  self->metrics.waiting--;
  return session;
}

void
maju_hub_door_forget (MajuHub       *self,
                      MajuHubClient *client)
{
  g_autoptr(MajuServerSession) session = NULL;
  MajuServerRoom *room;

  if (client->knocking == NULL)
    return;
  room = client->knocking->room;
  session = take_from_door (self, client);
  maju_hub_door_tell (self, room);
}

void
maju_hub_door_waiter_says (MajuHub       *self,
                           MajuHubClient *client,
                           const char    *text,
                           gsize          length,
                           gint64         now_us)
{
  g_autoptr(MajuMessage) message = maju_message_parse (text, length, NULL);

  if (message != NULL && message->type == MAJU_MESSAGE_PING)
    {
      maju_hub_answer_ping (self, client, now_us);
      return;
    }
  if (message == NULL || message->type != MAJU_MESSAGE_END)
    {
      maju_hub_fail (self, client, MAJU_ERROR_CODE_NOT_JOINED,
                     "You have not been let in yet");
      return;
    }
  maju_hub_door_forget (self, client);
  client->closing = TRUE;
  client->connection->methods->close (client->connection, MAJU_CLOSE_NORMAL,
                                      "end");
}

void
maju_hub_door_close (MajuHub        *self,
                     MajuServerRoom *room)
{
  while (room->waiting->len > 0)
    maju_hub_fail (self, g_ptr_array_index (room->waiting, 0),
                   MAJU_ERROR_CODE_REFUSED, "Nobody is left in the room");
}

static MajuHubClient *
find_waiting (MajuServerRoom *room,
              const char     *id)
{
  for (guint i = 0; i < room->waiting->len; i++)
    {
      MajuHubClient *client = g_ptr_array_index (room->waiting, i);

      if (g_str_equal (client->knocking->id, id))
        return client;
    }
  return NULL;
}

static gboolean
is_full (MajuHub        *self,
         MajuServerRoom *room)
{
  return room->sessions->len >= self->config->people;
}

static void
let_in (MajuHub       *self,
        MajuHubClient *client,
        gint64         now_us)
{
  MajuServerRoom *room = client->knocking->room;

  self->metrics.admitted_total++;
  maju_hub_enter (self, client, room, take_from_door (self, client), now_us);
}

static void
answer (MajuHub       *self,
        MajuHubClient *client,
        MajuMessage   *message,
        gint64         now_us)
{
  MajuServerRoom *room = client->session->room;
  MajuHubClient *waiting = find_waiting (room, message->who);

  if (!may_answer (client->session))
    maju_hub_warn (self, client, MAJU_ERROR_CODE_NOT_ALLOWED,
                   "An owner is here to answer");
  else if (waiting == NULL)
    maju_hub_warn (self, client, MAJU_ERROR_CODE_NO_SUCH_PEER,
                   "Nobody with that id waits");
  else if (message->type == MAJU_MESSAGE_REFUSE)
    maju_hub_fail (self, waiting, MAJU_ERROR_CODE_REFUSED,
                   "You were not let in");
  else if (is_full (self, room))
    maju_hub_warn (self, client, MAJU_ERROR_CODE_ROOM_FULL,
                   "The room is full");
  else
    let_in (self, waiting, now_us);
}

static void
unlock (MajuHub        *self,
        MajuServerRoom *room,
        gint64          now_us)
{
  g_autoptr(GPtrArray) waiting = g_ptr_array_copy (room->waiting, NULL, NULL);

  room->locked = FALSE;
  for (guint i = 0; i < waiting->len && !is_full (self, room); i++)
    {
      MajuHubClient *client = g_ptr_array_index (waiting, i);

      if (!is_removed (room, client->connection->address))
        let_in (self, client, now_us);
    }
}

static void
remember_hash (MajuHub      *self,
               const guint8 *hash,
               gint64        now_us)
{
  if (g_hash_table_size (self->removed) < MAX_REMOVED)
    g_hash_table_replace (self->removed,
                          g_memdup2 (hash, MAJU_SESSION_HASH_SIZE),
                          g_memdup2 (&now_us, sizeof now_us));
}

/* Who was away, or lost the connection before hearing of it, comes back with
 * the token, and is to be told then. */
static void
remember_removed (MajuHub           *self,
                  MajuServerSession *session,
                  gint64             now_us)
{
  remember_hash (self, session->token_hash, now_us);
  if (session->has_last_token)
    remember_hash (self, session->last_token_hash, now_us);
}

static gboolean
is_over (MajuHub *self,
         gint64   removed_us,
         gint64   now_us)
{
  return now_us - removed_us >= self->config->resume_time * G_USEC_PER_SEC;
}

gboolean
maju_hub_door_has_removed (MajuHub      *self,
                           const guint8 *hash,
                           gint64        now_us)
{
  const gint64 *removed_us = g_hash_table_lookup (self->removed, hash);

  return removed_us != NULL && !is_over (self, *removed_us, now_us);
}

void
maju_hub_door_tick (MajuHub *self,
                    gint64   now_us)
{
  GHashTableIter iter;
  const gint64 *removed_us;

  g_hash_table_iter_init (&iter, self->removed);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &removed_us))
    {
      if (is_over (self, *removed_us, now_us))
        g_hash_table_iter_remove (&iter);
    }
}

/* The room is locked for it, so the link alone does not lead back. */
static void
remove_member (MajuHub           *self,
               MajuServerSession *session,
               gint64             now_us)
{
  MajuServerRoom *room = session->room;
  MajuHubClient *client =
    session->connection != NULL ? session->connection->hub_data : NULL;
  Knocker *knocker = ensure_knocker (room, session->address, now_us);

  if (knocker != NULL)
    knocker->removed = TRUE;
  room->locked = TRUE;
  remember_removed (self, session, now_us);
  self->metrics.removed_total++;
  if (client == NULL)
    {
      maju_hub_drop (self, session, "removed");
      return;
    }
  session->connection = NULL;
  self->metrics.sessions_away++;
  client->session = NULL;
  maju_hub_fail (self, client, MAJU_ERROR_CODE_REMOVED,
                 "An owner of the room removed you");
  maju_hub_drop (self, session, "removed");
}

static void
handle_owner (MajuHub       *self,
              MajuHubClient *client,
              MajuMessage   *message,
              gint64         now_us)
{
  MajuServerRoom *room = client->session->room;
  MajuServerSession *other = NULL;

  if (!client->session->owner)
    {
      maju_hub_warn (self, client, MAJU_ERROR_CODE_NOT_ALLOWED,
                     "Only an owner may do that");
      return;
    }
  if (message->type == MAJU_MESSAGE_LOCK)
    {
      room->locked = TRUE;
      return;
    }
  if (message->type == MAJU_MESSAGE_UNLOCK)
    {
      unlock (self, room, now_us);
      return;
    }
  other = maju_server_room_find (room, message->who, strlen (message->who));
  if (other == NULL || other->doomed)
    maju_hub_warn (self, client, MAJU_ERROR_CODE_NO_SUCH_PEER,
                   "There is nobody with that id");
  else if (other->owner)
    maju_hub_warn (self, client, MAJU_ERROR_CODE_NOT_ALLOWED,
                   "Owners cannot be removed");
  else
    remove_member (self, other, now_us);
}

void
maju_hub_door_handle (MajuHub       *self,
                      MajuHubClient *client,
                      const char    *text,
                      gsize          length,
                      gint64         now_us)
{
  MajuServerRoom *room = client->session->room;
  g_autoptr(GError) error = NULL;
  g_autoptr(MajuMessage) message = maju_message_parse (text, length, &error);

  if (message == NULL)
    {
      maju_hub_fail (self, client, MAJU_ERROR_CODE_BAD_MESSAGE, error->message);
      return;
    }
  if (message->type == MAJU_MESSAGE_ADMIT ||
      message->type == MAJU_MESSAGE_REFUSE)
    answer (self, client, message, now_us);
  else
    handle_owner (self, client, message, now_us);
  maju_hub_door_tell (self, room);
  maju_hub_listen_tell (self, room->id);
}
