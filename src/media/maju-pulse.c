/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-pulse-private.h"

#include "maju-media-private.h"

#include <pipewire/keys.h>
#include <pulse/glib-mainloop.h>
#include <pulse/pulseaudio.h>
#include <spa/utils/dict.h>

#define RETRY_MIN_MS 250
#define RETRY_MAX_MS 5000

/* PulseAudio numbers each kind for itself. */
typedef enum
{
  END_SOURCE,
  END_SINK,
  N_ENDS
} End;

typedef struct
{
  guint32 id;
  gboolean muted;
} Device;

/* What a source and a sink say alike. */
typedef struct
{
  guint32 index;
  const char *name;
  const char *description;
  pa_proplist *props;
  gboolean muted;
} Info;

struct _MajuPulse
{
  GObject parent_instance;

  const MajuPipewireFuncs *funcs;
  gpointer user_data;

  pa_glib_mainloop *loop;
  pa_context *context;
  gboolean failed;              /* the context, which is kept until the retry */
  GSource *retry_source;
  guint retry_ms;

  GHashTable *devices[N_ENDS];  /* index -> Device */
  guint32 last_id;
};

static const char *const media_classes[N_ENDS] = {
  [END_SOURCE] = "Audio/Source",
  [END_SINK] = "Audio/Sink",
};

G_DEFINE_FINAL_TYPE (MajuPulse, maju_pulse, G_TYPE_OBJECT)

static void
add_item (struct spa_dict_item *items,
          guint                *n_items,
          const char           *key,
          const char           *value)
{
  if (value != NULL)
    items[(*n_items)++] = SPA_DICT_ITEM_INIT (key, value);
}

static Device *
add_device (MajuPulse  *self,
            End         end,
            const Info *info)
{
  struct spa_dict_item items[6];
  guint n_items = 0;
  struct spa_dict props;
  Device *device = g_new0 (Device, 1);
  /* Unlike the index it is not used again by another server. */
  g_autofree char *serial = g_strdup_printf ("pulse-%u", ++self->last_id);

  device->id = self->last_id;
  g_hash_table_replace (self->devices[end], GUINT_TO_POINTER (info->index),
                        device);

  add_item (items, &n_items, PW_KEY_NODE_NAME, info->name);
  add_item (items, &n_items, PW_KEY_NODE_DESCRIPTION, info->description);
  add_item (items, &n_items, PW_KEY_MEDIA_CLASS, media_classes[end]);
  add_item (items, &n_items, PW_KEY_OBJECT_SERIAL, serial);
  add_item (items, &n_items, PW_KEY_DEVICE_ICON_NAME,
            pa_proplist_gets (info->props, PA_PROP_DEVICE_ICON_NAME));
  add_item (items, &n_items, PW_KEY_DEVICE_FORM_FACTOR,
            pa_proplist_gets (info->props, PA_PROP_DEVICE_FORM_FACTOR));
  props = SPA_DICT_INIT (items, n_items);
  self->funcs->node_added (device->id, &props, self->user_data);

  return device;
}

/* Tells what is new of a device. It may be told of twice: by the list, and as it
 * came while that was on its way. */
static void
update_device (MajuPulse  *self,
               End         end,
               const Info *info)
{
  Device *device;

  if (self->funcs == NULL)
    return;

  device = g_hash_table_lookup (self->devices[end],
                                GUINT_TO_POINTER (info->index));
  if (device == NULL)
    device = add_device (self, end, info);
  if (device->muted == info->muted || self->funcs == NULL)
    return;

  device->muted = info->muted;
  self->funcs->node_muted (device->id, info->muted, self->user_data);
}

static void
source_info_cb (pa_context           *context,
                const pa_source_info *source,
                int                   end_of_list,
                void                 *user_data)
{
  const char *device_class;

  /* It may have gone in between. */
  if (end_of_list || source == NULL)
    return;

  device_class = pa_proplist_gets (source->proplist, PA_PROP_DEVICE_CLASS);
  if (source->monitor_of_sink != PA_INVALID_INDEX ||
      g_strcmp0 (device_class, "monitor") == 0)
    return;

  update_device (user_data, END_SOURCE,
                 &(Info) {
    .index = source->index,
    .name = source->name,
    .description = source->description,
    .props = source->proplist,
    .muted = source->mute || pa_cvolume_is_muted (&source->volume),
  });
}

static void
sink_info_cb (pa_context         *context,
              const pa_sink_info *sink,
              int                 end_of_list,
              void               *user_data)
{
  if (end_of_list || sink == NULL)
    return;

  update_device (user_data, END_SINK,
                 &(Info) {
    .index = sink->index,
    .name = sink->name,
    .description = sink->description,
    .props = sink->proplist,
    .muted = sink->mute || pa_cvolume_is_muted (&sink->volume),
  });
}

static void
server_info_cb (pa_context           *context,
                const pa_server_info *server,
                void                 *user_data)
{
  MajuPulse *self = user_data;

  if (server == NULL || self->funcs == NULL)
    return;

  self->funcs->default_changed ("default.audio.source",
                                server->default_source_name, self->user_data);
  if (self->funcs != NULL)
    self->funcs->default_changed ("default.audio.sink",
                                  server->default_sink_name, self->user_data);
}

/* The last of the lists. */
static void
listed_cb (pa_context         *context,
           const pa_sink_info *sink,
           int                 end_of_list,
           void               *user_data)
{
  MajuPulse *self = user_data;

  sink_info_cb (context, sink, end_of_list, user_data);
  if (end_of_list == 0 || self->funcs == NULL)
    return;

  self->retry_ms = RETRY_MIN_MS;
  self->funcs->listed (self->user_data);
}

/* The answer is awaited by nobody but its callback. */
static void
forget (pa_operation *operation)
{
  if (operation != NULL)
    pa_operation_unref (operation);
}

static void
remove_device (MajuPulse *self,
               End        end,
               guint32    index)
{
  g_autofree Device *device = NULL;

  if (g_hash_table_steal_extended (self->devices[end],
                                   GUINT_TO_POINTER (index), NULL,
                                   (gpointer *) &device))
    self->funcs->node_removed (device->id, self->user_data);
}

static void
event_cb (pa_context                  *context,
          pa_subscription_event_type_t type,
          uint32_t                     index,
          void                        *user_data)
{
  MajuPulse *self = user_data;
  gboolean removed = (type & PA_SUBSCRIPTION_EVENT_TYPE_MASK) ==
    PA_SUBSCRIPTION_EVENT_REMOVE;

  if (self->funcs == NULL)
    return;

  switch (type & PA_SUBSCRIPTION_EVENT_FACILITY_MASK)
    {
    case PA_SUBSCRIPTION_EVENT_SOURCE:
      if (removed)
        remove_device (self, END_SOURCE, index);
      else
        forget (pa_context_get_source_info_by_index (context, index,
                                                     source_info_cb, self));
      break;

    case PA_SUBSCRIPTION_EVENT_SINK:
      if (removed)
        remove_device (self, END_SINK, index);
      else
        forget (pa_context_get_sink_info_by_index (context, index,
                                                   sink_info_cb, self));
      break;

    case PA_SUBSCRIPTION_EVENT_SERVER:
      forget (pa_context_get_server_info (context, server_info_cb, self));
      break;

    default:
      break;
    }
}

/* What changes while it is listed is told, too. */
static void
list (MajuPulse *self)
{
  pa_subscription_mask_t mask = PA_SUBSCRIPTION_MASK_SOURCE |
    PA_SUBSCRIPTION_MASK_SINK | PA_SUBSCRIPTION_MASK_SERVER;

  pa_context_set_subscribe_callback (self->context, event_cb, self);
  forget (pa_context_subscribe (self->context, mask, NULL, NULL));
  forget (pa_context_get_server_info (self->context, server_info_cb, self));
  forget (pa_context_get_source_info_list (self->context, source_info_cb,
                                           self));
  forget (pa_context_get_sink_info_list (self->context, listed_cb, self));
}

static gboolean retry_cb (gpointer user_data);

static void
lose (MajuPulse *self)
{
  g_debug ("PulseAudio does not answer: %s",
           pa_strerror (self->context ? pa_context_errno (self->context)
                                      : PA_ERR_INTERNAL));
  self->failed = TRUE;
  for (guint end = 0; end < N_ENDS; end++)
    g_hash_table_remove_all (self->devices[end]);
  self->retry_source = maju_media_add_timeout (self->retry_ms, retry_cb, self);
  self->retry_ms = MIN (self->retry_ms * 2, RETRY_MAX_MS);
  self->funcs->lost (self->user_data);
}

static void
state_cb (pa_context *context,
          void       *user_data)
{
  MajuPulse *self = user_data;
  pa_context_state_t state = pa_context_get_state (context);

  if (state == PA_CONTEXT_READY)
    list (self);
  else if (!PA_CONTEXT_IS_GOOD (state) && !self->failed)
    lose (self);
}

static void
disconnect_context (MajuPulse *self)
{
  if (self->context == NULL)
    return;

  pa_context_set_state_callback (self->context, NULL, NULL);
  pa_context_set_subscribe_callback (self->context, NULL, NULL);
  pa_context_disconnect (self->context);
  g_clear_pointer (&self->context, pa_context_unref);
}

static gboolean
retry_cb (gpointer user_data)
{
  MajuPulse *self = user_data;

  maju_media_clear_source (&self->retry_source);
  disconnect_context (self);

  self->failed = FALSE;
  self->context = pa_context_new (pa_glib_mainloop_get_api (self->loop),
                                  "Maju");
  if (self->context != NULL)
    pa_context_set_state_callback (self->context, state_cb, self);
  /* Where it fails at once the state has told so, or not. */
  if ((self->context == NULL ||
       pa_context_connect (self->context, NULL, PA_CONTEXT_NOAUTOSPAWN,
                           NULL) < 0) &&
      !self->failed)
    lose (self);

  return G_SOURCE_REMOVE;
}

static void
maju_pulse_dispose (GObject *object)
{
  maju_pulse_close (MAJU_PULSE (object));

  G_OBJECT_CLASS (maju_pulse_parent_class)->dispose (object);
}

static void
maju_pulse_finalize (GObject *object)
{
  MajuPulse *self = MAJU_PULSE (object);

  for (guint end = 0; end < N_ENDS; end++)
    g_clear_pointer (&self->devices[end], g_hash_table_unref);

  G_OBJECT_CLASS (maju_pulse_parent_class)->finalize (object);
}

static void
maju_pulse_class_init (MajuPulseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_pulse_dispose;
  object_class->finalize = maju_pulse_finalize;
}

static void
maju_pulse_init (MajuPulse *self)
{
  for (guint end = 0; end < N_ENDS; end++)
    self->devices[end] = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->retry_ms = RETRY_MIN_MS;
}

MajuPulse *
maju_pulse_new (const MajuPipewireFuncs *funcs,
                gpointer                 user_data)
{
  MajuPulse *self = g_object_new (MAJU_TYPE_PULSE, NULL);

  self->funcs = funcs;
  self->user_data = user_data;
  self->loop = pa_glib_mainloop_new (g_main_context_get_thread_default ());
  self->retry_source = maju_media_add_timeout (0, retry_cb, self);

  return self;
}

void
maju_pulse_close (MajuPulse *self)
{
  g_return_if_fail (MAJU_IS_PULSE (self));

  self->funcs = NULL;
  maju_media_clear_source (&self->retry_source);
  disconnect_context (self);
  g_clear_pointer (&self->loop, pa_glib_mainloop_free);
}
