/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-monitor.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_DEVICE_ROW (maju_device_row_get_type ())

/**
 * MajuDeviceRow:
 *
 * Chooses one of the devices of a kind, or the system's default.
 *
 * Properties: `devices` (MajuDeviceMonitor), `kind` (MajuDeviceKind),
 * `device-id` (string; empty: the default). A device that is not there now
 * stays chosen, and the default stands in for it until it comes back.
 */
G_DECLARE_FINAL_TYPE (MajuDeviceRow, maju_device_row, MAJU, DEVICE_ROW,
                      AdwComboRow)

void               maju_device_row_set_devices (MajuDeviceRow     *self,
                                                MajuDeviceMonitor *devices);
void               maju_device_row_set_device_id (MajuDeviceRow *self,
                                                  const char    *device_id);

G_END_DECLS
