/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-sqlite-error-private.h"

G_BEGIN_DECLS

/*
 * The file of a database, with what lies beside it: made private, locked while
 * somebody looks at it, and put aside when it cannot be read. All of it blocks,
 * but waits for nobody. Errors are MAJU_SQLITE_ERROR.
 */

typedef struct _MajuSqliteFile MajuSqliteFile;

MajuSqliteFile *maju_sqlite_file_new (const char *path)
G_GNUC_WARN_UNUSED_RESULT;
void            maju_sqlite_file_free (MajuSqliteFile *self);
const char     *maju_sqlite_file_get_path (MajuSqliteFile *self);
gboolean        maju_sqlite_file_exists (MajuSqliteFile *self);

/* Only one at a time looks at a database and puts it aside.
 *
 * Returns: a descriptor that holds the lock until it is closed; -1 with @error, or
 * without while others hold it. */
int             maju_sqlite_file_lock (MajuSqliteFile *self,
                                       GError        **error);

/* Makes the file when there is none. */
gboolean        maju_sqlite_file_make_private (MajuSqliteFile *self,
                                               GError        **error);

/* Which file it is that is opened now. */
void            maju_sqlite_file_remember (MajuSqliteFile *self);

/* Whether the path leads somewhere else by now: others have put the file aside,
 * or deleted it. */
gboolean        maju_sqlite_file_is_moved (MajuSqliteFile *self);

/* What a person cannot have back is not thrown away.
 *
 * Returns: where it is now. */
char           *maju_sqlite_file_put_aside (MajuSqliteFile *self,
                                            GError        **error)
G_GNUC_WARN_UNUSED_RESULT;

/* Deletes what was put aside. */
gboolean        maju_sqlite_file_delete_kept (MajuSqliteFile *self,
                                              GError        **error);

G_END_DECLS
