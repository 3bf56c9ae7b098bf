/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-camera-portal-private.h"

#include "maju-camera-remote-private.h"
#include "maju-media-private.h"
#include "maju-pipewire-private.h"

#include <glib/gstdio.h>
#include <libportal/portal.h>

#define BUS_NAME    "org.freedesktop.portal.Desktop"
#define OBJECT_PATH "/org/freedesktop/portal/desktop"
#define INTERFACE   "org.freedesktop.portal.Camera"

/* How long the session manager may take to show a camera that is there. One that
 * comes later is still taken. */
#define HIDDEN_MS 3000
/* How often it is tried again, without a question. */
#define RETRY_MS 3000

/* What is under way. */
typedef enum
{
  STEP_NONE,
  STEP_LOOKING,                 /* for the portal */
  STEP_ASKING,                  /* the person, or what they once said */
  STEP_OPENING,                 /* a connection to PipeWire */
  STEP_LISTING,                 /* cameras are awaited on it */
  STEP_CHECKING,                /* whether they went because of a no */
} Step;

struct _MajuCameraPortal
{
  GObject parent_instance;

  const MajuCameraPortalFuncs *funcs;   /* NULL: closed */
  gpointer user_data;

  guint wanted;
  Step step;
  gboolean granted;
  gboolean was_open;            /* since it was refused last */
  GError *error;
  GCancellable *cancellable;
  GDBusProxy *proxy;
  XdpPortal *portal;
  MajuPipewire *pipewire;
  GHashTable *cameras;          /* ids of nodes */
  GSource *listing_source;
  GSource *retry_source;
};

static const char *const media_classes[] = { "Video/Source", NULL };

static void advance (MajuCameraPortal *self);
static void ask (MajuCameraPortal *self);

G_DEFINE_FINAL_TYPE (MajuCameraPortal, maju_camera_portal, G_TYPE_OBJECT)

static void
set_state (MajuCameraPortal *self,
           Step              step,
           GError           *error)
{
  g_autoptr(GError) former = g_steal_pointer (&self->error);
  gboolean changed = self->step != step || former != NULL || error != NULL;

  if (error != NULL)
    g_debug ("No camera by the portal: %s", error->message);
  self->step = step;
  self->error = error;
  if (changed && self->funcs != NULL)
    self->funcs->changed (self->user_data);
}

static gboolean
has_error (MajuCameraPortal *self,
           MajuMediaError    code)
{
  return g_error_matches (self->error, MAJU_MEDIA_ERROR, (int) code);
}

static gboolean
is_refused (MajuCameraPortal *self)
{
  return has_error (self, MAJU_MEDIA_ERROR_DENIED) ||
         has_error (self, MAJU_MEDIA_ERROR_REVOKED);
}

static gboolean
retry_cb (gpointer user_data)
{
  MajuCameraPortal *self = user_data;

  maju_media_clear_source (&self->retry_source);
  advance (self);

  return G_SOURCE_REMOVE;
}

static void
add_retry (MajuCameraPortal *self)
{
  maju_media_clear_source (&self->retry_source);
  self->retry_source = maju_media_add_timeout (RETRY_MS, retry_cb, self);
}

static void
fail (MajuCameraPortal *self,
      MajuMediaError    code)
{
  if (code == MAJU_MEDIA_ERROR_DENIED || code == MAJU_MEDIA_ERROR_REVOKED ||
      (code == MAJU_MEDIA_ERROR_UNAVAILABLE && self->granted))
    add_retry (self);
  set_state (self, STEP_NONE,
             maju_media_error_new (code, MAJU_DEVICE_KIND_CAMERA));
}

/* The same refusal found again is nothing new. */
static void
refuse (MajuCameraPortal *self)
{
  gboolean revoked = self->was_open;

  self->granted = FALSE;
  self->was_open = FALSE;
  if (is_refused (self))
    {
      self->step = STEP_NONE;
      add_retry (self);
    }
  else
    {
      fail (self, revoked ? MAJU_MEDIA_ERROR_REVOKED : MAJU_MEDIA_ERROR_DENIED);
    }
}

/* Returns: %FALSE when there is no such portal. */
static gboolean
get_camera_present (MajuCameraPortal *self,
                    gboolean         *present)
{
  g_autoptr(GVariant) value = NULL;

  if (self->proxy != NULL)
    value = g_dbus_proxy_get_cached_property (self->proxy, "IsCameraPresent");
  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return FALSE;

  *present = g_variant_get_boolean (value);

  return TRUE;
}

static gboolean
listing_cb (gpointer user_data)
{
  MajuCameraPortal *self = user_data;

  maju_media_clear_source (&self->listing_source);
  if (self->step == STEP_LISTING)
    fail (self, MAJU_MEDIA_ERROR_HIDDEN);

  return G_SOURCE_REMOVE;
}

/* There is a connection: says what comes of it. */
static void
judge (MajuCameraPortal *self)
{
  gboolean present = FALSE;

  maju_media_clear_source (&self->listing_source);
  if (g_hash_table_size (self->cameras) > 0)
    {
      set_state (self, STEP_NONE, NULL);
    }
  else if (!get_camera_present (self, &present) || !present)
    {
      fail (self, MAJU_MEDIA_ERROR_NO_DEVICE);
    }
  else if (!has_error (self, MAJU_MEDIA_ERROR_HIDDEN))
    {
      self->listing_source = maju_media_add_timeout (HIDDEN_MS, listing_cb,
                                                     self);
      set_state (self, STEP_LISTING, NULL);
    }
}

static void
drop_pipewire (MajuCameraPortal *self)
{
  GHashTableIter iter;
  gpointer id;

  maju_media_clear_source (&self->listing_source);
  if (self->pipewire != NULL)
    maju_pipewire_close (self->pipewire);
  g_clear_object (&self->pipewire);

  g_hash_table_iter_init (&iter, self->cameras);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_hash_table_iter_steal (&iter);
      if (self->funcs != NULL)
        self->funcs->camera_removed (GPOINTER_TO_UINT (id), self->user_data);
    }
}

static void
open_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  int fd = maju_camera_remote_open (&error);

  if (fd < 0)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, fd);
}

/* Finishes with a descriptor. */
static void
open_async (MajuCameraPortal   *self,
            GAsyncReadyCallback callback)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, NULL);

  g_task_set_source_tag (task, open_async);
  g_task_run_in_thread (task, open_in_thread);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  MajuCameraPortal *self = MAJU_CAMERA_PORTAL (object);
  g_autoptr(GError) error = NULL;
  g_autofd int fd = g_task_propagate_int (G_TASK (result), &error);

  if (self->funcs == NULL || self->step != STEP_CHECKING)
    return;

  if (g_error_matches (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_DENIED))
    {
      drop_pipewire (self);
      refuse (self);
    }
  else
    {
      judge (self);
    }
}

static void
node_added_cb (guint32                id,
               const struct spa_dict *props,
               gpointer               user_data)
{
  MajuCameraPortal *self = user_data;

  if (!maju_pipewire_is_camera (props))
    return;

  g_hash_table_add (self->cameras, GUINT_TO_POINTER (id));
  self->funcs->camera_added (id, props, self->user_data);
  judge (self);
}

/* A camera goes when it is unplugged, and when the person has taken back what
 * they had allowed: only another try tells which. */
static void
node_removed_cb (guint32  id,
                 gpointer user_data)
{
  MajuCameraPortal *self = user_data;

  if (!g_hash_table_remove (self->cameras, GUINT_TO_POINTER (id)))
    return;

  if (g_hash_table_size (self->cameras) == 0)
    {
      set_state (self, STEP_CHECKING, NULL);
      open_async (self, checked_cb);
    }
  self->funcs->camera_removed (id, self->user_data);
}

static void
default_changed_cb (const char *key,
                    const char *name,
                    gpointer    user_data)
{
  MajuCameraPortal *self = user_data;

  self->funcs->default_changed (key, name, self->user_data);
}

static void
lost_cb (gpointer user_data)
{
  MajuCameraPortal *self = user_data;

  drop_pipewire (self);
  fail (self, MAJU_MEDIA_ERROR_UNAVAILABLE);
}

static const MajuPipewireFuncs pipewire_funcs = {
  .node_added = node_added_cb,
  .node_removed = node_removed_cb,
  .default_changed = default_changed_cb,
  .lost = lost_cb,
};

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  MajuCameraPortal *self = MAJU_CAMERA_PORTAL (object);
  g_autoptr(GError) error = NULL;
  g_autofd int fd = g_task_propagate_int (G_TASK (result), &error);

  if (self->funcs == NULL)
    return;

  if (fd >= 0)
    {
      self->granted = TRUE;
      self->was_open = TRUE;
      self->pipewire = maju_pipewire_new_given (g_steal_fd (&fd), media_classes,
                                                &pipewire_funcs, self);
      judge (self);
    }
  else if (!g_error_matches (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_DENIED))
    {
      fail (self, MAJU_MEDIA_ERROR_UNAVAILABLE);
    }
  else if (self->granted || is_refused (self))
    {
      refuse (self);
    }
  else
    {
      /* Meanwhile the person has asked for it again. */
      ask (self);
    }
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MajuCameraPortal) self = user_data;
  g_autoptr(GError) error = NULL;

  self->granted = xdp_portal_access_camera_finish (XDP_PORTAL (object), result,
                                                   &error);
  if (self->funcs == NULL)
    return;

  if (self->granted)
    {
      set_state (self, STEP_NONE, NULL);
      advance (self);
      return;
    }

  /* Who says no, closes the dialog or has said no before is not told apart by
   * the portal; it remembers each of them. */
  g_debug ("AccessCamera: %s", error->message);
  refuse (self);
}

/* A question is never withdrawn: the portal would remember that as a no. */
static void
ask (MajuCameraPortal *self)
{
  g_autoptr(GError) error = NULL;

  if (self->portal == NULL)
    self->portal = xdp_portal_initable_new (&error);
  if (self->portal == NULL)
    {
      g_debug ("No portal: %s", error->message);
      fail (self, MAJU_MEDIA_ERROR_UNAVAILABLE);
      return;
    }

  set_state (self, STEP_ASKING, NULL);
  xdp_portal_access_camera (self->portal, NULL, XDP_CAMERA_FLAG_NONE, NULL,
                            asked_cb, g_object_ref (self));
}

static void
present_changed_cb (MajuCameraPortal *self)
{
  if (self->pipewire == NULL)
    advance (self);
  else if (self->step == STEP_NONE || self->step == STEP_LISTING)
    judge (self);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MajuCameraPortal) self = user_data;
  g_autoptr(GDBusProxy) proxy = NULL;
  g_autoptr(GError) error = NULL;

  proxy = g_dbus_proxy_new_for_bus_finish (result, &error);
  if (self->funcs == NULL)
    return;

  if (proxy == NULL)
    {
      g_debug ("No portal: %s", error->message);
      fail (self, MAJU_MEDIA_ERROR_UNAVAILABLE);
      return;
    }

  self->proxy = g_steal_pointer (&proxy);
  g_signal_connect_object (self->proxy, "g-properties-changed",
                           G_CALLBACK (present_changed_cb), self,
                           G_CONNECT_SWAPPED);
  set_state (self, STEP_NONE, NULL);
  advance (self);
}

/* libportal would wait for the answer, and tell no changes. */
static void
look (MajuCameraPortal *self)
{
  set_state (self, STEP_LOOKING, NULL);
  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_NONE, NULL,
                            BUS_NAME, OBJECT_PATH, INTERFACE,
                            self->cancellable, looked_cb, g_object_ref (self));
}

/* Takes the next step that is to be taken, if any. */
static void
advance (MajuCameraPortal *self)
{
  gboolean present = FALSE;

  if (self->wanted == 0 || self->step != STEP_NONE || self->pipewire != NULL ||
      self->funcs == NULL)
    return;

  maju_media_clear_source (&self->retry_source);
  if (self->proxy == NULL)
    {
      look (self);
    }
  else if (!get_camera_present (self, &present))
    {
      fail (self, MAJU_MEDIA_ERROR_UNAVAILABLE);
    }
  else if (!present)
    {
      fail (self, MAJU_MEDIA_ERROR_NO_DEVICE);
    }
  else if (self->granted || is_refused (self))
    {
      /* What was refused is looked at again without a question or a word. */
      self->step = STEP_OPENING;
      open_async (self, opened_cb);
    }
  else
    {
      ask (self);
    }
}

static void
maju_camera_portal_dispose (GObject *object)
{
  maju_camera_portal_close (MAJU_CAMERA_PORTAL (object));

  G_OBJECT_CLASS (maju_camera_portal_parent_class)->dispose (object);
}

static void
maju_camera_portal_finalize (GObject *object)
{
  MajuCameraPortal *self = MAJU_CAMERA_PORTAL (object);

  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->cameras, g_hash_table_unref);

  G_OBJECT_CLASS (maju_camera_portal_parent_class)->finalize (object);
}

static void
maju_camera_portal_class_init (MajuCameraPortalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_camera_portal_dispose;
  object_class->finalize = maju_camera_portal_finalize;
}

static void
maju_camera_portal_init (MajuCameraPortal *self)
{
  self->cancellable = g_cancellable_new ();
  self->cameras = g_hash_table_new (NULL, NULL);
}

MajuCameraPortal *
maju_camera_portal_new (const MajuCameraPortalFuncs *funcs,
                        gpointer                     user_data)
{
  MajuCameraPortal *self = g_object_new (MAJU_TYPE_CAMERA_PORTAL, NULL);

  self->funcs = funcs;
  self->user_data = user_data;

  return self;
}

void
maju_camera_portal_want (MajuCameraPortal *self)
{
  g_return_if_fail (MAJU_IS_CAMERA_PORTAL (self));

  self->wanted++;
  if (has_error (self, MAJU_MEDIA_ERROR_HIDDEN))
    drop_pipewire (self);
  if (g_hash_table_size (self->cameras) == 0)
    g_clear_error (&self->error);
  advance (self);
}

void
maju_camera_portal_unwant (MajuCameraPortal *self)
{
  g_return_if_fail (MAJU_IS_CAMERA_PORTAL (self));
  g_return_if_fail (self->wanted > 0);

  self->wanted--;
}

gboolean
maju_camera_portal_get_pending (MajuCameraPortal *self)
{
  g_return_val_if_fail (MAJU_IS_CAMERA_PORTAL (self), FALSE);

  return self->step != STEP_NONE && self->error == NULL;
}

gboolean
maju_camera_portal_get_present (MajuCameraPortal *self)
{
  gboolean present;

  g_return_val_if_fail (MAJU_IS_CAMERA_PORTAL (self), FALSE);

  return get_camera_present (self, &present);
}

const GError *
maju_camera_portal_get_error (MajuCameraPortal *self)
{
  g_return_val_if_fail (MAJU_IS_CAMERA_PORTAL (self), NULL);

  return self->error;
}

void
maju_camera_portal_close (MajuCameraPortal *self)
{
  g_return_if_fail (MAJU_IS_CAMERA_PORTAL (self));

  self->funcs = NULL;
  g_cancellable_cancel (self->cancellable);
  maju_media_clear_source (&self->retry_source);
  drop_pipewire (self);
  g_clear_object (&self->proxy);
  g_clear_object (&self->portal);
}
