/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-device-keeper-private.h"

#include "maju-config.h"
#include "maju-device-monitor-private.h"
#include "maju-media-private.h"

/* What the device's disappearance may take to be told after its stream broke. */
#define UNPLUG_GRACE_MS 400
#define RETRY_MIN_MS 1000
#define RETRY_MAX_MS 8000

struct _MajuDeviceKeeper
{
  GObject parent_instance;

  MajuDeviceMonitor *devices;
  MajuDeviceKind kind;
  const MajuDeviceFuncs *funcs;
  MajuDeviceChanged changed;
  gpointer user_data;

  char *device_id;
  gboolean active;
  gboolean wants_camera;        /* the monitor knows */
  MajuCaptureState state;
  GError *error;
  char *device_name;

  MajuDeviceSession *session;   /* what is open */
  gboolean is_substitute;       /* for a speaker that is not there */

  GError *broken;               /* what broke the last session, not yet told */
  char *broken_key;
  GSource *retry_source;
  guint retry_ms;
  char *lost_name;              /* of the device that ran and went */

  guint releasing;              /* sessions whose elements are still in use */
  guint stopping;               /* sessions whose device is still open */
  GTask *close_task;
};

static void update (MajuDeviceKeeper *self);

G_DEFINE_FINAL_TYPE (MajuDeviceKeeper, maju_device_keeper, G_TYPE_OBJECT)

static void
tell (MajuDeviceKeeper *self,
      MajuDeviceAspect  aspect)
{
  if (self->changed != NULL)
    self->changed (aspect, self->user_data);
}

static void
set_state (MajuDeviceKeeper *self,
           MajuCaptureState  state,
           GError           *error)
{
  g_autoptr(GError) former = g_steal_pointer (&self->error);
  gboolean changed = self->state != state;

  self->state = state;
  self->error = error;
  if (changed)
    tell (self, MAJU_DEVICE_ASPECT_STATE);
  if (former != NULL || error != NULL)
    tell (self, MAJU_DEVICE_ASPECT_ERROR);
}

static void
set_device_name (MajuDeviceKeeper *self,
                 const char       *name)
{
  if (g_set_str (&self->device_name, name))
    tell (self, MAJU_DEVICE_ASPECT_NAME);
}

/* Returns: (nullable): what tells the open device from others. */
static const char *
get_open_key (MajuDeviceKeeper *self)
{
  if (self->session == NULL)
    return NULL;

  return maju_endpoint_get_key (
    maju_device_session_get_endpoint (self->session));
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
forget_trouble (MajuDeviceKeeper *self)
{
  g_clear_error (&self->broken);
  maju_media_clear_source (&self->retry_source);
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

  maju_device_session_stop_finish (MAJU_DEVICE_SESSION (object), result);
  self->stopping--;
  maybe_finish_close (self);
}

static void
stop (MajuDeviceKeeper *self)
{
  g_autoptr(MajuDeviceSession) session = g_steal_pointer (&self->session);

  if (session == NULL)
    return;

  g_signal_handlers_disconnect_by_data (session, self);
  self->releasing++;
  self->stopping++;
  maju_device_session_stop_async (session, released_cb, stopped_cb,
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

  /* It broke and is still plugged in: say so, and try again by and by. What is
   * there and cannot be found is kept from us by who uses it. */
  if (broken->code == MAJU_MEDIA_ERROR_NO_DEVICE)
    fail (self, maju_media_error_new (MAJU_MEDIA_ERROR_BUSY, self->kind));
  else
    fail (self, g_steal_pointer (&broken));
  self->retry_source = maju_media_add_timeout (self->retry_ms, retry_cb, self);
  self->retry_ms = MIN (self->retry_ms * 2, RETRY_MAX_MS);

  return G_SOURCE_REMOVE;
}

static void
broken_cb (MajuDeviceKeeper *self,
           const GError     *error)
{
  g_set_str (&self->lost_name, self->device_name);
  g_set_str (&self->broken_key, get_open_key (self));
  stop (self);
  g_clear_error (&self->broken);
  self->broken = g_error_copy (error);
  maju_media_clear_source (&self->retry_source);
  self->retry_source = maju_media_add_timeout (UNPLUG_GRACE_MS, retry_cb,
                                               self);
  update (self);
}

static void
flow_changed_cb (MajuDeviceKeeper *self,
                 gboolean          flows)
{
  if (self->is_substitute)
    return;

  if (!flows)
    {
      fail (self, maju_media_error_new (MAJU_MEDIA_ERROR_STALLED, self->kind));
      return;
    }

  self->retry_ms = RETRY_MIN_MS;
  g_set_str (&self->lost_name, self->device_name);
  set_state (self, MAJU_CAPTURE_STATE_RUNNING, NULL);
}

static void
start (MajuDeviceKeeper *self,
       MajuEndpoint     *endpoint)
{
  g_autoptr(GError) error = NULL;

  forget_trouble (self);
  self->session = maju_device_session_new (endpoint, self->funcs,
                                           self->user_data, &error);
  if (self->session == NULL)
    {
      self->retry_source = maju_media_add_timeout (RETRY_MAX_MS, retry_cb,
                                                   self);
      fail (self, g_steal_pointer (&error));
      return;
    }

  g_signal_connect_object (self->session, "flow-changed",
                           G_CALLBACK (flow_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "broken", G_CALLBACK (broken_cb),
                           self, G_CONNECT_SWAPPED);
  maju_device_session_start (self->session);
  if (self->is_substitute)
    return;

  set_device_name (self, maju_endpoint_get_name (endpoint));
  set_state (self, MAJU_CAPTURE_STATE_STARTING, NULL);
}

/* A camera may have to be asked for. */
static void
set_wants_camera (MajuDeviceKeeper *self,
                  gboolean          wants)
{
  if (self->kind != MAJU_DEVICE_KIND_CAMERA || self->wants_camera == wants)
    return;

  self->wants_camera = wants;
  if (wants)
    maju_device_monitor_want_camera (self->devices);
  else
    maju_device_monitor_unwant_camera (self->devices);
}

/* Returns: (transfer full) (nullable): why the desktop gives out no camera. One
 * that was unplugged is told as that. */
static GError *
get_camera_error (MajuDeviceKeeper *self)
{
  const GError *error = NULL;

  if (self->kind == MAJU_DEVICE_KIND_CAMERA)
    error = maju_device_monitor_get_camera_error (self->devices);
  if (error == NULL || error->code == MAJU_MEDIA_ERROR_NO_DEVICE)
    return NULL;

  return g_error_copy (error);
}

static gboolean
is_pending (MajuDeviceKeeper *self)
{
  return !maju_device_monitor_get_ready (self->devices) ||
         (self->kind == MAJU_DEVICE_KIND_CAMERA &&
          maju_device_monitor_get_camera_pending (self->devices));
}

/* Whether what is plugged in is known to anybody. Of cameras the portal may know
 * something, even where there is no sound. */
static gboolean
is_served (MajuDeviceKeeper *self)
{
  const GError *error = NULL;

  if (self->kind == MAJU_DEVICE_KIND_CAMERA)
    error = maju_device_monitor_get_camera_error (self->devices);

  return maju_device_monitor_get_served (self->devices) ||
         (error != NULL && error->code != MAJU_MEDIA_ERROR_UNAVAILABLE);
}

/* Nothing can be opened: says why. */
static void
update_without_endpoint (MajuDeviceKeeper *self)
{
  g_autoptr(GError) error = get_camera_error (self);

  forget_trouble (self);
  if (!self->active)
    {
      g_clear_pointer (&self->lost_name, g_free);
      set_state (self, MAJU_CAPTURE_STATE_OFF, NULL);
    }
  else if (is_pending (self))
    {
      set_state (self, MAJU_CAPTURE_STATE_STARTING, NULL);
    }
  else if (!is_served (self))
    {
      fail (self, maju_media_error_new (MAJU_MEDIA_ERROR_NO_SERVICE,
                                        self->kind));
    }
  else if (error != NULL)
    {
      fail (self, g_steal_pointer (&error));
    }
  else if (self->lost_name != NULL)
    {
      fail (self, maju_media_error_unplugged (self->kind, self->lost_name));
    }
  else
    {
      fail (self, maju_media_error_new (MAJU_MEDIA_ERROR_NO_DEVICE, self->kind));
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

static void
update (MajuDeviceKeeper *self)
{
  g_autoptr(MajuEndpoint) endpoint = NULL;

  if (self->close_task != NULL || self->funcs == NULL)
    return;

  if (self->active)
    endpoint = maju_endpoint_find (self->devices, self->kind, self->device_id);
  if (self->session != NULL &&
      (endpoint == NULL || self->is_substitute ||
       g_strcmp0 (maju_endpoint_get_key (endpoint), get_open_key (self)) != 0))
    {
      if (endpoint == NULL && self->is_substitute && self->active)
        return;
      stop (self);
    }

  if (!self->active)
    set_wants_camera (self, FALSE);
  else if (endpoint == NULL)
    set_wants_camera (self, TRUE);
  if (endpoint == NULL)
    update_without_endpoint (self);
  self->is_substitute = endpoint == NULL;
  /* Where sound goes while there is no speaker, so that it flows on. */
  if (endpoint == NULL && self->active &&
      self->kind == MAJU_DEVICE_KIND_SPEAKER)
    endpoint = maju_test_endpoint_new (self->kind);

  if (endpoint == NULL || self->session != NULL ||
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
  if (self->device_name != NULL)
    g_set_str (&self->lost_name, self->device_name);
  if (self->broken == NULL)
    maju_media_clear_source (&self->retry_source);
  update (self);
}

static void
maju_device_keeper_dispose (GObject *object)
{
  MajuDeviceKeeper *self = MAJU_DEVICE_KEEPER (object);

  self->changed = NULL;
  set_wants_camera (self, FALSE);
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

  object_class->dispose = maju_device_keeper_dispose;
  object_class->finalize = maju_device_keeper_finalize;
}

static void
maju_device_keeper_init (MajuDeviceKeeper *self)
{
  self->retry_ms = RETRY_MIN_MS;
}

MajuDeviceKeeper *
maju_device_keeper_new (MajuDeviceMonitor     *devices,
                        MajuDeviceKind         kind,
                        const MajuDeviceFuncs *funcs,
                        MajuDeviceChanged      changed,
                        gpointer               user_data)
{
  MajuDeviceKeeper *self = g_object_new (MAJU_TYPE_DEVICE_KEEPER, NULL);

  self->devices = g_object_ref (devices);
  self->kind = kind;
  self->funcs = funcs;
  self->changed = changed;
  self->user_data = user_data;
  g_signal_connect_object (maju_device_monitor_get_devices (devices, kind),
                           "items-changed", G_CALLBACK (devices_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (devices, "notify::ready",
                           G_CALLBACK (devices_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (devices, "notify::served",
                           G_CALLBACK (devices_changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (kind == MAJU_DEVICE_KIND_CAMERA)
    g_signal_connect_object (devices, "access-changed",
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
  forget_trouble (self);
  self->retry_ms = RETRY_MIN_MS;
  update (self);
  tell (self, MAJU_DEVICE_ASPECT_ID);
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
  tell (self, MAJU_DEVICE_ASPECT_ACTIVE);
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
  if (self->session == NULL)
    return;

  stop (self);
  update (self);
}

void
maju_device_keeper_retry (MajuDeviceKeeper *self)
{
  g_autoptr(GError) refused = get_camera_error (self);

  if (self->state != MAJU_CAPTURE_STATE_FAILED)
    return;

  /* What the desktop did not give is asked for again. */
  if (refused != NULL)
    set_wants_camera (self, FALSE);
  /* One that gives nothing is still open. */
  if (!self->is_substitute)
    stop (self);
  forget_trouble (self);
  self->retry_ms = RETRY_MIN_MS;
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
  set_wants_camera (self, FALSE);
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
