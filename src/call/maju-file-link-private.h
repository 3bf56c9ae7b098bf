/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-files-private.h"
#include "maju-peer.h"

G_BEGIN_DECLS

#define MAJU_TYPE_FILE_LINK (maju_file_link_get_type ())

/**
 * MajuFileLink:
 *
 * Joins one peer's files channel to the files of the call, until it is closed.
 * What is not complete then waits for the next one to that participant. Made
 * before the first offer or answer.
 *
 * Signal `flooded` (): as that of MajuIntake.
 */
G_DECLARE_FINAL_TYPE (MajuFileLink, maju_file_link, MAJU, FILE_LINK, GObject)

MajuFileLink *maju_file_link_new (MajuPeer        *peer,
                                  MajuParticipant *participant,
                                  MajuFiles       *files)
G_GNUC_WARN_UNUSED_RESULT;
void          maju_file_link_close (MajuFileLink *self);

G_END_DECLS
