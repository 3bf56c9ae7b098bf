/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-file-message.h"
#include "maju-file-transfer-private.h"
#include "maju-participant.h"

G_BEGIN_DECLS

#define MAJU_TYPE_FILE_RECEIVER (maju_file_receiver_get_type ())

/**
 * MajuFileReceiver:
 *
 * One file that a person offers: waits for what the person here says to the
 * transfer, then takes its parts in order.
 *
 * Signal `send` (MajuFileMessage *message): to the person.
 */
G_DECLARE_FINAL_TYPE (MajuFileReceiver, maju_file_receiver, MAJU, FILE_RECEIVER,
                      GObject)

MajuFileReceiver *maju_file_receiver_new (MajuParticipant *sender,
                                          MajuFileMessage *offer)
G_GNUC_WARN_UNUSED_RESULT;
MajuFileTransfer *maju_file_receiver_get_transfer (MajuFileReceiver *self);

/* The same offer again, or a withdrawal. */
void              maju_file_receiver_receive (MajuFileReceiver *self,
                                              MajuFileMessage  *message);

/* Whether it was asked for: what was not is the sender's fault, or of before. */
gboolean          maju_file_receiver_take_chunk (MajuFileReceiver *self,
                                                 guint64           offset,
                                                 GBytes           *body);
void              maju_file_receiver_set_open (MajuFileReceiver *self,
                                               gboolean          open);

/* They are gone. */
void              maju_file_receiver_lose (MajuFileReceiver *self);

G_END_DECLS
