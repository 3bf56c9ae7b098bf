/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-session-private.h"
#include "maju-device-stream.h"

G_BEGIN_DECLS

/* For the classes that are derived. */

MajuDeviceMonitor *maju_device_stream_get_devices (MajuDeviceStream *self);

/* Whether the device is wanted. */
gboolean           maju_device_stream_get_active (MajuDeviceStream *self);
void               maju_device_stream_set_active (MajuDeviceStream *self,
                                                  gboolean          active);

/* Closes what is open and opens it anew, as what is built must differ. */
void               maju_device_stream_restart (MajuDeviceStream *self);

G_END_DECLS
