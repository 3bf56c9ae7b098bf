/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-monitor.h"
#include "maju-media.h"

G_BEGIN_DECLS

#define MAJU_TYPE_DEVICE_STREAM (maju_device_stream_get_type ())
/**
 * MajuDeviceStream:
 *
 * What comes from the own camera or microphone or goes to the own speaker: one
 * device, the one that was asked for and no other, kept open while it is
 * wanted. A device that vanishes is MAJU_MEDIA_ERROR_UNPLUGGED; when it (or,
 * with `device-id` %NULL, any) comes back, it is opened again by itself.
 *
 * Properties (main context of the maker): `device-id` (string; %NULL: the
 * default; MAJU_DEVICE_ID_TEST: what Maju makes itself), `state`
 * (MajuCaptureState), `error` (boxed GError, %NULL unless failed),
 * `device-name` (what is open, %NULL if nothing is).
 */
G_DECLARE_DERIVABLE_TYPE (MajuDeviceStream, maju_device_stream, MAJU,
                          DEVICE_STREAM, GObject)

struct _MajuDeviceStreamClass
{
  GObjectClass parent_class;

  /*< private >*/
  MajuDeviceKind kind;
  const struct _MajuDeviceFuncs *funcs;

  /* `active` has changed. */
  void (*active_changed) (MajuDeviceStream *self);

  /* The device is closed. Returns %TRUE from @task (transfer full) when all
   * else is closed, too; without it there is nothing else. */
  void (*finish_close)   (MajuDeviceStream *self,
                          GTask            *task);
};

const char       *maju_device_stream_get_device_id (MajuDeviceStream *self);
void              maju_device_stream_set_device_id (MajuDeviceStream *self,
                                                    const char       *device_id);
MajuCaptureState  maju_device_stream_get_state (MajuDeviceStream *self);
const GError     *maju_device_stream_get_error (MajuDeviceStream *self);

/* A device that has FAILED is tried again by and by: this does it at once. In
 * any other state nothing happens. */
void              maju_device_stream_retry (MajuDeviceStream *self);

/* Closes everything; finishes when the device is closed and no thread of it
 * is left. The object is not used afterwards. */
void              maju_device_stream_close_async (MajuDeviceStream   *self,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
gboolean          maju_device_stream_close_finish (MajuDeviceStream *self,
                                                   GAsyncResult     *result,
                                                   GError          **error);

G_END_DECLS
