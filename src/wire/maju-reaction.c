/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-reaction.h"

static const char *const names[] = {
  [MAJU_REACTION_THUMBS_UP] = "thumbs_up",
  [MAJU_REACTION_CLAP] = "clap",
  [MAJU_REACTION_HEART] = "heart",
  [MAJU_REACTION_LAUGH] = "laugh",
  [MAJU_REACTION_SURPRISE] = "surprise",
  [MAJU_REACTION_CELEBRATE] = "celebrate",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == MAJU_N_REACTIONS);

const char *
maju_reaction_to_name (MajuReaction reaction)
{
  g_return_val_if_fail ((guint) reaction < G_N_ELEMENTS (names), NULL);

  return names[reaction];
}

MajuReaction
maju_reaction_from_name (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
    {
      if (g_strcmp0 (name, names[i]) == 0)
        return i;
    }

  return MAJU_REACTION_NONE;
}
