/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-video-codec.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* As what a codec is known in SDP. */
const char *maju_decode_branch_get_encoding (MajuVideoCodec codec);

/* What unpacks and decodes one codec of pictures, behind a gate that leaves out
 * what nobody has a use for. In any thread.
 *
 * Returns: (transfer floating) (nullable): a bin with the pads `sink` and `src`;
 *   %NULL with @error set. */
GstElement *maju_decode_branch_new (MajuVideoCodec codec,
                                    GError       **error)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
