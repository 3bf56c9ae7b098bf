/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device.h"

G_BEGIN_DECLS

#define MAJU_TYPE_DEVICE_MONITOR (maju_device_monitor_get_type ())

/**
 * MajuDeviceMonitor:
 *
 * Follows PipeWire's registry: which devices there are, which are the
 * defaults, what is plugged and unplugged. PipeWire runs as a GSource in the
 * maker's main context. A speaker's monitor is never listed as a microphone.
 *
 * Properties: `ready` (the first listing is complete), `available` (PipeWire
 * answers; it is looked for again when it went away), `cameras`,
 * `microphones`, `speakers` (GListModel of MajuDevice, defaults first).
 */
G_DECLARE_FINAL_TYPE (MajuDeviceMonitor, maju_device_monitor, MAJU,
                      DEVICE_MONITOR, GObject)

MajuDeviceMonitor *maju_device_monitor_new (void)
G_GNUC_WARN_UNUSED_RESULT;
gboolean           maju_device_monitor_get_ready (MajuDeviceMonitor *self);
gboolean           maju_device_monitor_get_available (MajuDeviceMonitor *self);

/* Returns: (transfer none). */
GListModel        *maju_device_monitor_get_devices (MajuDeviceMonitor *self,
                                                    MajuDeviceKind     kind);

/* Returns: (transfer none) (nullable): the device of that id. */
MajuDevice        *maju_device_monitor_lookup (MajuDeviceMonitor *self,
                                               MajuDeviceKind     kind,
                                               const char        *id);

/* Returns: (transfer none) (nullable): what the desktop's settings prefer. */
MajuDevice        *maju_device_monitor_get_default (MajuDeviceMonitor *self,
                                                    MajuDeviceKind     kind);

G_END_DECLS
