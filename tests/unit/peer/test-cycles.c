/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer-pair.h"

#include <unistd.h>

/* A hundred calls in one process: nothing of any may be left. */

#ifdef __SANITIZE_ADDRESS__
#define N_CYCLES    12
#define MAX_GROWTH  (512 * 1024 * 1024)
#else
#define N_CYCLES    100
#define MAX_GROWTH  (8 * 1024 * 1024)
#endif

/* Libraries start what they keep for good in the first calls. */
#define N_WARM_UP   5
#define SETTLE_MS   60000

static guint
count_entries (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static guint
count_threads (void)
{
  return count_entries ("/proc/self/task");
}

static guint
count_descriptors (void)
{
  return count_entries ("/proc/self/fd");
}

static gsize
get_resident (void)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) words = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  words = g_strsplit (text, " ", 3);
  return g_ascii_strtoull (words[1], NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}

static gboolean
has_some_media (PeerPair *pair)
{
  return g_atomic_int_get (&pair->ends[OFFERER].n_samples[MAJU_TRACK_KIND_CAMERA]) > 0 &&
         g_atomic_int_get (&pair->ends[ANSWERER].n_samples[MAJU_TRACK_KIND_CAMERA]) > 0 &&
         pair_is_open (pair);
}

static void
call (Feed    *feed,
      gboolean restart)
{
  PeerPair *pair = pair_new (NULL, NULL);

  for (guint i = 0; i < 2; i++)
    {
      feed_add (feed, pair->ends[i].audio);
      feed_add (feed, pair->ends[i].camera);
    }
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_is_connected, CONNECT_MS));
  g_assert_true (pair_wait (pair, has_some_media, CONNECT_MS));
  /* Closed in the middle of a restart, whatever it has come to. */
  if (restart)
    {
      pair_offer (pair, TRUE);
      run_for (30);
    }
  for (guint i = 0; i < 2; i++)
    {
      feed_remove (feed, pair->ends[i].audio);
      feed_remove (feed, pair->ends[i].camera);
    }
  pair_free (pair);
}

static guint most_threads;
static guint most_descriptors;

static gboolean
is_settled (PeerPair *pair)
{
  return count_threads () <= most_threads &&
         count_descriptors () <= most_descriptors;
}

static void
test_cycles (void)
{
  g_autoptr(Feed) feed = feed_new ();
  guint threads, descriptors;
  gsize resident = 0;
  gint64 start;

  for (guint i = 0; i < N_WARM_UP; i++)
    call (feed, i % 2 == 1);
  run_for (500);
  most_threads = threads = count_threads ();
  most_descriptors = descriptors = count_descriptors ();

  start = g_get_monotonic_time ();
  for (guint i = 0; i < N_CYCLES; i++)
    {
      call (feed, i % 10 == 9);
      /* The heap's arenas fill up first. */
      if (i == N_CYCLES / 2)
        resident = get_resident ();
    }
  g_test_message ("%.0f ms a call; threads %u, now %u; descriptors %u, now %u; "
                  "memory %zu KiB after half, now %zu KiB",
                  (g_get_monotonic_time () - start) / 1e3 / N_CYCLES,
                  threads, count_threads (), descriptors, count_descriptors (),
                  resident / 1024, get_resident () / 1024);
  g_assert_true (pair_wait (NULL, is_settled, SETTLE_MS));
  g_assert_cmpuint (get_resident (), <, resident + MAX_GROWTH);
}

/* Closed at any moment, and twice as fast as anything answers. */
static void
test_early (void)
{
  for (guint ms = 0; ms < 100; ms += 7)
    {
      PeerPair *pair = pair_new (NULL, NULL);

      pair_offer (pair, FALSE);
      run_for (ms);
      pair_free (pair);
    }
}

static guint threads_before;

static gboolean was_offered;

static gboolean
has_begun (PeerPair *pair)
{
  return was_offered;
}

static void
offered_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  was_offered = TRUE;
}

static gboolean
has_ended (PeerPair *pair)
{
  return count_threads () <= threads_before;
}

/* Let go without a word: it costs the other side a while, but us nothing. */
static void
test_forgotten (void)
{
  g_autoptr(MajuPeerConfig) config = pair_config_new ();
  MajuPeer *peer = maju_peer_new ("forgotten", TRUE, config);

  threads_before = count_threads ();
  maju_peer_create_offer_async (peer, FALSE, NULL, offered_cb, NULL);
  g_assert_true (pair_wait (NULL, has_begun, CONNECT_MS));
  g_assert_cmpuint (count_threads (), >, threads_before);
  g_assert_finalize_object (peer);
  g_assert_true (pair_wait (NULL, has_ended, SETTLE_MS));
}

int
main (int    argc,
      char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cycles/early", test_early);
  g_test_add_func ("/cycles/forgotten", test_forgotten);
  g_test_add_func ("/cycles/calls", test_cycles);

  return g_test_run ();
}
