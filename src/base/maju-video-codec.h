/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The codecs of pictures: everybody has the first (RFC 7742, section 5), and
 * whose machine can the second, constrained baseline. */
typedef enum
{
  MAJU_VIDEO_CODEC_VP8,
  MAJU_VIDEO_CODEC_H264,
} MajuVideoCodec;

#define MAJU_N_VIDEO_CODECS 2

G_END_DECLS
