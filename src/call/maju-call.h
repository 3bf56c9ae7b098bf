/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-bell.h"
#include "maju-call-types.h"
#include "maju-chat.h"
#include "maju-door.h"
#include "maju-local-media.h"
#include "maju-participant.h"
#include "maju-room-link.h"
#include "maju-screen-share.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CALL (maju_call_get_type ())

/**
 * MajuCall:
 *
 * A call in a room: owns and wires the signalling, the peers, the tracks, the
 * chat and the recovery, and leaves the work to them. Made for one room, used
 * once.
 *
 * Properties (main context of the maker):
 *  - `state` (MajuCallState), `error` (boxed GError, MAJU_CALL_ERROR)
 *  - `link` (MajuRoomLink), `started` (gint64, monotonic us when joined, or 0)
 *  - `participants` (GListModel of MajuParticipant: the others, in the order
 *    they came), `self` (MajuParticipant)
 *  - `chat` (MajuChat)
 *  - `trust` (MajuTrust: the least of all connected participants)
 *
 * Signals:
 *  - `participant-joined` (MajuParticipant *participant)
 *  - `participant-left` (MajuParticipant *participant, gboolean lost): gone for
 *    good; @lost: without saying so
 */
G_DECLARE_FINAL_TYPE (MajuCall, maju_call, MAJU, CALL, GObject)

/* @render: remote video gets paintables. @media is borrowed for the call; what
 * is on or off there is what the others get. */
MajuCall         *maju_call_new (MajuRoomLink        *link,
                                 const char          *name,
                                 MajuLocalMedia      *media,
                                 gboolean render)
G_GNUC_WARN_UNUSED_RESULT;

/* Before joining. Whether the others are reached over the server's relays alone,
 * and learn no address of this computer. Who cannot be reached so has FAILED. */
void              maju_call_set_relay_only (MajuCall *self,
                                            gboolean  relay_only);

/* Before joining. Whether pictures are H.264 with all who have it, rather than
 * with those alone who name it before VP8. Without it on this machine (see
 * maju_h264_probe()) they are VP8. */
void              maju_call_set_h264_first (MajuCall *self,
                                            gboolean  h264_first);

/* Before joining. The ports of this computer that are used towards the others,
 * from @first to @last; any when both are 0. */
void              maju_call_set_ports (MajuCall *self,
                                       guint16   first,
                                       guint16   last);

/* Before joining. @owner: (nullable): the room's secret, by which we hold it; see
 * maju_room_link_new_owned(). */
void              maju_call_set_owner (MajuCall   *self,
                                       const char *owner);

/* At a locked door the state is WAITING until somebody inside has answered;
 * @cancellable or leaving ends that. */
void              maju_call_join_async (MajuCall           *self,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean          maju_call_join_finish (MajuCall     *self,
                                         GAsyncResult *result,
                                         GError      **error);

/* Says goodbye to everybody, then closes everything; finishes when nothing of
 * the call is left, within 2 s whatever others do. */
void              maju_call_leave_async (MajuCall           *self,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean          maju_call_leave_finish (MajuCall     *self,
                                          GAsyncResult *result,
                                          GError      **error);

MajuCallState     maju_call_get_state (MajuCall *self);
const GError     *maju_call_get_error (MajuCall *self);
MajuRoomLink     *maju_call_get_link (MajuCall *self);
gint64            maju_call_get_started (MajuCall *self);
MajuTrust         maju_call_get_trust (MajuCall *self);

/* Returns: (transfer none). */
GListModel       *maju_call_get_participants (MajuCall *self);
MajuParticipant  *maju_call_get_self (MajuCall *self);
MajuChat         *maju_call_get_chat (MajuCall *self);

/* Returns: (transfer none): the same for the whole call. */
MajuScreenShare  *maju_call_get_screen_share (MajuCall *self);

/* Returns: (transfer none): the same for the whole call. */
MajuBell         *maju_call_get_bell (MajuCall *self);

/* Returns: (transfer none): the same for the whole call. */
MajuDoor         *maju_call_get_door (MajuCall *self);
MajuLocalMedia   *maju_call_get_media (MajuCall *self);

G_END_DECLS
