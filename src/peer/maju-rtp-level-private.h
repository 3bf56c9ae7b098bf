/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Returns: the id under which packets of these @caps say how loud they are (RFC
 *   6464); 0: they do not. */
guint    maju_rtp_level_find_id (const GstCaps *caps);

/* @id: as above. @out_level: dB below full scale, 0 to 127.
 *
 * Returns: FALSE when @packet, whatever it is, does not say. */
gboolean maju_rtp_level_read    (GstBuffer *packet,
                                 guint      id,
                                 guint     *out_level);

G_END_DECLS
