/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-peer-types.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define MAJU_TYPE_REMOTE_TRACK (maju_remote_track_get_type ())

/* Everything that was counted of a track since it began. Times in ms. */
typedef struct
{
  guint64 packets;
  guint64 bytes;
  guint64 frames;               /* decoded: video frames, audio buffers */
  guint width;
  guint height;
  double fps;                   /* over the last 2 s */
  guint freezes;                /* gaps over 500 ms, or 3 times the usual one */
  guint longest_gap_ms;
  gint64 first_time_us;         /* monotonic time of the first one; 0: none */
  gint64 last_time_us;
  guint64 levels;               /* packets that said how loud they are */
  guint level;                  /* the last one: so many dB below full scale,
                                 * 0 to 127 (RFC 6464, section 3) */
} MajuTrackStats;

/* Called in a streaming thread with decoded media. Must not block. */
typedef void (*MajuRemoteSampleFunc) (GstSample *sample,
                                      gpointer   user_data);

/**
 * MajuRemoteTrack:
 *
 * What a peer sends us on one m-line, decoded. It outlives a transport: after a
 * restart the same object goes on. Nothing comes before the peer is verified.
 *
 * Properties: `kind`, `paintable` (GObject, a GdkPaintable for video when the
 * peer renders, else %NULL; changes with a new transport), `flowing` (something
 * came within the last 2 s).
 */
G_DECLARE_FINAL_TYPE (MajuRemoteTrack, maju_remote_track, MAJU, REMOTE_TRACK,
                      GObject)

MajuTrackKind  maju_remote_track_get_kind        (MajuRemoteTrack      *self);
GObject       *maju_remote_track_get_paintable   (MajuRemoteTrack      *self);
gboolean       maju_remote_track_get_flowing     (MajuRemoteTrack      *self);
void           maju_remote_track_get_stats       (MajuRemoteTrack      *self,
                                                  MajuTrackStats       *stats);

/* Decoded samples: audio/x-raw S16LE 48 kHz, or video/x-raw I420. Timestamps are
 * when it is to be heard or seen, on the system's monotonic clock; it comes at
 * about that time, the transport's own wait for late packets over. %NULL: no
 * more; after it has returned the former is not running, and @destroy was
 * called. Without a function decoded audio is dropped. */
void           maju_remote_track_set_sample_func (MajuRemoteTrack      *self,
                                                  MajuRemoteSampleFunc  func,
                                                  gpointer              user_data,
                                                  GDestroyNotify        destroy);

G_END_DECLS
