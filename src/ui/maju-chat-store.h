/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-chat-record.h"
#include "maju-room-link.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_CHAT_STORE (maju_chat_store_get_type ())

/**
 * MajuChatStore:
 *
 * The chats of earlier calls, in an SQLite database that nobody else can read. It
 * is not encrypted. A room is known there by a hash of its link, so that the file
 * opens no room.
 *
 * What is asked of it is done in its order by a thread, so that nothing here
 * waits. Several instances of Maju may share the file. One that cannot be read is
 * put aside, and one of a newer Maju is left alone; then nothing is kept.
 *
 * Properties: `problem` (string, nullable: words for the person about something
 * that went wrong; each kind comes once). Signals:
 *  - `removed` (MajuRoomLink *link): what was kept of that room, or of all when it
 *    is %NULL, is not there any more
 */
G_DECLARE_FINAL_TYPE (MajuChatStore, maju_chat_store, MAJU, CHAT_STORE, GObject)

/* How many messages and files are kept of one room, and in all. The oldest go. */
#define MAJU_CHAT_STORE_ROOM_MAX 2000
#define MAJU_CHAT_STORE_MAX      10000

/* @file: made with the first message. */
MajuChatStore *maju_chat_store_new (GFile *file)
G_GNUC_WARN_UNUSED_RESULT;

/* @record: copied. One whose id is there already changes nothing, but that it is
 * own, if it is. */
void           maju_chat_store_add (MajuChatStore        *self,
                                    MajuRoomLink         *link,
                                    const MajuChatRecord *record);

/* Takes text, delivery, size and path of @record, if it is still there. */
void           maju_chat_store_update (MajuChatStore        *self,
                                       MajuRoomLink         *link,
                                       const MajuChatRecord *record);

/* The newest @n before the one of number @before, %G_MAXINT64 for the newest of
 * all. */
void           maju_chat_store_load_async (MajuChatStore      *self,
                                           MajuRoomLink       *link,
                                           gint64              before,
                                           guint               n,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);

/* Returns: (element-type MajuChatRecord): the oldest first. */
GPtrArray     *maju_chat_store_load_finish (MajuChatStore *self,
                                            GAsyncResult  *result,
                                            GError       **error)
G_GNUC_WARN_UNUSED_RESULT;

/* Deletes what is of a room, which can be taken back until
 * maju_chat_store_purge() was called as often, or the end. */
void           maju_chat_store_forget (MajuChatStore *self,
                                       MajuRoomLink  *link);
void           maju_chat_store_restore (MajuChatStore *self,
                                        MajuRoomLink  *link);
void           maju_chat_store_purge (MajuChatStore *self,
                                      MajuRoomLink  *link);

/* Deletes everything, also files that were put aside. */
void           maju_chat_store_clear_async (MajuChatStore      *self,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean       maju_chat_store_clear_finish (MajuChatStore *self,
                                             GAsyncResult  *result,
                                             GError       **error);

/* So that it is said once.
 *
 * Returns: (nullable): `problem`, which is %NULL from then on. */
char          *maju_chat_store_take_problem (MajuChatStore *self)
G_GNUC_WARN_UNUSED_RESULT;

/* Waits until everything is written, for other programs 3 s at most; nothing is
 * taken any more. For the end of the process. */
void           maju_chat_store_flush (MajuChatStore *self);

G_END_DECLS
