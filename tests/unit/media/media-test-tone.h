/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A tone that this process plays by a stream of PipeWire's own, which says
 * nothing of the process: that is known of its client only. */
typedef struct _TestTone TestTone;

TestTone *test_tone_new (guint hertz);
void      test_tone_free (TestTone *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestTone, test_tone_free)

G_END_DECLS
