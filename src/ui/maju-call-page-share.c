/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

#include "maju-media-words.h"

#include <glib/gi18n.h>
#include <libportal-gtk4/portal-gtk4.h>

static const char *modes[] = {
  [MAJU_SCREEN_MODE_TEXT] = "text",
  [MAJU_SCREEN_MODE_MOTION] = "motion",
};

static MajuScreenShare *
get_share (MajuCallPage *self)
{
  return self->call != NULL ? maju_call_get_screen_share (self->call) : NULL;
}

static gboolean
is_busy (MajuScreenShare *share)
{
  MajuScreenState state = maju_screen_share_get_state (share);

  return state == MAJU_SCREEN_STATE_ASKING
         || state == MAJU_SCREEN_STATE_RUNNING;
}

static const char *
get_bar_words (MajuScreenShare *share)
{
  gboolean is_window = maju_screen_share_get_is_window (share);

  if (maju_screen_share_get_sound_on (share))
    return is_window
           ? _("You are sharing a window and this computer’s sound")
           : _("You are sharing your screen and this computer’s sound");

  return is_window ? _("You are sharing a window")
                   : _("You are sharing your screen");
}

static void
update_bar (MajuCallPage    *self,
            MajuScreenShare *share)
{
  gboolean running =
    maju_screen_share_get_state (share) == MAJU_SCREEN_STATE_RUNNING;

  if (running)
    adw_banner_set_title (self->share_banner, get_bar_words (share));
  /* A banner that is only folded still says its title to a screen reader. */
  gtk_widget_set_visible (GTK_WIDGET (self->share_banner), running);
  adw_banner_set_revealed (self->share_banner, running);
}

static void
say_failure (MajuCallPage *self,
             const GError *error)
{
  g_autofree char *words = NULL;

  /* Whoever chose nothing knows it. */
  if (error == NULL
      || g_error_matches (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_CANCELLED))
    return;

  words = maju_media_words_screen (error);
  maju_call_page_say_trouble (self, words);
}

static void
share_changed_cb (MajuCallPage *self)
{
  MajuScreenShare *share = get_share (self);
  MajuScreenState state = maju_screen_share_get_state (share);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions),
                                                "share");

  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_boolean (is_busy (share)));
  update_bar (self, share);
  if (state == self->share_state)
    return;

  if (state == MAJU_SCREEN_STATE_FAILED)
    say_failure (self, maju_screen_share_get_error (share));
  else if (state == MAJU_SCREEN_STATE_RUNNING)
    maju_call_page_say (self, maju_screen_share_get_is_window (share)
                        ? _("The others see your window")
                        : _("The others see your screen"));
  else if (state == MAJU_SCREEN_STATE_OFF
           && self->share_state == MAJU_SCREEN_STATE_RUNNING)
    maju_call_page_say (self, _("You stopped sharing"));
  self->share_state = state;
}

static void
mode_changed_cb (MajuCallPage *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions),
                                                "share-mode");
  MajuScreenMode mode = maju_screen_share_get_mode (get_share (self));

  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_string (modes[mode]));
  if (self->settings != NULL)
    g_settings_set_string (self->settings, "share-mode", modes[mode]);
}

static void
sound_changed_cb (MajuCallPage *self)
{
  MajuScreenShare *share = get_share (self);
  gboolean available = maju_screen_share_get_sound_available (share);
  gboolean sound = maju_screen_share_get_sound (share);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions),
                                                "share-sound");
  GAction *help = g_action_map_lookup_action (G_ACTION_MAP (self->actions),
                                              "share-sound-help");

  /* The menu shows one of them. */
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), available);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (help), !available);
  g_simple_action_set_state (G_SIMPLE_ACTION (action),
                             g_variant_new_boolean (sound));
  update_bar (self, share);
  if (self->settings != NULL)
    g_settings_set_boolean (self->settings, "share-sound", sound);
}

/* Told only when it changes while a screen is shared: the bar says it anyway. */
static void
sound_on_cb (MajuCallPage *self)
{
  MajuScreenShare *share = get_share (self);

  update_bar (self, share);
  if (maju_screen_share_get_state (share) != self->share_state)
    return;

  maju_call_page_say (self, maju_screen_share_get_sound_on (share)
                      ? _("The others hear what this computer plays")
                      : _("The others do not hear what this computer plays"));
}

static void
token_changed_cb (MajuCallPage *self)
{
  const char *token = maju_screen_share_get_restore_token (get_share (self));

  if (self->settings != NULL)
    g_settings_set_string (self->settings, "share-token",
                           token != NULL ? token : "");
}

/* How it ended is in the share's `state` and `error`. */
static void
started_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!maju_screen_share_start_finish (MAJU_SCREEN_SHARE (object), result,
                                       &error))
    g_debug ("Nothing is shared: %s", error->message);
}

static void
start (MajuCallPage    *self,
       MajuScreenShare *share)
{
  g_autoptr(XdpParent) parent = NULL;

  if (self->window != NULL)
    parent = xdp_parent_new_gtk (self->window);
  maju_screen_share_start_async (share, parent, NULL, started_cb, NULL);
}

static void
share_change_state_cb (GSimpleAction *action,
                       GVariant      *value,
                       gpointer       user_data)
{
  MajuScreenShare *share = get_share (user_data);
  gboolean wanted = g_variant_get_boolean (value);

  if (share == NULL || wanted == is_busy (share))
    return;

  if (wanted)
    start (user_data, share);
  else
    maju_screen_share_stop (share);
}

static void
stop_share_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  MajuScreenShare *share = get_share (user_data);

  if (share != NULL)
    maju_screen_share_stop (share);
}

/* The desktop asks again, instead of sharing what it was last. */
static void
share_other_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  MajuScreenShare *share = get_share (user_data);

  if (share == NULL)
    return;

  maju_screen_share_stop (share);
  maju_screen_share_set_restore_token (share, NULL);
  start (user_data, share);
}

static void
mode_change_state_cb (GSimpleAction *action,
                      GVariant      *value,
                      gpointer       user_data)
{
  MajuScreenShare *share = get_share (user_data);
  const char *name = g_variant_get_string (value, NULL);

  for (guint i = 0; share != NULL && i < G_N_ELEMENTS (modes); i++)
    {
      if (g_str_equal (modes[i], name))
        maju_screen_share_set_mode (share, (MajuScreenMode) i);
    }
}

static void
sound_change_state_cb (GSimpleAction *action,
                       GVariant      *value,
                       gpointer       user_data)
{
  MajuScreenShare *share = get_share (user_data);

  if (share != NULL)
    maju_screen_share_set_sound (share, g_variant_get_boolean (value));
}

static void
sound_help_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  maju_call_page_say_trouble (user_data,
                              _("Sound can be shared only where Maju reaches "
                                "PipeWire itself. The Flatpak does not: install "
                                "Maju without it, or check that PipeWire runs."));
}

/* Nobody is there to see what the others still would. */
static void
locked_cb (MajuCallPage *self)
{
  MajuScreenShare *share = get_share (self);

  if (share == NULL || !is_busy (share))
    return;

  /* Said here, instead of that it was stopped. */
  self->share_state = MAJU_SCREEN_STATE_OFF;
  maju_screen_share_stop (share);
  maju_call_page_say_trouble (self, _("The screen was locked, so you no longer "
                                      "share anything"));
}

static const GActionEntry entries[] = {
  { "share", NULL, NULL, "false", share_change_state_cb },
  { "share-mode", NULL, "s", "'text'", mode_change_state_cb },
  { "share-other", share_other_cb },
  { "share-sound", NULL, NULL, "false", sound_change_state_cb },
  { "share-sound-help", sound_help_cb },
  { "stop-share", stop_share_cb },
};

static void
other_changed_cb (MajuCallPage    *self,
                  MajuParticipant *participant,
                  gboolean         on)
{
  g_autofree char *words = NULL;

  /* Translators: %s is a person. */
  words = g_strdup_printf (on ? _("%s is sharing a screen")
                              : _("%s stopped sharing"),
                           maju_participant_get_display_name (participant));
  maju_call_page_say (self, words);
}

static void
watch_lock (MajuCallPage *self)
{
  GApplication *application = g_application_get_default ();

  self->lock_watch = maju_lock_watch_new (
    application != NULL ? g_application_get_dbus_connection (application) : NULL);
  g_signal_connect_object (self->lock_watch, "locked", G_CALLBACK (locked_cb),
                           self, G_CONNECT_SWAPPED);
}

void
maju_call_page_share_init (MajuCallPage *self)
{
  watch_lock (self);
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries,
                                   G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->grid, "share-changed",
                           G_CALLBACK (other_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->share_signals = g_signal_group_new (MAJU_TYPE_SCREEN_SHARE);
  g_signal_group_connect_object (self->share_signals, "notify::state",
                                 G_CALLBACK (share_changed_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->share_signals, "notify::is-window",
                                 G_CALLBACK (share_changed_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->share_signals, "notify::mode",
                                 G_CALLBACK (mode_changed_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->share_signals, "notify::sound",
                                 G_CALLBACK (sound_changed_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->share_signals, "notify::sound-available",
                                 G_CALLBACK (sound_changed_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->share_signals, "notify::sound-on",
                                 G_CALLBACK (sound_on_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->share_signals, "notify::restore-token",
                                 G_CALLBACK (token_changed_cb), self,
                                 G_CONNECT_SWAPPED);
}

static void
take_settings (MajuCallPage    *self,
               MajuScreenShare *share)
{
  g_autofree char *mode = g_settings_get_string (self->settings, "share-mode");
  g_autofree char *token = g_settings_get_string (self->settings,
                                                  "share-token");

  g_action_group_change_action_state (G_ACTION_GROUP (self->actions),
                                      "share-mode",
                                      g_variant_new_string (mode));
  maju_screen_share_set_sound (share,
                               g_settings_get_boolean (self->settings,
                                                       "share-sound"));
  if (*token != '\0')
    maju_screen_share_set_restore_token (share, token);
}

void
maju_call_page_share_set_call (MajuCallPage *self,
                               MajuCall     *call)
{
  MajuScreenShare *share = get_share (self);

  self->share_state = MAJU_SCREEN_STATE_OFF;
  g_signal_group_set_target (self->share_signals, share);
  if (share == NULL)
    return;

  if (self->settings != NULL)
    take_settings (self, share);
  mode_changed_cb (self);
  sound_changed_cb (self);
  share_changed_cb (self);
}
