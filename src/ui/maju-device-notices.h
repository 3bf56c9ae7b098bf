/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-stream.h"

G_BEGIN_DECLS

#define MAJU_TYPE_DEVICE_NOTICES (maju_device_notices_get_type ())

/**
 * MajuDeviceNotices:
 *
 * Finds the words for what happens to one of the own devices during a call:
 * it fails and works again, it is unplugged and another stands in for it, it
 * comes back, it is muted in the system's settings. What the person chooses is
 * not told: they know.
 *
 * Properties: `problem` (string, nullable: why it does not work, or is silent).
 *
 * Signals: `said` (string: the words; gboolean: whether something is wrong).
 */
G_DECLARE_FINAL_TYPE (MajuDeviceNotices, maju_device_notices, MAJU,
                      DEVICE_NOTICES, GObject)

MajuDeviceNotices *maju_device_notices_new (MajuDeviceKind kind)
G_GNUC_WARN_UNUSED_RESULT;

/* Begins with what is true now, of which nothing is said. Both or none of the
 * two can be %NULL. */
void               maju_device_notices_set_stream (MajuDeviceNotices *self,
                                                   MajuDeviceMonitor *devices,
                                                   MajuDeviceStream  *stream);

G_END_DECLS
