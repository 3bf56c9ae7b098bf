/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-peer-config-private.h"

G_BEGIN_DECLS

typedef struct _MajuSendBranch MajuSendBranch;

/* Called in a streaming thread when the peer asks for a key frame. */
typedef void (*MajuKeyFrameFunc) (MajuTrackKind kind,
                                  gpointer      user_data);

/* What an offer of ours says of @kind; an answer says what the offer did. */
void            maju_send_branch_get_offer (MajuTrackKind kind,
                                            MajuSdpMedia *out_media);

/* The way of one track out: encoded buffers are payloaded for one transport. Adds
 * itself to @pipeline and links itself to the m-line of its kind.
 *
 * @sender is counted for and borrowed; @user_data has to live as long as
 * @pipeline.
 *
 * Returns: (nullable): %NULL with @error set. */
MajuSendBranch *maju_send_branch_new (MajuTrackKind       kind,
                                      const MajuSdpMedia *media,
                                      GstBin             *pipeline,
                                      GstElement         *webrtcbin,
                                      MajuTrackSender    *sender,
                                      MajuKeyFrameFunc    key_frame_func,
                                      gpointer            user_data,
                                      GError            **error)
G_GNUC_WARN_UNUSED_RESULT;
void            maju_send_branch_free (MajuSendBranch *self);

/* Before anything is pushed, and not before the descriptions are set. @codec: of
 * pictures, one that both sides have. */
gboolean        maju_send_branch_start (MajuSendBranch *self,
                                        MajuVideoCodec  codec,
                                        GError        **error);

/* From any thread, never blocks. @buffer: (transfer full).
 *
 * Returns: FALSE when it was dropped, because 500 ms are waiting. */
gboolean        maju_send_branch_push (MajuSendBranch *self,
                                       GstBuffer      *buffer);

G_END_DECLS
