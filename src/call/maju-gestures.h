/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-reaction.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define MAJU_TYPE_GESTURES (maju_gestures_get_type ())

/**
 * MajuGestures:
 *
 * What one person in the call shows without a word: a raised hand and reactions;
 * and the request to be silent. What oneself shows goes to everybody. See
 * PROTOCOL.md, "Between two clients".
 *
 * Property: `hand` (boolean: raised; writable for oneself only).
 *
 * Signals:
 *  - `reaction` (MajuReaction kind): to be shown for a moment
 *  - `asks-mute` (): that person asks us to switch our microphone off. It is
 *    ours to do so or not.
 */
G_DECLARE_FINAL_TYPE (MajuGestures, maju_gestures, MAJU, GESTURES, GObject)

gboolean maju_gestures_get_hand (MajuGestures *self);

/* For oneself. */
void     maju_gestures_set_hand (MajuGestures *self,
                                 gboolean      raised);

/* Monotonic us when the hand was raised, as it was seen here; 0: it is not. Who
 * has the least is the next to speak. */
gint64   maju_gestures_get_hand_time (MajuGestures *self);

/* For oneself: to everybody.
 *
 * Returns: %FALSE when there were too many just now; nothing is shown then. */
gboolean maju_gestures_react (MajuGestures *self,
                              MajuReaction  kind);

/* For another person: asks them to switch their microphone off.
 *
 * Returns: %FALSE when they were asked just now; they are not asked again. */
gboolean maju_gestures_ask_mute (MajuGestures *self);

G_END_DECLS
