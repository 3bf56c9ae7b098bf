/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-sqlite-error-private.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/*
 * An SQLite database that several programs may use at once, and that is looked
 * after: made private, opened when it is used, opened anew after whatever did not
 * work, put aside when it cannot be read, and left as it is when it is of a newer
 * Maju. All of it blocks, and belongs to one thread at a time; only
 * maju_sqlite_hurry() is for any thread.
 */

typedef struct _MajuSqlite MajuSqlite;

/* What is no end of the matter: the file was put aside as @kept, or, when that
 * is %NULL, others hold the database, and we wait. */
typedef void (*MajuSqliteTellFunc) (const char *kept,
                                    gpointer    user_data);

/* Returns: a result code of SQLite. It is called again when the database was put
 * aside, or others held it. */
typedef int (*MajuSqliteFunc) (MajuSqlite *self,
                               gpointer    user_data);

/* @schema: makes a database of version @version, 1 or more. */
MajuSqlite   *maju_sqlite_new (const char        *path,
                               int                version,
                               const char        *schema,
                               MajuSqliteTellFunc tell,
                               gpointer           user_data)
G_GNUC_WARN_UNUSED_RESULT;
void          maju_sqlite_free (MajuSqlite *self);

/* Calls @func, with @write as one transaction. Without @create nothing is done
 * and no file made when there is none. */
gboolean      maju_sqlite_run (MajuSqlite    *self,
                               gboolean       create,
                               gboolean       write,
                               MajuSqliteFunc func,
                               gpointer       user_data,
                               GError       **error);

/* Within @func. @sql: a constant; it is prepared once.
 * @out_statement: (transfer none): reset, with nothing bound
 *
 * Returns: a result code. */
int           maju_sqlite_prepare (MajuSqlite    *self,
                                   const char    *sql,
                                   sqlite3_stmt **out_statement);

/* Steps once, for what returns no rows. Returns: a result code. */
int           maju_sqlite_step (sqlite3_stmt *statement);

/* Has what was deleted not stay in the files, and with @shrink makes them as
 * small as can be; as far as others let us. */
void          maju_sqlite_tidy (MajuSqlite *self,
                                gboolean    shrink);

/* Deletes what was put aside. */
gboolean      maju_sqlite_delete_kept (MajuSqlite *self,
                                       GError    **error);

/* From now on others are waited for 3 s, all in all. */
void          maju_sqlite_hurry (MajuSqlite *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuSqlite, maju_sqlite_free)

G_END_DECLS
