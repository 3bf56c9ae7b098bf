/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-screen-source-private.h"
#include "maju-video-ladder-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_SCREEN_CAPTURE (maju_screen_capture_get_type ())

/**
 * MajuScreenCapture:
 *
 * The pipeline of one sharing: takes the pictures of a source that has opened,
 * in their own time, to the encoders of a ladder. A ladder has one at a time.
 *
 * Signals, none after it is closed:
 *  - `begun` (): the first picture has come
 *  - `ended` (GError): no more will
 */
G_DECLARE_FINAL_TYPE (MajuScreenCapture, maju_screen_capture, MAJU,
                      SCREEN_CAPTURE, GObject)

/* @interval_ms: between two pictures. */
MajuScreenCapture *maju_screen_capture_new (MajuScreenSource *source,
                                            MajuVideoLadder  *ladder,
                                            guint interval_ms)
G_GNUC_WARN_UNUSED_RESULT;

/* @error: when there is nothing to start. */
gboolean           maju_screen_capture_start (MajuScreenCapture *self,
                                              GError           **error);
void               maju_screen_capture_set_interval (MajuScreenCapture *self,
                                                     guint              interval_ms);

/* Ends when all threads have. Once; always succeeds. */
void               maju_screen_capture_close_async (MajuScreenCapture  *self,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
void               maju_screen_capture_close_finish (MajuScreenCapture *self,
                                                     GAsyncResult      *result);

G_END_DECLS
