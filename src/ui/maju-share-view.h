/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-participant.h"

G_BEGIN_DECLS

#define MAJU_TYPE_SHARE_VIEW (maju_share_view_get_type ())

/**
 * MajuShareView:
 *
 * The screen that somebody shares: never cropped, with an outline and the words
 * whose it is; it can be zoomed and moved by pointer, touch and keys (plus,
 * minus, 0, arrows), and opened in a window of its own.
 *
 * Properties: `participant` (MajuParticipant), `small` (gboolean: a picture to
 * choose, without buttons), `alone` (gboolean: it is in a window of its own),
 * `pinned` (gboolean: as a MajuTile's). Signals: `chosen` (): it was clicked while
 * small; `pop-out` (): it is to have a window of its own.
 */
G_DECLARE_FINAL_TYPE (MajuShareView, maju_share_view, MAJU, SHARE_VIEW,
                      GtkWidget)

GtkWidget       *maju_share_view_new (MajuParticipant *participant,
                                      gboolean         alone);

/* Returns: (transfer none). */
MajuParticipant *maju_share_view_get_participant (MajuShareView *self);

/* Whose screen it is, in words. */
char            *maju_share_view_make_title (MajuShareView *self)
G_GNUC_WARN_UNUSED_RESULT;
void             maju_share_view_set_small (MajuShareView *self,
                                            gboolean       small);

/* How high the whole screen would be shown now, in pixels of the display. */
guint            maju_share_view_get_shown_height (MajuShareView *self);

G_END_DECLS
