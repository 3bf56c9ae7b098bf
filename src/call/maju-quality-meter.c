/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-quality-meter-private.h"

#include "maju-quality-private.h"

#define INTERVAL_MS 1000

/* Nothing is said of loss that fewer packets than these show. */
#define LEAST_PACKETS 20

/* The camera uses so much of what the path carries: it would take more. */
#define LIMITED 0.6

/* A path's estimate begins low and needs this long to find what there is. */
#define RAMP_UP_US (10 * G_USEC_PER_SEC)

/* Of the other side's stream, whether it comes. */
typedef struct
{
  guint64 packets;
  gint64 heard;                 /* when it came last, or was announced */
} Flow;

struct _MajuQualityMeter
{
  GObject parent_instance;

  MajuPeer *peer;
  MajuParticipant *participant;
  MajuControl *control;
  MajuTracks *tracks;
  MajuClock *clock;
  guint tick_id;
  gboolean asking;              /* for the path */

  gint64 begun;                 /* when there was a path first; 0: not yet */
  gint64 counted;               /* when these were: */
  guint64 bytes_in;
  guint64 bytes_out;
  guint64 packets;
  gint64 lost;
  guint64 camera_bytes;
  Flow flows[MAJU_N_TRACK_KINDS];
};

G_DEFINE_FINAL_TYPE (MajuQualityMeter, maju_quality_meter, G_TYPE_OBJECT)

static void
maju_quality_meter_dispose (GObject *object)
{
  MajuQualityMeter *self = MAJU_QUALITY_METER (object);

  if (self->tick_id != 0)
    maju_clock_remove_timeout (self->clock, self->tick_id);
  self->tick_id = 0;
  g_clear_object (&self->peer);
  g_clear_object (&self->participant);
  g_clear_object (&self->control);
  g_clear_object (&self->tracks);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (maju_quality_meter_parent_class)->dispose (object);
}

static void
maju_quality_meter_class_init (MajuQualityMeterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = maju_quality_meter_dispose;
}

static void
maju_quality_meter_init (MajuQualityMeter *self)
{
}

/* How long nothing came of a stream that they say they send; -1 when they do
 * not send it. */
static gint64
get_gap (MajuQualityMeter *self,
         MajuTrackKind     kind,
         gboolean          announced,
         gint64            now)
{
  Flow *flow = &self->flows[kind];
  MajuTrackStats stats;

  maju_participant_get_track_stats (self->participant, kind, &stats);
  if (!announced || flow->heard == 0 || stats.packets != flow->packets)
    flow->heard = now;
  flow->packets = stats.packets;

  return announced ? now - flow->heard : -1;
}

/* What came and went since the last time, unless the counters began anew, as
 * they do on a new path. */
static void
measure_rates (MajuQualityMeter   *self,
               const MajuPeerPath *path,
               gint64              now,
               MajuQualityFigures *figures)
{
  double seconds = (now - self->counted) / (double) G_USEC_PER_SEC;
  gint64 received = path->packets_received - self->packets;
  gint64 lost = path->packets_lost - self->lost;

  if (self->counted > 0 && seconds > 0 &&
      path->bytes_received >= self->bytes_in &&
      path->bytes_sent >= self->bytes_out)
    {
      figures->bitrate_in = 8 * (path->bytes_received - self->bytes_in) / seconds;
      figures->bitrate_out = 8 * (path->bytes_sent - self->bytes_out) / seconds;
      if (received >= 0 && received + MAX (lost, 0) >= LEAST_PACKETS)
        figures->loss_in = MAX (lost, 0) / (double) (received + MAX (lost, 0));
    }
  self->bytes_in = path->bytes_received;
  self->bytes_out = path->bytes_sent;
  self->packets = path->packets_received;
  self->lost = path->packets_lost;
}

static gboolean
is_relay (const char *type)
{
  return g_strcmp0 (type, "relay") == 0;
}

static void
read_path (MajuQualityMeter   *self,
           const MajuPeerPath *path,
           MajuQualityFigures *figures)
{
  MajuTrackStats stats;

  if (path->local_type || path->remote_type)
    figures->route = is_relay (path->local_type) || is_relay (path->remote_type)
                     ? MAJU_ROUTE_RELAYED : MAJU_ROUTE_DIRECT;
  figures->protocol = path->protocol;
  figures->audio_codec = path->audio_codec;
  figures->jitter_ms = path->jitter_ms;
  /* Who is not sent to reports nothing; the heartbeat measures then. */
  figures->round_trip_ms = path->round_trip_ms > 0
                           ? path->round_trip_ms
                           : maju_control_get_round_trip (self->control);
  figures->loss_out = MAX (path->packet_loss,
                           maju_peer_get_send_loss (self->peer));

  if (!maju_participant_get_camera_on (self->participant) ||
      !maju_participant_get_track_stats (self->participant,
                                         MAJU_TRACK_KIND_CAMERA, &stats))
    return;
  figures->video_codec = path->video_codec;
  figures->width = stats.width;
  figures->height = stats.height;
  figures->frame_rate = stats.fps;
}

/* The own camera is graded only where the path holds it back: a picture that
 * does not move needs little. */
static void
grade_own_camera (MajuQualityMeter *self,
                  gint64            now,
                  MajuGradeFigures *figures)
{
  double seconds = (now - self->counted) / (double) G_USEC_PER_SEC;
  MajuFeed *feed = maju_tracks_get_feed (self->tracks);
  guint64 bytes = maju_feed_get_camera_bytes (feed);
  guint allowed = maju_feed_get_camera_limit (feed);
  double bitrate = self->counted > 0 && seconds > 0
                   ? 8 * (bytes - self->camera_bytes) / seconds : 0;

  self->camera_bytes = bytes;
  if (now - self->begun < RAMP_UP_US || bitrate < LIMITED * allowed)
    return;

  figures->bitrate = allowed;
  figures->height = maju_feed_get_camera_height (feed);
}

static gboolean
is_connected (MajuQualityMeter *self)
{
  MajuParticipantState state = maju_participant_get_state (self->participant);

  return state == MAJU_PARTICIPANT_STATE_CONNECTED ||
         state == MAJU_PARTICIPANT_STATE_UNSTABLE;
}

static void
grade (MajuQualityMeter   *self,
       gint64              now,
       MajuQualityFigures *figures)
{
  gint64 sound, picture;
  MajuGradeFigures graded = { .loss = MAX (figures->loss_in, figures->loss_out) };

  sound = get_gap (self, MAJU_TRACK_KIND_AUDIO,
                   maju_participant_get_microphone_on (self->participant), now);
  picture = get_gap (self, MAJU_TRACK_KIND_CAMERA,
                     maju_participant_get_camera_on (self->participant), now);
  figures->sound_missing = sound > MAJU_GRADE_SILENCE_US;
  figures->picture_missing = picture > MAJU_GRADE_SILENCE_US;
  graded.gap_us = MAX (sound, picture);
  graded.silence_us = sound < 0 || picture < 0 ? graded.gap_us
                                               : MIN (sound, picture);
  grade_own_camera (self, now, &graded);
  figures->grade = maju_grade_decide (&graded);
}

static void
path_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(MajuQualityMeter) self = user_data;
  MajuQualityFigures figures;
  MajuPeerPath path = { 0 };
  gboolean found;
  gint64 now;

  self->asking = FALSE;
  /* Without a path there is nothing to say but that. */
  found = maju_peer_get_path_finish (MAJU_PEER (source), result, &path, NULL);
  if (self->tick_id == 0)
    {
      maju_peer_path_clear (&path);
      return;
    }

  now = maju_clock_get_now (self->clock);
  maju_quality_figures_init (&figures);
  if (found && is_connected (self))
    {
      if (self->begun == 0)
        self->begun = now;
      read_path (self, &path, &figures);
      measure_rates (self, &path, now, &figures);
      grade (self, now, &figures);
      self->counted = now;
    }
  else if (self->begun > 0)
    {
      figures.grade = MAJU_GRADE_LOST;
    }
  maju_quality_set (maju_participant_get_quality (self->participant), &figures);
  maju_peer_path_clear (&path);
}

static gboolean
tick_cb (gpointer user_data)
{
  MajuQualityMeter *self = user_data;

  if (!self->asking)
    {
      self->asking = TRUE;
      maju_peer_get_path_async (self->peer, path_cb, g_object_ref (self));
    }

  return G_SOURCE_CONTINUE;
}

MajuQualityMeter *
maju_quality_meter_new (MajuPeer        *peer,
                        MajuParticipant *participant,
                        MajuControl     *control,
                        MajuTracks      *tracks,
                        MajuClock       *clock)
{
  MajuQualityMeter *self = g_object_new (MAJU_TYPE_QUALITY_METER, NULL);

  self->peer = g_object_ref (peer);
  self->participant = g_object_ref (participant);
  self->control = g_object_ref (control);
  self->tracks = g_object_ref (tracks);
  self->clock = g_object_ref (clock);
  self->tick_id = maju_clock_add_timeout (clock, INTERVAL_MS, tick_cb, self);

  return self;
}

void
maju_quality_meter_close (MajuQualityMeter *self)
{
  MajuQualityFigures figures;

  if (self->tick_id == 0)
    return;

  maju_clock_remove_timeout (self->clock, self->tick_id);
  self->tick_id = 0;
  maju_quality_figures_init (&figures);
  maju_quality_set (maju_participant_get_quality (self->participant), &figures);
}
