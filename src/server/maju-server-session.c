/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-server-session.h"

#include "maju-limits.h"
#include "maju-random.h"

#include <string.h>

/* Of a session's public id. */
#define ID_SIZE 9

static char *
make_text (gsize size)
{
  guint8 bytes[MAJU_SESSION_TOKEN_SIZE];

  maju_random_fill (bytes, size);
  return maju_base64url_encode (bytes, size);
}

MajuServerSession *
maju_server_session_new (const char *name,
                         gsize      *all_replay_bytes)
{
  MajuServerSession *self = g_new0 (MajuServerSession, 1);

  self->id = make_text (ID_SIZE);
  self->name = g_strdup (name);
  self->all_replay_bytes = all_replay_bytes;
  g_queue_init (&self->replay);
  return self;
}

void
maju_server_session_free (MajuServerSession *self)
{
  *self->all_replay_bytes -= self->replay_bytes;
  g_queue_clear_full (&self->replay, (GDestroyNotify) g_bytes_unref);
  g_free (self->id);
  g_free (self->name);
  g_free (self->door);
  g_free (self);
}

void
maju_server_session_hash (const char *token,
                          guint8     *out_hash)
{
  GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = MAJU_SESSION_HASH_SIZE;

  g_checksum_update (checksum, (const guchar *) token, -1);
  g_checksum_get_digest (checksum, out_hash, &length);
  g_checksum_free (checksum);
}

char *
maju_server_session_renew (MajuServerSession *self,
                           const guint8      *used_hash)
{
  char *token = make_text (MAJU_SESSION_TOKEN_SIZE);

  self->has_last_token = used_hash != NULL;
  if (used_hash != NULL)
    memcpy (self->last_token_hash, used_hash, MAJU_SESSION_HASH_SIZE);
  maju_server_session_hash (token, self->token_hash);
  return token;
}

void
maju_server_session_keep (MajuServerSession *self,
                          GBytes            *text)
{
  g_queue_push_tail (&self->replay, g_bytes_ref (text));
  self->replay_bytes += g_bytes_get_size (text);
  *self->all_replay_bytes += g_bytes_get_size (text);
}

gboolean
maju_server_session_overflows (MajuServerSession *self)
{
  return self->replay.length > MAJU_LIMIT_REPLAY_MESSAGES ||
         self->replay_bytes > MAJU_LIMIT_REPLAY_BYTES;
}

gboolean
maju_server_session_acked (MajuServerSession *self,
                           guint64            ack)
{
  if (ack > self->seq)
    return FALSE;
  while (self->peer_ack < ack)
    {
      g_autoptr(GBytes) text = g_queue_pop_head (&self->replay);

      self->replay_bytes -= g_bytes_get_size (text);
      *self->all_replay_bytes -= g_bytes_get_size (text);
      self->peer_ack++;
    }
  return TRUE;
}
