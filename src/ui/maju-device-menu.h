/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-monitor.h"

G_BEGIN_DECLS

#define MAJU_TYPE_DEVICE_MENU (maju_device_menu_get_type ())

/**
 * MajuDeviceMenu:
 *
 * A section of a menu that lists the devices of one kind, the system's default
 * first. Choosing one activates an action with its id, which is empty for the
 * default; the action's state says which one is checked.
 */
G_DECLARE_FINAL_TYPE (MajuDeviceMenu, maju_device_menu, MAJU, DEVICE_MENU,
                      GObject)

MajuDeviceMenu *maju_device_menu_new (MajuDeviceMonitor *devices,
                                      MajuDeviceKind kind,
                                      const char        *action)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer none). */
GMenuModel     *maju_device_menu_get_model (MajuDeviceMenu *self);

G_END_DECLS
