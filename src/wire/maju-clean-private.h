/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One line of what can be seen and does not move what can: one space for all
 * white space between words, none around them, and few marks on one letter.
 *
 * @text: valid UTF-8. Returns: (transfer full). */
char *maju_fold_line (const char *text)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
