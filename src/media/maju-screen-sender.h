/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-screen-types.h"
#include "maju-video-codec.h"

G_BEGIN_DECLS

#define MAJU_TYPE_SCREEN_SENDER (maju_screen_sender_get_type ())

/**
 * MajuScreenSender:
 *
 * A screen or a window, which the person chooses in the desktop's own dialog,
 * with the cursor in it, encoded once for all who watch, as MajuVideoSender
 * does with the camera: VP8 in 540, 1080 and 2160 lines, and never larger than
 * it is.
 *
 * Errors beside those of all media: CANCELLED (nothing was chosen), DENIED
 * (refused), REVOKED (ended by the desktop), UNPLUGGED (what was shared is
 * gone, such as a closed window), UNAVAILABLE (no portal), STALLED.
 *
 * Properties: `state`; `error` (GError, nullable, while FAILED); `mode`;
 * `is-window` (while RUNNING); `restore-token` (nullable: what the portal gave
 * last, to be kept and handed to the next start).
 */
G_DECLARE_FINAL_TYPE (MajuScreenSender, maju_screen_sender, MAJU, SCREEN_SENDER,
                      GObject)

MajuScreenSender *maju_screen_sender_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* What the next start shares without asking anybody, for tools and tests: the
 * name of a PipeWire node, or MAJU_DEVICE_ID_TEST; %NULL: what the person says. */
void              maju_screen_sender_set_device_id (MajuScreenSender *self,
                                                    const char       *device_id);

/* Asks the person. Only when it is OFF or has FAILED.
 *
 * @parent: (nullable): the window that the dialog belongs to; copied.
 * @restore_token: (nullable): with one the portal may share the same again
 * without asking. */
void              maju_screen_sender_start (MajuScreenSender *self,
                                            XdpParent        *parent,
                                            const char       *restore_token);

/* OFF at once, whatever it was; the portal's session is closed, too. */
void              maju_screen_sender_stop (MajuScreenSender *self);

MajuScreenState   maju_screen_sender_get_state (MajuScreenSender *self);

/* Returns: (transfer none) (nullable). */
const GError     *maju_screen_sender_get_error (MajuScreenSender *self);
gboolean          maju_screen_sender_get_is_window (MajuScreenSender *self);
const char       *maju_screen_sender_get_restore_token (MajuScreenSender *self);
MajuScreenMode    maju_screen_sender_get_mode (MajuScreenSender *self);

/* At any time; TEXT unless set. */
void              maju_screen_sender_set_mode (MajuScreenSender *self,
                                               MajuScreenMode    mode);

/* As the functions of MajuVideoSender of these names. */
guint             maju_screen_sender_add_consumer (MajuScreenSender *self,
                                                   guint             height,
                                                   MajuSampleFunc    func,
                                                   gpointer          user_data,
                                                   GDestroyNotify    destroy);
void              maju_screen_sender_remove_consumer (MajuScreenSender *self,
                                                      guint             id);
void              maju_screen_sender_set_consumer_height (MajuScreenSender *self,
                                                          guint             id,
                                                          guint             height);
void              maju_screen_sender_set_consumer_limit (MajuScreenSender *self,
                                                         guint             id,
                                                         guint             bitrate);
void              maju_screen_sender_set_consumer_codec (MajuScreenSender *self,
                                                         guint             id,
                                                         MajuVideoCodec    codec);
void              maju_screen_sender_request_key_frame (MajuScreenSender *self);

/* Stops, and ends when all threads have. Always succeeds. */
void              maju_screen_sender_close_async (MajuScreenSender   *self,
                                                  GAsyncReadyCallback callback,
                                                  gpointer            user_data);
void              maju_screen_sender_close_finish (MajuScreenSender *self,
                                                   GAsyncResult     *result);

G_END_DECLS
