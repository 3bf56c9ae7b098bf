/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-monitor.h"

G_BEGIN_DECLS

/* Somebody has a camera on, whichever: where the portal gives them out the person
 * is asked, if need be, and again if they said no the last time. */
void maju_device_monitor_want_camera (MajuDeviceMonitor *self);
void maju_device_monitor_unwant_camera (MajuDeviceMonitor *self);

G_END_DECLS
