/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-peer.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CLOSING (maju_closing_get_type ())

/**
 * MajuClosing:
 *
 * Peers that are of no use any more, and take their time to close.
 *
 * Signal `closed` (): there is one fewer.
 */
G_DECLARE_FINAL_TYPE (MajuClosing, maju_closing, MAJU, CLOSING, GObject)

MajuClosing *maju_closing_new (void)
G_GNUC_WARN_UNUSED_RESULT;

/* Closes @peer. */
void         maju_closing_add (MajuClosing *self,
                               MajuPeer    *peer);

/* How many are not closed yet. */
guint        maju_closing_get_n (MajuClosing *self);

/* When none is left @task (transfer full) returns %TRUE. Once. */
void         maju_closing_wait (MajuClosing *self,
                                GTask       *task);

G_END_DECLS
