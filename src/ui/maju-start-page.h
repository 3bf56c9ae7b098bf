/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-recent-rooms.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_START_PAGE (maju_start_page_get_type ())

/**
 * MajuStartPage:
 *
 * A new call, an entry for a link or code, and the recent rooms.
 *
 * Properties: `rooms` (MajuRecentRooms), `server` (string: where new rooms are
 * made and codes are looked up; empty: this computer hosts), `starting` (a
 * new room is being made).
 *
 * Signals:
 *  - `join` (MajuRoomLink *link): a link was entered or a room chosen
 *  - `forgotten` (MajuRecentRoom *room): so that it can be taken back
 */
G_DECLARE_FINAL_TYPE (MajuStartPage, maju_start_page, MAJU, START_PAGE,
                      AdwNavigationPage)

void             maju_start_page_set_rooms (MajuStartPage   *self,
                                            MajuRecentRooms *rooms);
void             maju_start_page_set_server (MajuStartPage *self,
                                             const char    *server);
gboolean         maju_start_page_get_starting (MajuStartPage *self);
void             maju_start_page_set_starting (MajuStartPage *self,
                                               gboolean       starting);

/* Puts the focus into the entry. */
void             maju_start_page_focus_entry (MajuStartPage *self);
void             maju_start_page_clear_entry (MajuStartPage *self);

G_END_DECLS
