/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-stream.h"

G_BEGIN_DECLS

#define MAJU_TYPE_VIDEO_SENDER (maju_video_sender_get_type ())

/**
 * MajuVideoSender:
 *
 * The own camera: opens the device that `device-id` names and no other while
 * `enabled`, shows it as a preview, and encodes it once for all who watch.
 * Nothing is encoded while nobody does. The device is closed, and its light
 * out, as soon as `enabled` is FALSE.
 *
 * One rung of 720p VP8 for now; a consumer asks for a rung by the height that it
 * wants, so that further rungs are an addition.
 *
 * Properties beside MajuDeviceStream's: `enabled`, `paintable` (GObject, a
 * GdkPaintable; not mirrored; %NULL when the object was made without preview).
 */
G_DECLARE_FINAL_TYPE (MajuVideoSender, maju_video_sender, MAJU, VIDEO_SENDER,
                      MajuDeviceStream)

MajuVideoSender  *maju_video_sender_new (MajuDeviceMonitor *devices,
                                         gboolean preview)
G_GNUC_WARN_UNUSED_RESULT;
gboolean          maju_video_sender_get_enabled (MajuVideoSender *self);
void              maju_video_sender_set_enabled (MajuVideoSender *self,
                                                 gboolean         enabled);
GObject          *maju_video_sender_get_paintable (MajuVideoSender *self);

/* Encoded frames (caps video/x-vp8) with running-time timestamps of the shared
 * clock and base time (see maju_media_clock_setup()) go to @func. The first
 * is a key frame. @height is what the watcher shows, in pixels; 0: nothing now.
 *
 * Returns: an id, never 0. After maju_video_sender_remove_consumer() has
 * returned, @func is not running and will not run; @destroy was called. */
guint             maju_video_sender_add_consumer (MajuVideoSender *self,
                                                  guint            height,
                                                  MajuSampleFunc   func,
                                                  gpointer         user_data,
                                                  GDestroyNotify   destroy);
void              maju_video_sender_remove_consumer (MajuVideoSender *self,
                                                     guint            id);

/* Wishes of all watchers are joined and kept apart by at least 500 ms. From any
 * thread. */
void              maju_video_sender_request_key_frame (MajuVideoSender *self);

/* Encoder target, bits per second. */
void              maju_video_sender_set_bitrate (MajuVideoSender *self,
                                                 guint            bitrate);

G_END_DECLS
