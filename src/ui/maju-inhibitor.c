/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-inhibitor.h"

#include <libportal/portal.h>

#define PORTAL "org.freedesktop.portal.Desktop"

struct _MajuInhibitor
{
  GObject parent_instance;

  GtkApplication *application;
  char *reason;
  XdpPortal *portal;            /* (nullable) */
  gboolean asking;
  int id;                       /* the portal's, or 0 */
  guint cookie;                 /* GTK's, or 0 */
  guint watch_id;               /* of the portal's name */
};

G_DEFINE_FINAL_TYPE (MajuInhibitor, maju_inhibitor, G_TYPE_OBJECT)

static void
inhibit_without_portal (MajuInhibitor *self)
{
  if (self->cookie != 0)
    return;

  self->cookie = gtk_application_inhibit (self->application, NULL,
                                          GTK_APPLICATION_INHIBIT_SUSPEND |
                                          GTK_APPLICATION_INHIBIT_IDLE,
                                          self->reason);
}

static void
uninhibit_without_portal (MajuInhibitor *self)
{
  if (self->cookie != 0)
    gtk_application_uninhibit (self->application, self->cookie);
  self->cookie = 0;
}

/* The inhibitor may be gone meanwhile: libportal's cancellation cannot be
 * used, since an error that comes after it finds the request freed. */
static void
inhibited_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  XdpPortal *portal = XDP_PORTAL (object);
  GWeakRef *weak = user_data;
  g_autoptr(MajuInhibitor) self = g_weak_ref_get (weak);
  g_autoptr(GError) error = NULL;
  int id = xdp_portal_session_inhibit_finish (portal, result, &error);

  g_weak_ref_clear (weak);
  g_free (weak);

  if (self == NULL)
    {
      if (id > 0)
        xdp_portal_session_uninhibit (portal, id);
      return;
    }

  self->asking = FALSE;
  if (id > 0)
    {
      self->id = id;
      uninhibit_without_portal (self);
      return;
    }
  g_debug ("The portal does not keep the computer awake: %s", error->message);
  inhibit_without_portal (self);
}

static void
inhibit (MajuInhibitor *self)
{
  g_autoptr(GError) error = NULL;
  GWeakRef *weak;

  g_clear_object (&self->portal);
  self->portal = xdp_portal_initable_new (&error);
  if (self->portal == NULL)
    {
      g_debug ("There is no portal: %s", error->message);
      inhibit_without_portal (self);
      return;
    }

  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  self->asking = TRUE;
  xdp_portal_session_inhibit (self->portal, NULL, self->reason,
                              XDP_INHIBIT_FLAG_SUSPEND | XDP_INHIBIT_FLAG_IDLE,
                              NULL, inhibited_cb, weak);
}

/* One that was started anew knows nothing of what it was asked before. */
static void
portal_appeared_cb (GDBusConnection *bus,
                    const char      *name,
                    const char      *owner,
                    gpointer         user_data)
{
  MajuInhibitor *self = user_data;

  if (self->id == 0 && !self->asking)
    inhibit (self);
}

/* What it was asked is gone with it, and nobody else may have it started. */
static void
portal_vanished_cb (GDBusConnection *bus,
                    const char      *name,
                    gpointer         user_data)
{
  MajuInhibitor *self = user_data;

  if (self->id == 0 || bus == NULL)
    return;

  self->id = 0;
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "StartServiceByName",
                          g_variant_new ("(su)", PORTAL, 0), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
}

static void
maju_inhibitor_dispose (GObject *object)
{
  MajuInhibitor *self = MAJU_INHIBITOR (object);

  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  if (self->id != 0)
    xdp_portal_session_uninhibit (self->portal, self->id);
  self->id = 0;
  uninhibit_without_portal (self);
  g_clear_object (&self->portal);
  g_clear_object (&self->application);
  g_clear_pointer (&self->reason, g_free);

  G_OBJECT_CLASS (maju_inhibitor_parent_class)->dispose (object);
}

static void
maju_inhibitor_class_init (MajuInhibitorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = maju_inhibitor_dispose;
}

static void
maju_inhibitor_init (MajuInhibitor *self)
{
}

MajuInhibitor *
maju_inhibitor_new (GtkApplication *application,
                    const char     *reason)
{
  MajuInhibitor *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (reason != NULL, NULL);

  self = g_object_new (MAJU_TYPE_INHIBITOR, NULL);
  self->application = g_object_ref (application);
  self->reason = g_strdup (reason);
  inhibit (self);
  self->watch_id = g_bus_watch_name (G_BUS_TYPE_SESSION, PORTAL,
                                     G_BUS_NAME_WATCHER_FLAGS_NONE,
                                     portal_appeared_cb, portal_vanished_cb,
                                     self, NULL);

  return self;
}

gboolean
maju_inhibitor_get_active (MajuInhibitor *self)
{
  g_return_val_if_fail (MAJU_IS_INHIBITOR (self), FALSE);

  return self->asking || self->id != 0 || self->cookie != 0;
}
