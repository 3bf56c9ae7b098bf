/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-track-sender.h"
#include "maju-transport-private.h"

G_BEGIN_DECLS

MajuTrackSender *maju_track_sender_new (MajuTrackKind kind)
G_GNUC_WARN_UNUSED_RESULT;

/* Where samples go from now on; %NULL: nowhere. Video begins with a key frame. */
void             maju_track_sender_set_transport (MajuTrackSender *self,
                                                  MajuTransport   *transport);

/* Emits `key-frame-needed`; for video only. */
void             maju_track_sender_need_key_frame (MajuTrackSender *self);

/* From any thread: what has left as RTP. */
void             maju_track_sender_count_packets (MajuTrackSender *self,
                                                  guint            n_packets,
                                                  gsize            n_bytes);

G_END_DECLS
