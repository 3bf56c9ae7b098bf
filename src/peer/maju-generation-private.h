/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-ice-candidate-private.h"
#include "maju-transport-private.h"

G_BEGIN_DECLS

/**
 * MajuGeneration:
 *
 * One transport of a peer with what was negotiated for it: counted, because a
 * negotiation may outlast it.
 */
typedef struct
{
  guint number;
  MajuTransport *transport;
  MajuSdp *local;               /* what we said; %NULL: nothing yet */
  MajuSdp *remote;              /* what they said */
  gboolean remote_set;
  gboolean local_asked;
  gboolean proven;              /* the certificate is the described one */
  gboolean verified;            /* and open */
  GPtrArray *candidates;        /* (element-type MajuQueuedCandidate) */
  guint n_candidates;
  guint local_types;            /* bits of MajuIceCandidateType */
  guint remote_types;
} MajuGeneration;

typedef struct
{
  guint generation;
  guint media_index;
  char *candidate;
} MajuQueuedCandidate;

/* @transport: (transfer full). */
MajuGeneration      *maju_generation_new (guint          number,
                                          MajuTransport *transport)
G_GNUC_WARN_UNUSED_RESULT;
MajuGeneration      *maju_generation_ref (MajuGeneration *self);
void                 maju_generation_unref (MajuGeneration *self);

/* Hands @candidate on, or keeps it until the remote description is set.
 *
 * Returns: FALSE when there were too many. */
gboolean             maju_generation_add_candidate (MajuGeneration *self,
                                                    guint           media_index,
                                                    const char     *candidate);
void                 maju_generation_remote_is_set (MajuGeneration *self);

/* Notes which kinds of addresses there were, for the person's eyes. */
void                 maju_generation_note_type (guint      *types,
                                                const char *candidate);
char                *maju_generation_describe_types (guint types)
G_GNUC_WARN_UNUSED_RESULT;

MajuQueuedCandidate *maju_queued_candidate_new (guint       generation,
                                                guint       media_index,
                                                const char *candidate)
G_GNUC_WARN_UNUSED_RESULT;
void                 maju_queued_candidate_free (gpointer candidate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuGeneration, maju_generation_unref)

G_END_DECLS
