/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MajuTransferState:
 * @MAJU_TRANSFER_PREPARING: an own file is read for its hash
 * @MAJU_TRANSFER_OFFERED: somebody has not decided, and nothing is on its way
 * @MAJU_TRANSFER_ACTIVE: accepted and on its way, to somebody at least
 * @MAJU_TRANSFER_DONE: saved; an own one: by all who wanted it
 * @MAJU_TRANSFER_REFUSED: nobody wanted it
 * @MAJU_TRANSFER_CANCELLED: ended by either side before it was complete
 * @MAJU_TRANSFER_FAILED: `error` says why
 */
typedef enum
{
  MAJU_TRANSFER_PREPARING,
  MAJU_TRANSFER_OFFERED,
  MAJU_TRANSFER_ACTIVE,
  MAJU_TRANSFER_DONE,
  MAJU_TRANSFER_REFUSED,
  MAJU_TRANSFER_CANCELLED,
  MAJU_TRANSFER_FAILED,
} MajuTransferState;

#define MAJU_TYPE_TRANSFER_STATE (maju_transfer_state_get_type ())
#define MAJU_TYPE_FILE_TRANSFER  (maju_file_transfer_get_type ())

/**
 * MajuFileTransfer:
 *
 * A file in the conversation, offered by somebody or by oneself (to one or to
 * all who were there). Nothing comes before it is accepted, nothing is opened by
 * itself, and a file has its name only when all of it is there as it was sent.
 *
 * Properties: `sender-id`, `sender-name` (as it was then), `is-own`, `time`
 * (GDateTime, local), `name` (cleaned, see maju_clean_file_name()), `media-type`
 * (nullable: what the sender says, to choose an icon by), `size` (bytes),
 * `state` (MajuTransferState), `error` (boxed GError), `fraction` (of what is on
 * its way, 0 to 1), `done` (guint64: bytes that are safe; of an own file the
 * most that anybody has), `waiting` (gboolean: accepted, but there is no path at
 * the moment), `n-recipients` and `n-done` (guint: of an own file, those it was
 * offered to and those who have it), `file` (GFile, nullable: where it was saved,
 * or what is sent).
 */
G_DECLARE_FINAL_TYPE (MajuFileTransfer, maju_file_transfer, MAJU, FILE_TRANSFER,
                      GObject)

GType             maju_transfer_state_get_type (void);

/* Lets one that is OFFERED come, into @folder under its own name or one like it,
 * so that nothing is replaced. A folder or file that cannot be written makes it
 * FAILED. In any other state nothing happens. */
void              maju_file_transfer_accept (MajuFileTransfer *self,
                                             GFile            *folder);

/* The same, as exactly @file, which is replaced: the person chose it. */
void              maju_file_transfer_accept_as (MajuFileTransfer *self,
                                                GFile            *file);
void              maju_file_transfer_refuse (MajuFileTransfer *self);

/* Ends it on both sides; what came so far is thrown away. */
void              maju_file_transfer_cancel (MajuFileTransfer *self);

/* Whether anything can still come of it. */
gboolean          maju_file_transfer_is_open (MajuFileTransfer *self);

const char       *maju_file_transfer_get_sender_id (MajuFileTransfer *self);
const char       *maju_file_transfer_get_sender_name (MajuFileTransfer *self);
gboolean          maju_file_transfer_get_is_own (MajuFileTransfer *self);
GDateTime        *maju_file_transfer_get_time (MajuFileTransfer *self);
const char       *maju_file_transfer_get_name (MajuFileTransfer *self);
const char       *maju_file_transfer_get_media_type (MajuFileTransfer *self);
guint64           maju_file_transfer_get_size (MajuFileTransfer *self);
MajuTransferState maju_file_transfer_get_state (MajuFileTransfer *self);
const GError     *maju_file_transfer_get_error (MajuFileTransfer *self);
double            maju_file_transfer_get_fraction (MajuFileTransfer *self);
guint64           maju_file_transfer_get_done (MajuFileTransfer *self);
gboolean          maju_file_transfer_get_waiting (MajuFileTransfer *self);
guint             maju_file_transfer_get_n_recipients (MajuFileTransfer *self);
guint             maju_file_transfer_get_n_done (MajuFileTransfer *self);

/* Returns: (transfer none) (nullable). */
GFile            *maju_file_transfer_get_file (MajuFileTransfer *self);

G_END_DECLS
