/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-local-media.h"
#include "maju-participant-private.h"
#include "maju-peer.h"

G_BEGIN_DECLS

#define MAJU_TYPE_TRACKS (maju_tracks_get_type ())

/**
 * MajuTracks:
 *
 * The media between oneself and one peer: what the own senders encode goes to
 * the peer's track senders, what the peer sends goes to the loudspeaker and to
 * the participant's paintable. Made before the first offer or answer.
 */
G_DECLARE_FINAL_TYPE (MajuTracks, maju_tracks, MAJU, TRACKS, GObject)

MajuTracks *maju_tracks_new (MajuPeer        *peer,
                             MajuParticipant *participant,
                             MajuLocalMedia  *media)
G_GNUC_WARN_UNUSED_RESULT;

/* Whether the peer is there to be sent to; nothing is encoded for nobody. */
void        maju_tracks_set_sending (MajuTracks *self,
                                     gboolean    sending);

/* Of the own camera to this peer: what was sent, what the path lets it take (bits
 * per second), and how high it is wanted; 0 while it is off. */
guint64     maju_tracks_get_camera_bytes (MajuTracks *self);
guint       maju_tracks_get_camera_limit (MajuTracks *self);
guint       maju_tracks_get_camera_height (MajuTracks *self);

/* No function of it runs in any thread after this. */
void        maju_tracks_close (MajuTracks *self);

G_END_DECLS
