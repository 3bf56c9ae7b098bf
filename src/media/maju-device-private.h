/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device.h"

G_BEGIN_DECLS

/**
 * MajuDeviceOrigin:
 * @MAJU_DEVICE_ORIGIN_PIPEWIRE: PipeWire's own socket
 * @MAJU_DEVICE_ORIGIN_PORTAL: the camera portal's connections to PipeWire
 * @MAJU_DEVICE_ORIGIN_PULSE: PulseAudio's socket
 *
 * The connection by which a device is seen; ids are of one connection.
 */
typedef enum
{
  MAJU_DEVICE_ORIGIN_PIPEWIRE,
  MAJU_DEVICE_ORIGIN_PORTAL,
  MAJU_DEVICE_ORIGIN_PULSE,
} MajuDeviceOrigin;

#define MAJU_N_DEVICE_ORIGINS 3

MajuDevice *maju_device_new (MajuDeviceOrigin origin,
                             MajuDeviceKind   kind,
                             const char      *id,
                             const char      *name,
                             const char      *icon_name,
                             const char      *serial)
G_GNUC_WARN_UNUSED_RESULT;

/* What tells this very object from others, unlike the id never used again:
 * PipeWire's number for it, or by PulseAudio one of our own. */
const char *maju_device_get_serial (MajuDevice *self);
void        maju_device_set_is_default (MajuDevice *self,
                                        gboolean    is_default);

/* By what it is opened, too. */
MajuDeviceOrigin maju_device_get_origin (MajuDevice *self);

void        maju_device_set_muted (MajuDevice *self,
                                   gboolean    muted);

G_END_DECLS
