/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-media.h"
#include "maju-video-codec.h"

G_BEGIN_DECLS

#define MAJU_TYPE_VIDEO_RUNG (maju_video_rung_get_type ())
/**
 * MajuVideoRung:
 *
 * One size in which the picture is encoded, and those who watch it. It encodes
 * while somebody does, and outlives the pipelines that it is built into. All
 * but building may be done from any thread.
 */
G_DECLARE_FINAL_TYPE (MajuVideoRung, maju_video_rung, MAJU, VIDEO_RUNG,
                      GObject)

/**
 * MajuVideoStep:
 * @height: in pixels
 * @least: bits per second; with less the next smaller size looks better
 * @most: bits per second
 * @worst: the coarsest quantizer of VP8, 0 to 63: with less to spend fewer frames are
 *   sent, not worse ones
 */
typedef struct
{
  guint height;
  guint least;
  guint most;
  guint worst;
} MajuVideoStep;

/* @any_rate: whether frames come when there is something new, as those of a
 * screen do, and not at the rate that the caps say. */
MajuVideoRung *maju_video_rung_new (const MajuVideoStep *step,
                                    MajuVideoCodec       codec,
                                    gboolean             any_rate)
G_GNUC_WARN_UNUSED_RESULT;

/* Adds scaler, encoder and what follows to @bin.
 *
 * Returns: (transfer full) (nullable): the pad that takes raw I420. */
GstPad        *maju_video_rung_build (MajuVideoRung *self,
                                      GstBin        *bin,
                                      GError       **error);

/* In a bin that is at work: has what was built begin to work, too. */
void           maju_video_rung_sync (MajuVideoRung *self,
                                     GstBin        *bin);
gboolean       maju_video_rung_is_built (MajuVideoRung *self);

/* What was built is going to be closed. */
void           maju_video_rung_clear (MajuVideoRung *self);
guint          maju_video_rung_add_consumer (MajuVideoRung *self,
                                             MajuSampleFunc func,
                                             gpointer       user_data,
                                             GDestroyNotify destroy);
gboolean       maju_video_rung_remove_consumer (MajuVideoRung *self,
                                                guint          id);
void           maju_video_rung_request_key_frame (MajuVideoRung *self);

/* Bits per second. */
void           maju_video_rung_set_bitrate (MajuVideoRung *self,
                                            guint          bitrate);


/* See MajuVideoStep. An encoder of H.264 takes it when it is built. */
void           maju_video_rung_set_worst (MajuVideoRung *self,
                                          guint          worst);

G_END_DECLS
