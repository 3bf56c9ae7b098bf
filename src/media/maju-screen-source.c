/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-screen-source-private.h"

#include "maju-screen-input-private.h"

#include "maju-config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libportal/portal.h>

#define TYPE_WINDOW 2           /* of a stream, as the portal says it */

enum
{
  OPENED,
  ENDED,
  N_SIGNALS
};

struct _MajuScreenSource
{
  GObject parent_instance;

  char *device_id;              /* (nullable): nobody is asked */
  XdpPortal *portal;
  XdpParent *parent;            /* (nullable) */
  XdpSession *session;
  GCancellable *cancellable;
  gboolean over;                /* nothing is emitted any more */

  int fd;
  guint node;
  gboolean is_window;
  char *restore_token;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuScreenSource, maju_screen_source, G_TYPE_OBJECT)

static void
maju_screen_source_finalize (GObject *object)
{
  MajuScreenSource *self = MAJU_SCREEN_SOURCE (object);

  maju_screen_source_close (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->portal);
  g_clear_pointer (&self->restore_token, g_free);
  g_clear_pointer (&self->device_id, g_free);
  g_clear_fd (&self->fd, NULL);

  G_OBJECT_CLASS (maju_screen_source_parent_class)->finalize (object);
}

static void
maju_screen_source_class_init (MajuScreenSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_screen_source_finalize;

  signals[OPENED] =
    g_signal_new ("opened", MAJU_TYPE_SCREEN_SOURCE, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] =
    g_signal_new ("ended", MAJU_TYPE_SCREEN_SOURCE, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
maju_screen_source_init (MajuScreenSource *self)
{
  self->cancellable = g_cancellable_new ();
  self->fd = -1;
}

MajuScreenSource *
maju_screen_source_new (const char *device_id)
{
  MajuScreenSource *self = g_object_new (MAJU_TYPE_SCREEN_SOURCE, NULL);

  self->device_id = g_strdup (device_id);

  return self;
}

static void
end (MajuScreenSource *self,
     MajuMediaError    code,
     const char       *text)
{
  g_autoptr(GError) error = NULL;

  if (self->over)
    return;

  error = g_error_new_literal (MAJU_MEDIA_ERROR, code, text);
  maju_screen_source_close (self);
  g_signal_emit (self, signals[ENDED], 0, error);
}

/* The portal's answers 1 and 2 come as these two; all else is a portal that is
 * not there or cannot do it. */
static void
end_by_error (MajuScreenSource *self,
              const GError     *error)
{
  g_debug ("ScreenCast: %s", error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    end (self, MAJU_MEDIA_ERROR_CANCELLED, _("Nothing was chosen to share"));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED))
    end (self, MAJU_MEDIA_ERROR_DENIED,
         _("The system does not allow the screen to be shared"));
  else
    end (self, MAJU_MEDIA_ERROR_UNAVAILABLE,
         _("This desktop offers no screen sharing"));
}

static gboolean
closed_idle_cb (gpointer user_data)
{
  end (user_data, MAJU_MEDIA_ERROR_REVOKED,
       _("The system has ended the sharing"));

  return G_SOURCE_REMOVE;
}

/* Also while it asks: libportal's start does not return then. But a no comes
 * as this, too, before it comes as an answer, which says more. */
static void
session_closed_cb (XdpSession       *session,
                   MajuScreenSource *self)
{
  g_autoptr(GSource) idle = g_idle_source_new ();

  g_source_set_priority (idle, G_PRIORITY_LOW);
  g_source_set_callback (idle, closed_idle_cb, g_object_ref (self),
                         g_object_unref);
  g_source_attach (idle, g_main_context_get_thread_default ());
}

/* The call waits for its answer. */
static void
open_remote_in_thread (GTask        *task,
                       gpointer      source_object,
                       gpointer      task_data,
                       GCancellable *cancellable)
{
  g_task_return_int (task, xdp_session_open_pipewire_remote (task_data));
}

static void
remote_opened_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  MajuScreenSource *self = MAJU_SCREEN_SOURCE (object);

  self->fd = (int) g_task_propagate_int (G_TASK (result), NULL);
  if (self->over)
    return;

  if (self->fd < 0)
    end (self, MAJU_MEDIA_ERROR_UNAVAILABLE,
         _("This desktop offers no screen sharing"));
  else
    g_signal_emit (self, signals[OPENED], 0);
}

static gboolean
take_stream (MajuScreenSource *self)
{
  GVariant *streams = xdp_session_get_streams (self->session);
  g_autoptr(GVariant) details = NULL;
  guint type = 0;

  if (streams == NULL || g_variant_n_children (streams) == 0)
    return FALSE;

  g_variant_get_child (streams, 0, "(u@a{sv})", &self->node, &details);
  g_variant_lookup (details, "source_type", "u", &type);
  self->is_window = type == TYPE_WINDOW;
  self->restore_token = xdp_session_get_restore_token (self->session);

  return TRUE;
}

static void
started_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MajuScreenSource) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;
  gboolean success;

  success = xdp_session_start_finish (XDP_SESSION (object), result, &error);
  if (self->over)
    return;

  if (!success)
    {
      end_by_error (self, error);
      return;
    }

  if (!take_stream (self))
    {
      end (self, MAJU_MEDIA_ERROR_CANCELLED, _("Nothing was chosen to share"));
      return;
    }

  task = g_task_new (self, NULL, remote_opened_cb, NULL);
  g_task_set_source_tag (task, started_cb);
  g_task_set_task_data (task, g_object_ref (self->session), g_object_unref);
  g_task_run_in_thread (task, open_remote_in_thread);
}

static void
created_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MajuScreenSource) self = user_data;
  g_autoptr(XdpSession) session = NULL;
  g_autoptr(GError) error = NULL;

  session = xdp_portal_create_screencast_session_finish (XDP_PORTAL (object),
                                                         result, &error);
  if (self->over)
    {
      if (session != NULL)
        xdp_session_close (session);
      return;
    }

  if (session == NULL)
    {
      end_by_error (self, error);
      return;
    }

  self->session = g_steal_pointer (&session);
  g_signal_connect (self->session, "closed", G_CALLBACK (session_closed_cb),
                    self);
  xdp_session_start (self->session, self->parent, self->cancellable, started_cb,
                     g_object_ref (self));
}

static gboolean
no_portal_cb (gpointer user_data)
{
  end (user_data, MAJU_MEDIA_ERROR_UNAVAILABLE,
       _("This desktop offers no screen sharing"));

  return G_SOURCE_REMOVE;
}

static gboolean
device_opened_cb (gpointer user_data)
{
  MajuScreenSource *self = user_data;

  if (!self->over)
    g_signal_emit (self, signals[OPENED], 0);

  return G_SOURCE_REMOVE;
}

static void
add_idle (MajuScreenSource *self,
          GSourceFunc       func)
{
  g_autoptr(GSource) idle = g_idle_source_new ();

  g_source_set_callback (idle, func, g_object_ref (self), g_object_unref);
  g_source_attach (idle, g_main_context_get_thread_default ());
}

void
maju_screen_source_open (MajuScreenSource *self,
                         XdpParent        *parent,
                         const char       *restore_token)
{
  g_autoptr(GError) error = NULL;

  g_return_if_fail (MAJU_IS_SCREEN_SOURCE (self));
  g_return_if_fail (self->portal == NULL);

  if (self->device_id != NULL)
    {
      add_idle (self, device_opened_cb);
      return;
    }

  self->portal = xdp_portal_initable_new (&error);
  if (self->portal == NULL)
    {
      g_debug ("No portal: %s", error->message);
      add_idle (self, no_portal_cb);
      return;
    }

  if (parent != NULL)
    self->parent = xdp_parent_copy (parent);

  /* This asks nobody yet, and libportal never returns when it is cancelled. */
  xdp_portal_create_screencast_session (self->portal,
                                        XDP_OUTPUT_MONITOR | XDP_OUTPUT_WINDOW,
                                        XDP_SCREENCAST_FLAG_NONE,
                                        XDP_CURSOR_MODE_EMBEDDED,
                                        XDP_PERSIST_MODE_PERSISTENT,
                                        restore_token, NULL, created_cb,
                                        g_object_ref (self));
}

void
maju_screen_source_close (MajuScreenSource *self)
{
  g_return_if_fail (MAJU_IS_SCREEN_SOURCE (self));

  self->over = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      xdp_session_close (self->session);
    }
  g_clear_object (&self->session);
  g_clear_pointer (&self->parent, xdp_parent_free);
}

GstElement *
maju_screen_source_create_element (MajuScreenSource *self,
                                   const char       *name,
                                   GError          **error)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SOURCE (self), NULL);

  if (self->device_id != NULL)
    return maju_screen_input_new_device (name, self->device_id, error);

  return maju_screen_input_new_portal (name, self->fd, self->node, error);
}

gboolean
maju_screen_source_is_window (MajuScreenSource *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SOURCE (self), FALSE);

  return self->is_window;
}

const char *
maju_screen_source_get_restore_token (MajuScreenSource *self)
{
  g_return_val_if_fail (MAJU_IS_SCREEN_SOURCE (self), NULL);

  return self->restore_token;
}
