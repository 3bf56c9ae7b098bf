/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-peer-config-private.h"

G_BEGIN_DECLS

typedef struct _MajuReceiveBranch MajuReceiveBranch;

/* Called in a streaming thread when the first frame was decoded. */
typedef void (*MajuFirstFrameFunc) (MajuTrackKind kind,
                                    gpointer      user_data);

/* The way of one track in: RTP is unpacked, decoded, counted and handed to
 * @track. In the main thread, since a paintable belongs to it. @user_data has to
 * live as long as the pipeline that it is linked into.
 *
 * Returns: (nullable): %NULL with @error set. */
MajuReceiveBranch *maju_receive_branch_new (MajuTrackKind      kind,
                                            MajuRemoteTrack   *track,
                                            gboolean           render,
                                            MajuFirstFrameFunc first_frame_func,
                                            gpointer           user_data,
                                            GError           **error)
G_GNUC_WARN_UNUSED_RESULT;

/* In the main thread, when the pipeline is no more. */
void               maju_receive_branch_free (MajuReceiveBranch *self);

/* Returns: (transfer none) (nullable). */
GObject           *maju_receive_branch_get_paintable (MajuReceiveBranch *self);

/* Of the picture that was decoded last; -1: there was none. Any thread. */
int                maju_receive_branch_get_codec (MajuReceiveBranch *self);

/* In a streaming thread. There may be a pad for each codec, one after the other.
 *
 * Returns: FALSE when one of that codec is linked already or cannot be. */
gboolean           maju_receive_branch_link (MajuReceiveBranch *self,
                                             GstBin            *pipeline,
                                             GstPad            *pad);

G_END_DECLS
