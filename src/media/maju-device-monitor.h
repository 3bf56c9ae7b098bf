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
 * Who cannot reach PipeWire's own socket, as in a sandbox, gets microphones and
 * speakers by PulseAudio's, and cameras by the desktop's Camera portal, when the
 * first camera is wanted and the person says yes. What is there decides, nothing
 * else; when PipeWire answers, its devices take their place.
 *
 * Properties: `ready` (the first listing is complete), `available` (PipeWire
 * answers, or PulseAudio's socket or the camera portal does; each is looked for
 * again when it went away),
 * `connected` (PipeWire's own socket answers, as the desktop's sound needs it),
 * `served` (that one or PulseAudio's answers: without either nobody knows what is
 * plugged in),
 * `cameras`, `microphones`, `speakers` (GListModel of MajuDevice, defaults
 * first).
 *
 * Signal: `access-changed` (): what the portal's getters say.
 */
G_DECLARE_FINAL_TYPE (MajuDeviceMonitor, maju_device_monitor, MAJU,
                      DEVICE_MONITOR, GObject)

MajuDeviceMonitor *maju_device_monitor_new (void)
G_GNUC_WARN_UNUSED_RESULT;
gboolean           maju_device_monitor_get_ready (MajuDeviceMonitor *self);
gboolean           maju_device_monitor_get_available (MajuDeviceMonitor *self);
gboolean           maju_device_monitor_get_connected (MajuDeviceMonitor *self);
gboolean           maju_device_monitor_get_served (MajuDeviceMonitor *self);

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

/* Whether cameras are the portal's to give, as PipeWire itself has not been
 * reached. None is listed before somebody has one on. */
gboolean           maju_device_monitor_get_by_portal (MajuDeviceMonitor *self);

/* Whether the portal's or the person's answer is awaited. */
gboolean           maju_device_monitor_get_camera_pending (MajuDeviceMonitor *self);

/* Why the portal gives no camera: DENIED, REVOKED, UNAVAILABLE, HIDDEN or
 * NO_DEVICE of MAJU_MEDIA_ERROR.
 *
 * Returns: (transfer none) (nullable): %NULL also where none is needed or nobody
 * has wanted a camera yet. */
const GError      *maju_device_monitor_get_camera_error (MajuDeviceMonitor *self);

G_END_DECLS
