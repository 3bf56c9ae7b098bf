/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-message.h"
#include "maju-room-link.h"

G_BEGIN_DECLS

/**
 * MajuSeal:
 *
 * What makes the descriptions between two people theirs, and each of them
 * taken once: signatures with the link's key, and counters. A member of its
 * owner.
 */
typedef struct
{
  MajuRoomLink *link;
  guint64 counter_out;
  guint64 counter_in;
  MajuMessage *said;            /* the last descriptions */
  MajuMessage *taken;
  gboolean has_signed;
  gboolean has_unsigned;
  char *proven_to;              /* who was told that this path is ours */
} MajuSeal;

void         maju_seal_init (MajuSeal     *self,
                             MajuRoomLink *link);

/* Does no harm twice. */
void         maju_seal_clear (MajuSeal *self);

/* Goes on where @former, of an attempt that failed, has stopped. */
void         maju_seal_continue (MajuSeal       *self,
                                 const MajuSeal *former);
gboolean     maju_seal_has_key (const MajuSeal *self);

/* Before the first description: somebody of this id has signed in this call. */
void         maju_seal_require_signature (MajuSeal *self);

/* Numbers and signs @message, which is remembered. */
void         maju_seal_say (MajuSeal    *self,
                            MajuMessage *message,
                            const char  *own_id);

/* What was said last, for the member @remote_id: it shows that our end of this
 * path is ours.
 *
 * Returns: (transfer full) (nullable): not again for the same two ids. */
MajuMessage *maju_seal_prove (MajuSeal   *self,
                              const char *own_id,
                              const char *remote_id)
G_GNUC_WARN_UNUSED_RESULT;

/* Whether @message shows that about their end. */
gboolean     maju_seal_recognizes (MajuSeal    *self,
                                   const char  *own_id,
                                   MajuMessage *message);

/* %FALSE: MAJU_WIRE_ERROR_SIGNATURE. */
gboolean     maju_seal_check (const MajuSeal *self,
                              MajuMessage    *message,
                              const char     *remote_id,
                              const char     *own_id,
                              GError        **error);

/* Whether @message was not taken before. */
gboolean     maju_seal_is_new (const MajuSeal    *self,
                               const MajuMessage *message);

/* @message has been checked. */
void         maju_seal_take (MajuSeal    *self,
                             MajuMessage *message);

/* Whether all that was taken was signed, and something was. */
gboolean     maju_seal_get_signed (const MajuSeal *self);

G_END_DECLS
