/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-endpoint-private.h"
#include "maju-media.h"
#include "maju-runner-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_DEVICE_SESSION (maju_device_session_get_type ())
/**
 * MajuDeviceSession:
 *
 * One device from being opened to being closed, and the pipeline that is built
 * for that. It watches whether anything flows.
 *
 * Signals: `flow-changed` (gboolean: it flows, or has not for 1.5 s, or for 5 s
 * after it was opened), `broken` (GError: the pipeline does not run any more).
 * None comes after maju_device_session_stop_async().
 */
G_DECLARE_FINAL_TYPE (MajuDeviceSession, maju_device_session, MAJU,
                      DEVICE_SESSION, GObject)

/* What the owner of a device does with its media. */
typedef struct _MajuDeviceFuncs
{
  /* Adds to @pipeline all that follows the device, or for a speaker all that
   * comes before it. @is_real: with a real room's echo and noise.
   *
   * Returns: (transfer full) (nullable): the pad to link with the device. */
  GstPad *(*build)   (GstPipeline *pipeline,
                      gboolean     is_real,
                      gpointer     user_data,
                      GError     **error);
  /* Something was posted by an element, e.g. level. */
  void (*message) (GstMessage *message,
                   gpointer    user_data);
  /* The pipeline that was built is being closed. */
  void (*closing) (gpointer user_data);
} MajuDeviceFuncs;

/* Builds the pipeline. */
MajuDeviceSession *maju_device_session_new (MajuEndpoint          *endpoint,
                                            const MajuDeviceFuncs *funcs,
                                            gpointer               user_data,
                                            GError               **error)
G_GNUC_WARN_UNUSED_RESULT;
void               maju_device_session_start (MajuDeviceSession *self);
MajuEndpoint      *maju_device_session_get_endpoint (MajuDeviceSession *self);

/* As maju_runner_stop(); no function of the owner's is called any more
 * but `closing`, before this returns. */
void               maju_device_session_stop_async (MajuDeviceSession  *self,
                                                   MajuRunnerReleased  released,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
gboolean           maju_device_session_stop_finish (MajuDeviceSession *self,
                                                    GAsyncResult      *result);

G_END_DECLS
