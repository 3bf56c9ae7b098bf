/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-file-message.h"

G_BEGIN_DECLS

/*
 * Words for people about files that did not come or go, of MAJU_CALL_ERROR_FAILED.
 * @name is the file's, @person what the other side is called. Transfer full.
 */

/* Our file cannot be sent; @error as of MajuFileSource. */
GError        *maju_file_error_new_read (const char   *name,
                                         const GError *error);

/* Theirs cannot be saved; @error as of MajuFileSink. */
GError        *maju_file_error_new_save (const char   *name,
                                         guint64       size,
                                         const GError *error);

/* They do not want, or cannot take, what we offered. */
GError        *maju_file_error_new_refused (const char    *name,
                                            const char    *person,
                                            MajuFileReason reason);

/* They do not offer it any more. */
GError        *maju_file_error_new_withdrawn (const char    *name,
                                              const char    *person,
                                              MajuFileReason reason);
GError        *maju_file_error_new_left (const char *name,
                                         const char *person);

/* What the other side is to be told about @error of a MajuFileSink. */
MajuFileReason maju_file_error_get_reason (const GError *error);

G_END_DECLS
