/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-device-keeper-private.h"

#include "maju-config.h"
#include "maju-media-private.h"
#include "maju-runner-private.h"

#include <glib/gi18n-lib.h>

/* Nothing for so long is a device that has stalled. */
#define STALL_MS 1500
#define WATCH_MS 250
#define FIRST_FRAME_MS 5000

/* What the device's disappearance may take to be told after its stream broke. */
#define UNPLUG_GRACE_MS 400
#define RETRY_MIN_MS 1000
#define RETRY_MAX_MS 8000

enum
{
  PROP_DEVICE_ID = 1,
  PROP_ACTIVE,
  PROP_STATE,
  PROP_ERROR,
  PROP_DEVICE_NAME,
  N_PROPS
};

/* What the streaming thread writes and the watchdog reads; it outlives both. */
typedef struct
{
  gint64 last_us;
  gint started;
} Flow;

struct _MajuDeviceKeeper
{
  GObject parent_instance;

  MajuDeviceMonitor *devices;
  MajuDeviceKind kind;
  const MajuDeviceKeeperFuncs *funcs;
  gpointer user_data;

  char *device_id;
  gboolean active;
  MajuCaptureState state;
  GError *error;
  char *device_name;

  MajuEndpoint *endpoint;       /* what is open */
  gboolean is_substitute;       /* for a speaker that is not there */
  MajuRunner *runner;
  Flow *flow;
  gint64 opened_us;
  GSource *watch_source;

  GError *broken;               /* what broke the last runner, not yet told */
  char *broken_key;
  GSource *retry_source;
  guint retry_ms;
  char *lost_name;              /* of the device that ran and went */

  guint releasing;              /* runners whose elements are still in use */
  guint stopping;               /* runners whose device is still open */
  GTask *close_task;
};

static GParamSpec *properties[N_PROPS];

static void update (MajuDeviceKeeper *self);

G_DEFINE_FINAL_TYPE (MajuDeviceKeeper, maju_device_keeper, G_TYPE_OBJECT)

static void
set_state (MajuDeviceKeeper *self,
           MajuCaptureState  state,
           GError           *error)
{
  g_autoptr(GError) former = g_steal_pointer (&self->error);
  gboolean changed = self->state != state;

  g_object_freeze_notify (G_OBJECT (self));

  self->state = state;
  self->error = error;
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (former != NULL || error != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);

  g_object_thaw_notify (G_OBJECT (self));
}

static void
set_device_name (MajuDeviceKeeper *self,
                 const char       *name)
{
  if (g_set_str (&self->device_name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEVICE_NAME]);
}

/* Tells the same failure once, however often it is found again. */
static void
fail (MajuDeviceKeeper *self,
      GError           *error)
{
  if (self->state == MAJU_CAPTURE_STATE_FAILED && self->error != NULL &&
      self->error->code == error->code)
    {
      g_error_free (error);
      return;
    }

  g_debug ("A device failed: %s", error->message);
  set_state (self, MAJU_CAPTURE_STATE_FAILED, error);
}

static void
maybe_finish_close (MajuDeviceKeeper *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->stopping > 0 || self->close_task == NULL)
    return;

  task = g_steal_pointer (&self->close_task);
  g_task_return_boolean (task, TRUE);
}

static void
released_cb (gpointer user_data)
{
  MajuDeviceKeeper *self = user_data;

  self->releasing--;
  update (self);
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MajuDeviceKeeper) self = user_data;

  maju_runner_stop_finish (MAJU_RUNNER (object), result);
  self->stopping--;
  maybe_finish_close (self);
}

static void
stop (MajuDeviceKeeper *self)
{
  g_autoptr(MajuRunner) runner = g_steal_pointer (&self->runner);

  maju_media_clear_source (&self->watch_source);
  g_clear_object (&self->endpoint);
  g_clear_pointer (&self->flow, g_atomic_rc_box_release);
  if (runner == NULL)
    return;

  if (self->funcs->closing != NULL)
    self->funcs->closing (self->user_data);
  self->releasing++;
  self->stopping++;
  maju_runner_stop_async (runner, released_cb, stopped_cb,
                          g_object_ref (self));
  set_device_name (self, NULL);
}

static gboolean
retry_cb (gpointer user_data)
{
  MajuDeviceKeeper *self = user_data;
  g_autoptr(GError) broken = g_steal_pointer (&self->broken);

  maju_media_clear_source (&self->retry_source);
  if (broken == NULL)
    {
      update (self);
      return G_SOURCE_REMOVE;
    }

  /* It broke and is still plugged in: say so, and try again by and by. */
  fail (self, g_steal_pointer (&broken));
  self->retry_source = maju_media_add_timeout (self->retry_ms, retry_cb, self);
  self->retry_ms = MIN (self->retry_ms * 2, RETRY_MAX_MS);

  return G_SOURCE_REMOVE;
}

static void
handle_broken (MajuDeviceKeeper *self,
               GError           *error)
{
  g_set_str (&self->lost_name, self->device_name);
  g_set_str (&self->broken_key, maju_endpoint_get_key (self->endpoint));
  stop (self);
  g_clear_error (&self->broken);
  self->broken = error;
  maju_media_clear_source (&self->retry_source);
  self->retry_source = maju_media_add_timeout (UNPLUG_GRACE_MS, retry_cb,
                                               self);
  update (self);
}

static void
set_running (MajuDeviceKeeper *self)
{
  if (self->state == MAJU_CAPTURE_STATE_RUNNING || self->is_substitute)
    return;

  self->retry_ms = RETRY_MIN_MS;
  g_set_str (&self->lost_name, self->device_name);
  g_debug ("“%s” runs after %d ms", self->device_name,
           (int) ((g_get_monotonic_time () - self->opened_us) / 1000));
  set_state (self, MAJU_CAPTURE_STATE_RUNNING, NULL);
}

static void
message_cb (GstMessage *message,
            gpointer    user_data)
{
  MajuDeviceKeeper *self = user_data;
  GstMessageType type = GST_MESSAGE_TYPE (message);

  if (type == GST_MESSAGE_ERROR)
    handle_broken (self, maju_media_error_from_message (message, self->kind));
  else if (type == GST_MESSAGE_EOS)
    handle_broken (self, maju_media_error_stalled (self->kind));
  else if (type == GST_MESSAGE_APPLICATION)
    set_running (self);
  else if (type == GST_MESSAGE_ELEMENT && self->funcs->message != NULL)
    self->funcs->message (message, self->user_data);
}

/* A stalled device is left open: it may come to life again. */
static gboolean
watch_cb (gpointer user_data)
{
  MajuDeviceKeeper *self = user_data;
  gint64 now = g_get_monotonic_time ();
  gint64 last = g_atomic_int_get (&self->flow->started)
                ? __atomic_load_n (&self->flow->last_us, __ATOMIC_RELAXED)
                : 0;

  if (last == 0)
    {
      if (now - self->opened_us > FIRST_FRAME_MS * 1000)
        fail (self, maju_media_error_stalled (self->kind));
    }
  else if (now - last > STALL_MS * 1000)
    {
      fail (self, maju_media_error_stalled (self->kind));
    }
  else
    {
      set_running (self);
    }

  return G_SOURCE_CONTINUE;
}

/* In the streaming thread. */
static GstPadProbeReturn
flow_probe_cb (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         user_data)
{
  Flow *flow = user_data;

  __atomic_store_n (&flow->last_us, g_get_monotonic_time (), __ATOMIC_RELAXED);
  if (g_atomic_int_compare_and_exchange (&flow->started, FALSE, TRUE))
    {
      g_autoptr(GstElement) element = gst_pad_get_parent_element (pad);
      GstStructure *structure = gst_structure_new_empty ("maju-flowing");

      gst_element_post_message (element,
                                gst_message_new_application (GST_OBJECT (element),
                                                             structure));
    }

  return GST_PAD_PROBE_OK;
}

static GstPipeline *
create_pipeline (MajuDeviceKeeper *self,
                 MajuEndpoint     *endpoint,
                 GError          **error)
{
  g_autoptr(GstElement) pipeline = NULL;
  gboolean is_output = self->kind == MAJU_DEVICE_KIND_SPEAKER;
  g_autoptr(GstPad) device_pad = NULL;
  g_autoptr(GstPad) pad = NULL;
  GstPadLinkReturn linked;
  GstElement *element;

  pipeline = g_object_ref_sink (gst_pipeline_new (NULL));
  element = maju_endpoint_create_element (endpoint, error);
  if (element == NULL)
    return NULL;

  gst_object_set_name (GST_OBJECT (element), MAJU_RUNNER_DEVICE);
  gst_bin_add (GST_BIN (pipeline), element);
  pad = self->funcs->build (endpoint, GST_PIPELINE (pipeline), self->user_data,
                            error);
  if (pad == NULL)
    return NULL;

  device_pad = gst_element_get_static_pad (element, is_output ? "sink" : "src");
  linked = is_output ? gst_pad_link (pad, device_pad)
                     : gst_pad_link (device_pad, pad);
  if (linked != GST_PAD_LINK_OK)
    {
      g_set_error_literal (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_FAILED,
                           _("The device's format is not known"));
      return NULL;
    }

  gst_pad_add_probe (device_pad, GST_PAD_PROBE_TYPE_BUFFER, flow_probe_cb,
                     g_atomic_rc_box_acquire (self->flow),
                     g_atomic_rc_box_release);

  return GST_PIPELINE (g_steal_pointer (&pipeline));
}

static void
start (MajuDeviceKeeper *self,
       MajuEndpoint     *endpoint)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GstPipeline) pipeline = NULL;

  g_clear_error (&self->broken);
  maju_media_clear_source (&self->retry_source);
  self->flow = g_atomic_rc_box_new0 (Flow);
  pipeline = create_pipeline (self, endpoint, &error);
  if (pipeline == NULL)
    {
      g_clear_pointer (&self->flow, g_atomic_rc_box_release);
      self->retry_source = maju_media_add_timeout (RETRY_MAX_MS, retry_cb,
                                                   self);
      fail (self, g_steal_pointer (&error));
      return;
    }

  g_debug ("Opening “%s”", maju_endpoint_get_name (endpoint));
  self->endpoint = g_object_ref (endpoint);
  self->runner = maju_runner_new (pipeline, message_cb, self);
  self->opened_us = g_get_monotonic_time ();
  self->watch_source = maju_media_add_timeout (WATCH_MS, watch_cb, self);
  maju_runner_start (self->runner);
  if (self->is_substitute)
    return;

  set_device_name (self, maju_endpoint_get_name (endpoint));
  set_state (self, MAJU_CAPTURE_STATE_STARTING, NULL);
}

/* Returns: (transfer full) (nullable): what should be open now. */
static MajuEndpoint *
find_endpoint (MajuDeviceKeeper *self)
{
  MajuDevice *device;

  if (!self->active)
    return NULL;

  if (g_strcmp0 (self->device_id, MAJU_DEVICE_ID_TEST) == 0)
    return maju_test_endpoint_new (self->kind);

  if (self->device_id != NULL)
    device = maju_device_monitor_lookup (self->devices, self->kind,
                                         self->device_id);
  else
    device = maju_device_monitor_get_default (self->devices, self->kind);

  return device ? maju_device_endpoint_new (device) : NULL;
}

/* Nothing can be opened: says why. */
static void
update_without_endpoint (MajuDeviceKeeper *self)
{
  if (!self->active)
    {
      g_clear_pointer (&self->lost_name, g_free);
      g_clear_error (&self->broken);
      maju_media_clear_source (&self->retry_source);
      set_state (self, MAJU_CAPTURE_STATE_OFF, NULL);
    }
  else if (!maju_device_monitor_get_ready (self->devices))
    {
      set_state (self, MAJU_CAPTURE_STATE_STARTING, NULL);
    }
  else
    {
      g_clear_error (&self->broken);
      maju_media_clear_source (&self->retry_source);
      if (self->lost_name != NULL)
        fail (self, maju_media_error_unplugged (self->kind, self->lost_name));
      else
        fail (self, maju_media_error_no_device (self->kind));
    }
}

/* What has just broken waits for its turn; another device need not. */
static gboolean
has_to_wait (MajuDeviceKeeper *self,
             MajuEndpoint     *endpoint)
{
  return self->retry_source != NULL &&
         (self->broken == NULL || g_strcmp0 (maju_endpoint_get_key (endpoint),
                                             self->broken_key) == 0);
}

/* Where sound goes while there is no speaker, so that it flows on. */
static MajuEndpoint *
create_substitute (MajuDeviceKeeper *self)
{
  if (self->kind != MAJU_DEVICE_KIND_SPEAKER || !self->active)
    return NULL;

  return maju_test_endpoint_new (self->kind);
}

static void
update (MajuDeviceKeeper *self)
{
  g_autoptr(MajuEndpoint) endpoint = NULL;

  if (self->close_task != NULL || self->funcs == NULL)
    return;

  endpoint = find_endpoint (self);
  if (self->endpoint != NULL &&
      (endpoint == NULL || self->is_substitute ||
       g_strcmp0 (maju_endpoint_get_key (endpoint),
                  maju_endpoint_get_key (self->endpoint)) != 0))
    {
      if (endpoint == NULL && self->is_substitute && self->active)
        return;
      stop (self);
    }

  if (endpoint == NULL)
    update_without_endpoint (self);
  self->is_substitute = endpoint == NULL;
  if (endpoint == NULL)
    endpoint = create_substitute (self);

  if (endpoint == NULL || self->endpoint != NULL ||
      has_to_wait (self, endpoint))
    return;

  if (self->releasing == 0)
    start (self, endpoint);
  else if (!self->is_substitute)
    set_state (self, MAJU_CAPTURE_STATE_STARTING, NULL);
}

/* A device that comes or goes is a reason to try at once. */
static void
devices_changed_cb (MajuDeviceKeeper *self)
{
  if (self->broken == NULL)
    maju_media_clear_source (&self->retry_source);
  update (self);
}

static void
maju_device_keeper_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  MajuDeviceKeeper *self = MAJU_DEVICE_KEEPER (object);

  switch (prop_id)
    {
    case PROP_DEVICE_ID:
      g_value_set_string (value, self->device_id);
      break;

    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;

    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;

    case PROP_DEVICE_NAME:
      g_value_set_string (value, self->device_name);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_device_keeper_dispose (GObject *object)
{
  MajuDeviceKeeper *self = MAJU_DEVICE_KEEPER (object);

  if (self->funcs != NULL)
    stop (self);
  self->funcs = NULL;
  maju_media_clear_source (&self->retry_source);
  g_clear_object (&self->devices);

  G_OBJECT_CLASS (maju_device_keeper_parent_class)->dispose (object);
}

static void
maju_device_keeper_finalize (GObject *object)
{
  MajuDeviceKeeper *self = MAJU_DEVICE_KEEPER (object);

  g_clear_error (&self->error);
  g_clear_error (&self->broken);
  g_clear_pointer (&self->device_id, g_free);
  g_clear_pointer (&self->device_name, g_free);
  g_clear_pointer (&self->lost_name, g_free);
  g_clear_pointer (&self->broken_key, g_free);

  G_OBJECT_CLASS (maju_device_keeper_parent_class)->finalize (object);
}

static void
maju_device_keeper_class_init (MajuDeviceKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
    G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = maju_device_keeper_get_property;
  object_class->dispose = maju_device_keeper_dispose;
  object_class->finalize = maju_device_keeper_finalize;

  properties[PROP_DEVICE_ID] =
    g_param_spec_string ("device-id", NULL, NULL, NULL, flags);
  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MAJU_TYPE_CAPTURE_STATE,
                       MAJU_CAPTURE_STATE_OFF, flags);
  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_DEVICE_NAME] =
    g_param_spec_string ("device-name", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
maju_device_keeper_init (MajuDeviceKeeper *self)
{
  self->retry_ms = RETRY_MIN_MS;
}

MajuDeviceKeeper *
maju_device_keeper_new (MajuDeviceMonitor           *devices,
                        MajuDeviceKind               kind,
                        const MajuDeviceKeeperFuncs *funcs,
                        gpointer                     user_data)
{
  MajuDeviceKeeper *self = g_object_new (MAJU_TYPE_DEVICE_KEEPER, NULL);

  self->devices = g_object_ref (devices);
  self->kind = kind;
  self->funcs = funcs;
  self->user_data = user_data;
  g_signal_connect_object (maju_device_monitor_get_devices (devices, kind),
                           "items-changed", G_CALLBACK (devices_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (devices, "notify::ready",
                           G_CALLBACK (devices_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

const char *
maju_device_keeper_get_device_id (MajuDeviceKeeper *self)
{
  return self->device_id;
}

void
maju_device_keeper_set_device_id (MajuDeviceKeeper *self,
                                  const char       *device_id)
{
  if (!g_set_str (&self->device_id, device_id))
    return;

  g_clear_pointer (&self->lost_name, g_free);
  g_clear_error (&self->broken);
  maju_media_clear_source (&self->retry_source);
  self->retry_ms = RETRY_MIN_MS;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEVICE_ID]);
}

gboolean
maju_device_keeper_get_active (MajuDeviceKeeper *self)
{
  return self->active;
}

void
maju_device_keeper_set_active (MajuDeviceKeeper *self,
                               gboolean          active)
{
  active = !!active;
  if (self->active == active)
    return;

  self->active = active;
  self->retry_ms = RETRY_MIN_MS;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

MajuCaptureState
maju_device_keeper_get_state (MajuDeviceKeeper *self)
{
  return self->state;
}

const GError *
maju_device_keeper_get_error (MajuDeviceKeeper *self)
{
  return self->error;
}

const char *
maju_device_keeper_get_device_name (MajuDeviceKeeper *self)
{
  return self->device_name;
}

void
maju_device_keeper_restart (MajuDeviceKeeper *self)
{
  if (self->endpoint == NULL)
    return;

  stop (self);
  update (self);
}

void
maju_device_keeper_close_async (MajuDeviceKeeper   *self,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, maju_device_keeper_close_async);
  if (self->funcs == NULL || self->close_task != NULL)
    {
      g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_CLOSED,
                                       "Already closed");
      return;
    }

  self->close_task = g_steal_pointer (&task);
  self->active = FALSE;
  stop (self);
  self->funcs = NULL;
  maju_media_clear_source (&self->retry_source);
  set_state (self, MAJU_CAPTURE_STATE_OFF, NULL);
  maybe_finish_close (self);
}

gboolean
maju_device_keeper_close_finish (MajuDeviceKeeper *self,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
