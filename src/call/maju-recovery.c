/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-recovery-private.h"

#include "maju-network-watch.h"

#define CHECK_MS 500

struct _MajuRecovery
{
  GObject parent_instance;

  GNetworkMonitor *monitor;
  MajuNetworkWatch *watch;
  MajuClock *clock;
  guint check_id;
};

G_DEFINE_FINAL_TYPE (MajuRecovery, maju_recovery, G_TYPE_OBJECT)

enum
{
  CHECK,
  NETWORK_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
maju_recovery_dispose (GObject *object)
{
  MajuRecovery *self = MAJU_RECOVERY (object);

  maju_recovery_stop (self);
  g_clear_object (&self->monitor);
  g_clear_object (&self->watch);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (maju_recovery_parent_class)->dispose (object);
}

static void
maju_recovery_class_init (MajuRecoveryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_recovery_dispose;

  signals[CHECK] =
    g_signal_new ("check", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NETWORK_CHANGED] =
    g_signal_new ("network-changed", G_TYPE_FROM_CLASS (klass),
                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
maju_recovery_init (MajuRecovery *self)
{
}

static gboolean
check_cb (gpointer user_data)
{
  g_autoptr(MajuRecovery) self = g_object_ref (user_data);

  g_signal_emit (self, signals[CHECK], 0);

  return G_SOURCE_CONTINUE;
}

static void
network_changed_cb (GNetworkMonitor *monitor,
                    gboolean         available,
                    MajuRecovery    *self)
{
  g_debug ("The network changed");
  g_signal_emit (self, signals[NETWORK_CHANGED], 0, available);
}

static void
addresses_changed_cb (MajuNetworkWatch *watch,
                      gboolean          available,
                      MajuRecovery     *self)
{
  g_debug ("The addresses or routes changed");
  g_signal_emit (self, signals[NETWORK_CHANGED], 0, available);
}

MajuRecovery *
maju_recovery_new (GNetworkMonitor *monitor,
                   MajuClock       *clock)
{
  MajuRecovery *self = g_object_new (MAJU_TYPE_RECOVERY, NULL);

  self->monitor = g_object_ref (monitor ? monitor
                                        : g_network_monitor_get_default ());
  self->clock = g_object_ref (clock);
  self->check_id = maju_clock_add_timeout (clock, CHECK_MS, check_cb, self);
  g_signal_connect_object (self->monitor, "network-changed",
                           G_CALLBACK (network_changed_cb), self, 0);
  self->watch = maju_network_watch_new ();
  g_signal_connect_object (self->watch, "changed",
                           G_CALLBACK (addresses_changed_cb), self, 0);

  return self;
}

void
maju_recovery_stop (MajuRecovery *self)
{
  if (self->check_id == 0)
    return;

  maju_clock_remove_timeout (self->clock, self->check_id);
  self->check_id = 0;
  g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->watch);
}
