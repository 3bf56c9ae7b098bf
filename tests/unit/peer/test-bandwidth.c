/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer-pair.h"

#include "maju-peer-private.h"
#include "maju-webrtc-transport-private.h"

#define WAIT_MS         60000

/* Says that one was sent since it was asked last, unless there were none. */
static guint64
count_sent (gpointer user_data)
{
  guint64 *n_sent = user_data;

  return *n_sent > 0 ? (*n_sent)++ : 0;
}

static guint
first_target (void)
{
  guint64 n_sent = 0;
  g_autoptr(MajuClock) clock = maju_clock_new_manual (1);
  g_autoptr(MajuBandwidth) bandwidth = maju_bandwidth_new (clock, count_sent, &n_sent);

  return maju_bandwidth_get_target (bandwidth);
}

static gboolean
has_feedback (PeerPair *pair)
{
  return maju_bandwidth_get_arriving (pair->ends[OFFERER].peer->bandwidth) > 0 &&
         maju_bandwidth_get_arriving (pair->ends[ANSWERER].peer->bandwidth) > 0;
}

static gboolean
has_fallen (PeerPair *pair)
{
  return maju_peer_get_send_bitrate (pair->ends[OFFERER].peer) <
         first_target () / 2 &&
         maju_peer_get_send_loss (pair->ends[OFFERER].peer) > 0.1;
}

static GstPadProbeReturn
drop_cb (GstPad          *pad,
         GstPadProbeInfo *info,
         gpointer         user_data)
{
  int *count = user_data;

  return g_atomic_int_add (count, 1) % 3 == 0 ? GST_PAD_PROBE_DROP
                                              : GST_PAD_PROBE_OK;
}

/* A bad network: of three packets one is lost. */
static void
lose (PeerEnd *end,
      int     *count)
{
  MajuWebrtcTransport *transport;
  g_autoptr(GstIterator) iterator = NULL;
  g_auto(GValue) value = G_VALUE_INIT;

  transport = MAJU_WEBRTC_TRANSPORT (end->peer->current->transport);
  iterator =
    gst_bin_iterate_all_by_element_factory_name (GST_BIN (transport->pipeline),
                                                 "nicesink");
  while (gst_iterator_next (iterator, &value) == GST_ITERATOR_OK)
    {
      g_autoptr(GstPad) pad = NULL;

      pad = gst_element_get_static_pad (g_value_get_object (&value), "sink");
      gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER |
                         GST_PAD_PROBE_TYPE_BUFFER_LIST, drop_cb, count, NULL);
      g_value_reset (&value);
    }
}

static void
test_real_path (void)
{
  int count = 0;
  g_autoptr(MajuPeerConfig) config = pair_config_new ();
  g_autoptr(MajuClock) clock = maju_clock_new_system ();
  g_autoptr(PeerPair) pair = NULL;
  g_autoptr(Feed) feed = feed_new ();

  maju_peer_config_set_clock (config, clock);
  pair = pair_new (config, NULL);
  feed_add_pair (feed, pair);
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_has_media, WAIT_MS));
  g_assert_true (pair_wait (pair, has_feedback, WAIT_MS));

  lose (&pair->ends[OFFERER], &count);
  g_assert_true (pair_wait (pair, has_fallen, WAIT_MS));
  g_test_message ("with loss %u kbit/s",
                  maju_peer_get_send_bitrate (pair->ends[OFFERER].peer) / 1000);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *count)
{
  (*count)++;
}

/* Small changes are not worth a word, and rises can wait; a fall cannot. */
static void
test_notify (void)
{
  guint64 n_sent = 1;
  g_autoptr(MajuClock) clock = maju_clock_new_manual (G_USEC_PER_SEC);
  g_autoptr(MajuBandwidth) bandwidth = maju_bandwidth_new (clock, count_sent, &n_sent);
  MajuPacketReport packets[40];
  guint n_notified = 0;
  guint before;

  g_signal_connect (bandwidth, "notify::target", G_CALLBACK (count_cb),
                    &n_notified);
  maju_bandwidth_reset (bandwidth);
  g_assert_cmpuint (n_notified, ==, 0);
  before = maju_bandwidth_get_target (bandwidth);

  for (guint i = 0; i < G_N_ELEMENTS (packets); i++)
    packets[i] = (MajuPacketReport) { i * 1000, MAJU_PACKET_LOST, 1200 }
  ;
  maju_bandwidth_feedback (bandwidth, packets, G_N_ELEMENTS (packets));
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpuint (maju_bandwidth_get_target (bandwidth), <, before);
  g_assert_cmpfloat (maju_bandwidth_get_loss (bandwidth), ==, 1);

  /* Nothing is heard any more. */
  maju_clock_advance (clock, 20000);
  g_assert_cmpuint (maju_bandwidth_get_target (bandwidth), <, 60000);

  maju_bandwidth_reset (bandwidth);
  g_assert_cmpuint (maju_bandwidth_get_target (bandwidth), ==, before);
  maju_bandwidth_stop (bandwidth);
  n_notified = 0;
  maju_clock_advance (clock, 20000);
  g_assert_cmpuint (n_notified, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bandwidth/real-path", test_real_path);
  g_test_add_func ("/bandwidth/notify", test_notify);

  return g_test_run ();
}
