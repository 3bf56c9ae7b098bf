/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-local-media.h"
#include "maju-participant-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_OWN_PRESENCE (maju_own_presence_get_type ())

/**
 * MajuOwnPresence:
 *
 * What others are told of oneself, from one's own devices and gestures; keeps
 * one's own participant up to date as well. Signal `changed`: tell the others.
 */
G_DECLARE_FINAL_TYPE (MajuOwnPresence, maju_own_presence, MAJU, OWN_PRESENCE,
                      GObject)

MajuOwnPresence *maju_own_presence_new (MajuParticipant *own,
                                        MajuLocalMedia  *media)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer none): oneself. */
MajuParticipant *maju_own_presence_get_participant (MajuOwnPresence *self);

/* The id that the server gave; peers that knew us by another one learn it. */
void             maju_own_presence_set_id (MajuOwnPresence *self,
                                           const char      *id);

/* Returns: (transfer full): a `presence` message. */
char            *maju_own_presence_print (MajuOwnPresence *self)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
