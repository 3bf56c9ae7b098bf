/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-participant.h"

G_BEGIN_DECLS

#define MAJU_TYPE_SPOTLIGHT (maju_spotlight_get_type ())

/**
 * MajuSpotlight:
 *
 * Follows who speaks, without nervous jumping: whoever has the spotlight keeps
 * it while he speaks and for a second after, and goes on having it while nobody
 * else speaks; it goes to somebody who has spoken for 600 ms, of several to the
 * one who has done so longest. A cough or a "yes" moves nothing.
 *
 * Property: `participant` (MajuParticipant, nullable, read-only): who has it;
 * %NULL only while there is nobody.
 */
G_DECLARE_FINAL_TYPE (MajuSpotlight, maju_spotlight, MAJU, SPOTLIGHT, GObject)

/* @participants: (nullable): a list of MajuParticipant. */
MajuSpotlight   *maju_spotlight_new (void) G_GNUC_WARN_UNUSED_RESULT;
void             maju_spotlight_set_participants (MajuSpotlight *self,
                                                  GListModel    *participants);

/* Returns: (transfer none) (nullable). */
MajuParticipant *maju_spotlight_get_participant (MajuSpotlight *self);

G_END_DECLS
