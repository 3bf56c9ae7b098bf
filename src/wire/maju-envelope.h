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
} MajuEnvelope;

gboolean maju_envelope_scan  (MajuEnvelope       *self,
                              const char         *text,
                              gsize               length,
                              GError            **error);

/* The same message as the receiver gets it: `to` and `id` and `ack` gone,
 * `from`, `seq` and the sender's side's @ack in their place, all other members
 * byte for byte.
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
