/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-video-rung-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_VIDEO_LADDER (maju_video_ladder_get_type ())

/**
 * MajuVideoLadder:
 *
 * The own picture in three sizes, each encoded once while somebody watches it:
 * in VP8, and in H.264 from the time on that somebody wants it so.
 * Every watcher gets the smallest that covers what it shows and fits what its
 * path carries; what the slowest path of a rung carries is the rung's bit rate.
 */
G_DECLARE_FINAL_TYPE (MajuVideoLadder, maju_video_ladder, MAJU, VIDEO_LADDER,
                      GObject)

#define MAJU_VIDEO_LADDER_STEPS 3

/* @steps: (transfer none): so many, from the smallest to the largest.
 * @any_rate: see maju_video_rung_new(). */
MajuVideoLadder *maju_video_ladder_new (const MajuVideoStep *steps,
                                        gboolean any_rate)
G_GNUC_WARN_UNUSED_RESULT;

/* Builds all rungs behind @tee, which gives raw I420. */
gboolean         maju_video_ladder_build (MajuVideoLadder *self,
                                          GstBin          *bin,
                                          GstElement      *tee,
                                          GError         **error);

/* What was built is going to be closed. */
void             maju_video_ladder_clear (MajuVideoLadder *self);

/* See MajuVideoSender for these. */
guint            maju_video_ladder_add (MajuVideoLadder *self,
                                        guint            height,
                                        MajuSampleFunc   func,
                                        gpointer         user_data,
                                        GDestroyNotify   destroy);
gboolean         maju_video_ladder_remove (MajuVideoLadder *self,
                                           guint            id);
gboolean         maju_video_ladder_set_height (MajuVideoLadder *self,
                                               guint            id,
                                               guint            height);
gboolean         maju_video_ladder_set_limit (MajuVideoLadder *self,
                                              guint            id,
                                              guint            bitrate);
gboolean         maju_video_ladder_set_codec (MajuVideoLadder *self,
                                              guint            id,
                                              MajuVideoCodec   codec);
void             maju_video_ladder_request_key_frame (MajuVideoLadder *self);
void             maju_video_ladder_set_most_height (MajuVideoLadder *self,
                                                    guint            height);

/* @steps as above, of the same heights. Takes effect at once. */
void             maju_video_ladder_set_steps (MajuVideoLadder     *self,
                                              const MajuVideoStep *steps);

G_END_DECLS
