/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Begins to find out, in a thread and once, whether this machine encodes and
 * decodes H.264: the elements may be there and do nothing, as where a runtime
 * has a stub in place of the library. After maju_media_init(). */
void     maju_h264_probe (void);

/* Whether it does, as far as is known: any thread. */
gboolean maju_h264_is_usable (void);

/* Waits until it is known: not for a thread with a main loop that runs. */
gboolean maju_h264_wait (void);

G_END_DECLS
