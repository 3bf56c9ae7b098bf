/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-monitor.h"
#include "maju-device-session-private.h"
#include "maju-media.h"

G_BEGIN_DECLS

#define MAJU_TYPE_DEVICE_KEEPER (maju_device_keeper_get_type ())
/**
 * MajuDeviceKeeper:
 *
 * Keeps one device open while it is wanted: the one that was asked for and no
 * other, again after it was unplugged and has come back. What is done with the
 * media is the owner's. While there is no speaker the sound goes nowhere, in
 * real time, and the state is failed.
 */
G_DECLARE_FINAL_TYPE (MajuDeviceKeeper, maju_device_keeper, MAJU, DEVICE_KEEPER,
                      GObject)

/* What may change of it. */
typedef enum
{
  MAJU_DEVICE_ASPECT_ID,
  MAJU_DEVICE_ASPECT_ACTIVE,
  MAJU_DEVICE_ASPECT_STATE,
  MAJU_DEVICE_ASPECT_ERROR,
  MAJU_DEVICE_ASPECT_NAME,
} MajuDeviceAspect;

typedef void (*MajuDeviceChanged) (MajuDeviceAspect aspect,
                                   gpointer         user_data);

MajuDeviceKeeper *maju_device_keeper_new (MajuDeviceMonitor     *devices,
                                          MajuDeviceKind         kind,
                                          const MajuDeviceFuncs *funcs,
                                          MajuDeviceChanged      changed,
                                          gpointer               user_data)
G_GNUC_WARN_UNUSED_RESULT;
const char       *maju_device_keeper_get_device_id (MajuDeviceKeeper *self);
void              maju_device_keeper_set_device_id (MajuDeviceKeeper *self,
                                                    const char       *device_id);
gboolean          maju_device_keeper_get_active (MajuDeviceKeeper *self);
void              maju_device_keeper_set_active (MajuDeviceKeeper *self,
                                                 gboolean          active);
MajuCaptureState  maju_device_keeper_get_state (MajuDeviceKeeper *self);
const GError     *maju_device_keeper_get_error (MajuDeviceKeeper *self);
const char       *maju_device_keeper_get_device_name (MajuDeviceKeeper *self);

/* Closes what is open and opens it anew, as what is built must differ. */
void              maju_device_keeper_restart (MajuDeviceKeeper *self);

/* Opens at once what has FAILED, instead of by and by. */
void              maju_device_keeper_retry (MajuDeviceKeeper *self);

/* Finishes when all that was ever opened is closed; no function is called any
 * more from here on. */
void              maju_device_keeper_close_async (MajuDeviceKeeper   *self,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
gboolean          maju_device_keeper_close_finish (MajuDeviceKeeper *self,
                                                   GAsyncResult     *result,
                                                   GError          **error);

G_END_DECLS
