/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-tile-words.h"

#include <glib/gi18n.h>

static gboolean
has_state (MajuParticipant     *participant,
           MajuParticipantState state)
{
  return maju_participant_get_state (participant) == state;
}

char *
maju_tile_words_make_status (MajuParticipant *participant)
{
  switch (maju_participant_get_state (participant))
    {
    case MAJU_PARTICIPANT_STATE_CONNECTING:
      return g_strdup (_("Connecting…"));

    case MAJU_PARTICIPANT_STATE_ASKING:
      /* Translators: may that person come into the call? */
      return g_strdup_printf (_("Let %s in?"),
                              maju_participant_get_display_name (participant));

    case MAJU_PARTICIPANT_STATE_WAITING:
      return g_strdup (_("Waiting to be let in…"));

    case MAJU_PARTICIPANT_STATE_RECONNECTING:
      return g_strdup (_("Reconnecting…"));

    case MAJU_PARTICIPANT_STATE_FAILED:
      return g_strdup (_("Not Connected"));

    case MAJU_PARTICIPANT_STATE_CONNECTED:
    case MAJU_PARTICIPANT_STATE_UNSTABLE:
    case MAJU_PARTICIPANT_STATE_GONE:
    default:
      return NULL;
    }
}

const char *
maju_tile_words_get_details (MajuParticipant *participant)
{
  const GError *error;

  if (has_state (participant, MAJU_PARTICIPANT_STATE_ASKING))
    return _("They joined without the link’s key and may be somebody else. "
             "Until you let them in, they neither see nor hear you.");
  if (!has_state (participant, MAJU_PARTICIPANT_STATE_FAILED))
    return NULL;

  error = maju_participant_get_error (participant);

  return error != NULL ? error->message : NULL;
}

gboolean
maju_tile_words_is_unverified (MajuParticipant *participant)
{
  return has_state (participant, MAJU_PARTICIPANT_STATE_ASKING)
         || (!maju_participant_get_is_self (participant)
             && maju_participant_get_trust (participant)
             == MAJU_TRUST_UNVERIFIED);
}

char *
maju_tile_words_describe (MajuParticipant *participant,
                          gboolean         pinned)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) words = NULL;
  const char *details = maju_tile_words_get_details (participant);
  g_autofree char *status = maju_tile_words_make_status (participant);

  if (maju_participant_get_is_self (participant))
    g_strv_builder_add (builder, C_("tile", "you"));
  if (maju_gestures_get_hand (maju_participant_get_gestures (participant)))
    g_strv_builder_add (builder, C_("tile", "hand raised"));
  if (status != NULL)
    g_strv_builder_add (builder, status);
  if (details != NULL)
    g_strv_builder_add (builder, details);
  if (has_state (participant, MAJU_PARTICIPANT_STATE_UNSTABLE))
    g_strv_builder_add (builder, C_("tile", "unstable connection"));
  if (!maju_participant_get_microphone_on (participant))
    g_strv_builder_add (builder, C_("tile", "muted"));
  if (!maju_participant_get_camera_on (participant))
    g_strv_builder_add (builder, C_("tile", "camera off"));
  if (maju_participant_get_speaking (participant))
    g_strv_builder_add (builder, C_("tile", "speaking"));
  if (maju_tile_words_is_unverified (participant))
    g_strv_builder_add (builder, C_("tile", "not verified"));
  if (pinned)
    g_strv_builder_add (builder, C_("tile", "pinned"));

  words = g_strv_builder_end (builder);
  /* Translators: stands between the things that are said about a person. */
  return g_strjoinv (C_("tile", ", "), words);
}
