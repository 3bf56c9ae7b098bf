/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-participant.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_GESTURE_WATCH (maju_gesture_watch_get_type ())

/**
 * MajuGestureWatch:
 *
 * The gestures of everybody in a list, who come and go.
 *
 * Signals:
 *  - `hand` (MajuParticipant *participant): raised or lowered
 *  - `reaction` (MajuParticipant *participant, MajuReaction kind)
 *  - `asks-mute` (MajuParticipant *participant)
 */
G_DECLARE_FINAL_TYPE (MajuGestureWatch, maju_gesture_watch, MAJU, GESTURE_WATCH,
                      GObject)

/* @people: of MajuParticipant. */
MajuGestureWatch *maju_gesture_watch_new (GListModel *people)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
