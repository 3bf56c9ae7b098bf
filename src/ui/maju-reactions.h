/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-reaction.h"

G_BEGIN_DECLS

/* How a reaction is drawn and called. Never for MAJU_REACTION_NONE. */
const char *maju_reactions_get_icon_name (MajuReaction kind);
const char *maju_reactions_get_label (MajuReaction kind);

/* "Mina claps", for who does not see it.
 *
 * Returns: (transfer full). */
char       *maju_reactions_make_words (MajuReaction kind,
                                       const char  *name)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
