/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-feed-private.h"
#include "maju-local-media.h"
#include "maju-participant-private.h"
#include "maju-peer.h"

G_BEGIN_DECLS

#define MAJU_TYPE_TRACKS (maju_tracks_get_type ())

/**
 * MajuTracks:
 *
 * The media between oneself and one peer: what the peer sends goes to the
 * loudspeaker and to the participant's paintables; its MajuFeed is what goes the
 * other way. Made before the first offer or answer.
 */
G_DECLARE_FINAL_TYPE (MajuTracks, maju_tracks, MAJU, TRACKS, GObject)

MajuTracks *maju_tracks_new (MajuPeer        *peer,
                             MajuParticipant *participant,
                             MajuLocalMedia  *media,
                             MajuClock       *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* What the peer says of the voice that comes from it: with @sound it is mixed
 * with what that computer plays, and only @speaking says who speaks. */
void        maju_tracks_set_told (MajuTracks *self,
                                  gboolean    sound,
                                  gboolean    speaking);

/* Whether the peer is there to be sent to; nothing is encoded for nobody. */
void        maju_tracks_set_sending (MajuTracks *self,
                                     gboolean    sending);

/* Returns: (transfer none). */
MajuFeed   *maju_tracks_get_feed (MajuTracks *self);

/* No function of it runs in any thread after this. */
void        maju_tracks_close (MajuTracks *self);

G_END_DECLS
