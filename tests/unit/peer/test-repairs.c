/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What packets say beside their payload, and what becomes of lost ones. */
#include "maju-peer-limits-private.h"
#include "maju-repair-wait-private.h"
#include "peer-pair.h"

#include <gst/base/gstbasesink.h>
#include <gst/rtp/rtp.h>

/* Out of so many packets one is lost, in each direction. */
#define LOST_OF 33

/* The smallest that is not a question of ICE or of DTLS: nearly all pictures. */
#define LEAST_SIZE 300

static gint n_packets;          /* atomic, as all up to the probes */
static gint n_mids;
static gint n_numbers;
static gint is_lossy;
static gint n_lost;
static gint n_patient;          /* streams that wait for repairs */

/* What one end can ask for at once, which is a minute's and more. */
#define N_REQUESTS 5000

static GMutex sinks_mutex;
static GstElement *repeater;    /* guarded by it: the last one */
static GArray *ssrcs;           /* likewise (element-type guint): of pictures */
static GPtrArray *sinks;        /* (element-type GstElement): of what comes */

static gboolean
has_extension (GstRTPBuffer *rtp,
               guint         id,
               gsize         size,
               const char   *value)
{
  gpointer data;
  guint found;

  return gst_rtp_buffer_get_extension_onebyte_header (rtp, id, 0, &data,
                                                      &found) &&
         found == size && (!value || memcmp (data, value, size) == 0);
}

/* Ours have the ids of send-branch. @user_data: what `mid` has to say. */
static void
look_at (GstBuffer  *buffer,
         const char *mid)
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;

  g_assert_true (gst_rtp_buffer_map (buffer, GST_MAP_READ, &rtp));
  g_atomic_int_inc (&n_packets);
  if (has_extension (&rtp, 1, strlen (mid), mid))
    g_atomic_int_inc (&n_mids);
  if (has_extension (&rtp, 2, 2, NULL))
    g_atomic_int_inc (&n_numbers);
  gst_rtp_buffer_unmap (&rtp);
}

static GstPadProbeReturn
look_cb (GstPad          *pad,
         GstPadProbeInfo *info,
         gpointer         user_data)
{
  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) != 0)
    {
      for (guint i = 0; i < gst_buffer_list_length (info->data); i++)
        look_at (gst_buffer_list_get (info->data, i), user_data);
    }
  else
    {
      look_at (info->data, user_data);
    }
  return GST_PAD_PROBE_OK;
}

static gboolean
is_to_be_lost (GstBuffer *buffer)
{
  static gint n = 0;

  if (!g_atomic_int_get (&is_lossy) ||
      gst_buffer_get_size (buffer) < LEAST_SIZE ||
      g_atomic_int_add (&n, 1) % LOST_OF != 0)
    return FALSE;

  g_atomic_int_inc (&n_lost);
  return TRUE;
}

/* In front of the network. */
static GstPadProbeReturn
lose_cb (GstPad          *pad,
         GstPadProbeInfo *info,
         gpointer         user_data)
{
  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) == 0)
    return is_to_be_lost (info->data) ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;

  info->data = gst_buffer_list_make_writable (info->data);
  for (guint i = gst_buffer_list_length (info->data); i-- > 0;)
    {
      if (is_to_be_lost (gst_buffer_list_get (info->data, i)))
        gst_buffer_list_remove (info->data, i, 1);
    }
  return GST_PAD_PROBE_OK;
}

static void
add_probe (GstElement         *element,
           GstPadProbeCallback callback,
           const char         *mid)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (element, "sink");

  gst_pad_add_probe (pad,
                     GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST,
                     callback, (gpointer) mid, NULL);
}

static void
latency_cb (GObject    *buffer,
            GParamSpec *pspec,
            gpointer    user_data)
{
  guint latency;

  g_object_get (buffer, "latency", &latency, NULL);
  if (latency == MAJU_REPAIR_WAIT_MS)
    g_atomic_int_inc (&n_patient);
}

static void
set_repeater (GstElement *element)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&sinks_mutex);

  gst_object_replace ((GstObject **) &repeater, GST_OBJECT (element));
}

static void
add_ssrc (GstElement *payloader)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&sinks_mutex);
  guint ssrc;

  g_object_get (payloader, "ssrc", &ssrc, NULL);
  g_array_append_val (ssrcs, ssrc);
}

static void
add_sink (GstElement *sink)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&sinks_mutex);

  g_ptr_array_add (sinks, gst_object_ref (sink));
}

static void
element_added_cb (GstElement *element,
                  const char *name)
{
  if (g_str_equal (name, "nicesink"))
    add_probe (element, lose_cb, NULL);
  else if (g_str_equal (name, "rtpopusdepay"))
    add_probe (element, look_cb, "audio0");
  else if (g_str_equal (name, "rtpvp8depay"))
    add_probe (element, look_cb, "video1");
  else if (g_str_equal (name, "rtprtxsend"))
    set_repeater (element);
  else if (g_str_equal (name, "rtpvp8pay"))
    add_ssrc (element);
  else if (g_str_equal (name, "rtpjitterbuffer"))
    g_signal_connect (element, "notify::latency", G_CALLBACK (latency_cb), NULL);
  else if (g_str_equal (name, "appsink") &&
           g_str_equal (GST_OBJECT_NAME (element), "sink"))
    add_sink (element);
}

static MajuPeerPath test_path;
static gboolean is_asked;

static void
got_path_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  maju_peer_path_clear (&test_path);
  maju_peer_get_path_finish (MAJU_PEER (object), result, &test_path, &error);
  g_assert_no_error (error);
  is_asked = FALSE;
}

static void
ask (PeerEnd *end)
{
  if (is_asked)
    return;

  is_asked = TRUE;
  maju_peer_get_path_async (end->peer, got_path_cb, NULL);
}

static gboolean
have_been_looked_at (PeerPair *pair)
{
  return g_atomic_int_get (&n_packets) >= 200;
}

static gboolean
is_reported (PeerPair *pair)
{
  ask (&pair->ends[OFFERER]);
  return test_path.repairs.packets_reported >= 50;
}

static gboolean
is_answered (PeerPair *pair)
{
  return !is_asked;
}

/* Which m-line each is of, its number on the path, and how loud it is. */
static void
test_extensions (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();
  MajuTrackStats stats;

  pair_start (pair, feed);
  g_assert_true (pair_wait (pair, have_been_looked_at, CONNECT_MS));
  g_assert_true (pair_wait (pair, is_reported, CONNECT_MS));
  g_assert_true (pair_wait (pair, is_answered, CONNECT_MS));
  g_assert_cmpint (g_atomic_int_get (&n_mids), >=, 200);
  g_assert_cmpint (g_atomic_int_get (&n_numbers), >=, 200);

  for (guint i = 0; i < 2; i++)
    {
      pair_get_stats (&pair->ends[i], MAJU_TRACK_KIND_AUDIO, &stats);
      g_assert_cmpuint (stats.levels, >, 0);
      g_assert_cmpuint (stats.levels, ==, stats.packets);
      g_assert_cmpuint (stats.level, ==, FEED_LEVEL);
      pair_get_stats (&pair->ends[i], MAJU_TRACK_KIND_CAMERA, &stats);
      g_assert_cmpuint (stats.levels, ==, 0);
    }
  maju_peer_path_clear (&test_path);
  pair_close (pair);
}

static gboolean
has_repaired (PeerPair *pair)
{
  ask (&pair->ends[OFFERER]);
  return test_path.repairs.nacks_sent >= 3 &&
         test_path.repairs.nacks_received >= 3 &&
         test_path.repairs.packets_resent >= 3 &&
         test_path.repairs.packets_repaired >= 3;
}

static guint64 frames_before;

static gboolean
goes_on (PeerPair *pair)
{
  MajuTrackStats stats;

  pair_get_stats (&pair->ends[OFFERER], MAJU_TRACK_KIND_CAMERA, &stats);
  return stats.frames >= frames_before + 60;
}

/* Pictures wait for what is sent again, and none is shown later for that. */
static void
assert_patient (void)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&sinks_mutex);
  guint n_live = 0;

  g_assert_cmpint (g_atomic_int_get (&n_patient), ==, 2);
  for (guint i = 0; i < sinks->len; i++)
    {
      GstClockTime latency = gst_base_sink_get_latency (sinks->pdata[i]);

      g_assert_cmpuint (latency, <, MAJU_REPAIR_WAIT_MS * GST_MSECOND);
      n_live += latency > 0;
    }
  g_assert_cmpuint (n_live, ==, 4);
}

/* Asked for again and sent again, in both directions. */
static void
test_loss (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();
  MajuTrackStats stats;

  g_ptr_array_set_size (sinks, 0);
  g_atomic_int_set (&n_patient, 0);
  pair_start (pair, feed);
  g_atomic_int_set (&is_lossy, TRUE);
  g_assert_true (pair_wait (pair, has_repaired, CONNECT_MS));
  g_assert_cmpint (g_atomic_int_get (&n_lost), >, 0);

  pair_get_stats (&pair->ends[OFFERER], MAJU_TRACK_KIND_CAMERA, &stats);
  frames_before = stats.frames;
  g_assert_true (pair_wait (pair, goes_on, CONNECT_MS));
  g_assert_true (pair_wait (pair, is_answered, CONNECT_MS));
  assert_patient ();
  g_atomic_int_set (&is_lossy, FALSE);
  maju_peer_path_clear (&test_path);
  pair_close (pair);
}

/* Who asks for more than can be shown any more gets a part of it. */
static void
test_greed (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();
  g_autoptr(GstPad) pad = NULL;
  guint n_taken;

  g_array_set_size (ssrcs, 0);
  pair_start (pair, feed);

  pad = gst_element_get_static_pad (repeater, "src");
  for (guint i = 0; i < N_REQUESTS; i++)
    {
      GstStructure *request =
        gst_structure_new ("GstRTPRetransmissionRequest",
                           "seqnum", G_TYPE_UINT, i,
                           "ssrc", G_TYPE_UINT,
                           g_array_index (ssrcs, guint, i % ssrcs->len), NULL);

      gst_pad_send_event (pad, gst_event_new_custom (GST_EVENT_CUSTOM_UPSTREAM,
                                                     request));
    }
  g_object_get (repeater, "num-rtx-requests", &n_taken, NULL);
  /* Only those for its own streams are counted. */
  g_assert_cmpuint (n_taken, >, 0);
  g_assert_cmpuint (n_taken, <, N_REQUESTS / 4);
  gst_clear_object (&repeater);
  pair_close (pair);
}

int
main (int    argc,
      char **argv)
{
  int status;

  gst_init (&argc, &argv);
  sinks = g_ptr_array_new_with_free_func (gst_object_unref);
  ssrcs = g_array_new (FALSE, FALSE, sizeof (guint));
  g_test_init (&argc, &argv, NULL);
  pair_watch_elements (element_added_cb);

  g_test_add_func ("/peer/extensions", test_extensions);
  g_test_add_func ("/peer/loss", test_loss);

  g_test_add_func ("/peer/greed", test_greed);

  status = g_test_run ();
  gst_clear_object (&repeater);
  g_ptr_array_unref (sinks);
  g_array_unref (ssrcs);
  return status;
}
