/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-media.h"

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

MajuVideoRung *maju_video_rung_new (guint height,
                                    guint bitrate)
G_GNUC_WARN_UNUSED_RESULT;

/* Adds scaler, encoder and what follows to @bin.
 *
 * Returns: (transfer full) (nullable): the pad that takes raw I420. */
GstPad        *maju_video_rung_build (MajuVideoRung *self,
                                      GstBin        *bin,
                                      GError       **error);

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

G_END_DECLS
