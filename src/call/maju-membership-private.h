/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-bell-private.h"
#include "maju-call-types.h"
#include "maju-message.h"
#include "maju-room-link.h"
#include "maju-roster-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_MEMBERSHIP (maju_membership_get_type ())

/**
 * MajuMembership:
 *
 * Being in the room, from asking to come in until nothing is left of it: has
 * the signalling, tells the bell what that says of it and the roster whether the
 * server can be reached and when to look after its paths, and goes on without the
 * server for as long as there is anybody. However it ends, LEAVING lasts 2 s at
 * most, whatever others do.
 *
 * Properties, as those of MajuCall: `state` (MajuCallState), `error` (boxed
 * GError, MAJU_CALL_ERROR), `started` (gint64).
 *
 * Signals, until it is being left:
 *  - `ice-servers`, `message`: as those of MajuSignaling
 *  - `room` (MajuMessage *message): the roster is to enter. It is online after
 *    that
 */
G_DECLARE_FINAL_TYPE (MajuMembership, maju_membership, MAJU, MEMBERSHIP, GObject)

MajuMembership *maju_membership_new (MajuRoomLink *link,
                                     MajuRoster   *roster,
                                     MajuBell     *bell,
                                     MajuClock    *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* Before joining. @owner: (nullable): see maju_call_set_owner(). */
void            maju_membership_set_owner (MajuMembership *self,
                                           const char     *owner);

/* Instead of joining: ENDED with @error. */
void            maju_membership_fail (MajuMembership *self,
                                      const GError   *error);
void            maju_membership_join_async (MajuMembership     *self,
                                            const char         *name,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean        maju_membership_join_finish (MajuMembership *self,
                                             GAsyncResult   *result,
                                             GError        **error);

/* To signalling; nowhere before joining. */
void            maju_membership_send (MajuMembership *self,
                                      MajuMessage    *message);

/* Closes the roster, too. Once. */
void            maju_membership_leave_async (MajuMembership     *self,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
gboolean        maju_membership_leave_finish (MajuMembership *self,
                                              GAsyncResult   *result,
                                              GError        **error);

MajuCallState   maju_membership_get_state (MajuMembership *self);
const GError   *maju_membership_get_error (MajuMembership *self);
gint64          maju_membership_get_started (MajuMembership *self);

G_END_DECLS
