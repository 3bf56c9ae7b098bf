/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-stream.h"
#include "maju-video-codec.h"

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
 * VP8 in 180, 360 and 720 lines, each only while somebody watches it: a consumer
 * gets the smallest that covers the height that it shows and fits its path.
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

/* @height as above. The consumer gets the old size until the new one has begun,
 * with a key frame. */
void              maju_video_sender_set_consumer_height (MajuVideoSender *self,
                                                         guint            id,
                                                         guint            height);

/* @bitrate: what the way to the watcher carries of video, bits per second; 0:
 * not known. Where that is less than a size needs, a smaller one is sent at
 * once, and the larger one again when it fits with 30 % to spare for 5 s. */
void              maju_video_sender_set_consumer_limit (MajuVideoSender *self,
                                                        guint            id,
                                                        guint            bitrate);

/* VP8 unless set; the consumer gets what it got until the other has begun, with a
 * key frame. H.264 (caps video/x-h264, byte-stream, by whole pictures) only where
 * maju_h264_is_usable(). */
void              maju_video_sender_set_consumer_codec (MajuVideoSender *self,
                                                        guint            id,
                                                        MajuVideoCodec   codec);

/* Wishes of all watchers are joined and kept apart by at least 500 ms. From any
 * thread. */
void              maju_video_sender_request_key_frame (MajuVideoSender *self);

/* The most lines for anybody, whatever they show; 0: no limit. */
void              maju_video_sender_set_most_height (MajuVideoSender *self,
                                                     guint            height);

G_END_DECLS
