/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call-types.h"
#include "maju-remote-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_ROSTER (maju_roster_get_type ())

/**
 * MajuRoster:
 *
 * Who is in the call: makes a MajuRemote for each member of the room, and keeps
 * the two lists together when the server forgets the room and gives everybody a
 * new id. Media goes on meanwhile: a remote whose path lives is kept without an
 * id until the other side says, over that path, what its new one is. Members
 * that nobody claims within a few seconds are new people.
 *
 * Properties: `trust` (MajuTrust: the least of all who are connected).
 *
 * Signals:
 *  - `send` (MajuMessage *message): to signalling
 *  - `participant-joined`, `participant-left`: as those of MajuCall
 */
G_DECLARE_FINAL_TYPE (MajuRoster, maju_roster, MAJU, ROSTER, GObject)

/* Takes copies of what @context points to; its config may be %NULL until
 * maju_roster_set_config(). */
MajuRoster *maju_roster_new (const MajuRemoteContext *context)
G_GNUC_WARN_UNUSED_RESULT;

/* For who comes from now on, and for every path that begins to who is here. */
void        maju_roster_set_config (MajuRoster     *self,
                                    MajuPeerConfig *config);

/* Returns: (transfer none): of MajuParticipant. */
GListModel *maju_roster_get_participants (MajuRoster *self);
MajuTrust   maju_roster_get_trust (MajuRoster *self);

/* Whether there is a path to anybody. */
gboolean    maju_roster_has_live (MajuRoster *self);

/* `room`: joined, for the first time or anew. */
void        maju_roster_enter (MajuRoster  *self,
                               MajuMessage *message);

/* Everything else that signalling brings. */
void        maju_roster_handle (MajuRoster  *self,
                                MajuMessage *message);

/* Whether the server can be reached. */
void        maju_roster_set_online (MajuRoster *self,
                                    gboolean    online);
void        maju_roster_check (MajuRoster *self);
void        maju_roster_network_changed (MajuRoster *self,
                                         gboolean    available);
void        maju_roster_say_end (MajuRoster *self);

/* For the log: the ids of those who have left, but of whom something is not
 * closed yet.
 *
 * Returns: (transfer full). */
char       *maju_roster_describe_closing (MajuRoster *self);

/* Finishes when no remote is left. */
void        maju_roster_close_async (MajuRoster         *self,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean    maju_roster_close_finish (MajuRoster   *self,
                                      GAsyncResult *result,
                                      GError      **error);

G_END_DECLS
