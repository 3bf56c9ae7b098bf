/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-participant.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_TILE_REACTIONS (maju_tile_reactions_get_type ())

/**
 * MajuTileReactions:
 *
 * Lies over a person's tile: their reactions, which float up for a few seconds.
 * With reduced motion they stay where they are.
 */
G_DECLARE_FINAL_TYPE (MajuTileReactions, maju_tile_reactions, MAJU, TILE_REACTIONS,
                      GtkWidget)

void maju_tile_reactions_set_participant (MajuTileReactions *self,
                                          MajuParticipant   *participant);

G_END_DECLS
