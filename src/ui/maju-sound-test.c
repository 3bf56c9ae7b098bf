/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-sound-test.h"

#include "maju-media-words.h"

#include "maju-clip-player.h"
#include "maju-clip.h"

#include <glib/gi18n.h>

/* How long a sentence may be. */
#define RECORD_MS 5000
/* Below this nobody spoke, and below that one is hard to understand; in dBFS. */
#define SILENCE -55.0
#define QUIET -40.0
/* The quietest that the meter shows, in dBFS. */
#define METER_FLOOR -60.0

typedef enum
{
  STEP_NONE,
  STEP_OPENING,        /* the microphone */
  STEP_RECORDING,
  STEP_PLAYING,        /* what was recorded */
  STEP_CHIME,
} Step;

struct _MajuSoundTest
{
  GtkWidget parent_instance;

  MajuLocalMedia *media;
  gboolean is_own;
  gboolean metered;
  GSignalGroup *microphone_signals;
  MajuClipPlayer *player;
  Step step;
  double heard;        /* how loud the recording is, in dBFS */
  guint record_id;
  MajuDeviceKind settings_kind;

  GtkWidget *child;
  GtkButton *microphone_button;
  GtkWidget *speaker_button;
  GtkLevelBar *level;
  GtkLabel *words;
  GtkWidget *settings_button;
};

G_DEFINE_FINAL_TYPE (MajuSoundTest, maju_sound_test, GTK_TYPE_WIDGET)

static MajuDeviceStream *
get_stream (MajuSoundTest *self,
            MajuDeviceKind kind)
{
  if (kind == MAJU_DEVICE_KIND_MICROPHONE)
    return MAJU_DEVICE_STREAM (maju_local_media_get_microphone (self->media));

  return MAJU_DEVICE_STREAM (maju_local_media_get_playback (self->media));
}

/* Returns: (transfer none) (nullable): what is used. */
static MajuDevice *
get_device (MajuSoundTest *self,
            MajuDeviceKind kind)
{
  MajuDeviceMonitor *devices = maju_local_media_get_devices (self->media);
  const char *id = maju_device_stream_get_device_id (get_stream (self, kind));

  return id != NULL ? maju_device_monitor_lookup (devices, kind, id)
                    : maju_device_monitor_get_default (devices, kind);
}

static void
say (MajuSoundTest *self,
     const char    *words)
{
  gtk_label_set_label (self->words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), words != NULL);
  gtk_widget_set_visible (self->settings_button, FALSE);
  if (words != NULL)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), words,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
say_problem (MajuSoundTest *self,
             MajuDeviceKind kind,
             const GError  *error)
{
  g_autofree char *words = maju_media_words_problem (kind, error);

  say (self, words);
}

/* @device: (nullable). Takes what is to be filled with its name. */
static void
say_of_device (MajuSoundTest *self,
               MajuDeviceKind kind,
               const char    *muted,
               const char    *otherwise)
{
  MajuDevice *device = get_device (self, kind);
  g_auto(GStrv) parts = NULL;
  g_autofree char *words = NULL;
  gboolean is_muted = device != NULL && maju_device_get_muted (device);

  /* The name may hold anything but is put in only once. */
  parts = g_strsplit (is_muted ? muted : otherwise, "%s", 2);
  words = g_strconcat (parts[0],
                       device != NULL ? maju_device_get_name (device) : "",
                       parts[1], NULL);
  say (self, words);
  self->settings_kind = kind;
  gtk_widget_set_visible (self->settings_button,
                          is_muted && maju_system_settings_have (kind));
}

static void
set_step (MajuSoundTest *self,
          Step           step)
{
  gboolean listening = step == STEP_OPENING || step == STEP_RECORDING;

  self->step = step;
  gtk_button_set_label (self->microphone_button,
                        step == STEP_NONE || step == STEP_CHIME
                        ? _("Test _Microphone") : _("_Stop"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->microphone_button),
                            step != STEP_CHIME);
  gtk_widget_set_sensitive (self->speaker_button, step == STEP_NONE);
  gtk_widget_set_visible (GTK_WIDGET (self->level), listening && self->metered);
}

/* Whatever is going on is over, and what it used is closed. */
static void
stop (MajuSoundTest *self)
{
  g_clear_handle_id (&self->record_id, g_source_remove);
  if (self->step == STEP_RECORDING)
    g_bytes_unref (maju_audio_sender_stop_recording (
                     maju_local_media_get_microphone (self->media)));
  if (self->is_own)
    maju_audio_sender_set_active (maju_local_media_get_microphone (self->media),
                                  FALSE);
  maju_clip_player_stop (self->player);
  set_step (self, STEP_NONE);
}

/* The sentence is said, or the time for it is over. */
static void
take_recording (MajuSoundTest *self)
{
  MajuAudioSender *microphone = maju_local_media_get_microphone (self->media);
  g_autoptr(GBytes) clip = NULL;

  g_clear_handle_id (&self->record_id, g_source_remove);
  clip = maju_audio_sender_stop_recording (microphone);
  if (self->is_own)
    maju_audio_sender_set_active (microphone, FALSE);
  self->heard = maju_clip_get_level (clip);
  g_debug ("A sentence of %u ms was heard with %.1f dBFS",
           maju_clip_get_duration (clip), self->heard);
  if (self->heard < SILENCE)
    {
      set_step (self, STEP_NONE);
      say_of_device (self, MAJU_DEVICE_KIND_MICROPHONE,
                     /* Translators: %s is the name of a microphone. */
                     _("Nothing was heard: “%s” is muted in the system’s "
                       "settings."),
                     /* Translators: %s is the name of a microphone. */
                     _("Nothing was heard. Look whether “%s” has a switch, or "
                       "choose another microphone."));
      return;
    }

  set_step (self, STEP_PLAYING);
  say (self, _("This is how others hear you…"));
  maju_clip_player_play (self->player, clip);
}

static gboolean
record_cb (gpointer user_data)
{
  MajuSoundTest *self = user_data;

  self->record_id = 0;
  take_recording (self);

  return G_SOURCE_REMOVE;
}

static void
state_cb (MajuSoundTest *self)
{
  MajuDeviceStream *stream = get_stream (self, MAJU_DEVICE_KIND_MICROPHONE);
  MajuCaptureState state = maju_device_stream_get_state (stream);
  g_autoptr(GError) error = NULL;

  if (self->step == STEP_OPENING && state == MAJU_CAPTURE_STATE_RUNNING)
    {
      set_step (self, STEP_RECORDING);
      say (self, _("Say a sentence. It is played back to you."));
      maju_audio_sender_start_recording (MAJU_AUDIO_SENDER (stream));
      self->record_id = g_timeout_add (RECORD_MS, record_cb, self);
    }
  else if ((self->step == STEP_OPENING || self->step == STEP_RECORDING)
           && state == MAJU_CAPTURE_STATE_FAILED)
    {
      error = g_error_copy (maju_device_stream_get_error (stream));
      stop (self);
      say_problem (self, MAJU_DEVICE_KIND_MICROPHONE, error);
    }
}

static void
level_cb (MajuSoundTest *self)
{
  double level = maju_audio_sender_get_level (
    maju_local_media_get_microphone (self->media));

  gtk_level_bar_set_value (self->level,
                           CLAMP (1.0 - level / METER_FLOOR, 0.0, 1.0));
}

static void
finished_cb (MajuSoundTest *self,
             const GError  *error)
{
  Step step = self->step;

  set_step (self, STEP_NONE);
  if (error != NULL)
    say_problem (self, MAJU_DEVICE_KIND_SPEAKER, error);
  else if (step == STEP_CHIME)
    say_of_device (self, MAJU_DEVICE_KIND_SPEAKER,
                   /* Translators: %s is the name of a speaker. */
                   _("Nothing is to be heard: “%s” is muted in the system’s "
                     "settings."),
                   /* Translators: %s is the name of a speaker. */
                   _("If you heard nothing, turn “%s” up, or choose another "
                     "speaker."));
  else if (self->heard < QUIET)
    say (self, _("You are hard to hear. Speak up, or come closer to the "
                 "microphone."));
  else
    say_of_device (self, MAJU_DEVICE_KIND_SPEAKER,
                   /* Translators: %s is the name of a speaker. */
                   _("You were heard, but “%s” is muted in the system’s "
                     "settings."),
                   /* Translators: %s is the name of a speaker. */
                   _("You were heard well. If you did not hear it, turn “%s” "
                     "up, or choose another speaker."));
}

static void
microphone_cb (MajuSoundTest *self)
{
  if (self->step == STEP_RECORDING)
    {
      take_recording (self);
      return;
    }
  if (self->step != STEP_NONE)
    {
      stop (self);
      say (self, NULL);
      return;
    }
  if (self->media == NULL)
    return;

  set_step (self, STEP_OPENING);
  if (self->is_own)
    maju_audio_sender_set_active (maju_local_media_get_microphone (self->media),
                                  TRUE);
  state_cb (self);
}

static void
speaker_cb (MajuSoundTest *self)
{
  g_autoptr(GBytes) clip = NULL;

  if (self->media == NULL || self->step != STEP_NONE)
    return;

  clip = maju_clip_new_chime ();
  set_step (self, STEP_CHIME);
  say (self, _("Listen…"));
  maju_clip_player_play (self->player, clip);
}

static void
settings_cb (MajuSoundTest *self)
{
  maju_system_settings_open (self->settings_kind);
}

static void
maju_sound_test_unmap (GtkWidget *widget)
{
  MajuSoundTest *self = MAJU_SOUND_TEST (widget);

  if (self->step != STEP_NONE)
    {
      stop (self);
      say (self, NULL);
    }

  GTK_WIDGET_CLASS (maju_sound_test_parent_class)->unmap (widget);
}

static void
maju_sound_test_dispose (GObject *object)
{
  MajuSoundTest *self = MAJU_SOUND_TEST (object);

  if (self->child != NULL)
    maju_sound_test_set_media (self, NULL, FALSE);
  g_clear_object (&self->microphone_signals);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), MAJU_TYPE_SOUND_TEST);

  G_OBJECT_CLASS (maju_sound_test_parent_class)->dispose (object);
}

#define BIND(name) \
gtk_widget_class_bind_template_child (widget_class, MajuSoundTest, name)

static void
maju_sound_test_class_init (MajuSoundTestClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = maju_sound_test_dispose;
  widget_class->unmap = maju_sound_test_unmap;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-sound-test.ui");
  BIND (child);
  BIND (microphone_button);
  BIND (speaker_button);
  BIND (level);
  BIND (words);
  BIND (settings_button);
  gtk_widget_class_bind_template_callback (widget_class, microphone_cb);
  gtk_widget_class_bind_template_callback (widget_class, speaker_cb);
  gtk_widget_class_bind_template_callback (widget_class, settings_cb);
}

#undef BIND

static void
maju_sound_test_init (MajuSoundTest *self)
{
  static const char *offsets[] = {
    GTK_LEVEL_BAR_OFFSET_LOW, GTK_LEVEL_BAR_OFFSET_HIGH,
    GTK_LEVEL_BAR_OFFSET_FULL,
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Loudness is neither good nor bad: one colour. */
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    gtk_level_bar_remove_offset_value (self->level, offsets[i]);
  self->microphone_signals = g_signal_group_new (MAJU_TYPE_AUDIO_SENDER);
  g_signal_group_connect_swapped (self->microphone_signals, "notify::state",
                                  G_CALLBACK (state_cb), self);
  g_signal_group_connect_swapped (self->microphone_signals, "notify::level",
                                  G_CALLBACK (level_cb), self);
  set_step (self, STEP_NONE);
}

void
maju_sound_test_set_media (MajuSoundTest  *self,
                           MajuLocalMedia *media,
                           gboolean        is_own)
{
  g_return_if_fail (MAJU_IS_SOUND_TEST (self));
  g_return_if_fail (media == NULL || MAJU_IS_LOCAL_MEDIA (media));

  if (self->media == media)
    return;

  if (self->step != STEP_NONE)
    stop (self);
  say (self, NULL);
  g_clear_object (&self->player);
  g_signal_group_set_target (self->microphone_signals, NULL);
  g_set_object (&self->media, media);
  self->is_own = is_own;
  if (media == NULL)
    return;

  self->player = maju_clip_player_new (maju_local_media_get_playback (media));
  g_signal_connect_object (self->player, "finished", G_CALLBACK (finished_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_group_set_target (self->microphone_signals,
                             maju_local_media_get_microphone (media));
}

void
maju_sound_test_set_metered (MajuSoundTest *self,
                             gboolean       metered)
{
  g_return_if_fail (MAJU_IS_SOUND_TEST (self));

  self->metered = metered;
}
