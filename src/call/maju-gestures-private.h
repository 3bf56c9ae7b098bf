/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-clock.h"
#include "maju-gestures.h"

G_BEGIN_DECLS

/* A reaction each half second, after a few at once; a request for silence to
 * and from one person each 10 s. */
#define MAJU_GESTURES_REACTION_RATE  2
#define MAJU_GESTURES_REACTION_BURST 6
#define MAJU_GESTURES_ASK_US         (10 * G_TIME_SPAN_SECOND)

/* The private signal `mute-wanted` () tells to send what
 * maju_gestures_ask_mute() asks. */
MajuGestures *maju_gestures_new (MajuClock *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* That person has asked: `asks-mute`, unless it was too soon. */
void          maju_gestures_take_ask (MajuGestures *self);

G_END_DECLS
