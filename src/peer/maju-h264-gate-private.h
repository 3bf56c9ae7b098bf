/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-picture-gate-private.h"

G_BEGIN_DECLS

typedef struct _MajuH264Gate MajuH264Gate;

/* For one stream, in one thread at a time. */
MajuH264Gate *maju_h264_gate_new (void)
G_GNUC_WARN_UNUSED_RESULT;
void          maju_h264_gate_free (MajuH264Gate *self);

/**
 * maju_h264_gate_check:
 * @data: one access unit, as byte-stream (ITU-T H.264, annex B)
 *
 * Whether a picture may be decoded: each sequence parameter set says how large
 * the pictures are that name it, which profile they are of and how many of them
 * are to be kept. No decoder sees one that says more than a call has a use for.
 *
 * Returns: MAJU_PICTURE_GATE_OPEN for a key frame whose parameters are right and
 *   came at the latest with it
 */
MajuPictureVerdict maju_h264_gate_check (MajuH264Gate *self,
                                         const guint8 *data,
                                         gsize         length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuH264Gate, maju_h264_gate_free)

G_END_DECLS
