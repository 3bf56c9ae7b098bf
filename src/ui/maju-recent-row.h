/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-recent-room.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_RECENT_ROW (maju_recent_row_get_type ())

/**
 * MajuRecentRow:
 *
 * A room of the recent ones. Property: `room` (MajuRecentRoom). Signals:
 * `forget`, and `ring` (gboolean: whether it shall).
 */
G_DECLARE_FINAL_TYPE (MajuRecentRow, maju_recent_row, MAJU, RECENT_ROW,
                      AdwActionRow)

GtkWidget      *maju_recent_row_new (MajuRecentRoom *room)
G_GNUC_WARN_UNUSED_RESULT;
MajuRecentRoom *maju_recent_row_get_room (MajuRecentRow *self);

G_END_DECLS
