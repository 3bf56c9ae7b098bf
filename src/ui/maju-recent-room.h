/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-room-link.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_RECENT_ROOM (maju_recent_room_get_type ())

/**
 * MajuRecentRoom:
 *
 * A room that the person was in. Properties: `link` (MajuRoomLink), `time`
 * (gint64, seconds since 1970, of the last visit), `people` (strv, with whom),
 * `title` (for display: the people, or the room's code), `ring` (whether it is
 * kept open: to ring when somebody is there), `missed` (whose call was missed
 * there last; %NULL when none was since the person was there).
 */
G_DECLARE_FINAL_TYPE (MajuRecentRoom, maju_recent_room, MAJU, RECENT_ROOM,
                      GObject)

/* How many names are remembered of one room. */
#define MAJU_RECENT_ROOM_PEOPLE 8

MajuRecentRoom       *maju_recent_room_new (MajuRoomLink       *link,
                                            gint64 time,
                                            const char * const *people)
G_GNUC_WARN_UNUSED_RESULT;
MajuRoomLink         *maju_recent_room_get_link (MajuRecentRoom *self);
gint64                maju_recent_room_get_time (MajuRecentRoom *self);
void                  maju_recent_room_set_time (MajuRecentRoom *self,
                                                 gint64          time);
const char * const *  maju_recent_room_get_people (MajuRecentRoom *self);
const char           *maju_recent_room_get_title (MajuRecentRoom *self);

gboolean              maju_recent_room_get_ring (MajuRecentRoom *self);
void                  maju_recent_room_set_ring (MajuRecentRoom *self,
                                                 gboolean        ring);
const char           *maju_recent_room_get_missed (MajuRecentRoom *self);
void                  maju_recent_room_set_missed (MajuRecentRoom *self,
                                                   const char     *name);

/* Returns: (transfer full): another one with the same in it. */
MajuRecentRoom       *maju_recent_room_copy (MajuRecentRoom *self)
G_GNUC_WARN_UNUSED_RESULT;

/* The secret of a room that was made here, or %NULL; see maju-room-owner.h. One
 * that is not this room's is not taken. */
const char           *maju_recent_room_get_owner  (MajuRecentRoom     *self);
void                  maju_recent_room_set_owner  (MajuRecentRoom     *self,
                                                   const char         *owner);

/* Returns: %FALSE when @name was there already or there are enough. */
gboolean              maju_recent_room_add_person (MajuRecentRoom *self,
                                                   const char     *name);

G_END_DECLS
