/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-camera-remote-private.h"

#include "maju-media-private.h"

#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>

#define BUS_NAME    "org.freedesktop.portal.Desktop"
#define OBJECT_PATH "/org/freedesktop/portal/desktop"
#define INTERFACE   "org.freedesktop.portal.Camera"
#define NOT_ALLOWED "org.freedesktop.portal.Error.NotAllowed"

#define MAJU_TYPE_CAMERA_REMOTE_BIN (maju_camera_remote_bin_get_type ())

/* PipeWire's element would share one connection among all that have the same
 * descriptor, and cannot use it a second time. */
G_DECLARE_FINAL_TYPE (MajuCameraRemoteBin, maju_camera_remote_bin, MAJU,
                      CAMERA_REMOTE_BIN, GstBin)

struct _MajuCameraRemoteBin
{
  GstBin parent_instance;

  GstElement *source;           /* (unowned): is in the bin */
  int fd;
};

G_DEFINE_FINAL_TYPE (MajuCameraRemoteBin, maju_camera_remote_bin, GST_TYPE_BIN)

/* In whatever thread opens the camera. */
static gboolean
open_remote (MajuCameraRemoteBin *self)
{
  g_autoptr(GError) error = NULL;

  self->fd = maju_camera_remote_open (&error);
  if (self->fd >= 0)
    {
      g_object_set (self->source, "fd", self->fd, NULL);
      return TRUE;
    }

  if (g_error_matches (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_DENIED))
    GST_ELEMENT_ERROR (self, RESOURCE, NOT_AUTHORIZED, (NULL),
                       ("%s", error->message));
  else
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ, (NULL),
                       ("%s", error->message));

  return FALSE;
}

static void
close_remote (MajuCameraRemoteBin *self)
{
  g_clear_fd (&self->fd, NULL);
}

static GstStateChangeReturn
maju_camera_remote_bin_change_state (GstElement    *element,
                                     GstStateChange transition)
{
  MajuCameraRemoteBin *self = MAJU_CAMERA_REMOTE_BIN (element);
  GstStateChangeReturn result;

  if (transition == GST_STATE_CHANGE_NULL_TO_READY && !open_remote (self))
    return GST_STATE_CHANGE_FAILURE;

  result =
    GST_ELEMENT_CLASS (maju_camera_remote_bin_parent_class)->change_state (
      element, transition);

  if (transition == GST_STATE_CHANGE_READY_TO_NULL ||
      (transition == GST_STATE_CHANGE_NULL_TO_READY &&
       result == GST_STATE_CHANGE_FAILURE))
    close_remote (self);

  return result;
}

static void
maju_camera_remote_bin_finalize (GObject *object)
{
  close_remote (MAJU_CAMERA_REMOTE_BIN (object));

  G_OBJECT_CLASS (maju_camera_remote_bin_parent_class)->finalize (object);
}

static void
maju_camera_remote_bin_class_init (MajuCameraRemoteBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  object_class->finalize = maju_camera_remote_bin_finalize;
  element_class->change_state = maju_camera_remote_bin_change_state;

  gst_element_class_set_static_metadata (element_class, "Camera by portal",
                                         "Source/Video",
                                         "Opens a camera by the portal",
                                         "The Maju authors");
}

static void
maju_camera_remote_bin_init (MajuCameraRemoteBin *self)
{
  self->fd = -1;
}

GstElement *
maju_camera_remote_bin_new (const char *name)
{
  return g_object_new (MAJU_TYPE_CAMERA_REMOTE_BIN, "name", name, NULL);
}

void
maju_camera_remote_bin_set_source (GstElement *bin,
                                   GstElement *source)
{
  MAJU_CAMERA_REMOTE_BIN (bin)->source = source;
}

static void
take_error (GError **error,
            GError  *cause)
{
  g_autoptr(GError) owned = cause;
  g_autofree char *name = g_dbus_error_get_remote_error (cause);
  MajuMediaError code = MAJU_MEDIA_ERROR_UNAVAILABLE;

  g_debug ("The camera portal gives no connection: %s", cause->message);
  if (g_strcmp0 (name, NOT_ALLOWED) == 0)
    code = MAJU_MEDIA_ERROR_DENIED;
  g_propagate_error (error,
                     maju_media_error_new (code, MAJU_DEVICE_KIND_CAMERA));
}

int
maju_camera_remote_open (GError **error)
{
  g_autoptr(GDBusConnection) bus = NULL;
  g_autoptr(GUnixFDList) fds = NULL;
  g_autoptr(GVariant) reply = NULL;
  GError *cause = NULL;
  int handle;
  int fd;

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &cause);
  if (bus != NULL)
    reply = g_dbus_connection_call_with_unix_fd_list_sync (
      bus, BUS_NAME, OBJECT_PATH, INTERFACE, "OpenPipeWireRemote",
      g_variant_new ("(a{sv})", NULL), G_VARIANT_TYPE ("(h)"),
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &fds, NULL, &cause);
  if (reply == NULL)
    {
      take_error (error, cause);
      return -1;
    }

  g_variant_get (reply, "(h)", &handle);
  fd = fds ? g_unix_fd_list_get (fds, handle, &cause) : -1;
  if (fd < 0)
    take_error (error, cause ? cause
                             : g_error_new_literal (G_IO_ERROR,
                                                    G_IO_ERROR_FAILED,
                                                    "No descriptor"));

  return fd;
}
