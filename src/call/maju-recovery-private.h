/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_RECOVERY (maju_recovery_get_type ())

/**
 * MajuRecovery:
 *
 * Says when to look after the paths.
 *
 * Signals: `check` (), twice a second; `network-changed` (gboolean
 * available): this computer's network is another one now, or gone.
 */
G_DECLARE_FINAL_TYPE (MajuRecovery, maju_recovery, MAJU, RECOVERY, GObject)

/* @monitor: (nullable): the system's when %NULL. */
MajuRecovery *maju_recovery_new (GNetworkMonitor *monitor,
                                 MajuClock       *clock)
G_GNUC_WARN_UNUSED_RESULT;
void          maju_recovery_stop (MajuRecovery *self);

G_END_DECLS
