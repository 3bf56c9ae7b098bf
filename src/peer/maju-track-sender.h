/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-peer-types.h"
#include "maju-video-codec.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define MAJU_TYPE_TRACK_SENDER (maju_track_sender_get_type ())

/**
 * MajuTrackSender:
 *
 * What we send to one peer on one m-line: takes encoded samples, payloads them
 * for this peer alone. Nothing leaves before the peer is verified.
 *
 * Property `codec` (guint: a MajuVideoCodec): what pictures have to be; others
 * are dropped, as when it has just changed.
 *
 * Signal `key-frame-needed`: the peer asks for a key frame, or has just begun
 * to watch (main context of the peer's maker).
 */
G_DECLARE_FINAL_TYPE (MajuTrackSender, maju_track_sender, MAJU, TRACK_SENDER,
                      GObject)

MajuTrackKind maju_track_sender_get_kind    (MajuTrackSender *self);
MajuVideoCodec maju_track_sender_get_codec  (MajuTrackSender *self);

/* From any thread, never blocks; before the peer is verified, and while the
 * queue is full (500 ms), samples are dropped. Audio is audio/x-opus, video
 * video/x-vp8 or video/x-h264 (as byte-stream, by whole pictures); timestamps
 * are of the system's monotonic clock. */
void          maju_track_sender_push        (MajuTrackSender *self,
                                             GstSample       *sample);

/* Totals since the peer was made, over all its transports. */
guint64       maju_track_sender_get_packets (MajuTrackSender *self);
guint64       maju_track_sender_get_bytes   (MajuTrackSender *self);

G_END_DECLS
