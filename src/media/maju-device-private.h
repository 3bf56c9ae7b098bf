/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device.h"

G_BEGIN_DECLS

MajuDevice *maju_device_new (MajuDeviceKind kind,
                             const char    *id,
                             const char    *name,
                             const char    *icon_name,
                             const char    *serial)
G_GNUC_WARN_UNUSED_RESULT;

/* PipeWire's number for this very object: unlike the id never used again. */
const char *maju_device_get_serial (MajuDevice *self);
void        maju_device_set_is_default (MajuDevice *self,
                                        gboolean    is_default);

/* Whether only the camera portal's connections to PipeWire have it. */
gboolean    maju_device_get_by_portal (MajuDevice *self);
void        maju_device_set_by_portal (MajuDevice *self,
                                       gboolean    by_portal);

void        maju_device_set_muted (MajuDevice *self,
                                   gboolean    muted);

G_END_DECLS
