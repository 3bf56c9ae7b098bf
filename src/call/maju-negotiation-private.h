/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-clock.h"
#include "maju-message.h"
#include "maju-peer.h"
#include "maju-room-link.h"

G_BEGIN_DECLS

#define MAJU_TYPE_NEGOTIATION (maju_negotiation_get_type ())

/**
 * MajuNegotiation:
 *
 * Drives one MajuPeer's offer and answer (RFC 8829) over signalling: signs what
 * goes out, refuses what comes in with a wrong signature before the peer sees
 * it, sends candidates, and begins again when the peer needs a new path. One
 * operation is in flight at a time.
 *
 * With a key in our link, what we get must be signed with it. A description
 * without any signature is from somebody who joined by the room's code alone,
 * or from a server that took the signature away: a path is looked for, but the
 * peer is held, so that nothing goes over it, until the person has agreed. Who
 * has signed once must go on signing. A wrong signature is never taken.
 *
 * Signals:
 *  - `send` (MajuMessage *message): to signalling, addressed
 *  - `failed` (GError *error): for good; of MAJU_WIRE_ERROR, MAJU_PEER_ERROR
 *    or MAJU_CALL_ERROR
 *  - `asking` (): the other side is not signed; the person has to agree
 */
G_DECLARE_FINAL_TYPE (MajuNegotiation, maju_negotiation, MAJU, NEGOTIATION,
                      GObject)

MajuNegotiation *maju_negotiation_new (MajuPeer        *peer,
                                       MajuRoomLink    *link,
                                       MajuClock       *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* Before the start: goes on counting where @former, which failed, stopped, so
 * that the other side takes what we say for new. */
void             maju_negotiation_continue (MajuNegotiation *self,
                                            MajuNegotiation *former);

/* The ids of both sides in the room; again when the server has changed them. */
void             maju_negotiation_bind (MajuNegotiation *self,
                                        const char      *own_id,
                                        const char      *remote_id);

/* Says our last description again, from @own_id to @remote_id: whoever took it
 * knows by that who we are now. Once for each pair of ids. */
void             maju_negotiation_prove (MajuNegotiation *self,
                                         const char      *own_id,
                                         const char      *remote_id);

/* Whether @message to @own_id is the last description that was taken here, said
 * again and signed if that was: then its sender is the other side. */
gboolean         maju_negotiation_recognizes (MajuNegotiation *self,
                                              const char      *own_id,
                                              MajuMessage     *message);

/* Offers when we are the offerer, and else expects an offer. */
void             maju_negotiation_start (MajuNegotiation *self);

/* Whether the other side can be reached by signalling now. What has to be said
 * meanwhile is said when it can be. */
void             maju_negotiation_set_online (MajuNegotiation *self,
                                              gboolean         online);

/* A description, candidate or restart from the other side. */
void             maju_negotiation_handle (MajuNegotiation *self,
                                          MajuMessage     *message);

/* Whether the person has to agree, and has not yet. */
gboolean         maju_negotiation_get_asking (MajuNegotiation *self);

/* The person agrees. Has no effect unless it was asked for. */
void             maju_negotiation_admit (MajuNegotiation *self);

/* They are known to have signed before: nothing less is taken. */
void             maju_negotiation_require_signature (MajuNegotiation *self);

/* Whether all that was taken was signed with the link's key. */
gboolean         maju_negotiation_get_signed (MajuNegotiation *self);
void             maju_negotiation_close (MajuNegotiation *self);

G_END_DECLS
