/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-peer.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CLOSING (maju_closing_get_type ())

/**
 * MajuClosing:
 *
 * Peers that are of no use any more, and take their time to close.
 */
G_DECLARE_FINAL_TYPE (MajuClosing, maju_closing, MAJU, CLOSING, GObject)

MajuClosing *maju_closing_new (void)
G_GNUC_WARN_UNUSED_RESULT;

/* Closes @peer. */
void         maju_closing_add (MajuClosing *self,
                               MajuPeer    *peer);

/* How many are not closed yet. */
guint        maju_closing_get_n (MajuClosing *self);

/* Finishes when none is left. Once. */
void         maju_closing_wait_async (MajuClosing        *self,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean     maju_closing_wait_finish (MajuClosing  *self,
                                       GAsyncResult *result,
                                       GError      **error);

G_END_DECLS
