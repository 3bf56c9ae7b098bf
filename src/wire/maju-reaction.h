/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MajuReaction:
 *
 * What a person shows everybody for a moment without a word. A fixed list, so
 * that each side draws it in its own way and nobody sends pictures by it.
 */
typedef enum
{
  MAJU_REACTION_NONE,
  MAJU_REACTION_THUMBS_UP,
  MAJU_REACTION_CLAP,
  MAJU_REACTION_HEART,
  MAJU_REACTION_LAUGH,
  MAJU_REACTION_SURPRISE,
  MAJU_REACTION_CELEBRATE,
  MAJU_N_REACTIONS
} MajuReaction;

/* Returns: (transfer none) (nullable): as it is written on the wire. */
const char   *maju_reaction_to_name   (MajuReaction  reaction);

/* Returns: MAJU_REACTION_NONE when @name is %NULL or not known. */
MajuReaction  maju_reaction_from_name (const char   *name);

G_END_DECLS
