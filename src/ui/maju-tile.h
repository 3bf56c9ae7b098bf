/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-participant.h"

G_BEGIN_DECLS

#define MAJU_TYPE_TILE (maju_tile_get_type ())

/**
 * MajuTile:
 *
 * One person in the call: the picture, or an avatar while there is none, and
 * over it the name, what is muted, who speaks, and what is wrong with the
 * connection. The own picture is shown as in a mirror.
 *
 * Properties: `participant` (MajuParticipant), `fill` (gboolean: the tile is
 * the whole stage and has no corners), `inset` (int: how much of the bottom is
 * covered by something else, in pixels), `pinned` (gboolean: kept large).
 */
G_DECLARE_FINAL_TYPE (MajuTile, maju_tile, MAJU, TILE, GtkWidget)

GtkWidget       *maju_tile_new (MajuParticipant *participant);

void             maju_tile_set_fill (MajuTile *self,
                                     gboolean  fill);
void             maju_tile_set_inset (MajuTile *self,
                                      int       inset);
void             maju_tile_set_pinned (MajuTile *self,
                                       gboolean  pinned);

/* Returns: (transfer none). */
MajuParticipant *maju_tile_get_participant (MajuTile *self);

/* How high the whole picture would be shown now, in pixels of the display. */
guint            maju_tile_get_shown_height (MajuTile *self);

G_END_DECLS
