/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-pipewire-private.h"

#include "maju-media-private.h"

#include <pipewire/extensions/metadata.h>
#include <pipewire/pipewire.h>
#include <spa/param/audio/raw.h>
#include <spa/param/props.h>
#include <spa/pod/iter.h>
#include <spa/utils/json.h>
#include <spa/utils/result.h>

#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>

#define RETRY_MIN_MS 250
#define RETRY_MAX_MS 5000

typedef struct
{
  GSource parent;
  struct pw_loop *loop;
} LoopSource;

typedef struct
{
  MajuPipewire *owner;          /* (unowned) */
  guint32 id;
  struct pw_proxy *proxy;
  struct spa_hook proxy_listener;
  struct spa_hook node_listener;
  gboolean told;
  gboolean muted;
} Node;

struct _MajuPipewire
{
  GObject parent_instance;

  char **classes;
  const MajuPipewireFuncs *funcs;
  gpointer user_data;

  gboolean given;               /* somebody else has connected */
  int fd;                       /* to what is not used yet, or -1 */

  struct pw_loop *loop;
  GSource *loop_source;
  GSource *retry_source;
  guint retry_ms;

  struct pw_context *context;
  struct pw_core *core;
  struct spa_hook core_listener;
  struct pw_registry *registry;
  struct spa_hook registry_listener;
  struct pw_proxy *metadata;
  struct spa_hook metadata_listener;
  guint32 metadata_id;
  GHashTable *nodes;            /* id -> Node */
  int sync_seq;
  guint syncs;
};

G_DEFINE_FINAL_TYPE (MajuPipewire, maju_pipewire, G_TYPE_OBJECT)

static gboolean
loop_source_dispatch (GSource    *source,
                      GSourceFunc callback,
                      gpointer    user_data)
{
  LoopSource *loop_source = (LoopSource *) source;
  int result = pw_loop_iterate (loop_source->loop, 0);

  if (result < 0 && result != -EINTR)
    g_warning ("PipeWire's loop failed: %s", spa_strerror (result));

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs loop_source_funcs = {
  .dispatch = loop_source_dispatch,
};

static void
node_free (gpointer data)
{
  Node *node = data;

  spa_hook_remove (&node->node_listener);
  spa_hook_remove (&node->proxy_listener);
  pw_proxy_destroy (node->proxy);
  g_free (node);
}

static void
node_info_cb (void                      *data,
              const struct pw_node_info *info)
{
  Node *node = data;
  MajuPipewire *self = node->owner;

  if (node->told || info->props == NULL || self->funcs == NULL)
    return;

  node->told = TRUE;
  self->funcs->node_added (node->id, info->props, self->user_data);
  if (node->muted && self->funcs->node_muted != NULL)
    self->funcs->node_muted (node->id, TRUE, self->user_data);
}

/* Muted, or turned down to nothing. */
static gboolean
is_muted (const struct spa_pod *param)
{
  float volumes[SPA_AUDIO_MAX_CHANNELS];
  bool mute = false;
  guint n_volumes = 0;
  const struct spa_pod_prop *prop;

  prop = spa_pod_find_prop (param, NULL, SPA_PROP_mute);
  if (prop != NULL && spa_pod_get_bool (&prop->value, &mute) == 0 && mute)
    return TRUE;

  prop = spa_pod_find_prop (param, NULL, SPA_PROP_channelVolumes);
  if (prop != NULL)
    n_volumes = spa_pod_copy_array (&prop->value, SPA_TYPE_Float, volumes,
                                    SPA_AUDIO_MAX_CHANNELS);
  for (guint i = 0; i < n_volumes; i++)
    if (volumes[i] > 0)
      return FALSE;

  return n_volumes > 0;
}

static void
node_param_cb (void                 *data,
               int                   seq,
               uint32_t              id,
               uint32_t              index,
               uint32_t              next,
               const struct spa_pod *param)
{
  Node *node = data;
  MajuPipewire *self = node->owner;
  gboolean muted;

  if (id != SPA_PARAM_Props || param == NULL)
    return;

  muted = is_muted (param);
  if (node->muted == muted)
    return;

  node->muted = muted;
  if (node->told && self->funcs != NULL && self->funcs->node_muted != NULL)
    self->funcs->node_muted (node->id, muted, self->user_data);
}

static const struct pw_node_events node_events = {
  PW_VERSION_NODE_EVENTS,
  .info = node_info_cb,
  .param = node_param_cb,
};

/* The server may take a proxy away before the registry says so. */
static void
proxy_removed_cb (void *data)
{
  Node *node = data;

  g_debug ("Node %u is gone", node->id);
}

static const struct pw_proxy_events proxy_events = {
  PW_VERSION_PROXY_EVENTS,
  .removed = proxy_removed_cb,
};

static int
metadata_property_cb (void       *data,
                      uint32_t    subject,
                      const char *key,
                      const char *type,
                      const char *value)
{
  MajuPipewire *self = data;
  char name[512];

  if (subject != PW_ID_CORE || key == NULL || self->funcs == NULL ||
      self->funcs->default_changed == NULL)
    return 0;

  if (value == NULL ||
      spa_json_str_object_find (value, strlen (value), "name", name,
                                sizeof name) <= 0)
    self->funcs->default_changed (key, NULL, self->user_data);
  else
    self->funcs->default_changed (key, name, self->user_data);

  return 0;
}

static const struct pw_metadata_events metadata_events = {
  PW_VERSION_METADATA_EVENTS,
  .property = metadata_property_cb,
};

static void
bind_node (MajuPipewire *self,
           guint32       id)
{
  uint32_t params[] = { SPA_PARAM_Props };
  struct pw_proxy *proxy;
  Node *node;

  proxy = pw_registry_bind (self->registry, id, PW_TYPE_INTERFACE_Node,
                            PW_VERSION_NODE, 0);
  if (proxy == NULL)
    return;

  node = g_new0 (Node, 1);
  node->owner = self;
  node->id = id;
  node->proxy = proxy;
  pw_proxy_add_listener (proxy, &node->proxy_listener, &proxy_events, node);
  pw_node_add_listener ((struct pw_node *) proxy, &node->node_listener,
                        &node_events, node);
  pw_node_subscribe_params ((struct pw_node *) proxy, params,
                            G_N_ELEMENTS (params));
  g_hash_table_replace (self->nodes, GUINT_TO_POINTER (id), node);
}

static void
bind_metadata (MajuPipewire *self,
               guint32       id)
{
  self->metadata = pw_registry_bind (self->registry, id,
                                     PW_TYPE_INTERFACE_Metadata,
                                     PW_VERSION_METADATA, 0);
  if (self->metadata == NULL)
    return;

  self->metadata_id = id;
  pw_metadata_add_listener ((struct pw_metadata *) self->metadata,
                            &self->metadata_listener, &metadata_events, self);
}

static void
registry_global_cb (void                  *data,
                    uint32_t               id,
                    uint32_t               permissions,
                    const char            *type,
                    uint32_t               version,
                    const struct spa_dict *props)
{
  MajuPipewire *self = data;

  if (props == NULL)
    return;

  if (self->funcs != NULL && self->funcs->object_added != NULL)
    self->funcs->object_added (id, type, props, self->user_data);

  if (g_strcmp0 (type, PW_TYPE_INTERFACE_Node) == 0)
    {
      const char *media_class = spa_dict_lookup (props, PW_KEY_MEDIA_CLASS);

      if (media_class != NULL &&
          g_strv_contains ((const char *const *) self->classes, media_class))
        bind_node (self, id);
    }
  else if (g_strcmp0 (type, PW_TYPE_INTERFACE_Metadata) == 0)
    {
      const char *name = spa_dict_lookup (props, PW_KEY_METADATA_NAME);

      if (g_strcmp0 (name, "default") == 0 && self->metadata == NULL)
        bind_metadata (self, id);
    }
}

static void
clear_metadata (MajuPipewire *self)
{
  if (self->metadata == NULL)
    return;

  spa_hook_remove (&self->metadata_listener);
  g_clear_pointer (&self->metadata, pw_proxy_destroy);
}

static void
registry_global_remove_cb (void    *data,
                           uint32_t id)
{
  MajuPipewire *self = data;
  Node *node = g_hash_table_lookup (self->nodes, GUINT_TO_POINTER (id));

  if (self->funcs != NULL && self->funcs->object_removed != NULL)
    self->funcs->object_removed (id, self->user_data);

  if (node != NULL)
    {
      gboolean told = node->told;

      g_hash_table_remove (self->nodes, GUINT_TO_POINTER (id));
      if (told && self->funcs != NULL && self->funcs->node_removed != NULL)
        self->funcs->node_removed (id, self->user_data);
    }
  else if (self->metadata != NULL && id == self->metadata_id)
    {
      clear_metadata (self);
    }
}

static const struct pw_registry_events registry_events = {
  PW_VERSION_REGISTRY_EVENTS,
  .global = registry_global_cb,
  .global_remove = registry_global_remove_cb,
};

/* The first answer comes when all globals were told, the second when what was
 * bound then has told its properties, too. */
static void
core_done_cb (void    *data,
              uint32_t id,
              int      seq)
{
  MajuPipewire *self = data;

  if (id != PW_ID_CORE || seq != self->sync_seq)
    return;

  if (++self->syncs == 1)
    {
      self->sync_seq = pw_core_sync (self->core, PW_ID_CORE, 0);
      return;
    }

  self->retry_ms = RETRY_MIN_MS;
  if (self->funcs != NULL && self->funcs->listed != NULL)
    self->funcs->listed (self->user_data);
}

static void     disconnect_core (MajuPipewire *self);
static gboolean connect_core (MajuPipewire *self);

static gboolean
retry_cb (gpointer user_data)
{
  MajuPipewire *self = user_data;

  gboolean lost = self->core != NULL;

  maju_media_clear_source (&self->retry_source);
  disconnect_core (self);
  if (!connect_core (self))
    {
      lost = TRUE;
      if (!self->given)
        {
          self->retry_source = maju_media_add_timeout (self->retry_ms,
                                                       retry_cb, self);
          self->retry_ms = MIN (self->retry_ms * 2, RETRY_MAX_MS);
        }
    }

  if (lost && self->funcs != NULL && self->funcs->lost != NULL)
    self->funcs->lost (self->user_data);

  return G_SOURCE_REMOVE;
}

static void
core_error_cb (void       *data,
               uint32_t    id,
               int         seq,
               int         res,
               const char *message)
{
  MajuPipewire *self = data;

  g_debug ("PipeWire says of %u: %s (%s)", id, message, spa_strerror (res));

  /* A core must not be destroyed in its own callback. */
  if (id == PW_ID_CORE && res == -EPIPE && self->retry_source == NULL)
    self->retry_source = maju_media_add_timeout (0, retry_cb, self);
}

static const struct pw_core_events core_events = {
  PW_VERSION_CORE_EVENTS,
  .done = core_done_cb,
  .error = core_error_cb,
};

static gboolean
connect_core (MajuPipewire *self)
{
  if (!self->given)
    self->core = pw_context_connect (self->context, NULL, 0);
  else if (self->fd >= 0)
    self->core = pw_context_connect_fd (self->context,
                                        g_steal_fd (&self->fd), NULL, 0);
  if (self->core == NULL)
    {
      g_debug ("PipeWire does not answer: %s", g_strerror (errno));
      return FALSE;
    }

  pw_core_add_listener (self->core, &self->core_listener, &core_events, self);
  self->registry = pw_core_get_registry (self->core, PW_VERSION_REGISTRY, 0);
  pw_registry_add_listener (self->registry, &self->registry_listener,
                            &registry_events, self);
  self->syncs = 0;
  self->sync_seq = pw_core_sync (self->core, PW_ID_CORE, 0);

  return TRUE;
}

static void
disconnect_core (MajuPipewire *self)
{
  if (self->core == NULL)
    return;

  if (self->funcs != NULL && self->funcs->core_leaving != NULL)
    self->funcs->core_leaving (self->user_data);
  g_hash_table_remove_all (self->nodes);
  clear_metadata (self);
  spa_hook_remove (&self->registry_listener);
  pw_proxy_destroy ((struct pw_proxy *) self->registry);
  self->registry = NULL;
  spa_hook_remove (&self->core_listener);
  g_clear_pointer (&self->core, pw_core_disconnect);
}

static void
maju_pipewire_dispose (GObject *object)
{
  maju_pipewire_close (MAJU_PIPEWIRE (object));

  G_OBJECT_CLASS (maju_pipewire_parent_class)->dispose (object);
}

static void
maju_pipewire_finalize (GObject *object)
{
  MajuPipewire *self = MAJU_PIPEWIRE (object);

  g_clear_fd (&self->fd, NULL);
  g_clear_pointer (&self->classes, g_strfreev);
  g_clear_pointer (&self->nodes, g_hash_table_unref);

  G_OBJECT_CLASS (maju_pipewire_parent_class)->finalize (object);
}

static void
maju_pipewire_class_init (MajuPipewireClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_pipewire_dispose;
  object_class->finalize = maju_pipewire_finalize;
}

static void
maju_pipewire_init (MajuPipewire *self)
{
  self->fd = -1;
  self->nodes = g_hash_table_new_full (NULL, NULL, NULL, node_free);
  self->retry_ms = RETRY_MIN_MS;
}

static void
start_loop (MajuPipewire *self)
{
  struct pw_properties *properties;
  LoopSource *source;

  self->loop = pw_loop_new (NULL);
  pw_loop_enter (self->loop);
  /* Nothing here is in a hurry: no need to ask for real-time priority. */
  properties = pw_properties_new ("module.rt", "false", NULL);
  self->context = pw_context_new (self->loop, properties, 0);

  self->loop_source = g_source_new (&loop_source_funcs, sizeof (LoopSource));
  source = (LoopSource *) self->loop_source;
  source->loop = self->loop;
  g_source_add_unix_fd (self->loop_source, pw_loop_get_fd (self->loop),
                        G_IO_IN | G_IO_ERR | G_IO_HUP);
  g_source_attach (self->loop_source, g_main_context_get_thread_default ());
}

MajuPipewire *
maju_pipewire_new (const char *const       *classes,
                   const MajuPipewireFuncs *funcs,
                   gpointer                 user_data)
{
  MajuPipewire *self = g_object_new (MAJU_TYPE_PIPEWIRE, NULL);

  self->classes = g_strdupv ((char **) classes);
  self->funcs = funcs;
  self->user_data = user_data;
  start_loop (self);
  self->retry_source = maju_media_add_timeout (0, retry_cb, self);

  return self;
}

MajuPipewire *
maju_pipewire_new_given (int                      fd,
                         const char *const       *classes,
                         const MajuPipewireFuncs *funcs,
                         gpointer                 user_data)
{
  MajuPipewire *self = maju_pipewire_new (classes, funcs, user_data);

  self->given = TRUE;
  self->fd = fd;

  return self;
}

struct pw_core *
maju_pipewire_get_core (MajuPipewire *self)
{
  return self->core;
}

void
maju_pipewire_close (MajuPipewire *self)
{
  g_return_if_fail (MAJU_IS_PIPEWIRE (self));

  maju_media_clear_source (&self->retry_source);
  disconnect_core (self);
  self->funcs = NULL;
  g_clear_pointer (&self->context, pw_context_destroy);
  maju_media_clear_source (&self->loop_source);
  if (self->loop != NULL)
    {
      pw_loop_leave (self->loop);
      g_clear_pointer (&self->loop, pw_loop_destroy);
    }
}

gboolean
maju_pipewire_is_camera (const struct spa_dict *props)
{
  const char *media_class = spa_dict_lookup (props, PW_KEY_MEDIA_CLASS);
  const char *role = spa_dict_lookup (props, PW_KEY_MEDIA_ROLE);
  const char *api = spa_dict_lookup (props, PW_KEY_DEVICE_API);

  return g_strcmp0 (media_class, "Video/Source") == 0 &&
         (g_strcmp0 (role, "Camera") == 0 || g_strcmp0 (api, "v4l2") == 0 ||
          g_strcmp0 (api, "libcamera") == 0);
}
