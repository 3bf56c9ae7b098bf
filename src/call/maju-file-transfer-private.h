/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-file-transfer.h"

G_BEGIN_DECLS

/*
 * Private signals tell who does the work what the person wants, and come only in
 * a state in which it can be done: `accepted` (GFile *folder, const char *name:
 * %NULL for one that does not exist yet), `refused` (), `cancelled` ().
 */
MajuFileTransfer *maju_file_transfer_new (const char *sender_id,
                                          const char *sender_name,
                                          gboolean    is_own,
                                          const char *name,
                                          const char *media_type,
                                          guint64     size)
G_GNUC_WARN_UNUSED_RESULT;

/* What is found out about an own file while it is PREPARING. */
void              maju_file_transfer_describe (MajuFileTransfer *self,
                                               const char       *name,
                                               const char       *media_type,
                                               guint64           size);
void              maju_file_transfer_set_state (MajuFileTransfer *self,
                                                MajuTransferState state);

/* The end: FAILED, or CANCELLED when @cancelled; with words either way. */
void              maju_file_transfer_fail (MajuFileTransfer *self,
                                           gboolean          cancelled,
                                           const GError     *error);
void              maju_file_transfer_set_progress (MajuFileTransfer *self,
                                                   double            fraction,
                                                   guint64           done);
void              maju_file_transfer_set_waiting (MajuFileTransfer *self,
                                                  gboolean          waiting);
void              maju_file_transfer_set_recipients (MajuFileTransfer *self,
                                                     guint             n_recipients,
                                                     guint             n_done);
void              maju_file_transfer_set_file (MajuFileTransfer *self,
                                               GFile            *file);

G_END_DECLS
