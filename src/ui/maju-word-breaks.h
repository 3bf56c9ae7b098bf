/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * maju_word_breaks_init:
 *
 * Has labels that wrap break Korean between words, where without it lines end
 * after any syllable. To be called once, after GTK is initialized.
 */
void           maju_word_breaks_init (void);

/**
 * maju_word_breaks_find:
 * @text: any text
 *
 * Returns: (transfer full) (nullable): attributes that keep Korean words of
 *   that text whole; %NULL if there are none
 */
PangoAttrList *maju_word_breaks_find (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
