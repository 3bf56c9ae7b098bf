/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  MAJU_DEVICE_KIND_CAMERA,
  MAJU_DEVICE_KIND_MICROPHONE,
  MAJU_DEVICE_KIND_SPEAKER,
} MajuDeviceKind;

#define MAJU_N_DEVICE_KINDS 3

#define MAJU_TYPE_DEVICE      (maju_device_get_type ())
#define MAJU_TYPE_DEVICE_KIND (maju_device_kind_get_type ())

/**
 * MajuDevice:
 *
 * A camera, microphone or speaker as PipeWire or PulseAudio shows it. Properties: `id` (the
 * node's name, stable over reboots), `name` (for people), `icon-name`
 * (symbolic), `kind`, `is-default`, `muted` (in the system's settings, or turned
 * down to nothing there; Maju never changes either).
 */
G_DECLARE_FINAL_TYPE (MajuDevice, maju_device, MAJU, DEVICE, GObject)

GType           maju_device_kind_get_type (void);

const char     *maju_device_get_id (MajuDevice *self);
const char     *maju_device_get_name (MajuDevice *self);
const char     *maju_device_get_icon_name (MajuDevice *self);
MajuDeviceKind  maju_device_get_kind (MajuDevice *self);
gboolean        maju_device_get_is_default (MajuDevice *self);
gboolean        maju_device_get_muted (MajuDevice *self);

G_END_DECLS
