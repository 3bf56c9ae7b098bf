/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-file-message.h"
#include "maju-file-source-private.h"
#include "maju-file-transfer.h"

G_BEGIN_DECLS

#define MAJU_TYPE_FILE_SENDER (maju_file_sender_get_type ())

/**
 * MajuFileSender:
 *
 * One file on its way to one person. Gives its parts when it is asked for them,
 * and begins again where the receiver says.
 *
 * Signals:
 *  - `send` (MajuFileMessage *message): to the person
 *  - `ready` (): there is another part
 *  - `changed` (): what the getters say
 */
G_DECLARE_FINAL_TYPE (MajuFileSender, maju_file_sender, MAJU, FILE_SENDER,
                      GObject)

/* @source is prepared. @person: what the receiver is called, for words. */
MajuFileSender   *maju_file_sender_new (MajuFileSource *source,
                                        const char     *person,
                                        guint32 id)
G_GNUC_WARN_UNUSED_RESULT;
guint32           maju_file_sender_get_id (MajuFileSender *self);

/* OFFERED, ACTIVE, DONE, REFUSED, CANCELLED or FAILED. */
MajuTransferState maju_file_sender_get_state (MajuFileSender *self);

/* Returns: (nullable): with CANCELLED and FAILED. */
const GError     *maju_file_sender_get_error (MajuFileSender *self);

/* All before it is safe with the receiver. */
guint64           maju_file_sender_get_acknowledged (MajuFileSender *self);

/* Bytes that were sent and not acknowledged. */
guint64           maju_file_sender_get_in_flight (MajuFileSender *self);

/* Says the offer, for the first time or again; what was on its way is lost until
 * the receiver says from where to go on. */
void              maju_file_sender_offer (MajuFileSender *self);
void              maju_file_sender_receive (MajuFileSender  *self,
                                            MajuFileMessage *message);

/* Whether there is a path. */
void              maju_file_sender_set_open (MajuFileSender *self,
                                             gboolean        open);
gboolean          maju_file_sender_get_open (MajuFileSender *self);

/* Returns: (transfer full) (nullable): the next part, as it goes on the wire. It
 * counts as sent; %NULL when there is none now. */
GBytes           *maju_file_sender_take_chunk (MajuFileSender *self);

/* The last part could not be handed over after all. */
void              maju_file_sender_put_back (MajuFileSender *self,
                                             GBytes         *chunk);

/* To be called every 5 s while there is a path: says again what may be lost. */
void              maju_file_sender_check (MajuFileSender *self);

/* We do not want it any more. */
void              maju_file_sender_cancel (MajuFileSender *self);

/* They are gone. */
void              maju_file_sender_lose (MajuFileSender *self);

G_END_DECLS
