/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-ready-page-private.h"

#include "maju-media-words.h"
#include "maju-mirror-paintable.h"

#include <glib/gi18n.h>

/* The quietest that the meter shows, in dBFS. */
#define METER_FLOOR -60.0

/* A button for what can be done, or none. */
static void
update_way_out (GtkButton     *button,
                MajuDeviceKind kind,
                const GError  *error)
{
  MajuWayOut way = MAJU_WAY_OUT_NONE;

  if (error != NULL)
    way = maju_media_words_way_out (error);
  if (way == MAJU_WAY_OUT_SETTINGS && !maju_system_settings_have (kind))
    way = MAJU_WAY_OUT_RETRY;

  gtk_button_set_label (button, way == MAJU_WAY_OUT_SETTINGS
                                ? _("Open _Settings") : _("_Try Again"));
  gtk_widget_set_visible (GTK_WIDGET (button), way != MAJU_WAY_OUT_NONE);
}

static const char *
preview_child (MajuCaptureState state)
{
  switch (state)
    {
    case MAJU_CAPTURE_STATE_STARTING:
      return "starting";

    case MAJU_CAPTURE_STATE_RUNNING:
      return "picture";

    case MAJU_CAPTURE_STATE_FAILED:
      return "problem";

    case MAJU_CAPTURE_STATE_OFF:
    default:
      return "off";
    }
}

static void
camera_changed_cb (MajuReadyPage *self)
{
  MajuVideoSender *camera = maju_local_media_get_camera (self->media);
  const GError *error =
    maju_device_stream_get_error (MAJU_DEVICE_STREAM (camera));
  MajuCaptureState state =
    maju_device_stream_get_state (MAJU_DEVICE_STREAM (camera));
  g_autofree char *words = NULL;

  if (error != NULL)
    {
      words = maju_media_words_problem (MAJU_DEVICE_KIND_CAMERA, error);
      gtk_label_set_label (self->camera_problem, words);
    }
  update_way_out (self->camera_button, MAJU_DEVICE_KIND_CAMERA, error);
  gtk_stack_set_visible_child_name (self->preview_stack, preview_child (state));
}

static void
paintable_changed_cb (MajuReadyPage *self)
{
  MajuVideoSender *camera = maju_local_media_get_camera (self->media);
  GObject *paintable = maju_video_sender_get_paintable (camera);

  maju_mirror_paintable_set_paintable (MAJU_MIRROR_PAINTABLE (self->mirror),
                                       GDK_IS_PAINTABLE (paintable)
                                       ? GDK_PAINTABLE (paintable) : NULL);
}

static void
microphone_changed_cb (MajuReadyPage *self)
{
  MajuAudioSender *microphone = maju_local_media_get_microphone (self->media);
  const GError *error =
    maju_device_stream_get_error (MAJU_DEVICE_STREAM (microphone));

  if (error != NULL)
    {
      g_autofree char *words = NULL;

      words = maju_media_words_problem (MAJU_DEVICE_KIND_MICROPHONE, error);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->microphone_problem),
                                     words);
    }
  update_way_out (self->microphone_button, MAJU_DEVICE_KIND_MICROPHONE, error);
  gtk_widget_set_visible (GTK_WIDGET (self->microphone_problem), error != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->level_row), error == NULL);
}

static void
level_changed_cb (MajuReadyPage *self)
{
  MajuAudioSender *microphone = maju_local_media_get_microphone (self->media);
  double level = maju_audio_sender_get_level (microphone);
  double value = CLAMP (1.0 - level / METER_FLOOR, 0.0, 1.0);

  gtk_level_bar_set_value (self->level, self->microphone_on ? value : 0.0);
}

static void
devices_changed_cb (MajuReadyPage *self)
{
  MajuDeviceMonitor *devices = maju_local_media_get_devices (self->media);
  GListModel *speakers;
  g_autofree char *words = NULL;
  g_autoptr(GError) error = NULL;

  if (!maju_device_monitor_get_ready (devices))
    return;
  speakers = maju_device_monitor_get_devices (devices,
                                              MAJU_DEVICE_KIND_SPEAKER);
  if (!maju_device_monitor_get_served (devices))
    g_set_error_literal (&error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_NO_SERVICE,
                         "");
  else if (g_list_model_get_n_items (speakers) == 0)
    g_set_error_literal (&error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_NO_DEVICE,
                         "");
  if (error != NULL)
    {
      words = maju_media_words_problem (MAJU_DEVICE_KIND_SPEAKER, error);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->speaker_problem),
                                     words);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->speaker_problem), error != NULL);
}

void
maju_ready_page_camera_apply (MajuReadyPage *self)
{
  if (self->media != NULL)
    maju_video_sender_set_enabled (maju_local_media_get_camera (self->media),
                                   self->camera_on && self->preview);
}

void
maju_ready_page_microphone_apply (MajuReadyPage *self)
{
  MajuAudioSender *microphone;

  if (self->media == NULL)
    return;
  microphone = maju_local_media_get_microphone (self->media);
  maju_audio_sender_set_enabled (microphone, self->microphone_on);
  maju_audio_sender_set_active (microphone, self->preview);
  gtk_widget_set_visible (self->sound_test_row, self->preview);
  level_changed_cb (self);
}

void
maju_ready_page_way_out (MajuReadyPage *self,
                         MajuDeviceKind kind)
{
  MajuVideoSender *camera = maju_local_media_get_camera (self->media);
  MajuAudioSender *microphone = maju_local_media_get_microphone (self->media);
  const GError *error;

  error = kind == MAJU_DEVICE_KIND_CAMERA
          ? maju_device_stream_get_error (MAJU_DEVICE_STREAM (camera))
          : maju_device_stream_get_error (MAJU_DEVICE_STREAM (microphone));
  if (error == NULL)
    return;

  if (maju_media_words_way_out (error) == MAJU_WAY_OUT_SETTINGS &&
      maju_system_settings_have (kind))
    {
      maju_system_settings_open (kind);
    }
  else if (kind == MAJU_DEVICE_KIND_CAMERA)
    {
      maju_video_sender_set_enabled (camera, FALSE);
      maju_ready_page_camera_apply (self);
    }
  else
    {
      maju_audio_sender_set_active (microphone, FALSE);
      maju_ready_page_microphone_apply (self);
    }
}

void
maju_ready_page_devices_init (MajuReadyPage *self)
{
  static const char *offsets[] = {
    GTK_LEVEL_BAR_OFFSET_LOW, GTK_LEVEL_BAR_OFFSET_HIGH,
    GTK_LEVEL_BAR_OFFSET_FULL,
  };

  self->mirror = maju_mirror_paintable_new (NULL);
  gtk_picture_set_paintable (self->picture, self->mirror);

  /* Loudness is neither good nor bad: one colour. */
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    gtk_level_bar_remove_offset_value (self->level, offsets[i]);

  self->camera_signals = g_signal_group_new (MAJU_TYPE_VIDEO_SENDER);
  g_signal_group_connect_swapped (self->camera_signals, "notify::state",
                                  G_CALLBACK (camera_changed_cb), self);
  g_signal_group_connect_swapped (self->camera_signals, "notify::error",
                                  G_CALLBACK (camera_changed_cb), self);
  g_signal_group_connect_swapped (self->camera_signals, "notify::paintable",
                                  G_CALLBACK (paintable_changed_cb), self);

  self->microphone_signals = g_signal_group_new (MAJU_TYPE_AUDIO_SENDER);
  g_signal_group_connect_swapped (self->microphone_signals, "notify::state",
                                  G_CALLBACK (microphone_changed_cb), self);
  g_signal_group_connect_swapped (self->microphone_signals, "notify::error",
                                  G_CALLBACK (microphone_changed_cb), self);
  g_signal_group_connect_swapped (self->microphone_signals, "notify::level",
                                  G_CALLBACK (level_changed_cb), self);

  self->device_signals = g_signal_group_new (MAJU_TYPE_DEVICE_MONITOR);
  g_signal_group_connect_swapped (self->device_signals, "notify::ready",
                                  G_CALLBACK (devices_changed_cb), self);
  g_signal_group_connect_swapped (self->device_signals, "notify::served",
                                  G_CALLBACK (devices_changed_cb), self);
}

void
maju_ready_page_devices_set (MajuReadyPage  *self,
                             MajuLocalMedia *media)
{
  MajuDeviceMonitor *devices = NULL;
  MajuVideoSender *camera = NULL;
  MajuAudioSender *microphone = NULL;

  if (media != NULL)
    {
      devices = maju_local_media_get_devices (media);
      camera = maju_local_media_get_camera (media);
      microphone = maju_local_media_get_microphone (media);
    }
  g_signal_group_set_target (self->camera_signals, camera);
  g_signal_group_set_target (self->microphone_signals, microphone);
  g_signal_group_set_target (self->device_signals, devices);
  maju_device_row_set_devices (self->camera_row, devices);
  maju_device_row_set_devices (self->microphone_row, devices);
  maju_device_row_set_devices (self->speaker_row, devices);
  maju_sound_test_set_media (self->sound_test, media, FALSE);
  if (media == NULL)
    return;

  g_signal_connect_object (maju_device_monitor_get_devices (devices,
                                                            MAJU_DEVICE_KIND_SPEAKER),
                           "items-changed", G_CALLBACK (devices_changed_cb),
                           self, G_CONNECT_SWAPPED);
  maju_ready_page_camera_apply (self);
  maju_ready_page_microphone_apply (self);
  paintable_changed_cb (self);
  camera_changed_cb (self);
  microphone_changed_cb (self);
  devices_changed_cb (self);
}
