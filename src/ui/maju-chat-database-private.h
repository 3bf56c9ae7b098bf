/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-chat-record.h"
#include "maju-sqlite-private.h"

G_BEGIN_DECLS

/*
 * What MajuChatStore keeps, as SQL. All of it blocks, and is for the store's
 * worker alone. A room is a hash, see there; errors are MAJU_SQLITE_ERROR.
 */

typedef struct _MajuChatDatabase MajuChatDatabase;

MajuChatDatabase *maju_chat_database_new (const char        *path,
                                          MajuSqliteTellFunc tell,
                                          gpointer           user_data)
G_GNUC_WARN_UNUSED_RESULT;
void              maju_chat_database_free (MajuChatDatabase *self);

/* As maju_sqlite_hurry(), from any thread. */
void              maju_chat_database_hurry (MajuChatDatabase *self);

/* One whose id is there already changes nothing, but that it is own, if it is.
 * The oldest go when there are too many. */
gboolean          maju_chat_database_add (MajuChatDatabase *self,
                                          GBytes           *room,
                                          MajuChatRecord   *record,
                                          GError          **error);

/* Takes text, delivery, size and path of @record, if it is there. */
gboolean          maju_chat_database_update (MajuChatDatabase *self,
                                             GBytes           *room,
                                             MajuChatRecord   *record,
                                             GError          **error);

/* Returns: (element-type MajuChatRecord): the newest @n before number @before,
 * the oldest first. */
GPtrArray        *maju_chat_database_load (MajuChatDatabase *self,
                                           GBytes           *room,
                                           gint64            before,
                                           guint             n,
                                           GError          **error)
G_GNUC_WARN_UNUSED_RESULT;

/* What is of @room is not shown any more, but can come back until it is purged. */
gboolean          maju_chat_database_forget (MajuChatDatabase *self,
                                             GBytes           *room,
                                             GError          **error);
gboolean          maju_chat_database_restore (MajuChatDatabase *self,
                                              GBytes           *room,
                                              GError          **error);

/* Deletes what is forgotten of @room; not what was added since. */
gboolean          maju_chat_database_purge (MajuChatDatabase *self,
                                            GBytes           *room,
                                            GError          **error);

/* What others forgot, and were ended before they could delete it. */
gboolean          maju_chat_database_purge_old (MajuChatDatabase *self,
                                                GError          **error);

/* Deletes everything, also what was put aside. */
gboolean          maju_chat_database_clear (MajuChatDatabase *self,
                                            GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuChatDatabase, maju_chat_database_free)

G_END_DECLS
