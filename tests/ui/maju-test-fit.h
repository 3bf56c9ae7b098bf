/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * maju_test_fit:
 * @window: a window that has been drawn
 * @name: what is shown, for the messages
 *
 * Looks for words and buttons that do not fit: words that are larger than their
 * label, and what sticks out of anything around it that does not scroll. Each
 * is told on the standard error. Words that are cut on purpose, with an
 * ellipsis, fit.
 *
 * Returns: how many there are
 */
guint maju_test_fit (GtkWidget  *window,
                     const char *name);

G_END_DECLS
