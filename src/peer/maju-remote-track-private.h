/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-remote-track.h"

G_BEGIN_DECLS

/* Its owner also gets the signal `began` (), once, when the first packet came. */
MajuRemoteTrack *maju_remote_track_new (MajuTrackKind kind)
G_GNUC_WARN_UNUSED_RESULT;
void             maju_remote_track_set_paintable (MajuRemoteTrack *self,
                                                  GObject         *paintable);

/* The rest is for streaming threads, and only for what passed the gate.
 * @width and @height are 0 for audio. */
void             maju_remote_track_count_packets (MajuRemoteTrack *self,
                                                  guint            n_packets,
                                                  gsize            n_bytes);

/* How loud the last packet was, as in MajuTrackStats. */
void             maju_remote_track_count_level (MajuRemoteTrack *self,
                                                guint            level);
void             maju_remote_track_count_frame (MajuRemoteTrack *self,
                                                guint            width,
                                                guint            height);
void             maju_remote_track_deliver (MajuRemoteTrack *self,
                                            GstSample       *sample);

G_END_DECLS
