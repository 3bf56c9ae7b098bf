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
 * Several instances of Maju may share the file: each save takes in what the
 * others did. A file that cannot be read as such a list is put aside.
 *
 * Properties: `n-items`, `kept-file` (string, nullable: where a file was put
 * aside).
 */
G_DECLARE_FINAL_TYPE (MajuRecentRooms, maju_recent_rooms, MAJU, RECENT_ROOMS,
                      GObject)

#define MAJU_RECENT_ROOMS_MAX 20

/* Reads @file in the background; one that is missing is an empty list. */
MajuRecentRooms *maju_recent_rooms_new (GFile           *file)
G_GNUC_WARN_UNUSED_RESULT;

/* Puts the room first, with @time as its last visit.
 *
 * Returns: (transfer none): the room. */
MajuRecentRoom  *maju_recent_rooms_visit (MajuRecentRooms *self,
                                          MajuRoomLink    *link,
                                          gint64           time);
/* Keeps the secret of a room that was made here, in memory until the room is
 * visited, then with it. */
void             maju_recent_rooms_own (MajuRecentRooms *self,
                                        MajuRoomLink    *link,
                                        const char      *owner);

/* Returns: (nullable) (transfer none): what was kept. */
const char      *maju_recent_rooms_get_owner (MajuRecentRooms *self,
                                              MajuRoomLink    *link);
void             maju_recent_rooms_add_person (MajuRecentRooms *self,
                                               MajuRoomLink    *link,
                                               const char      *name);

/* Whether to ring when somebody is in @room. */
void             maju_recent_rooms_set_ring (MajuRecentRooms *self,
                                             MajuRecentRoom  *room,
                                             gboolean         ring);

/* @name: (nullable): whose call was missed; the next visit forgets it. */
void             maju_recent_rooms_set_missed (MajuRecentRooms *self,
                                               MajuRecentRoom  *room,
                                               const char      *name);
void             maju_recent_rooms_forget (MajuRecentRooms *self,
                                           MajuRecentRoom  *room);

/* Takes back what maju_recent_rooms_forget() took out. */
void             maju_recent_rooms_restore (MajuRecentRooms *self,
                                            MajuRecentRoom  *room);

/* So that it is said once.
 *
 * Returns: (nullable): `kept-file`, which is %NULL from then on. */
char            *maju_recent_rooms_take_kept_file (MajuRecentRooms *self)
G_GNUC_WARN_UNUSED_RESULT;

/* Waits until everything is written, but not longer than this, should another
 * process hold the file: for the end of the process.
 *
 * Returns: whether it is. */
gboolean         maju_recent_rooms_flush (MajuRecentRooms *self,
                                          guint            timeout_ms);

G_END_DECLS
