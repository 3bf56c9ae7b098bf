/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call-page.h"

G_BEGIN_DECLS

/* The call page in a window of its own, to be looked at. What is waited for and
 * does not come within 20 s ends the program. */

/* The languages, GStreamer, libadwaita, and Maju's icons and styles. */
void       maju_test_window_init (int    *argc,
                                  char ***argv);

/* Returns: (transfer none): it is shown, with the keyboard on the page. */
GtkWindow *maju_test_window_new (MajuCallPage *page,
                                 int           width,
                                 int           height);

/* Runs until @object has emitted @signal so many times more. */
void       maju_test_window_wait_signals (gpointer    object,
                                          const char *signal,
                                          guint       n);

/* Layouts that depend on sizes settle in a few frames. */
void       maju_test_window_wait_frames (GtkWindow *window,
                                         guint      n);

/* Writes it as a PNG. @area: (nullable): what of it and of its shadow, from its
 * own upper left corner; %NULL: the whole window without the shadow. */
void       maju_test_window_save (GtkWindow             *window,
                                  const graphene_rect_t *area,
                                  const char            *path);

G_END_DECLS
