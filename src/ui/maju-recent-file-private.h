/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-recent-room.h"

G_BEGIN_DECLS

/**
 * MajuRecentFile:
 *
 * The file of the recent rooms, which several instances of Maju may write: each
 * brings what it changed and takes what the others did.
 *
 * @rooms: (element-type MajuRecentRoom): what is in the file, the latest first
 * @kept: (nullable): where a file is now that was no list of rooms
 */
typedef struct
{
  GPtrArray *rooms;
  char *kept;
} MajuRecentFile;

void            maju_recent_file_free (MajuRecentFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuRecentFile, maju_recent_file_free)

/* Puts @room where the list stays sorted, the latest first, and short. */
void            maju_recent_file_insert (GPtrArray      *rooms,
                                         MajuRecentRoom *room);
gboolean        maju_recent_file_find (GPtrArray    *rooms,
                                       MajuRoomLink *link,
                                       guint        *position);

/* Reads @file and, if there are changes, writes it with them, in a thread and
* under a lock. @changed are new rooms that belong to nobody else, @forgotten
* links of rooms to take out. A file that is no list of rooms is put aside. */
void            maju_recent_file_sync_async (GFile              *file,
                                             GPtrArray          *changed,
                                             GPtrArray          *forgotten,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
MajuRecentFile *maju_recent_file_sync_finish (GFile        *file,
                                              GAsyncResult *result,
                                              GError      **error)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
