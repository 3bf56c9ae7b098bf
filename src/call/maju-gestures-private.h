/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-gestures.h"

#include "maju-clock.h"
#include "maju-limits.h"

G_BEGIN_DECLS

/* Between two requests for silence, to and from one person. */
#define MAJU_GESTURES_ASK_US (MAJU_LIMIT_ASK_INTERVAL * G_TIME_SPAN_SECOND)

/* The private signal `mute-wanted` () tells to send what
 * maju_gestures_ask_mute() asks. */
MajuGestures *maju_gestures_new (MajuClock *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* That person has asked: `asks-mute`, unless it was too soon. */
void          maju_gestures_take_ask (MajuGestures *self);

G_END_DECLS
