/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-participant-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_PEOPLE (maju_people_get_type ())

/**
 * MajuPeople:
 *
 * The other people in the call as they are shown: in the order in which they
 * came, no two with the same display name, oneself counted.
 *
 * Properties: `trust` (MajuTrust: the least of all who are connected).
 */
G_DECLARE_FINAL_TYPE (MajuPeople, maju_people, MAJU, PEOPLE, GObject)

MajuPeople *maju_people_new (MajuParticipant *own)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer none): of MajuParticipant. */
GListModel *maju_people_get_list (MajuPeople *self);
MajuTrust   maju_people_get_trust (MajuPeople *self);

/* What the worst of the paths to them loses of what we send, 0 to 1. */
double      maju_people_get_loss (MajuPeople *self);

/* At the end, with a display name. Whether they were not here before. */
gboolean    maju_people_add (MajuPeople      *self,
                             MajuParticipant *participant);

/* They are GONE. Whether they were here. */
gboolean    maju_people_remove (MajuPeople      *self,
                                MajuParticipant *participant);

G_END_DECLS
