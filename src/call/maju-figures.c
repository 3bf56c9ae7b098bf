/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-figures-private.h"

struct _MajuFigures
{
  MajuPeer *peer;
  MajuRemoteTrack *tracks[MAJU_N_TRACK_KINDS];

  /* Of the timeline `start` and `joined`; the others are the peer's while there
   * is one. */
  MajuTimeline timeline;
  MajuTrackStats last_stats[MAJU_N_TRACK_KINDS];
};

MajuFigures *
maju_figures_new (void)
{
  return g_new0 (MajuFigures, 1);
}

void
maju_figures_free (MajuFigures *self)
{
  for (guint i = 0; i < MAJU_N_TRACK_KINDS; i++)
    g_clear_object (&self->tracks[i]);
  g_clear_object (&self->peer);
  g_free (self);
}

void
maju_figures_set_joined (MajuFigures *self,
                         gint64       start,
                         gint64       joined)
{
  self->timeline.start = start;
  self->timeline.joined = joined;
}

void
maju_figures_attach_peer (MajuFigures *self,
                          MajuPeer    *peer)
{
  g_set_object (&self->peer, peer);
}

void
maju_figures_attach_track (MajuFigures     *self,
                           MajuRemoteTrack *track)
{
  g_set_object (&self->tracks[maju_remote_track_get_kind (track)], track);
}

void
maju_figures_detach (MajuFigures *self)
{
  maju_figures_get_timeline (self, &self->timeline);
  for (guint i = 0; i < MAJU_N_TRACK_KINDS; i++)
    {
      maju_figures_get_track_stats (self, i, &self->last_stats[i]);
      g_clear_object (&self->tracks[i]);
    }
  g_clear_object (&self->peer);
}

MajuPeer *
maju_figures_get_peer (MajuFigures *self)
{
  return self->peer;
}

void
maju_figures_get_timeline (MajuFigures  *self,
                           MajuTimeline *timeline)
{
  MajuPeerMilestones milestones;
  MajuTrackStats stats;

  *timeline = self->timeline;
  if (!self->peer)
    return;

  maju_peer_get_milestones (self->peer, &milestones);
  timeline->described = milestones.described;
  timeline->ice_connected = milestones.ice_connected;
  timeline->dtls_connected = milestones.dtls_connected;
  timeline->verified = milestones.verified;
  if (maju_figures_get_track_stats (self, MAJU_TRACK_KIND_AUDIO, &stats))
    timeline->first_audio = stats.first_time_us;
  if (maju_figures_get_track_stats (self, MAJU_TRACK_KIND_CAMERA, &stats))
    timeline->first_video = stats.first_time_us;
}

gboolean
maju_figures_get_track_stats (MajuFigures    *self,
                              MajuTrackKind   kind,
                              MajuTrackStats *stats)
{
  if (self->tracks[kind])
    maju_remote_track_get_stats (self->tracks[kind], stats);
  else
    *stats = self->last_stats[kind];

  return stats->first_time_us != 0;
}
