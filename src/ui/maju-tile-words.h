/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-participant.h"

G_BEGIN_DECLS

/* What a tile says of a person instead of, or over, the picture.
 *
 * Returns: (transfer full) (nullable): nothing. */
char       *maju_tile_words_make_status (MajuParticipant *participant);

/* Why it is so, and what to do about it.
 *
 * Returns: (transfer none) (nullable): until the participant changes. */
const char *maju_tile_words_get_details (MajuParticipant *participant);

/* All that the tile shows, for who hears it.
 *
 * Returns: (transfer full). */
char       *maju_tile_words_describe (MajuParticipant *participant,
                                      gboolean         pinned);

/* Whether the tile is to say that they may be somebody else. */
gboolean    maju_tile_words_is_unverified (MajuParticipant *participant);

G_END_DECLS
