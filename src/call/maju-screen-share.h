/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-screen-types.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_SCREEN_SHARE (maju_screen_share_get_type ())

/**
 * MajuScreenShare:
 *
 * One's own screen in one call, with or without a camera; see
 * maju_call_get_screen_share(). Whoever else shares is not touched: several
 * people may at once. While it is RUNNING, `screen-on` of the call's `self` is
 * %TRUE, and that of one's participant at all others'; they see it as
 * `screen-paintable`. It ends with the call.
 *
 * Properties (main context of the call's maker):
 *  - `state` (MajuScreenState): ASKING is from the start to the first picture,
 *    most of it in the desktop's own dialog. FAILED: what ended it, a closed
 *    window too, is in `error`
 *  - `error` (GError, nullable): of MAJU_MEDIA_ERROR, with words for people;
 *    CANCELLED (nothing was chosen: no failure to tell of), DENIED, REVOKED (the
 *    desktop ended it, as when the screen is locked), UNPLUGGED (the window was
 *    closed), UNAVAILABLE (no portal), STALLED, PLUGIN, FAILED
 *  - `mode` (MajuScreenMode, writable at any time): sharp text, which it is at
 *    first, or smooth motion
 *  - `sound` (writable at any time, FALSE at first): whether what else plays on
 *    this computer is to be heard with it; see MajuAudioSender's `desktop-sound`
 *  - `sound-available`: whether that is possible here
 *  - `sound-on`: it is heard
 *  - `is-window` (while RUNNING): a window and not a whole screen
 *  - `restore-token` (string, nullable, writable): with it the desktop may share
 *    the same again without asking. It changes with each sharing: keep what it
 *    was last, also between runs of the program; to choose something else
 *    set it to %NULL before the start
 */
G_DECLARE_FINAL_TYPE (MajuScreenShare, maju_screen_share, MAJU, SCREEN_SHARE,
                      GObject)

/* Asks the person what to share, and shares it. Only when it is OFF or FAILED.
 *
 * @parent: (nullable): the window that the dialog belongs to; copied.
 * @cancellable: closes the dialog, and stops. */
void             maju_screen_share_start_async (MajuScreenShare    *self,
                                                XdpParent          *parent,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);

/* Returns: whether it is RUNNING. Else @error is `error`, or G_IO_ERROR_CANCELLED
 * when it was stopped while it asked, or the call has ended. */
gboolean         maju_screen_share_start_finish (MajuScreenShare *self,
                                                 GAsyncResult    *result,
                                                 GError         **error);

/* OFF at once, whatever it was. */
void             maju_screen_share_stop (MajuScreenShare *self);

MajuScreenState  maju_screen_share_get_state (MajuScreenShare *self);

/* Returns: (transfer none) (nullable). */
const GError    *maju_screen_share_get_error (MajuScreenShare *self);
gboolean         maju_screen_share_get_is_window (MajuScreenShare *self);
MajuScreenMode   maju_screen_share_get_mode (MajuScreenShare *self);
void             maju_screen_share_set_mode (MajuScreenShare *self,
                                             MajuScreenMode   mode);
gboolean         maju_screen_share_get_sound (MajuScreenShare *self);
void             maju_screen_share_set_sound (MajuScreenShare *self,
                                              gboolean         sound);
gboolean         maju_screen_share_get_sound_available (MajuScreenShare *self);
gboolean         maju_screen_share_get_sound_on (MajuScreenShare *self);
const char      *maju_screen_share_get_restore_token (MajuScreenShare *self);
void             maju_screen_share_set_restore_token (MajuScreenShare *self,
                                                      const char      *token);

G_END_DECLS
