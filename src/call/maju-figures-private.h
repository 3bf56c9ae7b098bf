/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-participant.h"

G_BEGIN_DECLS

/**
 * MajuFigures:
 *
 * What can be measured on the way to one participant: when it was there, and
 * what came over each track. They come from the peer and its tracks while there
 * are any; the last ones stay when those are gone.
 */
typedef struct _MajuFigures MajuFigures;

MajuFigures     *maju_figures_new (void)
G_GNUC_WARN_UNUSED_RESULT;
void             maju_figures_free (MajuFigures *self);

/* Monotonic; @start is when the call was asked to join. */
void             maju_figures_set_joined (MajuFigures *self,
                                          gint64       start,
                                          gint64       joined);
void             maju_figures_attach_peer (MajuFigures *self,
                                           MajuPeer    *peer);
void             maju_figures_attach_track (MajuFigures     *self,
                                            MajuRemoteTrack *track);

/* Keeps the last figures and lets go of the peer and its tracks. */
void             maju_figures_detach (MajuFigures *self);

/* Returns: (transfer none) (nullable). */
MajuPeer        *maju_figures_get_peer (MajuFigures *self);

void             maju_figures_get_timeline (MajuFigures  *self,
                                            MajuTimeline *timeline);

/* Whether anything has come. */
gboolean         maju_figures_get_track_stats (MajuFigures    *self,
                                               MajuTrackKind   kind,
                                               MajuTrackStats *stats);

G_END_DECLS
