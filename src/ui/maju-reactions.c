/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-reactions.h"

#include <glib/gi18n.h>

static const struct
{
  const char *icon_name;
  const char *label;
  const char *words;
} reactions[MAJU_N_REACTIONS] = {
  [MAJU_REACTION_THUMBS_UP] = {
    "maju-reaction-thumbs-up", NC_("reaction", "Thumbs Up"),
    /* Translators: %s is a person, here and below. */
    N_("%s gives a thumbs up"),
  },
  [MAJU_REACTION_CLAP] = {
    "maju-reaction-clap", NC_("reaction", "Clap"), N_("%s claps"),
  },
  [MAJU_REACTION_HEART] = {
    "maju-reaction-heart", NC_("reaction", "Heart"), N_("%s sends a heart"),
  },
  [MAJU_REACTION_LAUGH] = {
    "maju-reaction-laugh", NC_("reaction", "Laugh"), N_("%s laughs"),
  },
  [MAJU_REACTION_SURPRISE] = {
    "maju-reaction-surprise", NC_("reaction", "Surprise"),
    N_("%s is surprised"),
  },
  [MAJU_REACTION_CELEBRATE] = {
    "maju-reaction-celebrate", NC_("reaction", "Celebrate"),
    N_("%s celebrates"),
  },
};

static gboolean
is_shown (MajuReaction kind)
{
  return kind > MAJU_REACTION_NONE && kind < MAJU_N_REACTIONS;
}

const char *
maju_reactions_get_icon_name (MajuReaction kind)
{
  g_return_val_if_fail (is_shown (kind), NULL);

  return reactions[kind].icon_name;
}

const char *
maju_reactions_get_label (MajuReaction kind)
{
  g_return_val_if_fail (is_shown (kind), NULL);

  return g_dpgettext2 (NULL, "reaction", reactions[kind].label);
}

G_GNUC_BEGIN_IGNORE_DEPRECATIONS
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

char *
maju_reactions_make_words (MajuReaction kind,
                           const char  *name)
{
  g_return_val_if_fail (is_shown (kind), NULL);

  return g_strdup_printf (_(reactions[kind].words), name);
}

#pragma GCC diagnostic pop
G_GNUC_END_IGNORE_DEPRECATIONS
