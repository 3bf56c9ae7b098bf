/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-device-monitor-private.h"

#include "maju-camera-portal-private.h"
#include "maju-device-private.h"
#include "maju-pipewire-private.h"

#include <pipewire/pipewire.h>

#define N_KINDS 3

enum
{
  PROP_READY = 1,
  PROP_AVAILABLE,
  PROP_CONNECTED,
  PROP_CAMERAS,
  PROP_MICROPHONES,
  PROP_SPEAKERS,
  N_PROPS
};

enum
{
  ACCESS_CHANGED,
  N_SIGNALS
};

struct _MajuDeviceMonitor
{
  GObject parent_instance;

  MajuPipewire *pipewire;
  gboolean connected;           /* by PipeWire's own socket */
  gboolean was_connected;
  gboolean ready;
  gboolean available;
  GListStore *devices[N_KINDS];
  char *defaults[N_KINDS];
  GHashTable *nodes;            /* node id -> GPtrArray of MajuDevice */

  guint cameras_wanted;
  MajuCameraPortal *portal;     /* (nullable): while cameras come by it */
  GHashTable *portal_nodes;     /* as above, of its connection */
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static const char *const media_classes[] = {
  "Video/Source", "Audio/Source", "Audio/Source/Virtual", "Audio/Sink",
  "Audio/Duplex", NULL,
};

static const char *const default_keys[N_KINDS] = {
  [MAJU_DEVICE_KIND_CAMERA] = "default.video.source",
  [MAJU_DEVICE_KIND_MICROPHONE] = "default.audio.source",
  [MAJU_DEVICE_KIND_SPEAKER] = "default.audio.sink",
};

G_DEFINE_FINAL_TYPE (MajuDeviceMonitor, maju_device_monitor, G_TYPE_OBJECT)

static int
compare_devices (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  MajuDevice *one = MAJU_DEVICE ((gpointer) a);
  MajuDevice *other = MAJU_DEVICE ((gpointer) b);
  int result;

  result = maju_device_get_is_default (other) -
    maju_device_get_is_default (one);
  if (result == 0)
    result = g_utf8_collate (maju_device_get_name (one),
                             maju_device_get_name (other));
  if (result == 0)
    result = g_strcmp0 (maju_device_get_id (one), maju_device_get_id (other));

  return result;
}

/* Names a symbolic icon: what the device says of itself if it does, else what
 * it is made like, else what it is. */
static char *
icon_name_for (MajuDeviceKind         kind,
               const struct spa_dict *props)
{
  static const struct
  {
    const char *form;
    const char *icon_name;
  } forms[] = {
    { "headset", "audio-headset-symbolic" },
    { "headphone", "audio-headphones-symbolic" },
    { "hands-free", "audio-headset-symbolic" },
    { "handset", "phone-symbolic" },
    { "webcam", "camera-web-symbolic" },
    { "microphone", "audio-input-microphone-symbolic" },
    { "tv", "video-display-symbolic" },
  };
  const char *icon_name = spa_dict_lookup (props, PW_KEY_DEVICE_ICON_NAME);
  const char *form = spa_dict_lookup (props, PW_KEY_DEVICE_FORM_FACTOR);

  /* A sound card's own icon says nothing of which of its ends this is. */
  if (icon_name != NULL && !g_str_has_prefix (icon_name, "audio-card"))
    return g_str_has_suffix (icon_name, "-symbolic")
           ? g_strdup (icon_name)
           : g_strconcat (icon_name, "-symbolic", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_strcmp0 (form, forms[i].form) == 0)
      return g_strdup (forms[i].icon_name);

  switch (kind)
    {
    case MAJU_DEVICE_KIND_CAMERA:
      return g_strdup ("camera-web-symbolic");

    case MAJU_DEVICE_KIND_MICROPHONE:
      return g_strdup ("audio-input-microphone-symbolic");

    case MAJU_DEVICE_KIND_SPEAKER:
    default:
      return g_strdup ("audio-speakers-symbolic");
    }
}

static void
add_device (MajuDeviceMonitor     *self,
            GHashTable            *nodes,
            MajuDeviceKind         kind,
            guint32                node_id,
            const struct spa_dict *props)
{
  const char *id = spa_dict_lookup (props, PW_KEY_NODE_NAME);
  const char *name = spa_dict_lookup (props, PW_KEY_NODE_DESCRIPTION);
  const char *serial = spa_dict_lookup (props, PW_KEY_OBJECT_SERIAL);
  g_autofree char *icon_name = NULL;
  g_autoptr(MajuDevice) device = NULL;
  GPtrArray *devices;

  /* The session manager's stand-in while there is no speaker. */
  if (id == NULL || g_str_equal (id, "auto_null"))
    return;
  if (name == NULL)
    name = spa_dict_lookup (props, PW_KEY_NODE_NICK);

  icon_name = icon_name_for (kind, props);
  device = maju_device_new (kind, id, name ? name : id, icon_name,
                            serial ? serial : id);
  maju_device_set_by_portal (device, nodes == self->portal_nodes);
  maju_device_set_is_default (device,
                              g_strcmp0 (id, self->defaults[kind]) == 0);

  devices = g_hash_table_lookup (nodes, GUINT_TO_POINTER (node_id));
  if (devices == NULL)
    {
      devices = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (nodes, GUINT_TO_POINTER (node_id), devices);
    }
  g_ptr_array_add (devices, g_object_ref (device));

  g_debug ("Found “%s” (%s)", maju_device_get_name (device), id);
  g_list_store_insert_sorted (self->devices[kind], device, compare_devices,
                              NULL);
}

static void
node_added_cb (guint32                id,
               const struct spa_dict *props,
               gpointer               user_data)
{
  MajuDeviceMonitor *self = user_data;
  const char *media_class = spa_dict_lookup (props, PW_KEY_MEDIA_CLASS);

  if (maju_pipewire_is_camera (props))
    add_device (self, self->nodes, MAJU_DEVICE_KIND_CAMERA, id, props);

  if (g_strcmp0 (media_class, "Audio/Source") == 0 ||
      g_strcmp0 (media_class, "Audio/Source/Virtual") == 0 ||
      g_strcmp0 (media_class, "Audio/Duplex") == 0)
    add_device (self, self->nodes, MAJU_DEVICE_KIND_MICROPHONE, id, props);

  if (g_strcmp0 (media_class, "Audio/Sink") == 0 ||
      g_strcmp0 (media_class, "Audio/Duplex") == 0)
    add_device (self, self->nodes, MAJU_DEVICE_KIND_SPEAKER, id, props);
}

static void
node_muted_cb (guint32  id,
               gboolean muted,
               gpointer user_data)
{
  MajuDeviceMonitor *self = user_data;
  GPtrArray *devices = g_hash_table_lookup (self->nodes, GUINT_TO_POINTER (id));

  for (guint i = 0; devices != NULL && i < devices->len; i++)
    maju_device_set_muted (g_ptr_array_index (devices, i), muted);
}

static void
remove_node (MajuDeviceMonitor *self,
             GHashTable        *nodes,
             guint32            id)
{
  g_autoptr(GPtrArray) devices = NULL;
  guint position;

  if (!g_hash_table_steal_extended (nodes, GUINT_TO_POINTER (id), NULL,
                                    (gpointer *) &devices))
    return;

  for (guint i = 0; i < devices->len; i++)
    {
      MajuDevice *device = g_ptr_array_index (devices, i);
      GListStore *store = self->devices[maju_device_get_kind (device)];

      g_debug ("“%s” is gone", maju_device_get_name (device));
      if (g_list_store_find (store, device, &position))
        g_list_store_remove (store, position);
    }
}

static void
node_removed_cb (guint32  id,
                 gpointer user_data)
{
  MajuDeviceMonitor *self = user_data;

  remove_node (self, self->nodes, id);
}

static void
mark_default (GListStore *store,
              const char *id)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (store));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(MajuDevice) device =
        g_list_model_get_item (G_LIST_MODEL (store), i);

      maju_device_set_is_default (device,
                                  g_strcmp0 (maju_device_get_id (device),
                                             id) == 0);
    }

  /* Sorted and told once, so that nobody sees a device missing. */
  g_list_store_sort (store, compare_devices, NULL);
}

static void
default_changed_cb (const char *key,
                    const char *name,
                    gpointer    user_data)
{
  MajuDeviceMonitor *self = user_data;

  for (guint kind = 0; kind < N_KINDS; kind++)
    {
      if (g_strcmp0 (key, default_keys[kind]) != 0 ||
          !g_set_str (&self->defaults[kind], name))
        continue;

      g_debug ("%s is now %s", key, name ? name : "nothing");
      mark_default (self->devices[kind], name);
    }
}

/* Says what is so, all at once. */
static void
update_state (MajuDeviceMonitor *self)
{
  gboolean available = self->connected ||
    (self->portal != NULL && maju_camera_portal_get_present (self->portal));

  g_object_freeze_notify (G_OBJECT (self));

  if (self->available != available)
    {
      self->available = available;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
    }

  if (!self->ready)
    {
      self->ready = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
    }

  g_object_thaw_notify (G_OBJECT (self));
}

static void
camera_added_cb (guint32                id,
                 const struct spa_dict *props,
                 gpointer               user_data)
{
  MajuDeviceMonitor *self = user_data;

  add_device (self, self->portal_nodes, MAJU_DEVICE_KIND_CAMERA, id, props);
}

static void
camera_removed_cb (guint32  id,
                   gpointer user_data)
{
  MajuDeviceMonitor *self = user_data;

  remove_node (self, self->portal_nodes, id);
}

static void
camera_default_changed_cb (const char *key,
                           const char *name,
                           gpointer    user_data)
{
  if (g_strcmp0 (key, default_keys[MAJU_DEVICE_KIND_CAMERA]) == 0)
    default_changed_cb (key, name, user_data);
}

static void
camera_changed_cb (gpointer user_data)
{
  MajuDeviceMonitor *self = user_data;

  update_state (self);
  g_signal_emit (self, signals[ACCESS_CHANGED], 0);
}

static const MajuCameraPortalFuncs camera_portal_funcs = {
  .camera_added = camera_added_cb,
  .camera_removed = camera_removed_cb,
  .default_changed = camera_default_changed_cb,
  .changed = camera_changed_cb,
};

/* Who cannot reach PipeWire itself gets cameras by the portal. One that could
 * before waits for it: the portal has no cameras without PipeWire either. */
static void
use_portal (MajuDeviceMonitor *self)
{
  if (self->portal != NULL || self->cameras_wanted == 0 ||
      !maju_device_monitor_get_by_portal (self))
    return;

  self->portal = maju_camera_portal_new (&camera_portal_funcs, self);
  for (guint i = 0; i < self->cameras_wanted; i++)
    maju_camera_portal_want (self->portal);
}

static void
leave_portal (MajuDeviceMonitor *self)
{
  GHashTableIter iter;
  gpointer id;

  if (self->portal == NULL)
    return;

  maju_camera_portal_close (self->portal);
  g_clear_object (&self->portal);

  g_hash_table_iter_init (&iter, self->portal_nodes);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      remove_node (self, self->portal_nodes, GPOINTER_TO_UINT (id));
      g_hash_table_iter_init (&iter, self->portal_nodes);
    }
  g_signal_emit (self, signals[ACCESS_CHANGED], 0);
}

static void
set_connected (MajuDeviceMonitor *self,
               gboolean           connected)
{
  if (self->connected == connected)
    return;

  self->connected = connected;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTED]);
}

static void
listed_cb (gpointer user_data)
{
  MajuDeviceMonitor *self = user_data;

  set_connected (self, TRUE);
  self->was_connected = TRUE;
  leave_portal (self);
  update_state (self);
}

static void
lost_cb (gpointer user_data)
{
  MajuDeviceMonitor *self = user_data;

  /* It is told each time that it was looked for. */
  if (self->connected || !self->ready)
    {
      g_hash_table_remove_all (self->nodes);
      for (guint kind = 0; kind < N_KINDS; kind++)
        {
          g_clear_pointer (&self->defaults[kind], g_free);
          g_list_store_remove_all (self->devices[kind]);
        }
    }

  set_connected (self, FALSE);
  update_state (self);
  use_portal (self);
}

static const MajuPipewireFuncs pipewire_funcs = {
  .node_added = node_added_cb,
  .node_muted = node_muted_cb,
  .node_removed = node_removed_cb,
  .default_changed = default_changed_cb,
  .listed = listed_cb,
  .lost = lost_cb,
};

static void
maju_device_monitor_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  MajuDeviceMonitor *self = MAJU_DEVICE_MONITOR (object);

  switch (prop_id)
    {
    case PROP_READY:
      g_value_set_boolean (value, self->ready);
      break;

    case PROP_AVAILABLE:
      g_value_set_boolean (value, self->available);
      break;

    case PROP_CONNECTED:
      g_value_set_boolean (value, self->connected);
      break;

    case PROP_CAMERAS:
      g_value_set_object (value, self->devices[MAJU_DEVICE_KIND_CAMERA]);
      break;

    case PROP_MICROPHONES:
      g_value_set_object (value, self->devices[MAJU_DEVICE_KIND_MICROPHONE]);
      break;

    case PROP_SPEAKERS:
      g_value_set_object (value, self->devices[MAJU_DEVICE_KIND_SPEAKER]);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_device_monitor_dispose (GObject *object)
{
  MajuDeviceMonitor *self = MAJU_DEVICE_MONITOR (object);

  if (self->pipewire != NULL)
    maju_pipewire_close (self->pipewire);
  g_clear_object (&self->pipewire);
  if (self->portal != NULL)
    maju_camera_portal_close (self->portal);
  g_clear_object (&self->portal);
  g_clear_pointer (&self->nodes, g_hash_table_unref);
  g_clear_pointer (&self->portal_nodes, g_hash_table_unref);
  for (guint kind = 0; kind < N_KINDS; kind++)
    {
      g_clear_object (&self->devices[kind]);
      g_clear_pointer (&self->defaults[kind], g_free);
    }

  G_OBJECT_CLASS (maju_device_monitor_parent_class)->dispose (object);
}

static void
maju_device_monitor_class_init (MajuDeviceMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = maju_device_monitor_get_property;
  object_class->dispose = maju_device_monitor_dispose;

  properties[PROP_READY] =
    g_param_spec_boolean ("ready", NULL, NULL, FALSE,
                          flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_AVAILABLE] =
    g_param_spec_boolean ("available", NULL, NULL, FALSE,
                          flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_CONNECTED] =
    g_param_spec_boolean ("connected", NULL, NULL, FALSE,
                          flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_CAMERAS] =
    g_param_spec_object ("cameras", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_MICROPHONES] =
    g_param_spec_object ("microphones", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_SPEAKERS] =
    g_param_spec_object ("speakers", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ACCESS_CHANGED] =
    g_signal_new ("access-changed", G_TYPE_FROM_CLASS (klass),
                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_device_monitor_init (MajuDeviceMonitor *self)
{
  pw_init (NULL, NULL);
  self->nodes =
    g_hash_table_new_full (NULL, NULL, NULL,
                           (GDestroyNotify) g_ptr_array_unref);
  self->portal_nodes =
    g_hash_table_new_full (NULL, NULL, NULL,
                           (GDestroyNotify) g_ptr_array_unref);
  for (guint kind = 0; kind < N_KINDS; kind++)
    self->devices[kind] = g_list_store_new (MAJU_TYPE_DEVICE);

  self->pipewire = maju_pipewire_new (media_classes, &pipewire_funcs, self);
}

MajuDeviceMonitor *
maju_device_monitor_new (void)
{
  return g_object_new (MAJU_TYPE_DEVICE_MONITOR, NULL);
}

gboolean
maju_device_monitor_get_ready (MajuDeviceMonitor *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (self), FALSE);

  return self->ready;
}

gboolean
maju_device_monitor_get_available (MajuDeviceMonitor *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (self), FALSE);

  return self->available;
}

gboolean
maju_device_monitor_get_connected (MajuDeviceMonitor *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (self), FALSE);

  return self->connected;
}

GListModel *
maju_device_monitor_get_devices (MajuDeviceMonitor *self,
                                 MajuDeviceKind     kind)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (self), NULL);
  g_return_val_if_fail (kind < N_KINDS, NULL);

  return G_LIST_MODEL (self->devices[kind]);
}

MajuDevice *
maju_device_monitor_lookup (MajuDeviceMonitor *self,
                            MajuDeviceKind     kind,
                            const char        *id)
{
  GListModel *devices;

  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (self), NULL);
  g_return_val_if_fail (kind < N_KINDS, NULL);

  devices = G_LIST_MODEL (self->devices[kind]);
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr(MajuDevice) device = g_list_model_get_item (devices, i);

      /* The list keeps it alive. */
      if (g_strcmp0 (maju_device_get_id (device), id) == 0)
        return device;
    }

  return NULL;
}

MajuDevice *
maju_device_monitor_get_default (MajuDeviceMonitor *self,
                                 MajuDeviceKind     kind)
{
  g_autoptr(MajuDevice) first = NULL;

  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (self), NULL);
  g_return_val_if_fail (kind < N_KINDS, NULL);

  /* The default is sorted first. Where there is none, the desktop's choice is
   * none of ours, such as a speaker's monitor: the first will do. */
  first = g_list_model_get_item (G_LIST_MODEL (self->devices[kind]), 0);

  return first;
}

gboolean
maju_device_monitor_get_by_portal (MajuDeviceMonitor *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (self), FALSE);

  return self->ready && !self->was_connected;
}

const GError *
maju_device_monitor_get_camera_error (MajuDeviceMonitor *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (self), NULL);

  return self->portal ? maju_camera_portal_get_error (self->portal) : NULL;
}

gboolean
maju_device_monitor_get_camera_pending (MajuDeviceMonitor *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (self), FALSE);

  return self->portal != NULL && maju_camera_portal_get_pending (self->portal);
}

void
maju_device_monitor_want_camera (MajuDeviceMonitor *self)
{
  g_return_if_fail (MAJU_IS_DEVICE_MONITOR (self));

  self->cameras_wanted++;
  if (self->portal != NULL)
    maju_camera_portal_want (self->portal);
  else
    use_portal (self);
}

void
maju_device_monitor_unwant_camera (MajuDeviceMonitor *self)
{
  g_return_if_fail (MAJU_IS_DEVICE_MONITOR (self));
  g_return_if_fail (self->cameras_wanted > 0);

  self->cameras_wanted--;
  if (self->portal != NULL)
    maju_camera_portal_unwant (self->portal);
}
