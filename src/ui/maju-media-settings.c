/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-media-settings.h"

struct _MajuMediaSettings
{
  GObject parent_instance;

  GSettings *settings;
  MajuLocalMedia *media;
};

G_DEFINE_FINAL_TYPE (MajuMediaSettings, maju_media_settings, G_TYPE_OBJECT)

/* Returns: the device to open; %NULL for the default. */
static char *
choose (MajuMediaSettings *self,
        const char        *key,
        MajuDeviceKind kind)
{
  g_autofree char *id = g_settings_get_string (self->settings, key);
  MajuDeviceMonitor *devices = maju_local_media_get_devices (self->media);

  if (*id == '\0')
    return NULL;
  if (g_str_equal (id, MAJU_DEVICE_ID_TEST) ||
      !maju_device_monitor_get_ready (devices) ||
      maju_device_monitor_lookup (devices, kind, id) != NULL)
    return g_steal_pointer (&id);
  return NULL;
}

static void
apply (MajuMediaSettings *self)
{
  MajuVideoSender *video = maju_local_media_get_camera (self->media);
  MajuAudioSender *audio = maju_local_media_get_microphone (self->media);
  MajuPlayback *playback = maju_local_media_get_playback (self->media);
  g_autofree char *camera = choose (self, "camera", MAJU_DEVICE_KIND_CAMERA);
  g_autofree char *microphone = choose (self, "microphone",
                                        MAJU_DEVICE_KIND_MICROPHONE);
  g_autofree char *speaker = choose (self, "speaker", MAJU_DEVICE_KIND_SPEAKER);

  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (video), camera);
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (audio),
                                    microphone);
  maju_device_stream_set_device_id (MAJU_DEVICE_STREAM (playback), speaker);
}

static void
maju_media_settings_dispose (GObject *object)
{
  MajuMediaSettings *self = MAJU_MEDIA_SETTINGS (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->media);

  G_OBJECT_CLASS (maju_media_settings_parent_class)->dispose (object);
}

static void
maju_media_settings_class_init (MajuMediaSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = maju_media_settings_dispose;
}

static void
maju_media_settings_init (MajuMediaSettings *self)
{
}

MajuMediaSettings *
maju_media_settings_new (GSettings      *settings,
                         MajuLocalMedia *media)
{
  static const char *keys[] = { "camera", "microphone", "speaker" };
  MajuMediaSettings *self;
  MajuDeviceMonitor *devices;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (MAJU_IS_LOCAL_MEDIA (media), NULL);

  self = g_object_new (MAJU_TYPE_MEDIA_SETTINGS, NULL);
  self->settings = g_object_ref (settings);
  self->media = g_object_ref (media);
  devices = maju_local_media_get_devices (media);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *changed = g_strconcat ("changed::", keys[i], NULL);

      g_signal_connect_object (settings, changed, G_CALLBACK (apply), self,
                               G_CONNECT_SWAPPED);
    }
  for (MajuDeviceKind kind = MAJU_DEVICE_KIND_CAMERA;
       kind <= MAJU_DEVICE_KIND_SPEAKER; kind++)
    g_signal_connect_object (maju_device_monitor_get_devices (devices, kind),
                             "items-changed", G_CALLBACK (apply), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (devices, "notify::ready", G_CALLBACK (apply), self,
                           G_CONNECT_SWAPPED);
  apply (self);
  return self;
}
