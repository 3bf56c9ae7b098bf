/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-clock.h"
#include "maju-data-channel.h"

G_BEGIN_DECLS

#define MAJU_TYPE_INTAKE (maju_intake_get_type ())

/**
 * MajuIntake:
 *
 * Counts what a peer sends on one data channel, of whatever kind, before
 * anybody looks at it: so it is to be made before those who listen.
 *
 * Signal `flooded` (): it was more than anybody honest sends. Whoever is told
 * is to end the connection at once; it comes for every further message.
 */
G_DECLARE_FINAL_TYPE (MajuIntake, maju_intake, MAJU, INTAKE, GObject)

/* @rate: a second; @burst: at once; both in what messages cost, see
 * maju-limits.h. */
MajuIntake *maju_intake_new (MajuDataChannel *channel,
                             MajuClock       *clock,
                             guint rate,
                             guint burst)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
