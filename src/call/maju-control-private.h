/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-channel-message.h"
#include "maju-clock.h"
#include "maju-own-presence-private.h"
#include "maju-peer.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CONTROL (maju_control_get_type ())

/**
 * MajuControl:
 *
 * The control channel to one peer: says who we are and what we send, beats
 * twice a second so that both sides know that the path lives, and says goodbye.
 *
 * One's own reactions go out by themselves.
 *
 * Signals:
 *  - `presence` (MajuChannelMessage *message)
 *  - `reaction` (MajuReaction kind)
 *  - `asks-mute` (): they ask us to be silent
 *  - `watch` (MajuChannelMessage *message)
 *  - `ended` (): the peer left
 *  - `greeted` (): what else they must know on a new path is to be sent now
 */
G_DECLARE_FINAL_TYPE (MajuControl, maju_control, MAJU, CONTROL, GObject)

MajuControl *maju_control_new (MajuDataChannel *channel,
                               MajuOwnPresence *own,
                               MajuClock       *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* By the clock, when the peer was last heard here; 0: never. */
gint64       maju_control_get_last_heard (MajuControl *self);

/* Asks the peer to be silent. */
void         maju_control_ask_mute (MajuControl *self);
/* How long the last heartbeat was on its way and back, ms; -1: none came. */
double       maju_control_get_round_trip (MajuControl *self);

/* Nothing happens while there is no path. */
void         maju_control_send (MajuControl        *self,
                                MajuChannelMessage *message);
void         maju_control_say_end (MajuControl *self);

/* Nothing is sent or emitted any more. */
void         maju_control_close (MajuControl *self);

G_END_DECLS
