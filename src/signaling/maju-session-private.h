/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-message.h"

G_BEGIN_DECLS

/*
 * What is known of one session: which of our messages the server may not have,
 * and which of its messages we have. It outlives connections; see "Numbers,
 * acknowledgements, resuming" in PROTOCOL.md.
 */
typedef struct
{
  char *token;                  /* (nullable): nothing to resume */

  GQueue unsent;                /* of MajuMessage, numbered, in order */
  guint64 last_id;              /* of the last of them */

  guint64 last_seq;             /* arrived */
  guint64 acked_seq;            /* and acknowledged */
  gsize unacked_bytes;
} MajuSession;

/* More than this waits for no server: the session is given up. */
#define MAJU_SESSION_QUEUE_MAX 1024

typedef enum
{
  MAJU_ARRIVAL_NEXT,            /* take it */
  MAJU_ARRIVAL_SEEN,            /* drop it, and acknowledge once more */
  MAJU_ARRIVAL_GAP,             /* one before it is missing */
} MajuArrival;

/* For another session: forgets everything, and starts again with 1. */
void         maju_session_clear (MajuSession *self);

/* Gives @message its number and keeps it until it is acknowledged. */
void         maju_session_push (MajuSession *self,
                                MajuMessage *message);
gboolean     maju_session_is_full (MajuSession *self);

/* The server has all of ours up to @id.
 *
 * Returns: %FALSE when that number was never given. */
gboolean     maju_session_acked (MajuSession *self,
                                 guint64      id);

/* A message of the server with number @seq and @length bytes is here. */
MajuArrival  maju_session_arrived (MajuSession *self,
                                   guint64      seq,
                                   gsize        length);

/* Whether so much has come that it should be acknowledged at once. */
gboolean     maju_session_must_ack (MajuSession *self);

/* Returns: (transfer full): the text of @message, which acknowledges all that
 * has arrived. */
char        *maju_session_print (MajuSession *self,
                                 MajuMessage *message)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
