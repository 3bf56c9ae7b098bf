/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_FADER (maju_fader_get_type ())

/**
 * MajuFader:
 *
 * Hides controls that float over a picture when nobody needs them: 3 s after
 * the pointer moved last, but never while it is on them, never while they have
 * the keyboard's focus, and never for a person who wants less motion. The area
 * has the style class `faded` meanwhile; the controls stay where they are, for
 * the keyboard and for assistive technology.
 *
 * Properties: `enabled` (gboolean), `faded` (gboolean, read-only).
 */
G_DECLARE_FINAL_TYPE (MajuFader, maju_fader, MAJU, FADER, GObject)

/* Both widgets own their part of the fader, which goes with them. */
MajuFader *maju_fader_new (GtkWidget *area,
                           GtkWidget *controls)
G_GNUC_WARN_UNUSED_RESULT;
void       maju_fader_set_enabled (MajuFader *self,
                                   gboolean   enabled);

/* Shows the controls and starts the 3 s anew. */
void       maju_fader_wake (MajuFader *self);

G_END_DECLS
