/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-file-peer-private.h"
#include "maju-files.h"

G_BEGIN_DECLS

MajuFiles    *maju_files_new (MajuParticipant *own,
                              MajuClock       *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer none): what is between @participant and us, made when it is
 * not there. */
MajuFilePeer *maju_files_get_peer (MajuFiles       *self,
                                   MajuParticipant *participant);

/* @participant is gone for good. */
void          maju_files_forget (MajuFiles       *self,
                                 MajuParticipant *participant);

G_END_DECLS
