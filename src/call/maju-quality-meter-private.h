/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-control-private.h"
#include "maju-participant-private.h"
#include "maju-tracks-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_QUALITY_METER (maju_quality_meter_get_type ())

/**
 * MajuQualityMeter:
 *
 * Measures the way to one peer once a second, and tells the participant's
 * MajuQuality.
 */
G_DECLARE_FINAL_TYPE (MajuQualityMeter, maju_quality_meter, MAJU, QUALITY_METER,
                      GObject)

MajuQualityMeter *maju_quality_meter_new (MajuPeer        *peer,
                                          MajuParticipant *participant,
                                          MajuControl     *control,
                                          MajuTracks      *tracks,
                                          MajuClock       *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* Nothing is measured any more, and what was known is forgotten. */
void              maju_quality_meter_close (MajuQualityMeter *self);

G_END_DECLS
