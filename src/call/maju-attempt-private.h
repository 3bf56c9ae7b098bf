/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-negotiation-private.h"
#include "maju-participant-private.h"
#include "maju-remote-context-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_ATTEMPT (maju_attempt_get_type ())

/* How long nobody may be heard before a path counts as dead. */
#define MAJU_ATTEMPT_SILENCE_US (3 * G_TIME_SPAN_SECOND)

/**
 * MajuAttempt:
 *
 * One attempt to reach one person: a peer, its negotiation, and what goes over
 * its path, that is the control channel, the tracks and the chat. Tells the
 * participant what it finds out about them: figures, trust, name, what they
 * send. It fails once and for all; a MajuRemote then makes another.
 *
 * Signals, none after it is closed but `send`:
 *  - `send` (MajuMessage *message): to signalling
 *  - `connected` (): there is a verified path, for the first time or again
 *  - `changed` (): maju_attempt_get_state() may give another state
 *  - `known-as` (const char *id): the person says what their id is now
 *  - `ended` (): the person said that they leave
 *  - `flooded` (): they sent more than anybody honest would
 *  - `failed` (GError *error): for good; of MAJU_WIRE_ERROR, MAJU_PEER_ERROR or
 *    MAJU_CALL_ERROR
 */
G_DECLARE_FINAL_TYPE (MajuAttempt, maju_attempt, MAJU, ATTEMPT, GObject)

/* @context: a copy is taken. @participant gets the figures of this attempt. */
MajuAttempt         *maju_attempt_new (const MajuRemoteContext *context,
                                       MajuParticipant         *participant,
                                       const char              *id,
                                       gboolean offerer)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer none): also when it is closed. */
MajuPeer            *maju_attempt_get_peer (MajuAttempt *self);
MajuNegotiation     *maju_attempt_get_negotiation (MajuAttempt *self);

/* For the next path: the servers' credentials have changed. */
void                 maju_attempt_set_config (MajuAttempt    *self,
                                              MajuPeerConfig *config);

/* When the negotiation has its ids. FAILED at once when there is nothing that
 * could be tried. */
void                 maju_attempt_start (MajuAttempt *self);

/* By the clock, when it was made. */
gint64               maju_attempt_get_begun (MajuAttempt *self);

/* CONNECTING, ASKING, WAITING, CONNECTED, UNSTABLE or RECONNECTING; for an
 * attempt that is not closed. */
MajuParticipantState maju_attempt_get_state (MajuAttempt *self);

/* Whether there is a path that somebody was heard on within 3 s. */
gboolean             maju_attempt_is_live (MajuAttempt *self);

/* Whether our sound and picture are to go out, as soon as there is a path. */
void                 maju_attempt_set_sending (MajuAttempt *self,
                                               gboolean     sending);
void                 maju_attempt_say_end (MajuAttempt *self);

/* Ends everything but the peer, whose maju_peer_close_async() takes its time. */
void                 maju_attempt_close (MajuAttempt *self);
gboolean             maju_attempt_get_closed (MajuAttempt *self);

G_END_DECLS
