/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-connection.h"
#include "maju-token-bucket.h"

G_BEGIN_DECLS

typedef struct _MajuServerRoom MajuServerRoom;

/* Bytes of a resume token before base64url, and of its hash. */
#define MAJU_SESSION_TOKEN_SIZE 32
#define MAJU_SESSION_HASH_SIZE  32

/**
 * MajuServerSession:
 *
 * One person in one room, for as long as that lasts: it outlives connections.
 * It numbers what goes out, keeps it until the client has acknowledged it, and
 * knows which of the client's numbers it has seen.
 */
typedef struct
{
  char *id;                     /* what the others call it */
  char *name;
  guint64 address;              /* of its last connection */
  gboolean owner;
  gboolean silent;              /* listeners are not told of it */
  char *door;                   /* (nullable): what it was told of the door */
  MajuServerRoom *room;
  MajuConnection *connection;   /* (nullable): while away */
  gint64 away_us;               /* since when */
  gint64 credentials_us;        /* when it was last told some for relays */

  /* A resume token is used once: each `room` brings the next. The one that was
   * used works until the client shows that it has the new one. Only hashes are
   * kept. */
  guint8 token_hash[MAJU_SESSION_HASH_SIZE];
  guint8 last_token_hash[MAJU_SESSION_HASH_SIZE];
  gboolean has_last_token;

  guint64 seq;                  /* of the last message that went out */
  guint64 peer_ack;             /* up to here the client has them */
  GQueue replay;                /* of GBytes: peer_ack + 1 to seq */
  gsize replay_bytes;
  gsize *all_replay_bytes;      /* of all sessions, not owned */

  guint64 last_id;              /* of the last message that came in */
  guint64 told_id;              /* the last acknowledgement that we sent */

  MajuTokenBucket bucket;
  gboolean paused;
  gboolean doomed;              /* about to be dropped */
} MajuServerSession;

/* What it keeps is counted in @all_replay_bytes, too. */
MajuServerSession *maju_server_session_new (const char *name,
                                            gsize      *all_replay_bytes)
G_GNUC_WARN_UNUSED_RESULT;
void               maju_server_session_free (MajuServerSession *self);

void               maju_server_session_hash (const char *token,
                                             guint8     *out_hash);

/* Makes the next token and keeps its hash, and that of the token that the
 * client came with (nullable): should it not hear of the next, it comes with
 * the same again.
 *
 * Returns: (transfer full): base64url */
char              *maju_server_session_renew (MajuServerSession *self,
                                              const guint8      *used_hash)
G_GNUC_WARN_UNUSED_RESULT;

/* Keeps @text, which has the number seq, for a replay. */
void               maju_server_session_keep (MajuServerSession *self,
                                             GBytes            *text);

/* Whether more is kept than MAJU_LIMIT_REPLAY_MESSAGES or _BYTES allow. */
gboolean           maju_server_session_overflows (MajuServerSession *self);

/* Drops what has arrived. %FALSE when @ack is a number that never was. */
gboolean           maju_server_session_acked (MajuServerSession *self,
                                              guint64            ack);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuServerSession, maju_server_session_free)

G_END_DECLS
