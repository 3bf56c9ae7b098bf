/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_SQLITE_ERROR (maju_sqlite_error_quark ())

typedef enum
{
  MAJU_SQLITE_ERROR_FULL,       /* make space */
  MAJU_SQLITE_ERROR_DENIED,     /* let us write there */
  MAJU_SQLITE_ERROR_NEWER,      /* bring Maju up to date */
  MAJU_SQLITE_ERROR_BUSY,       /* in a hurry: others did not let go of it */
  MAJU_SQLITE_ERROR_FAILED,
} MajuSqliteError;

GQuark          maju_sqlite_error_quark (void);

/* Words for the person about the file @path. @detail: (nullable): for FAILED. */
void            maju_sqlite_error_set (GError        **error,
                                       MajuSqliteError code,
                                       const char     *path,
                                       const char     *detail);
void            maju_sqlite_error_set_errno (GError    **error,
                                             const char *path,
                                             int         number);

/* @result: a code of SQLite; @number: the `errno` that belongs to it. */
void            maju_sqlite_error_set_result (GError    **error,
                                              const char *path,
                                              int         result,
                                              int         number);

G_END_DECLS
