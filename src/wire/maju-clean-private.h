/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More marks on one letter are not writing but a mess over the window. */
#define MAJU_MARKS_MAX 4

/* Whether @c can be seen, and is not there to move what can. */
gboolean maju_is_shown (gunichar c);
gboolean maju_is_space (gunichar c);

G_END_DECLS
