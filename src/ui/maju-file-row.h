/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-file-transfer.h"

G_BEGIN_DECLS

#define MAJU_TYPE_FILE_ROW (maju_file_row_get_type ())

/**
 * MajuFileRow:
 *
 * A file in the chat: what it is, how far it is, and what the person can do about
 * it. A picture is shown when all of it is there.
 *
 * Properties: `transfer` (MajuFileTransfer).
 */
G_DECLARE_FINAL_TYPE (MajuFileRow, maju_file_row, MAJU, FILE_ROW, GtkListBoxRow)

GtkWidget        *maju_file_row_new (MajuFileTransfer *transfer);

G_END_DECLS
