/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-media-settings.h"

struct _MajuMediaSettings
{
  GObject parent_instance;

  GSettings *settings;
  MajuLocalMedia *media;
  GSimpleActionGroup *actions;
};

static const char *const device_keys[] = {
  [MAJU_DEVICE_KIND_CAMERA] = "camera",
  [MAJU_DEVICE_KIND_MICROPHONE] = "microphone",
  [MAJU_DEVICE_KIND_SPEAKER] = "speaker",
};

/* Of the settings and of MajuAudioSender alike. */
static const char *const processing_keys[] = {
  "echo-cancellation", "noise-suppression", "gain-control",
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

static MajuDeviceStream *
get_stream (MajuMediaSettings *self,
            MajuDeviceKind     kind)
{
  switch (kind)
    {
    case MAJU_DEVICE_KIND_CAMERA:
      return MAJU_DEVICE_STREAM (maju_local_media_get_camera (self->media));

    case MAJU_DEVICE_KIND_MICROPHONE:
      return MAJU_DEVICE_STREAM (maju_local_media_get_microphone (self->media));

    case MAJU_DEVICE_KIND_SPEAKER:
    default:
      return MAJU_DEVICE_STREAM (maju_local_media_get_playback (self->media));
    }
}

/* The actions' state is what is used, which is not what the settings name while
 * that is not there. */
static void
apply (MajuMediaSettings *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (device_keys); i++)
    {
      g_autofree char *id = choose (self, device_keys[i], i);
      GAction *action = g_action_map_lookup_action (
        G_ACTION_MAP (self->actions), device_keys[i]);

      maju_device_stream_set_device_id (get_stream (self, i), id);
      g_simple_action_set_state (G_SIMPLE_ACTION (action),
                                 g_variant_new_string (id != NULL ? id : ""));
    }
}

static void
device_change_state_cb (GSimpleAction *action,
                        GVariant      *value,
                        gpointer       user_data)
{
  MajuMediaSettings *self = user_data;

  g_settings_set_string (self->settings, g_action_get_name (G_ACTION (action)),
                         g_variant_get_string (value, NULL));
}

static const GActionEntry entries[] = {
  { "camera", NULL, "s", "''", device_change_state_cb },
  { "microphone", NULL, "s", "''", device_change_state_cb },
  { "speaker", NULL, "s", "''", device_change_state_cb },
};

static void
add_actions (MajuMediaSettings *self)
{
  MajuAudioSender *microphone = maju_local_media_get_microphone (self->media);

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries,
                                   G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (processing_keys); i++)
    {
      g_autoptr(GAction) action = g_settings_create_action (self->settings,
                                                            processing_keys[i]);

      g_action_map_add_action (G_ACTION_MAP (self->actions), action);
      g_settings_bind (self->settings, processing_keys[i], microphone,
                       processing_keys[i], G_SETTINGS_BIND_GET);
    }
}

static void
maju_media_settings_dispose (GObject *object)
{
  MajuMediaSettings *self = MAJU_MEDIA_SETTINGS (object);

  /* The group may be used on by a page that is still closing. */
  if (self->actions != NULL)
    for (guint i = 0; i < G_N_ELEMENTS (device_keys); i++)
      g_action_map_remove_action (G_ACTION_MAP (self->actions), device_keys[i]);
  g_clear_object (&self->actions);
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
  self->actions = g_simple_action_group_new ();
}

MajuMediaSettings *
maju_media_settings_new (GSettings      *settings,
                         MajuLocalMedia *media)
{
  MajuMediaSettings *self;
  MajuDeviceMonitor *devices;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (MAJU_IS_LOCAL_MEDIA (media), NULL);

  self = g_object_new (MAJU_TYPE_MEDIA_SETTINGS, NULL);
  self->settings = g_object_ref (settings);
  self->media = g_object_ref (media);
  devices = maju_local_media_get_devices (media);

  add_actions (self);
  for (guint i = 0; i < G_N_ELEMENTS (device_keys); i++)
    {
      g_autofree char *changed = g_strconcat ("changed::", device_keys[i], NULL);

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

GActionGroup *
maju_media_settings_get_actions (MajuMediaSettings *self)
{
  g_return_val_if_fail (MAJU_IS_MEDIA_SETTINGS (self), NULL);

  return G_ACTION_GROUP (self->actions);
}
