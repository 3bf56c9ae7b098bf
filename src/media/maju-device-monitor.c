/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-device-monitor-private.h"

#include "maju-camera-portal-private.h"
#include "maju-device-table-private.h"
#include "maju-media-private.h"
#include "maju-pipewire-private.h"
#include "maju-pulse-private.h"

#include <pipewire/pipewire.h>

/* How long sound's server may be silent before the lists count as complete. */
#define PULSE_PATIENCE_MS 3000

enum
{
  PROP_READY = 1,
  PROP_AVAILABLE,
  PROP_CONNECTED,
  PROP_SERVED,
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

/* A connection by which devices are seen: what the functions that it calls are
 * given. */
typedef struct
{
  MajuDeviceMonitor *monitor;   /* (unowned) */
  MajuDeviceOrigin origin;
} Way;

struct _MajuDeviceMonitor
{
  GObject parent_instance;

  Way ways[MAJU_N_DEVICE_ORIGINS];
  MajuPipewire *pipewire;
  gboolean connected;           /* by PipeWire's own socket */
  gboolean was_connected;
  gboolean ready;
  gboolean available;
  gboolean served;
  MajuDeviceTable *devices;

  MajuPulse *pulse;             /* (nullable): while PipeWire does not answer */
  gboolean pulse_answers;
  GSource *pulse_source;        /* while it is not known whether it does */

  guint cameras_wanted;
  MajuCameraPortal *portal;     /* (nullable): while cameras come by it */
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static const char *const media_classes[] = {
  "Video/Source", "Audio/Source", "Audio/Source/Virtual", "Audio/Sink",
  "Audio/Duplex", NULL,
};

G_DEFINE_FINAL_TYPE (MajuDeviceMonitor, maju_device_monitor, G_TYPE_OBJECT)

static void
node_added_cb (guint32                id,
               const struct spa_dict *props,
               gpointer               user_data)
{
  Way *way = user_data;

  maju_device_table_add (way->monitor->devices, way->origin, id, props);
}

static void
node_muted_cb (guint32  id,
               gboolean muted,
               gpointer user_data)
{
  Way *way = user_data;

  maju_device_table_set_muted (way->monitor->devices, way->origin, id, muted);
}

static void
node_removed_cb (guint32  id,
                 gpointer user_data)
{
  Way *way = user_data;

  maju_device_table_remove (way->monitor->devices, way->origin, id);
}

static void
default_changed_cb (const char *key,
                    const char *name,
                    gpointer    user_data)
{
  Way *way = user_data;

  maju_device_table_set_default (way->monitor->devices, way->origin, key, name);
}

/* Whether PulseAudio's server answers or not. */
static gboolean
is_pulse_known (MajuDeviceMonitor *self)
{
  return self->pulse != NULL && self->pulse_source == NULL;
}

/* Says what is so, all at once. */
static void
update_state (MajuDeviceMonitor *self)
{
  gboolean served = self->connected || self->pulse_answers;
  gboolean available = served ||
    (self->portal != NULL && maju_camera_portal_get_present (self->portal));

  g_object_freeze_notify (G_OBJECT (self));

  if (self->available != available)
    {
      self->available = available;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AVAILABLE]);
    }

  if (self->served != served)
    {
      self->served = served;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SERVED]);
    }

  if (!self->ready && (self->connected || is_pulse_known (self)))
    {
      self->ready = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
    }

  g_object_thaw_notify (G_OBJECT (self));
}

static void
camera_changed_cb (gpointer user_data)
{
  MajuDeviceMonitor *self = ((Way *) user_data)->monitor;

  update_state (self);
  g_signal_emit (self, signals[ACCESS_CHANGED], 0);
}

static const MajuCameraPortalFuncs camera_portal_funcs = {
  .camera_added = node_added_cb,
  .camera_removed = node_removed_cb,
  .default_changed = default_changed_cb,
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

  self->portal = maju_camera_portal_new (&camera_portal_funcs,
                                         &self->ways[MAJU_DEVICE_ORIGIN_PORTAL]);
  for (guint i = 0; i < self->cameras_wanted; i++)
    maju_camera_portal_want (self->portal);
}

static void
leave_portal (MajuDeviceMonitor *self)
{
  if (self->portal == NULL)
    return;

  maju_camera_portal_close (self->portal);
  g_clear_object (&self->portal);

  maju_device_table_remove_all (self->devices, MAJU_DEVICE_ORIGIN_PORTAL);
  g_signal_emit (self, signals[ACCESS_CHANGED], 0);
}

static void
set_pulse_answers (MajuDeviceMonitor *self,
                   gboolean           answers)
{
  maju_media_clear_source (&self->pulse_source);
  self->pulse_answers = answers;
  update_state (self);
  use_portal (self);
}

static gboolean
pulse_silent_cb (gpointer user_data)
{
  set_pulse_answers (user_data, FALSE);

  return G_SOURCE_REMOVE;
}

static void
sound_listed_cb (gpointer user_data)
{
  set_pulse_answers (((Way *) user_data)->monitor, TRUE);
}

static void
sound_lost_cb (gpointer user_data)
{
  MajuDeviceMonitor *self = ((Way *) user_data)->monitor;

  maju_device_table_remove_all (self->devices, MAJU_DEVICE_ORIGIN_PULSE);
  set_pulse_answers (self, FALSE);
}

static const MajuPipewireFuncs pulse_funcs = {
  .node_added = node_added_cb,
  .node_muted = node_muted_cb,
  .node_removed = node_removed_cb,
  .default_changed = default_changed_cb,
  .listed = sound_listed_cb,
  .lost = sound_lost_cb,
};

/* Who does not reach PipeWire's own socket may reach the one for sound. */
static void
use_pulse (MajuDeviceMonitor *self)
{
  if (self->pulse != NULL)
    return;

  self->pulse = maju_pulse_new (&pulse_funcs,
                                &self->ways[MAJU_DEVICE_ORIGIN_PULSE]);
  self->pulse_source = maju_media_add_timeout (PULSE_PATIENCE_MS,
                                               pulse_silent_cb, self);
}

static void
leave_pulse (MajuDeviceMonitor *self)
{
  if (self->pulse == NULL)
    return;

  maju_pulse_close (self->pulse);
  g_clear_object (&self->pulse);
  maju_media_clear_source (&self->pulse_source);

  self->pulse_answers = FALSE;
  maju_device_table_remove_all (self->devices, MAJU_DEVICE_ORIGIN_PULSE);
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
  MajuDeviceMonitor *self = ((Way *) user_data)->monitor;

  set_connected (self, TRUE);
  self->was_connected = TRUE;
  leave_portal (self);
  leave_pulse (self);
  update_state (self);
}

static void
lost_cb (gpointer user_data)
{
  MajuDeviceMonitor *self = ((Way *) user_data)->monitor;

  maju_device_table_remove_all (self->devices, MAJU_DEVICE_ORIGIN_PIPEWIRE);
  set_connected (self, FALSE);
  use_pulse (self);
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

    case PROP_SERVED:
      g_value_set_boolean (value, self->served);
      break;

    case PROP_CAMERAS:
      g_value_set_object (value,
                          maju_device_monitor_get_devices (self,
                                                           MAJU_DEVICE_KIND_CAMERA));
      break;

    case PROP_MICROPHONES:
      g_value_set_object (value,
                          maju_device_monitor_get_devices (self,
                                                           MAJU_DEVICE_KIND_MICROPHONE));
      break;

    case PROP_SPEAKERS:
      g_value_set_object (value,
                          maju_device_monitor_get_devices (self,
                                                           MAJU_DEVICE_KIND_SPEAKER));
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
  if (self->pulse != NULL)
    maju_pulse_close (self->pulse);
  g_clear_object (&self->pulse);
  maju_media_clear_source (&self->pulse_source);
  if (self->portal != NULL)
    maju_camera_portal_close (self->portal);
  g_clear_object (&self->portal);
  g_clear_object (&self->devices);

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
  properties[PROP_SERVED] =
    g_param_spec_boolean ("served", NULL, NULL, FALSE,
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
  self->devices = maju_device_table_new ();
  for (guint origin = 0; origin < MAJU_N_DEVICE_ORIGINS; origin++)
    self->ways[origin] = (Way) { self, origin }
  ;
  self->pipewire =
    maju_pipewire_new (media_classes, &pipewire_funcs,
                       &self->ways[MAJU_DEVICE_ORIGIN_PIPEWIRE]);
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

gboolean
maju_device_monitor_get_served (MajuDeviceMonitor *self)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (self), FALSE);

  return self->served;
}

GListModel *
maju_device_monitor_get_devices (MajuDeviceMonitor *self,
                                 MajuDeviceKind     kind)
{
  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (self), NULL);
  g_return_val_if_fail (kind < MAJU_N_DEVICE_KINDS, NULL);

  return maju_device_table_get_devices (self->devices, kind);
}

MajuDevice *
maju_device_monitor_lookup (MajuDeviceMonitor *self,
                            MajuDeviceKind     kind,
                            const char        *id)
{
  GListModel *devices;

  g_return_val_if_fail (MAJU_IS_DEVICE_MONITOR (self), NULL);
  g_return_val_if_fail (kind < MAJU_N_DEVICE_KINDS, NULL);

  devices = maju_device_table_get_devices (self->devices, kind);
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
  g_return_val_if_fail (kind < MAJU_N_DEVICE_KINDS, NULL);

  /* The default is sorted first. Where there is none, the desktop's choice is
   * none of ours, such as a speaker's monitor: the first will do. */
  first = g_list_model_get_item (maju_device_table_get_devices (self->devices, kind),
                                 0);

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
