/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-webrtc-transport-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  MajuWebrtcTransport *self;
  GTask *task;
  GstPromise *promise;
} Query;

static void
query_free (gpointer data)
{
  Query *query = data;

  g_clear_pointer (&query->promise, gst_promise_unref);
  g_object_unref (query->task);
  g_object_unref (query->self);
  g_free (query);
}

static void
path_free (gpointer data)
{
  MajuPeerPath *path = data;

  maju_peer_path_clear (path);
  g_free (path);
}

static char *
get_address (const GstWebRTCICECandidateStats *stats)
{
  const char *address = GST_WEBRTC_ICE_CANDIDATE_STATS_ADDRESS (stats);

  if (address == NULL)
    return NULL;
  return g_strdup_printf (strchr (address, ':') != NULL ? "[%s]:%u" : "%s:%u",
                          address, GST_WEBRTC_ICE_CANDIDATE_STATS_PORT (stats));
}

static void
read_pair (MajuWebrtcTransport *self,
           MajuPeerPath        *path)
{
  g_autoptr(GObject) sctp = NULL;
  g_autoptr(GObject) dtls = NULL;
  g_autoptr(GstWebRTCICETransport) ice = NULL;
  GstWebRTCICECandidatePair *pair;

  g_object_get (self->webrtcbin, "sctp-transport", &sctp, NULL);
  if (sctp != NULL)
    g_object_get (sctp, "transport", &dtls, NULL);
  if (dtls != NULL)
    g_object_get (dtls, "transport", &ice, NULL);
  if (ice == NULL)
    return;

  pair = gst_webrtc_ice_transport_get_selected_candidate_pair (ice);
  if (pair == NULL)
    return;

  if (pair->local != NULL && pair->local->stats != NULL)
    {
      path->local_type = g_strdup (pair->local->stats->type);
      path->local_address = get_address (pair->local->stats);
      if (pair->local->stats->proto != NULL)
        path->protocol = g_ascii_strdown (pair->local->stats->proto, -1);
    }
  if (pair->remote != NULL && pair->remote->stats != NULL)
    {
      path->remote_type = g_strdup (pair->remote->stats->type);
      path->remote_address = get_address (pair->remote->stats);
    }
  gst_webrtc_ice_candidate_pair_free (pair);
}

/* The other side's reports on what we send: the worst of all tracks. */
static void
read_remote_inbound (const GstStructure *stats,
                     MajuPeerPath       *path)
{
  double number;

  if (gst_structure_get_double (stats, "round-trip-time", &number) &&
      number > 0)
    path->round_trip_ms = MAX (path->round_trip_ms, number * 1000);
  if (gst_structure_get_double (stats, "fraction-lost", &number))
    path->packet_loss = MAX (path->packet_loss, CLAMP (number, 0, 1));
}

/* What comes. */
static void
read_inbound (const GstStructure *stats,
              MajuPeerPath       *path)
{
  guint64 received;
  gint64 lost;
  double number;

  if (gst_structure_get_uint64 (stats, "packets-received", &received))
    path->packets_received += received;
  if (gst_structure_get_int64 (stats, "packets-lost", &lost))
    path->packets_lost += lost;
  if (gst_structure_get_double (stats, "jitter", &number))
    path->jitter_ms = MAX (path->jitter_ms, number * 1000);
}

static guint64
read_count (const GstStructure *stats,
            const char         *name)
{
  guint count = 0;

  gst_structure_get_uint (stats, name, &count);
  return count;
}

/* What was said of a stream by who receives it. */
static void
read_requests (const GstStructure *stats,
               guint64            *nacks,
               guint64            *key_frames)
{
  *nacks += read_count (stats, "nack-count");
  *key_frames += read_count (stats, "pli-count") +
    read_count (stats, "fir-count");
}

static void
read_codec (const GstStructure *stats,
            MajuPeerPath       *path)
{
  const char *direction = gst_structure_get_string (stats, "codec-type");
  const char *mime_type = gst_structure_get_string (stats, "mime-type");

  if (g_strcmp0 (direction, "decode") != 0 || mime_type == NULL)
    return;

  if (g_ascii_strcasecmp (mime_type, "audio/opus") == 0)
    g_set_str (&path->audio_codec, "Opus");
  else if (g_str_has_prefix (mime_type, "audio/"))
    g_set_str (&path->audio_codec, mime_type + strlen ("audio/"));
}

/* Of the camera, or else of the screen: webrtcbin tells all that could come. */
static void
read_video_codec (MajuWebrtcTransport *self,
                  MajuPeerPath        *path)
{
  static const char *const names[MAJU_N_VIDEO_CODECS] = { "VP8", "H.264" };
  int codec = -1;

  for (guint kind = MAJU_TRACK_KIND_CAMERA;
       kind < MAJU_N_TRACK_KINDS && codec < 0; kind++)
    {
      if (self->receivers[kind] != NULL)
        codec = maju_receive_branch_get_codec (self->receivers[kind]);
    }
  if (codec >= 0)
    g_set_str (&path->video_codec, names[codec]);
}

static gboolean
read_stats_cb (const GstIdStr *id,
               const GValue   *value,
               gpointer        user_data)
{
  MajuPeerPath *path = user_data;
  const GstStructure *stats;
  GstWebRTCStatsType type;

  if (!GST_VALUE_HOLDS_STRUCTURE (value))
    return TRUE;

  stats = gst_value_get_structure (value);
  if (!gst_structure_get (stats, "type", GST_TYPE_WEBRTC_STATS_TYPE, &type, NULL))
    return TRUE;

  if (type == GST_WEBRTC_STATS_REMOTE_INBOUND_RTP)
    read_remote_inbound (stats, path);
  else if (type == GST_WEBRTC_STATS_INBOUND_RTP)
    {
      read_inbound (stats, path);
      read_requests (stats, &path->repairs.nacks_sent,
                     &path->repairs.key_frames_asked);
    }
  else if (type == GST_WEBRTC_STATS_OUTBOUND_RTP)
    {
      read_requests (stats, &path->repairs.nacks_received,
                     &path->repairs.key_frames_wanted);
    }
  else if (type == GST_WEBRTC_STATS_CODEC)
    read_codec (stats, path);
  return TRUE;
}

static void
add_property (GstElement *element,
              const char *name,
              guint64    *count)
{
  guint number;

  g_object_get (element, name, &number, NULL);
  *count += number;
}

static void
add_resent_cb (const GValue *element,
               gpointer      user_data)
{
  add_property (g_value_get_object (element), "num-rtx-packets", user_data);
}

static void
add_repaired_cb (const GValue *element,
                 gpointer      user_data)
{
  add_property (g_value_get_object (element), "num-rtx-assoc-packets",
                user_data);
}

static void
count_all (MajuWebrtcTransport       *self,
           const char                *type,
           GstIteratorForeachFunction add_cb,
           guint64                   *count)
{
  GstIterator *iterator;

  iterator =
    gst_bin_iterate_all_by_element_factory_name (GST_BIN (self->webrtcbin), type);
  while (gst_iterator_foreach (iterator, add_cb, count) == GST_ITERATOR_RESYNC)
    {
      *count = 0;
      gst_iterator_resync (iterator);
    }
  gst_iterator_free (iterator);
}

static void
stats_received (MajuWebrtcTransport *self,
                guint                number,
                gpointer             data)
{
  Query *query = data;
  const GstStructure *reply = NULL;
  MajuPeerPath *path;

  if (!g_ptr_array_find (self->tasks, query->task, NULL))
    return;

  path = g_new0 (MajuPeerPath, 1);
  path->round_trip_ms = -1;
  path->packet_loss = -1;
  path->jitter_ms = -1;
  read_pair (self, path);
  if (gst_promise_wait (query->promise) == GST_PROMISE_RESULT_REPLIED)
    reply = gst_promise_get_reply (query->promise);
  if (reply != NULL)
    gst_structure_foreach_id_str (reply, read_stats_cb, path);
  read_video_codec (self, path);
  if (!self->closing)
    {
      count_all (self, "rtprtxsend", add_resent_cb,
                 &path->repairs.packets_resent);
      count_all (self, "rtprtxreceive", add_repaired_cb,
                 &path->repairs.packets_repaired);
    }
  path->repairs.packets_reported = self->n_reported;

  g_mutex_lock (&self->lock);
  path->bytes_received = self->bytes_received;
  path->bytes_sent = self->bytes_sent;
  g_mutex_unlock (&self->lock);
  g_ptr_array_remove_fast (self->tasks, query->task);
  g_task_return_pointer (query->task, path, path_free);
}

static void
promise_cb (GstPromise *promise,
            gpointer    user_data)
{
  Query *query = user_data;

  query->promise = promise;
  maju_webrtc_transport_post (query->self, stats_received, 0, query, query_free);
}

void
maju_webrtc_get_path (MajuTransport *transport,
                      GTask         *task)
{
  MajuWebrtcTransport *self = MAJU_WEBRTC_TRANSPORT (transport);
  Query *query;

  if (self->closing ||
      maju_transport_get_state (transport) != MAJU_TRANSPORT_STATE_CONNECTED)
    {
      g_task_return_new_error (task, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE,
                               _("There is no connection yet"));
      g_object_unref (task);
      return;
    }

  g_ptr_array_add (self->tasks, task);
  query = g_new0 (Query, 1);
  query->self = g_object_ref (self);
  query->task = g_object_ref (task);
  g_signal_emit_by_name (self->webrtcbin, "get-stats", NULL,
                         gst_promise_new_with_change_func (promise_cb, query,
                                                           NULL));
}
