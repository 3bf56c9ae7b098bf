/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-clock.h"
#include "maju-message.h"
#include "maju-room-link.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MajuSignalingError:
 *
 * By what the caller can do.
 *
 * @MAJU_SIGNALING_ERROR_UNREACHABLE: no server answers there; may pass
 * @MAJU_SIGNALING_ERROR_NOT_MAJU: what answers is not a Maju server
 * @MAJU_SIGNALING_ERROR_TLS: the server's certificate is not to be trusted
 * @MAJU_SIGNALING_ERROR_VERSION: one side is too old for the other
 * @MAJU_SIGNALING_ERROR_ROOM_FULL: the room holds as many as it can
 * @MAJU_SIGNALING_ERROR_NOT_LET_IN: the room is locked, and nobody inside let
 *   us in
 * @MAJU_SIGNALING_ERROR_REMOVED: an owner of the room removed us
 * @MAJU_SIGNALING_ERROR_REFUSED: the server refused for another reason
 * @MAJU_SIGNALING_ERROR_LOST: the connection was lost for good
 * @MAJU_SIGNALING_ERROR_TAKEN_OVER: our session goes on on another connection
 * @MAJU_SIGNALING_ERROR_STOPPED: the server said that it stops, and has not come
 *   back
 * @MAJU_SIGNALING_ERROR_RINGS: we were to be silent, and the server is too old for
 *   that: it would ring
 */
typedef enum
{
  MAJU_SIGNALING_ERROR_UNREACHABLE,
  MAJU_SIGNALING_ERROR_NOT_MAJU,
  MAJU_SIGNALING_ERROR_TLS,
  MAJU_SIGNALING_ERROR_VERSION,
  MAJU_SIGNALING_ERROR_ROOM_FULL,
  MAJU_SIGNALING_ERROR_REFUSED,
  MAJU_SIGNALING_ERROR_LOST,
  MAJU_SIGNALING_ERROR_NOT_LET_IN,
  MAJU_SIGNALING_ERROR_REMOVED,
  MAJU_SIGNALING_ERROR_TAKEN_OVER,
  MAJU_SIGNALING_ERROR_STOPPED,
  MAJU_SIGNALING_ERROR_RINGS,
} MajuSignalingError;

#define MAJU_SIGNALING_ERROR (maju_signaling_error_quark ())

typedef enum
{
  MAJU_SIGNALING_STATE_NEW,
  MAJU_SIGNALING_STATE_CONNECTING,
  MAJU_SIGNALING_STATE_WAITING,         /* to be let in by somebody inside */
  MAJU_SIGNALING_STATE_JOINED,
  MAJU_SIGNALING_STATE_RECONNECTING,    /* the call goes on without it */
  MAJU_SIGNALING_STATE_CLOSED,
} MajuSignalingState;

#define MAJU_TYPE_SIGNALING       (maju_signaling_get_type ())
#define MAJU_TYPE_SIGNALING_STATE (maju_signaling_state_get_type ())

/**
 * MajuSignaling:
 *
 * The client end of the signalling connection: it joins one room, keeps the
 * session over lost connections, and delivers each message exactly once and in
 * order. Everything happens in the thread-default main context of the thread
 * that made it.
 *
 * Properties: `state`, and `error` (the GError that closed it, boxed, or %NULL).
 *
 * Signals:
 *  - `room` (MajuMessage *message): joined. Emitted again, with
 *    message->resumed FALSE, when the session was lost and the room had to be
 *    joined anew: then self_id and members are new, and the peers that are not
 *    among them are gone. The state is JOINED then, and is told afterwards.
 *    Not emitted when the session was resumed, for then nothing is new.
 *    message->silent is what the server has made of us.
 *  - `ice-servers` (GPtrArray *servers, of MajuIceServer): the STUN and TURN
 *    servers for paths that begin from now on, in place of all before: with
 *    each `room`, before that signal; when the session was resumed; and
 *    whenever the server renews their credentials.
 *  - `message` (MajuMessage *message): joined, left, away, back, door, declined,
 *    description, candidate, restart, and errors that are not fatal.
 */
G_DECLARE_FINAL_TYPE (MajuSignaling, maju_signaling, MAJU, SIGNALING, GObject)

GType               maju_signaling_state_get_type (void);
GQuark              maju_signaling_error_quark (void);

/* @clock: (nullable): the system's when %NULL. @name may be empty. */
MajuSignaling      *maju_signaling_new (MajuRoomLink *link,
                                        const char   *name,
                                        MajuClock    *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* Before joining. @owner: (nullable): the room's secret; maju-room-owner.h. */
void                maju_signaling_set_owner (MajuSignaling *self,
                                              const char    *owner);

/* Before joining. Whether nobody is rung because of us. We are silent without it
 * too when all in the room are; and what we are, we stay when the room has to be
 * joined anew. */
void                maju_signaling_set_silent (MajuSignaling *self,
                                               gboolean       silent);

/* Connects and joins; finishes with the first `room` or with the error that
 * makes going on pointless. A first connection is tried for about 10 s. At a
 * locked door the state is WAITING for as long as it takes. */
void                maju_signaling_join_async (MajuSignaling      *self,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
gboolean            maju_signaling_join_finish (MajuSignaling *self,
                                                GAsyncResult  *result,
                                                GError       **error);

/* Numbers, queues and sends @message (description, candidate or restart with
 * `to` set; lock, unlock, admit, refuse, remove; not sent before). Kept until
 * the server has it, over reconnections;
 * void when the room has to be joined anew. Takes a reference, and sets `id` and
 * `ack`. Ignored when not joined or closed. */
void                maju_signaling_send (MajuSignaling *self,
                                         MajuMessage   *message);

/* Says `end` and closes; waits at most a second for the server. */
void                maju_signaling_leave_async (MajuSignaling      *self,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
gboolean            maju_signaling_leave_finish (MajuSignaling *self,
                                                 GAsyncResult  *result,
                                                 GError       **error);

MajuSignalingState  maju_signaling_get_state (MajuSignaling *self);
const GError       *maju_signaling_get_error (MajuSignaling *self);

/* Our id in the room, %NULL before it was joined. */
const char         *maju_signaling_get_self_id (MajuSignaling *self);

G_END_DECLS
