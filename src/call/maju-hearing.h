/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MAJU_TYPE_HEARING (maju_hearing_get_type ())

/**
 * MajuHearing:
 *
 * How loud another person is played here, as long as the call lasts. Nobody else
 * hears or learns of it.
 *
 * Properties: `volume` (0 to 2, linear, 1), `muted` (not played at all, whatever
 * the volume is).
 */
G_DECLARE_FINAL_TYPE (MajuHearing, maju_hearing, MAJU, HEARING, GObject)

MajuHearing *maju_hearing_new (void) G_GNUC_WARN_UNUSED_RESULT;
double       maju_hearing_get_volume (MajuHearing *self);

/* It is kept within its range. */
void         maju_hearing_set_volume (MajuHearing *self,
                                      double       volume);
gboolean     maju_hearing_get_muted (MajuHearing *self);
void         maju_hearing_set_muted (MajuHearing *self,
                                     gboolean     muted);

/* Both in one: what to play with. */
double       maju_hearing_get_gain (MajuHearing *self);

G_END_DECLS
