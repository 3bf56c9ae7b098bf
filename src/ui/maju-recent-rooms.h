/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-recent-room.h"

G_BEGIN_DECLS

#define MAJU_TYPE_RECENT_ROOMS (maju_recent_rooms_get_type ())

/**
 * MajuRecentRooms:
 *
 * The rooms that the person was in: a GListModel of MajuRecentRoom, the latest
 * first, kept in a file. The links in it open the rooms, so that nobody else
 * can read the file, and it goes to no log.
 *
 * Properties: `n-items`.
 */
G_DECLARE_FINAL_TYPE (MajuRecentRooms, maju_recent_rooms, MAJU, RECENT_ROOMS,
                      GObject)

#define MAJU_RECENT_ROOMS_MAX 20

/* Reads @file in the background; one that is missing or broken is an empty
 * list. */
MajuRecentRooms *maju_recent_rooms_new        (GFile           *file)
                                               G_GNUC_WARN_UNUSED_RESULT;

/* Puts the room first, with @time as its last visit.
 *
 * Returns: (transfer none): the room. */
MajuRecentRoom  *maju_recent_rooms_visit      (MajuRecentRooms *self,
                                               MajuRoomLink    *link,
                                               gint64           time);
void             maju_recent_rooms_add_person (MajuRecentRooms *self,
                                               MajuRoomLink    *link,
                                               const char      *name);
void             maju_recent_rooms_forget     (MajuRecentRooms *self,
                                               MajuRecentRoom  *room);

/* Takes back what maju_recent_rooms_forget() took out. */
void             maju_recent_rooms_restore    (MajuRecentRooms *self,
                                               MajuRecentRoom  *room);

/* Waits until everything is written: for the end of the process. */
void             maju_recent_rooms_flush      (MajuRecentRooms *self);

G_END_DECLS
