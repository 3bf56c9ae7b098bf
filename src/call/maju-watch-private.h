/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-control-private.h"
#include "maju-feed-private.h"
#include "maju-participant-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_WATCH (maju_watch_get_type ())

/**
 * MajuWatch:
 *
 * How high pictures are shown, both ways over one control channel: tells the
 * other side what is set on their participant, and lets them have of our feed
 * what they say; neither more often than is good.
 */
G_DECLARE_FINAL_TYPE (MajuWatch, maju_watch, MAJU, WATCH, GObject)

MajuWatch *maju_watch_new (MajuControl     *control,
                           MajuParticipant *participant,
                           MajuFeed        *feed,
                           MajuClock       *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* Nothing is said or done any more. */
void       maju_watch_close (MajuWatch *self);

G_END_DECLS
