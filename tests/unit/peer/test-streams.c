/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-peer-limits-private.h"
#include "peer-pair.h"

#include <gst/rtp/rtp.h>

/* How many streams one camera is made to look like. */
#define N_SSRCS 200

static gint is_lying;
static gint n_sent;
static gint n_buffers;
static gint n_correctors;

static void
change_ssrc (GstBuffer *buffer)
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  guint number = (guint) g_atomic_int_add (&n_sent, 1) % N_SSRCS;

  g_assert_true (gst_rtp_buffer_map (buffer, GST_MAP_READWRITE, &rtp));
  gst_rtp_buffer_set_ssrc (&rtp, 1000000 + number);
  gst_rtp_buffer_unmap (&rtp);
}

/* In the streaming threads of the cameras. */
static GstPadProbeReturn
lie_cb (GstPad          *pad,
        GstPadProbeInfo *info,
        gpointer         user_data)
{
  if (!g_atomic_int_get (&is_lying))
    return GST_PAD_PROBE_OK;

  if ((info->type & GST_PAD_PROBE_TYPE_BUFFER_LIST) != 0)
    {
      GstBufferList *list = gst_buffer_list_make_writable (info->data);

      info->data = list;
      for (guint i = 0; i < gst_buffer_list_length (list); i++)
        change_ssrc (gst_buffer_list_get_writable (list, i));
    }
  else
    {
      info->data = gst_buffer_make_writable (info->data);
      change_ssrc (info->data);
    }

  return GST_PAD_PROBE_OK;
}

static void
element_added_cb (GstElement *element,
                  const char *name)
{
  if (g_str_equal (name, "rtpjitterbuffer"))
    {
      g_atomic_int_inc (&n_buffers);
    }
  else if (g_str_equal (name, "rtpulpfecdec"))
    {
      g_atomic_int_inc (&n_correctors);
    }
  else if (g_str_equal (name, "rtpvp8pay"))
    {
      g_autoptr(GstPad) pad = gst_element_get_static_pad (element, "src");

      gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER |
                         GST_PAD_PROBE_TYPE_BUFFER_LIST, lie_cb, NULL, NULL);
    }
}

static gboolean
have_been_sent (PeerPair *pair)
{
  return g_atomic_int_get (&n_sent) >= 2 * N_SSRCS;
}

static guint64 n_audio;

static gboolean
is_heard_on (PeerPair *pair)
{
  MajuTrackStats stats;

  pair_get_stats (&pair->ends[ANSWERER], MAJU_TRACK_KIND_AUDIO, &stats);

  return stats.packets >= n_audio + 50;
}

/* Somebody whose packets claim to be of ever more streams costs no more threads
 * for it, and what they really send goes on. */
static void
test_many (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();
  MajuTrackStats stats;

  pair_start (pair, feed);

  g_atomic_int_set (&is_lying, TRUE);
  g_assert_true (pair_wait (pair, have_been_sent, CONNECT_MS));
  pair_get_stats (&pair->ends[ANSWERER], MAJU_TRACK_KIND_AUDIO, &stats);
  n_audio = stats.packets;
  g_assert_true (pair_wait (pair, is_heard_on, CONNECT_MS));

  g_test_message ("%d buffers for %d packets", g_atomic_int_get (&n_buffers),
                  g_atomic_int_get (&n_sent));
  g_assert_cmpint (g_atomic_int_get (&n_buffers), <=, 2 * MAJU_PEER_LIMIT_STREAMS);
  /* rtpbin loses them when streams begin at once. */
  g_assert_cmpint (g_atomic_int_get (&n_correctors), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  pair_watch_elements (element_added_cb);

  g_test_add_func ("/streams/many", test_many);

  return g_test_run ();
}
