/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-file-peer-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_FILE_DISPATCH (maju_file_dispatch_get_type ())

/**
 * MajuFileDispatch:
 *
 * An own file, from the person's wish to send it until nobody can get it any
 * more: prepared once, then on its way to each of its recipients, which the one
 * transfer sums up.
 */
G_DECLARE_FINAL_TYPE (MajuFileDispatch, maju_file_dispatch, MAJU, FILE_DISPATCH,
                      GObject)

/* @peers: of MajuFilePeer: to whom. */
MajuFileDispatch *maju_file_dispatch_new (MajuFileSource  *source,
                                          MajuParticipant *own,
                                          GPtrArray       *peers)
G_GNUC_WARN_UNUSED_RESULT;
MajuFileTransfer *maju_file_dispatch_get_transfer (MajuFileDispatch *self);

/* Nothing is sent any more. */
void              maju_file_dispatch_close (MajuFileDispatch *self);

G_END_DECLS
