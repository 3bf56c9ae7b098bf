/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What has to be looked at of a frame: RFC 6386, section 9.1. */
#define MAJU_PICTURE_HEAD_SIZE 10

typedef enum
{
  MAJU_PICTURE_GATE_OPEN,       /* a key frame of a size that may be */
  MAJU_PICTURE_GATE_SHUT,       /* one that may not, or that is none */
  MAJU_PICTURE_GATE_AS_BEFORE,  /* any other frame */
} MajuPictureVerdict;

/**
 * maju_picture_gate_check:
 * @head: the beginning of a VP8 frame
 * @length: of it
 *
 * Whether a frame may be decoded: its key frame says how large it is, which may
 * be a hundred times what anybody has a use for, at no cost to the sender.
 */
MajuPictureVerdict maju_picture_gate_check (const guint8 *head,
                                            gsize         length);

G_END_DECLS
