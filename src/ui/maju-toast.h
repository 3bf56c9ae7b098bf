/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * maju_toast_new:
 * @words: what it says, which is never markup
 * @overlay: where it will be shown
 * @button_label: (nullable): on its button, if it gets one
 *
 * A toast whose words are never cut: they wrap where @overlay is narrow.
 *
 * Returns: (transfer full): a new toast
 */
AdwToast *maju_toast_new (const char *words,
                          GtkWidget  *overlay,
                          const char *button_label) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
