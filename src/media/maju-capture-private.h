/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-monitor.h"
#include "maju-media.h"
#include "maju-source-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CAPTURE (maju_capture_get_type ())
/**
 * MajuCapture:
 *
 * Keeps one device open while it is wanted: the one that was asked for and no
 * other, again after it was unplugged and has come back. What is done with the
 * media is the owner's: it builds the pipeline behind the source.
 *
 * Properties, as the senders' own: `device-id`, `active`, `state`, `error`,
 * `device-name`.
 */
G_DECLARE_FINAL_TYPE (MajuCapture, maju_capture, MAJU, CAPTURE, GObject)

typedef struct
{
  /* Adds to @pipeline all that follows @source.
   *
   * Returns: (transfer full) (nullable): the pad that takes its media. */
  GstPad *(*build)        (MajuSource  *source,
                           GstPipeline *pipeline,
                           gpointer     user_data,
                           GError     **error);
  /* Something was posted by an element, e.g. level. */
  void (*message)      (GstMessage *message,
                        gpointer    user_data);
  /* The pipeline that was built is being closed. */
  void (*closing)      (gpointer user_data);
} MajuCaptureFuncs;

MajuCapture      *maju_capture_new (MajuDeviceMonitor      *devices,
                                    MajuDeviceKind          kind,
                                    const MajuCaptureFuncs *funcs,
                                    gpointer                user_data)
G_GNUC_WARN_UNUSED_RESULT;
const char       *maju_capture_get_device_id (MajuCapture *self);
void              maju_capture_set_device_id (MajuCapture *self,
                                              const char  *device_id);
gboolean          maju_capture_get_active (MajuCapture *self);
void              maju_capture_set_active (MajuCapture *self,
                                           gboolean     active);
MajuCaptureState  maju_capture_get_state (MajuCapture *self);
const GError     *maju_capture_get_error (MajuCapture *self);
const char       *maju_capture_get_device_name (MajuCapture *self);

/* Closes what is open and opens it anew, as what is built must differ. */
void              maju_capture_restart (MajuCapture *self);

/* Finishes when all that was ever opened is closed; no function is called any
 * more from here on. */
void              maju_capture_close_async (MajuCapture        *self,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean          maju_capture_close_finish (MajuCapture  *self,
                                             GAsyncResult *result,
                                             GError      **error);

G_END_DECLS
