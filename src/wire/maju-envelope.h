/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-wire-error.h"

G_BEGIN_DECLS

/**
 * MajuEnvelope:
 *
 * What the server needs of a message that it only relays, found by one pass
 * over the text without a tree: the pass is a full strict validation, so that
 * nothing that is not JSON is ever relayed. The pointers are into the text.
 */
typedef struct
{
  const char *type;             /* not terminated */
  gsize type_length;
  const char *to;               /* (nullable), not terminated, no escapes */
  gsize to_length;
  guint64 id;
  guint64 ack;
  guint64 seq;                  /* the server's; 0 when it is none */

  /*< private >*/
  struct
  {
    gsize start;
    gsize end;
  } runs[6];                    /* what is between the five that are replaced */
  guint n_runs;
} MajuEnvelope;

/* For what a client says to the server. A message with `to` may be as long as
 * MAJU_LIMIT_RELAYED, any other as MAJU_LIMIT_MESSAGE. Codes: SYNTAX, FIELD,
 * TOO_LARGE; the type is not looked up. */
gboolean maju_envelope_scan  (MajuEnvelope       *self,
                              const char         *text,
                              gsize               length,
                              GError            **error);

/* The same message as the receiver gets it: `to`, `id` and `ack` gone, and also
 * a `from` or `seq` that the sender made up; the true @from, the receiver's own
 * @seq and the @ack for the receiver in their place (0: left out); all other
 * members byte for byte.
 *
 * Returns: (transfer full): the text; its length in @out_length. */
char    *maju_envelope_relay (const MajuEnvelope *self,
                              const char         *text,
                              gsize               length,
                              const char         *from,
                              guint64             seq,
                              guint64             ack,
                              gsize              *out_length)
                              G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
