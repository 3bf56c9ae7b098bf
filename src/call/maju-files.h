/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-file-transfer.h"
#include "maju-participant.h"

G_BEGIN_DECLS

#define MAJU_TYPE_FILES (maju_files_get_type ())

/**
 * MajuFiles:
 *
 * The files of one call. Each is a MajuFileTransfer in the conversation, too.
 *
 * Signals:
 *  - `added` (MajuFileTransfer *transfer): an own one, or one that is offered
 */
G_DECLARE_FINAL_TYPE (MajuFiles, maju_files, MAJU, FILES, GObject)

/* Offers @file to @to, or to all who are here when that is %NULL, as soon as it
 * has been read once. Each of them decides. What goes wrong is said by the
 * transfer.
 *
 * Returns: (transfer none): the transfer. */
MajuFileTransfer *maju_files_send (MajuFiles       *self,
                                   GFile           *file,
                                   MajuParticipant *to);

/* The same with what is no file yet, for example a pasted picture. */
MajuFileTransfer *maju_files_send_bytes (MajuFiles       *self,
                                         GBytes          *bytes,
                                         const char      *name,
                                         const char      *media_type,
                                         MajuParticipant *to);

G_END_DECLS
