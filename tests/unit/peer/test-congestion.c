/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-congestion-private.h"

/* A path that is simulated in steps of a millisecond: a queue of 300 ms in front
 * of a link, 25 ms of way in each direction, and senders of video that send 30
 * frames a second of just the size that their controller allows. As RFC 8867
 * describes its test cases, but without a real network: nothing here depends on
 * how fast the machine is. */

#define STEP_US         1000
#define WAY_US          25000
#define QUEUE_US        300000
#define FRAME_US        33333
#define FEEDBACK_US     50000
#define PACKET          1200
#define MAX_FLOWS       2
/* A frame leaves at this many times the target. */
#define PACING          2.5

typedef struct
{
  MajuPacketReport report;
  guint flow;
} Packet;

typedef struct
{
  MajuCongestion *congestion;
  gint64 start_us;
  gint64 frame_us, feedback_us;
  double debt;                  /* bytes that wait to be paced out */
  double budget;
  double wish;                  /* bit/s that the encoder makes at most */
  GArray *reported;             /* MajuPacketReport, to be fed back */
  guint64 bytes, sent, lost;
  guint64 n_sent;               /* from the start */
} Flow;

typedef struct
{
  double capacity;              /* bit/s */
  double loss;                  /* 0 to 1, beside the full queue */
  GQueue queue;                 /* Packet */
  double room;                  /* bytes the link may send now */
  guint64 queued;               /* bytes */
  Flow flows[MAX_FLOWS];
  guint n_flows;
  gint64 now_us;
  GRand *random;
  GArray *delays;               /* gint64: of the queue, in us */
} Path;

static Path *
path_new (guint  n_flows,
          double capacity)
{
  Path *path = g_new0 (Path, 1);

  path->capacity = capacity;
  path->n_flows = n_flows;
  path->random = g_rand_new_with_seed (1);
  path->delays = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < n_flows; i++)
    {
      path->flows[i].congestion = maju_congestion_new ();
      path->flows[i].reported = g_array_new (FALSE, FALSE,
                                             sizeof (MajuPacketReport));
      path->flows[i].wish = MAJU_CONGESTION_MAX;
    }

  return path;
}

static void
path_free (Path *path)
{
  for (guint i = 0; i < path->n_flows; i++)
    {
      maju_congestion_free (path->flows[i].congestion);
      g_array_unref (path->flows[i].reported);
    }
  g_queue_clear_full (&path->queue, g_free);
  g_array_unref (path->delays);
  g_rand_free (path->random);
  g_free (path);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Path, path_free)

static void
report (Path                   *path,
        guint                   flow,
        const MajuPacketReport *packet)
{
  Flow *to = &path->flows[flow];

  g_array_append_val (to->reported, *packet);
  if (packet->arrived_us == MAJU_PACKET_LOST)
    to->lost++;
  else
    to->bytes += packet->size;
}

static void
enqueue (Path *path,
         guint flow)
{
  Packet packet = { { path->now_us, MAJU_PACKET_LOST, PACKET }, flow };

  path->flows[flow].sent++;
  path->flows[flow].n_sent++;
  if (g_rand_double (path->random) < path->loss ||
      path->queued * 8.0 / path->capacity * G_USEC_PER_SEC > QUEUE_US)
    {
      report (path, flow, &packet.report);
      return;
    }
  path->queued += PACKET;
  g_queue_push_tail (&path->queue, g_memdup2 (&packet, sizeof packet));
}

static void
send_flow (Path *path,
           guint index)
{
  Flow *flow = &path->flows[index];
  double target = MIN (maju_congestion_get_target (flow->congestion),
                       flow->wish);

  if (path->now_us < flow->start_us)
    return;
  if (path->now_us >= flow->frame_us)
    {
      flow->frame_us = path->now_us + FRAME_US;
      flow->debt += target / 8 * FRAME_US / G_USEC_PER_SEC;
    }
  flow->budget = MIN (flow->budget + PACING * target / 8 * STEP_US /
                      G_USEC_PER_SEC, 10 * PACKET);
  while (flow->debt >= PACKET && flow->budget >= PACKET)
    {
      flow->debt -= PACKET;
      flow->budget -= PACKET;
      enqueue (path, index);
    }
}

static void
carry (Path *path)
{
  Packet *packet;

  path->room += path->capacity / 8 * STEP_US / G_USEC_PER_SEC;
  while ((packet = g_queue_peek_head (&path->queue)) && path->room >= PACKET)
    {
      gint64 waited = path->now_us - packet->report.sent_us;

      path->room -= PACKET;
      path->queued -= PACKET;
      g_array_append_val (path->delays, waited);
      /* Another clock, with an origin of its own. */
      packet->report.arrived_us = path->now_us + WAY_US - 123456789;
      report (path, packet->flow, &packet->report);
      g_free (g_queue_pop_head (&path->queue));
    }
  if (!packet)
    path->room = MIN (path->room, PACKET);
}

/* What was reported a way ago arrives. */
static void
feed_back (Path *path,
           Flow *flow)
{
  guint n = 0;

  if (path->now_us < flow->feedback_us)
    return;

  flow->feedback_us = path->now_us + FEEDBACK_US;
  while (n < flow->reported->len &&
         g_array_index (flow->reported, MajuPacketReport, n).sent_us <=
         path->now_us - 2 * WAY_US)
    n++;
  maju_congestion_feedback (flow->congestion,
                            (MajuPacketReport *) flow->reported->data, n,
                            path->now_us);
  g_array_remove_range (flow->reported, 0, n);
  maju_congestion_check (flow->congestion, flow->n_sent, path->now_us);
}

static void
run (Path  *path,
     double seconds)
{
  gint64 end_us = path->now_us + seconds * G_USEC_PER_SEC;

  for (guint i = 0; i < path->n_flows; i++)
    path->flows[i].bytes = path->flows[i].sent = path->flows[i].lost = 0;
  g_array_set_size (path->delays, 0);
  while (path->now_us < end_us)
    {
      path->now_us += STEP_US;
      for (guint i = 0; i < path->n_flows; i++)
        send_flow (path, i);
      carry (path);
      for (guint i = 0; i < path->n_flows; i++)
        feed_back (path, &path->flows[i]);
    }
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

static double
queue_p95_ms (Path *path)
{
  if (path->delays->len == 0)
    return 0;
  g_array_sort (path->delays, compare);

  return g_array_index (path->delays, gint64,
                        path->delays->len * 95 / 100) / 1000.0;
}

static double
use (Path  *path,
     guint  flow,
     double seconds)
{
  return path->flows[flow].bytes * 8 / seconds / path->capacity;
}

static double
loss (Path *path,
      guint flow)
{
  return (double) path->flows[flow].lost / MAX (path->flows[flow].sent, 1);
}

static void
tell (Path       *path,
      const char *what,
      double      seconds)
{
  for (guint i = 0; i < path->n_flows; i++)
    g_test_message ("%s: flow %u uses %.0f %%, target %u kbit/s, "
                    "queue p95 %.0f ms, loss %.1f %%", what, i,
                    100 * use (path, i, seconds),
                    maju_congestion_get_target (path->flows[i].congestion) / 1000,
                    queue_p95_ms (path), 100 * loss (path, i));
}

static void
assert_good (Path       *path,
             const char *what,
             double      seconds)
{
  tell (path, what, seconds);
  g_assert_cmpfloat (use (path, 0, seconds), >, 0.8);
  g_assert_cmpfloat (queue_p95_ms (path), <, 100);
  g_assert_cmpfloat (loss (path, 0), <, 0.02);
}

/* RFC 8867, section 5.1: the capacity changes. */
static void
test_capacity (void)
{
  g_autoptr(Path) path = path_new (1, 2e6);

  run (path, 10);
  tell (path, "start at 2 Mbit/s", 10);
  run (path, 20);
  assert_good (path, "2 Mbit/s", 20);

  path->capacity = 0.6e6;
  run (path, 2);
  tell (path, "after the fall", 2);
  run (path, 20);
  assert_good (path, "0.6 Mbit/s", 20);

  path->capacity = 2e6;
  run (path, 10);
  tell (path, "after the rise", 10);
  g_assert_cmpuint (maju_congestion_get_target (path->flows[0].congestion), >,
                    1.7e6);
  run (path, 20);
  assert_good (path, "2 Mbit/s again", 20);
}

/* Section 5.4: who comes later gets a fair part. */
static void
test_two_flows (void)
{
  g_autoptr(Path) path = path_new (2, 3e6);

  path->flows[1].start_us = 20 * G_USEC_PER_SEC;
  run (path, 80);
  run (path, 60);
  tell (path, "two flows", 60);
  g_assert_cmpfloat (use (path, 0, 60) + use (path, 1, 60), >, 0.75);
  g_assert_cmpfloat (use (path, 0, 60) / use (path, 1, 60), <, 2);
  g_assert_cmpfloat (use (path, 1, 60) / use (path, 0, 60), <, 2);
  g_assert_cmpfloat (queue_p95_ms (path), <, 150);
}

/* A little loss that is nobody's queue must not stop the call. */
static void
test_random_loss (void)
{
  g_autoptr(Path) path = path_new (1, 2e6);

  path->loss = 0.01;
  run (path, 20);
  run (path, 20);
  tell (path, "1 % lost", 20);
  g_assert_cmpfloat (use (path, 0, 20), >, 0.7);

  path->loss = 0.3;
  run (path, 20);
  tell (path, "30 % lost", 20);
  g_assert_cmpuint (maju_congestion_get_target (path->flows[0].congestion), <,
                    0.5e6);
}

/* A still picture uses little; that must not let the target grow into what was
 * never tried. */
static void
test_little_sent (void)
{
  g_autoptr(Path) path = path_new (1, 1e6);

  path->flows[0].wish = 200e3;
  run (path, 60);
  tell (path, "200 kbit/s wanted", 60);
  g_assert_cmpuint (maju_congestion_get_target (path->flows[0].congestion), <=,
                    MAJU_CONGESTION_START);

  path->flows[0].wish = MAJU_CONGESTION_MAX;
  run (path, 3);
  tell (path, "and then all", 3);
  g_assert_cmpfloat (loss (path, 0), <, 0.05);
}

/* Sent into nothing. */
static void
test_silence (void)
{
  g_autoptr(MajuCongestion) congestion = maju_congestion_new ();
  MajuPacketReport packet = { 0, 0, PACKET };

  maju_congestion_feedback (congestion, &packet, 1, 1);
  for (guint i = 1; i <= 20; i++)
    maju_congestion_check (congestion, i, i * G_USEC_PER_SEC);
  g_assert_cmpuint (maju_congestion_get_target (congestion), ==,
                    MAJU_CONGESTION_MIN);
}

/* Nobody has to answer to nothing: muted, without a picture, for a while. */
static void
test_pause (void)
{
  g_autoptr(MajuCongestion) congestion = maju_congestion_new ();
  MajuPacketReport packet = { 0, 0, PACKET };
  gint64 now_us = 1;
  guint before;

  maju_congestion_feedback (congestion, &packet, 1, now_us);
  before = maju_congestion_get_target (congestion);
  for (guint i = 0; i < 120; i++)
    maju_congestion_check (congestion, 7, now_us += G_USEC_PER_SEC / 2);
  g_assert_cmpuint (maju_congestion_get_target (congestion), ==, before);

  /* Sent again, the first answer has its time; what gets none is too much. */
  maju_congestion_check (congestion, 8, now_us += G_USEC_PER_SEC / 2);
  g_assert_cmpuint (maju_congestion_get_target (congestion), ==, before);
  maju_congestion_check (congestion, 9, now_us += G_USEC_PER_SEC / 2);
  g_assert_cmpuint (maju_congestion_get_target (congestion), <, before);
}

/* Whatever the other side says: no crash, and the target stays in its bounds. */
static void
test_nonsense (void)
{
  g_autoptr(MajuCongestion) congestion = maju_congestion_new ();
  g_autoptr(GRand) random = g_rand_new_with_seed (2);

  for (guint i = 0; i < 20000; i++)
    {
      MajuPacketReport packet;
      guint target;

      packet.sent_us = g_rand_int_range (random, 0, G_MAXINT);
      packet.arrived_us = i % 5 == 0 ? MAJU_PACKET_LOST
                                     : g_rand_int_range (random, G_MININT,
                                                         G_MAXINT);
      packet.size = i % 7 == 0 ? G_MAXUINT : g_rand_int (random) % 1500;
      maju_congestion_feedback (congestion, &packet, 1,
                                g_rand_int_range (random, 0, G_MAXINT));
      target = maju_congestion_get_target (congestion);
      g_assert_cmpuint (target, >=, MAJU_CONGESTION_MIN);
      g_assert_cmpuint (target, <=, MAJU_CONGESTION_MAX);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/congestion/capacity", test_capacity);
  g_test_add_func ("/congestion/two-flows", test_two_flows);
  g_test_add_func ("/congestion/random-loss", test_random_loss);
  g_test_add_func ("/congestion/little-sent", test_little_sent);
  g_test_add_func ("/congestion/silence", test_silence);
  g_test_add_func ("/congestion/pause", test_pause);
  g_test_add_func ("/congestion/nonsense", test_nonsense);

  return g_test_run ();
}
