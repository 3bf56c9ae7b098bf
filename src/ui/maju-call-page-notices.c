/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-page-private.h"

#include "maju-media-words.h"

#include <glib/gi18n.h>

/* How much of a message a toast shows, in code points. */
#define EXCERPT 60

static void
announce (MajuCallPage *self,
          const char   *words)
{
  gtk_accessible_announce (GTK_ACCESSIBLE (self), words,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* What is said may hold other people's words, so it is never markup. */
static AdwToast *
make_toast (const char *words)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, words);

  return toast;
}

void
maju_call_page_say (MajuCallPage *self,
                    const char   *words)
{
  AdwToast *toast = make_toast (words);

  /* What is new is not kept waiting by what is old. */
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_set_timeout (toast, 4);
  adw_toast_overlay_add_toast (self->toasts, toast);
  announce (self, words);
}

void
maju_call_page_drop_message (MajuCallPage *self)
{
  if (self->toast != NULL
      && adw_toast_get_action_name (self->toast) != NULL)
    adw_toast_dismiss (self->toast);
}

static void
say_trouble (MajuCallPage *self,
             const char   *words)
{
  AdwToast *toast = make_toast (words);
  GtkWidget *label = gtk_label_new (words);

  /* What to do about it must not be cut off. */
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 50);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  adw_toast_set_custom_title (toast, label);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_timeout (toast, 8);
  adw_toast_overlay_add_toast (self->toasts, toast);
  announce (self, words);
}

/* The tile may be too small for the answers. */
static void
participant_state_cb (MajuParticipant *participant,
                      GParamSpec      *pspec,
                      MajuCallPage    *self)
{
  g_autofree char *words = NULL;
  AdwToast *toast;

  if (maju_participant_get_state (participant) != MAJU_PARTICIPANT_STATE_ASKING)
    return;

  words = g_strdup_printf (_("%s has no key and waits to be let in"),
                           maju_participant_get_display_name (participant));
  announce (self, words);
  if (maju_call_page_panel_shows (self, "people"))
    return;

  toast = make_toast (words);
  adw_toast_set_button_label (toast, _("Show"));
  adw_toast_set_action_name (toast, "call.people");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
participant_joined_cb (MajuCallPage    *self,
                       MajuParticipant *participant)
{
  g_autofree char *words =
    g_strdup_printf (_("%s joined"),
                     maju_participant_get_display_name (participant));

  maju_call_page_say (self, words);
  /* They come again when their connection was lost. */
  g_signal_handlers_disconnect_by_func (participant, participant_state_cb, self);
  g_signal_connect_object (participant, "notify::state",
                           G_CALLBACK (participant_state_cb), self, 0);
}

static void
participant_left_cb (MajuCallPage    *self,
                     MajuParticipant *participant,
                     gboolean         lost)
{
  const char *name = maju_participant_get_display_name (participant);
  g_autofree char *words = NULL;

  /* Translators: the connection broke; %s is a person. */
  words = g_strdup_printf (lost ? _("The connection to %s was lost")
                                : _("%s left"),
                           name);
  maju_call_page_say (self, words);
}

static char *
make_excerpt (const char *text)
{
  g_autofree char *line = g_strdup (text);
  g_autofree char *start = NULL;

  g_strdelimit (line, "\n\r\t", ' ');
  if (g_utf8_strlen (line, -1) <= EXCERPT)
    return g_steal_pointer (&line);

  start = g_utf8_substring (line, 0, EXCERPT);

  return g_strconcat (start, "…", NULL);
}

static void
message_received_cb (MajuCallPage    *self,
                     MajuChatMessage *message)
{
  g_autofree char *excerpt = NULL;
  g_autofree char *words = NULL;
  AdwToast *toast;

  /* Translators: a message in the chat: who wrote it, and its text. */
  excerpt = make_excerpt (maju_chat_message_get_text (message));
  words = g_strdup_printf (_("%s: %s"),
                           maju_chat_message_get_sender_name (message),
                           excerpt);
  announce (self, words);
  if (maju_call_page_panel_shows (self, "chat"))
    {
      maju_call_page_panel_mark_read (self);
      return;
    }

  toast = make_toast (words);
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_set_button_label (toast, _("Show"));
  adw_toast_set_action_name (toast, "call.chat");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* Says once that a device failed, and once that it works again. */
static void
follow_device (MajuCallPage    *self,
               MajuDeviceKind   kind,
               MajuCaptureState state,
               const GError    *error,
               const char      *back,
               gboolean        *failed)
{
  if (state == MAJU_CAPTURE_STATE_FAILED && !*failed && error != NULL)
    {
      g_autofree char *words = maju_media_words_problem (kind, error);

      *failed = TRUE;
      say_trouble (self, words);
    }
  else if (state == MAJU_CAPTURE_STATE_RUNNING && *failed)
    {
      *failed = FALSE;
      maju_call_page_say (self, back);
    }
  else if (state == MAJU_CAPTURE_STATE_OFF)
    *failed = FALSE;
}

/* What the button of a device that failed says. */
static void
mark_device (MajuCallPage  *self,
             const char    *property,
             MajuDeviceKind kind,
             const GError  *error,
             gboolean       failed)
{
  g_autofree char *words = NULL;

  if (failed && error != NULL)
    words = maju_media_words_problem (kind, error);
  g_object_set (self->controls, property, words, NULL);
}

static void
camera_changed_cb (MajuCallPage *self)
{
  MajuLocalMedia *media = maju_call_get_media (self->call);
  MajuDeviceStream *camera =
    MAJU_DEVICE_STREAM (maju_local_media_get_camera (media));
  const GError *error = maju_device_stream_get_error (camera);

  follow_device (self, MAJU_DEVICE_KIND_CAMERA,
                 maju_device_stream_get_state (camera), error,
                 _("The camera works again"), &self->camera_failed);
  mark_device (self, "camera-trouble", MAJU_DEVICE_KIND_CAMERA, error,
               self->camera_failed);
}

static void
microphone_changed_cb (MajuCallPage *self)
{
  MajuLocalMedia *media = maju_call_get_media (self->call);
  MajuDeviceStream *microphone =
    MAJU_DEVICE_STREAM (maju_local_media_get_microphone (media));
  const GError *error = maju_device_stream_get_error (microphone);

  follow_device (self, MAJU_DEVICE_KIND_MICROPHONE,
                 maju_device_stream_get_state (microphone), error,
                 _("The microphone works again"), &self->microphone_failed);
  mark_device (self, "microphone-trouble", MAJU_DEVICE_KIND_MICROPHONE, error,
               self->microphone_failed);
}

static void
playback_changed_cb (MajuCallPage *self)
{
  MajuLocalMedia *media = maju_call_get_media (self->call);
  MajuDeviceStream *playback =
    MAJU_DEVICE_STREAM (maju_local_media_get_playback (media));

  follow_device (self, MAJU_DEVICE_KIND_SPEAKER,
                 maju_device_stream_get_state (playback),
                 maju_device_stream_get_error (playback),
                 _("The speaker works again"), &self->playback_failed);
}

static GSignalGroup *
make_device_group (MajuCallPage *self,
                   GType         type,
                   GCallback     callback)
{
  GSignalGroup *group = g_signal_group_new (type);

  g_signal_group_connect_object (group, "notify::state", callback, self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (group, "notify::error", callback, self,
                                 G_CONNECT_SWAPPED);

  return group;
}

void
maju_call_page_notices_init (MajuCallPage *self)
{
  g_signal_group_connect_object (self->call_signals, "participant-joined",
                                 G_CALLBACK (participant_joined_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->call_signals, "participant-left",
                                 G_CALLBACK (participant_left_cb), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->chat_signals, "received",
                                 G_CALLBACK (message_received_cb), self,
                                 G_CONNECT_SWAPPED);
  self->camera_signals =
    make_device_group (self, MAJU_TYPE_VIDEO_SENDER,
                       G_CALLBACK (camera_changed_cb));
  self->microphone_signals =
    make_device_group (self, MAJU_TYPE_AUDIO_SENDER,
                       G_CALLBACK (microphone_changed_cb));
  self->playback_signals =
    make_device_group (self, MAJU_TYPE_PLAYBACK,
                       G_CALLBACK (playback_changed_cb));
}

static gboolean
has_failed (gpointer stream)
{
  return maju_device_stream_get_state (stream) == MAJU_CAPTURE_STATE_FAILED;
}

/* What does not work from the start was said before the call; here only the
 * buttons show it. */
static void
forget_devices (MajuCallPage   *self,
                MajuLocalMedia *media)
{
  self->camera_failed =
    media != NULL && has_failed (maju_local_media_get_camera (media));
  self->microphone_failed =
    media != NULL && has_failed (maju_local_media_get_microphone (media));
  self->playback_failed =
    media != NULL && has_failed (maju_local_media_get_playback (media));
}

void
maju_call_page_notices_set_call (MajuCallPage *self,
                                 MajuCall     *call)
{
  MajuLocalMedia *media = call != NULL ? maju_call_get_media (call) : NULL;

  forget_devices (self, media);
  g_signal_group_set_target (self->camera_signals,
                             media != NULL
                             ? maju_local_media_get_camera (media) : NULL);
  g_signal_group_set_target (self->microphone_signals,
                             media != NULL
                             ? maju_local_media_get_microphone (media) : NULL);
  g_signal_group_set_target (self->playback_signals,
                             media != NULL
                             ? maju_local_media_get_playback (media) : NULL);
  if (media == NULL)
    return;

  camera_changed_cb (self);
  microphone_changed_cb (self);
  playback_changed_cb (self);
}
