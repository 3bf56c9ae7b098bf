/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-audio-sender.h"
#include "maju-call-types.h"
#include "maju-device-monitor.h"
#include "maju-playback.h"
#include "maju-screen-sender.h"
#include "maju-video-sender.h"

G_BEGIN_DECLS

#define MAJU_TYPE_LOCAL_MEDIA (maju_local_media_get_type ())

/**
 * MajuLocalMedia:
 *
 * The person's own devices, from the pre-join page into the call and out of it
 * again. It owns one of each; calls borrow them.
 *
 * Properties: `devices` (MajuDeviceMonitor), `camera` (MajuVideoSender),
 * `microphone` (MajuAudioSender), `playback` (MajuPlayback), `screen`
 * (MajuScreenSender; for a call's, which says more, see MajuScreenShare).
 */
G_DECLARE_FINAL_TYPE (MajuLocalMedia, maju_local_media, MAJU, LOCAL_MEDIA,
                      GObject)

/* @preview: whether the own camera gets a paintable (needs a GdkDisplay).
 * Nothing is opened before camera:enabled or microphone:active is set. */
MajuLocalMedia    *maju_local_media_new (gboolean preview)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer none), as the next four. */
MajuDeviceMonitor *maju_local_media_get_devices (MajuLocalMedia *self);
MajuVideoSender   *maju_local_media_get_camera (MajuLocalMedia *self);
MajuAudioSender   *maju_local_media_get_microphone (MajuLocalMedia *self);
MajuPlayback      *maju_local_media_get_playback (MajuLocalMedia *self);
MajuScreenSender  *maju_local_media_get_screen (MajuLocalMedia *self);
void               maju_local_media_close_async (MajuLocalMedia     *self,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
gboolean           maju_local_media_close_finish (MajuLocalMedia *self,
                                                  GAsyncResult   *result,
                                                  GError        **error);

G_END_DECLS
