/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

#include "maju-gesture-watch.h"
#include "maju-reactions.h"

#include <glib/gi18n.h>

/* What somebody wants of us waits longer than what is only told. */
#define REQUEST_S 20

static MajuAudioSender *
get_microphone (MajuCallPage *self)
{
  return maju_local_media_get_microphone (maju_call_get_media (self->call));
}

static void
react_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  MajuCallPage *self = user_data;
  MajuReaction kind =
    maju_reaction_from_name (g_variant_get_string (parameter, NULL));

  if (self->call != NULL && kind != MAJU_REACTION_NONE)
    maju_gestures_react (
      maju_participant_get_gestures (maju_call_get_self (self->call)), kind);
}

static void
mute_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  MajuCallPage *self = user_data;

  if (self->call != NULL)
    maju_audio_sender_set_enabled (get_microphone (self), FALSE);
}

static void
ask_mute_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  MajuCallPage *self = user_data;
  g_autoptr(MajuParticipant) participant = NULL;
  g_autofree char *words = NULL;
  const char *name;

  if (self->call != NULL)
    participant = maju_call_page_find_participant (
      self, g_variant_get_string (parameter, NULL));
  if (participant == NULL)
    return;

  name = maju_participant_get_display_name (participant);
  if (maju_gestures_ask_mute (maju_participant_get_gestures (participant)))
    words = g_strdup_printf (_("%s was asked to mute"), name);
  else
    words = g_strdup_printf (_("%s was asked only just now"), name);
  maju_call_page_say (self, words);
}

static void
hand_cb (MajuCallPage    *self,
         MajuParticipant *participant)
{
  MajuGestures *gestures = maju_participant_get_gestures (participant);
  const char *name = maju_participant_get_display_name (participant);
  g_autofree char *words = NULL;

  if (maju_gestures_get_hand (gestures))
    {
      words = g_strdup_printf (_("%s raised a hand"), name);
      maju_call_page_say (self, words);
      return;
    }

  words = g_strdup_printf (_("%s lowered their hand"), name);
  maju_call_page_announce (self, words);
}

static void
reaction_cb (MajuCallPage    *self,
             MajuParticipant *participant,
             MajuReaction     kind)
{
  g_autofree char *words =
    maju_reactions_make_words (kind,
                               maju_participant_get_display_name (participant));

  maju_call_page_announce (self, words);
}

/* Nothing is switched from afar, and who is silent need not be asked. */
static void
asks_mute_cb (MajuCallPage    *self,
              MajuParticipant *participant)
{
  g_autofree char *words = NULL;

  if (!maju_audio_sender_get_enabled (get_microphone (self)))
    return;

  words = g_strdup_printf (_("%s asks you to mute"),
                           maju_participant_get_display_name (participant));
  maju_call_page_ask (self, words, _("Mute"), "call.mute", REQUEST_S);
}

static void
set_hand_action (MajuCallPage *self)
{
  MajuGestures *gestures;
  g_autoptr(GPropertyAction) hand = NULL;

  g_action_map_remove_action (G_ACTION_MAP (self->actions), "hand");
  if (self->call == NULL)
    return;

  gestures = maju_participant_get_gestures (maju_call_get_self (self->call));
  hand = g_property_action_new ("hand", gestures, "hand");
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (hand));
}

void
maju_call_page_gestures_set_call (MajuCallPage *self,
                                  MajuCall     *call)
{
  set_hand_action (self);
  g_clear_object (&self->gesture_watch);
  if (call == NULL)
    return;

  self->gesture_watch =
    maju_gesture_watch_new (maju_call_get_participants (call));
  g_signal_connect_object (self->gesture_watch, "hand",
                           G_CALLBACK (hand_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->gesture_watch, "reaction",
                           G_CALLBACK (reaction_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->gesture_watch, "asks-mute",
                           G_CALLBACK (asks_mute_cb), self, G_CONNECT_SWAPPED);
}

void
maju_call_page_gestures_init (MajuCallPage *self)
{
  static const GActionEntry entries[] = {
    { "react", react_cb, "s", NULL, NULL, { 0 } },
    { "mute", mute_cb, NULL, NULL, NULL, { 0 } },
    { "ask-mute", ask_mute_cb, "s", NULL, NULL, { 0 } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries,
                                   G_N_ELEMENTS (entries), self);
}
