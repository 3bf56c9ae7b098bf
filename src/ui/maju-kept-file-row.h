/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-kept-file.h"

G_BEGIN_DECLS

#define MAJU_TYPE_KEPT_FILE_ROW (maju_kept_file_row_get_type ())

/**
 * MajuKeptFileRow:
 *
 * A file in the chat of an earlier call: its name and size, and its folder if it
 * was saved.
 */
G_DECLARE_FINAL_TYPE (MajuKeptFileRow, maju_kept_file_row, MAJU, KEPT_FILE_ROW,
                      GtkListBoxRow)

GtkWidget    *maju_kept_file_row_new (MajuKeptFile *file);

/* Returns: (transfer none). */
MajuKeptFile *maju_kept_file_row_get_file (MajuKeptFileRow *self);

G_END_DECLS
