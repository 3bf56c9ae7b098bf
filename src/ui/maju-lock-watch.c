/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-lock-watch.h"

/* Plasma and others; GNOME; Cinnamon; MATE; Xfce. */
static const char *const interfaces[] = {
  "org.freedesktop.ScreenSaver",
  "org.gnome.ScreenSaver",
  "org.cinnamon.ScreenSaver",
  "org.mate.ScreenSaver",
  "org.xfce.ScreenSaver",
};

struct _MajuLockWatch
{
  GObject parent_instance;

  GDBusConnection *bus;         /* (nullable) */
  guint ids[G_N_ELEMENTS (interfaces)];
};

G_DEFINE_FINAL_TYPE (MajuLockWatch, maju_lock_watch, G_TYPE_OBJECT)

enum
{
  LOCKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
active_changed_cb (GDBusConnection *bus,
                   const char      *sender,
                   const char      *path,
                   const char      *interface,
                   const char      *name,
                   GVariant        *parameters,
                   gpointer         user_data)
{
  g_autoptr(MajuLockWatch) self = g_object_ref (user_data);
  gboolean active;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;

  g_variant_get (parameters, "(b)", &active);
  if (active)
    g_signal_emit (self, signals[LOCKED], 0);
}

static void
maju_lock_watch_dispose (GObject *object)
{
  MajuLockWatch *self = MAJU_LOCK_WATCH (object);

  for (guint i = 0; self->bus != NULL && i < G_N_ELEMENTS (interfaces); i++)
    g_dbus_connection_signal_unsubscribe (self->bus, self->ids[i]);
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (maju_lock_watch_parent_class)->dispose (object);
}

static void
maju_lock_watch_class_init (MajuLockWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = maju_lock_watch_dispose;

  signals[LOCKED] =
    g_signal_new ("locked", MAJU_TYPE_LOCK_WATCH, G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
maju_lock_watch_init (MajuLockWatch *self)
{
}

MajuLockWatch *
maju_lock_watch_new (GDBusConnection *bus)
{
  MajuLockWatch *self = g_object_new (MAJU_TYPE_LOCK_WATCH, NULL);

  if (bus == NULL)
    return self;

  self->bus = g_object_ref (bus);
  for (guint i = 0; i < G_N_ELEMENTS (interfaces); i++)
    self->ids[i] =
      g_dbus_connection_signal_subscribe (bus, NULL, interfaces[i],
                                          "ActiveChanged", NULL, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE,
                                          active_changed_cb, self, NULL);

  return self;
}
