/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-device-table-private.h"

#include "maju-pipewire-private.h"

#include <pipewire/pipewire.h>

struct _MajuDeviceTable
{
  GObject parent_instance;

  GListStore *devices[MAJU_N_DEVICE_KINDS];
  char *defaults[MAJU_N_DEVICE_ORIGINS][MAJU_N_DEVICE_KINDS];
  GHashTable *nodes[MAJU_N_DEVICE_ORIGINS]; /* id -> GPtrArray of MajuDevice */
};

static const char *const default_keys[MAJU_N_DEVICE_KINDS] = {
  [MAJU_DEVICE_KIND_CAMERA] = "default.video.source",
  [MAJU_DEVICE_KIND_MICROPHONE] = "default.audio.source",
  [MAJU_DEVICE_KIND_SPEAKER] = "default.audio.sink",
};

G_DEFINE_FINAL_TYPE (MajuDeviceTable, maju_device_table, G_TYPE_OBJECT)

static void
maju_device_table_dispose (GObject *object)
{
  MajuDeviceTable *self = MAJU_DEVICE_TABLE (object);

  for (guint origin = 0; origin < MAJU_N_DEVICE_ORIGINS; origin++)
    {
      g_clear_pointer (&self->nodes[origin], g_hash_table_unref);
      for (guint kind = 0; kind < MAJU_N_DEVICE_KINDS; kind++)
        g_clear_pointer (&self->defaults[origin][kind], g_free);
    }
  for (guint kind = 0; kind < MAJU_N_DEVICE_KINDS; kind++)
    g_clear_object (&self->devices[kind]);

  G_OBJECT_CLASS (maju_device_table_parent_class)->dispose (object);
}

static void
maju_device_table_class_init (MajuDeviceTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_device_table_dispose;
}

static void
maju_device_table_init (MajuDeviceTable *self)
{
  for (guint origin = 0; origin < MAJU_N_DEVICE_ORIGINS; origin++)
    self->nodes[origin] =
      g_hash_table_new_full (NULL, NULL, NULL,
                             (GDestroyNotify) g_ptr_array_unref);
  for (guint kind = 0; kind < MAJU_N_DEVICE_KINDS; kind++)
    self->devices[kind] = g_list_store_new (MAJU_TYPE_DEVICE);
}

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
add_device (MajuDeviceTable       *self,
            MajuDeviceOrigin       origin,
            MajuDeviceKind         kind,
            guint32                node_id,
            const struct spa_dict *props)
{
  const char *id = spa_dict_lookup (props, PW_KEY_NODE_NAME);
  const char *name = spa_dict_lookup (props, PW_KEY_NODE_DESCRIPTION);
  const char *serial = spa_dict_lookup (props, PW_KEY_OBJECT_SERIAL);
  g_autofree char *icon_name = NULL;
  g_autoptr(MajuDevice) device = NULL;
  GHashTable *nodes = self->nodes[origin];
  GPtrArray *devices;

  /* The session manager's stand-in while there is no speaker. */
  if (id == NULL || g_str_equal (id, "auto_null"))
    return;
  if (name == NULL)
    name = spa_dict_lookup (props, PW_KEY_NODE_NICK);

  icon_name = icon_name_for (kind, props);
  device = maju_device_new (origin, kind, id, name ? name : id, icon_name,
                            serial ? serial : id);
  maju_device_set_is_default (device,
                              g_strcmp0 (id,
                                         self->defaults[origin][kind]) == 0);

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
mark_default (GListStore      *store,
              MajuDeviceOrigin origin,
              const char      *id)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (store));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(MajuDevice) device =
        g_list_model_get_item (G_LIST_MODEL (store), i);

      if (maju_device_get_origin (device) == origin)
        maju_device_set_is_default (device,
                                    g_strcmp0 (maju_device_get_id (device),
                                               id) == 0);
    }

  /* Sorted and told once, so that nobody sees a device missing. */
  g_list_store_sort (store, compare_devices, NULL);
}

MajuDeviceTable *
maju_device_table_new (void)
{
  return g_object_new (MAJU_TYPE_DEVICE_TABLE, NULL);
}

GListModel *
maju_device_table_get_devices (MajuDeviceTable *self,
                               MajuDeviceKind   kind)
{
  return G_LIST_MODEL (self->devices[kind]);
}

void
maju_device_table_add (MajuDeviceTable       *self,
                       MajuDeviceOrigin       origin,
                       guint32                node_id,
                       const struct spa_dict *props)
{
  const char *media_class = spa_dict_lookup (props, PW_KEY_MEDIA_CLASS);

  if (maju_pipewire_is_camera (props))
    add_device (self, origin, MAJU_DEVICE_KIND_CAMERA, node_id, props);

  if (g_strcmp0 (media_class, "Audio/Source") == 0 ||
      g_strcmp0 (media_class, "Audio/Source/Virtual") == 0 ||
      g_strcmp0 (media_class, "Audio/Duplex") == 0)
    add_device (self, origin, MAJU_DEVICE_KIND_MICROPHONE, node_id, props);

  if (g_strcmp0 (media_class, "Audio/Sink") == 0 ||
      g_strcmp0 (media_class, "Audio/Duplex") == 0)
    add_device (self, origin, MAJU_DEVICE_KIND_SPEAKER, node_id, props);
}

void
maju_device_table_set_muted (MajuDeviceTable *self,
                             MajuDeviceOrigin origin,
                             guint32          node_id,
                             gboolean         muted)
{
  GPtrArray *devices = g_hash_table_lookup (self->nodes[origin],
                                            GUINT_TO_POINTER (node_id));

  for (guint i = 0; devices != NULL && i < devices->len; i++)
    maju_device_set_muted (g_ptr_array_index (devices, i), muted);
}

void
maju_device_table_remove (MajuDeviceTable *self,
                          MajuDeviceOrigin origin,
                          guint32          node_id)
{
  g_autoptr(GPtrArray) devices = NULL;
  guint position;

  if (!g_hash_table_steal_extended (self->nodes[origin],
                                    GUINT_TO_POINTER (node_id), NULL,
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

void
maju_device_table_set_default (MajuDeviceTable *self,
                               MajuDeviceOrigin origin,
                               const char      *key,
                               const char      *name)
{
  for (guint kind = 0; kind < MAJU_N_DEVICE_KINDS; kind++)
    {
      if (g_strcmp0 (key, default_keys[kind]) != 0 ||
          !g_set_str (&self->defaults[origin][kind], name))
        continue;

      g_debug ("%s is now %s", key, name ? name : "nothing");
      mark_default (self->devices[kind], origin, name);
    }
}

/* Told once, so that nobody turns to one that is about to go. */
static void
remove_origin (GListStore      *store,
               MajuDeviceOrigin origin)
{
  g_autoptr(GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (store));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(MajuDevice) device =
        g_list_model_get_item (G_LIST_MODEL (store), i);

      if (maju_device_get_origin (device) != origin)
        g_ptr_array_add (others, g_steal_pointer (&device));
    }

  if (others->len < n_items)
    g_list_store_splice (store, 0, n_items, others->pdata, others->len);
}

void
maju_device_table_remove_all (MajuDeviceTable *self,
                              MajuDeviceOrigin origin)
{
  g_hash_table_remove_all (self->nodes[origin]);
  for (guint kind = 0; kind < MAJU_N_DEVICE_KINDS; kind++)
    {
      g_clear_pointer (&self->defaults[origin][kind], g_free);
      remove_origin (self->devices[kind], origin);
    }
}
