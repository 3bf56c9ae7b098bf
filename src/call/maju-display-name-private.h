/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What a person is called on the screen. Everybody chooses a name, so it may be
 * somebody else's, or a word that Maju says of the person who looks at it.
 */

/* @name: (nullable): a clean name; may be empty
 * @taken: (element-type utf8): the names that are on the screen already; the
 *   new one is put in
 *
 * Returns: the name that others see: never empty, like none in @taken, and not
 *   to be mistaken for the word for oneself */
char *maju_display_name_make (const char *name,
                              GHashTable *taken)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: a set for @taken. */
GHashTable *maju_display_name_set_new (void)
G_GNUC_WARN_UNUSED_RESULT;
void        maju_display_name_set_add (GHashTable *taken,
                                       const char *name);

G_END_DECLS
