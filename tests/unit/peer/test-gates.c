/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "peer-pair.h"

/* Whole peers, real DTLS, and somebody in between who changes what they say. The
 * gate itself has its own test; this is that nothing passes it by. */

/* Long enough for everything that could leak through to be seen. */
#define SETTLE_MS  700

#define OTHER_FINGERPRINT \
"1D:FA:0A:0E:01:DB:30:21:0D:F4:52:6C:9A:F3:BB:A8:" \
"43:A3:EF:E4:93:41:03:26:35:97:48:87:F6:AD:B5:C5"

typedef struct
{
  const char *name;
  MajuSdpType type;
  const char *pattern;
  const char *replacement;
} Change;

static const Change changes[] = {
  { "no-fingerprint", MAJU_SDP_TYPE_OFFER, "a=fingerprint:[^\r]*\r\n", "" },
  { "md5", MAJU_SDP_TYPE_OFFER, "a=fingerprint:sha-256 [^\r]*",
    "a=fingerprint:md5 1D:FA:0A:0E:01:DB:30:21:0D:F4:52:6C:9A:F3:BB:A8" },
  { "swapped", MAJU_SDP_TYPE_OFFER, "(m=audio.*)(m=video.*)(m=video.*)(m=app)",
    "\\2\\1\\3\\4" },
  { "renamed-mid", MAJU_SDP_TYPE_OFFER, "a=mid:audio0", "a=mid:zzz" },
  { "extra-m-line", MAJU_SDP_TYPE_OFFER, "(m=application.*)", "\\1\\1" },
  { "missing-m-line", MAJU_SDP_TYPE_OFFER, "m=application.*", "" },
  { "oversized", MAJU_SDP_TYPE_OFFER, "s=-", "s=@LONG@" },
  { "empty", MAJU_SDP_TYPE_OFFER, "v=0.*", "" },
  { "answer-no-fingerprint", MAJU_SDP_TYPE_ANSWER, "a=fingerprint:[^\r]*\r\n",
    "" },
  { "answer-swapped", MAJU_SDP_TYPE_ANSWER,
    "(m=audio.*)(m=video.*)(m=video.*)(m=app)", "\\2\\1\\3\\4" },
  { "answer-renamed-mid", MAJU_SDP_TYPE_ANSWER, "audio0", "zzz" },
  { "answer-other-codec", MAJU_SDP_TYPE_ANSWER, "111", "112" },
  { "answer-actpass", MAJU_SDP_TYPE_ANSWER, "setup:active", "setup:actpass" },
};

static char *
change_cb (MajuSdpType type,
           char       *sdp,
           gpointer    user_data)
{
  const Change *change = user_data;
  g_autofree char *taken = sdp;
  g_autofree char *padding = NULL;
  g_autoptr(GRegex) regex = NULL;
  g_autoptr(GString) replacement = NULL;
  g_autoptr(GError) error = NULL;
  char *result;

  if (type != change->type)
    return g_steal_pointer (&taken);

  padding = g_strnfill (40 * 1024, 'x');
  replacement = g_string_new (change->replacement);
  g_string_replace (replacement, "@LONG@", padding, 0);
  regex = g_regex_new (change->pattern, G_REGEX_DOTALL | G_REGEX_RAW,
                       G_REGEX_MATCH_DEFAULT, &error);
  g_assert_no_error (error);
  result = g_regex_replace (regex, sdp, -1, 0, replacement->str, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (result, !=, sdp);
  return result;
}

static void
assert_nothing_went (PeerEnd *end)
{
  g_assert_cmpuint (maju_track_sender_get_packets (end->audio), ==, 0);
  g_assert_cmpuint (maju_track_sender_get_packets (end->camera), ==, 0);
}

static void
test_refuse (gconstpointer data)
{
  const Change *change = data;
  guint who = change->type == MAJU_SDP_TYPE_OFFER ? ANSWERER : OFFERER;
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();

  pair->alter = change_cb;
  pair->alter_data = (gpointer) change;
  feed_add_pair (feed, pair);
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, pair_has_failed, CONNECT_MS));
  run_for (SETTLE_MS);

  g_assert_error (pair->ends[who].error, MAJU_PEER_ERROR,
                  MAJU_PEER_ERROR_DESCRIPTION);
  for (guint i = 0; i < 2; i++)
    {
      assert_nothing_came (&pair->ends[i]);
      assert_nothing_went (&pair->ends[i]);
    }
}

typedef struct
{
  const char *name;
  gboolean offer;
  gboolean answer;
} Impostor;

static const Impostor impostors[] = {
  { "offer", TRUE, FALSE },
  { "answer", FALSE, TRUE },
  { "both", TRUE, TRUE },
};

/* As if somebody else's certificate were meant. */
static char *
impersonate_cb (MajuSdpType type,
                char       *sdp,
                gpointer    user_data)
{
  const Impostor *impostor = user_data;
  static const Change change = {
    NULL, MAJU_SDP_TYPE_OFFER, "a=fingerprint:sha-256 [^\r]*",
    "a=fingerprint:sha-256 " OTHER_FINGERPRINT,
  };
  Change either = change;

  either.type = type;
  if (type == MAJU_SDP_TYPE_OFFER ? !impostor->offer : !impostor->answer)
    return sdp;
  return change_cb (type, sdp, &either);
}

static gboolean
have_suspects_failed (PeerPair *pair)
{
  const Impostor *impostor = pair->alter_data;

  return (!impostor->offer ||
          maju_peer_get_state (pair->ends[ANSWERER].peer) ==
          MAJU_PEER_STATE_FAILED) &&
         (!impostor->answer ||
          maju_peer_get_state (pair->ends[OFFERER].peer) ==
          MAJU_PEER_STATE_FAILED);
}

static void
test_impostor (gconstpointer data)
{
  const Impostor *impostor = data;
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();

  pair->alter = impersonate_cb;
  pair->alter_data = (gpointer) impostor;
  pair->answers_restart = FALSE;
  feed_add_pair (feed, pair);
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, have_suspects_failed, CONNECT_MS));
  run_for (SETTLE_MS);

  for (guint i = 0; i < 2; i++)
    {
      PeerEnd *end = &pair->ends[i];

      /* Who was lied to fails, and has neither sent nor shown anything. */
      if (i == OFFERER ? impostor->answer : impostor->offer)
        {
          g_assert_error (maju_peer_get_error (end->peer), MAJU_PEER_ERROR,
                          MAJU_PEER_ERROR_FINGERPRINT);
          assert_nothing_came (end);
          assert_nothing_went (end);
        }
      /* Nobody has shown anything: the other end sent nothing. */
      g_assert_cmpuint (end->n_tracks, ==, 0);
      g_assert_cmpuint (end->messages->len, ==, 0);
      g_assert_cmpint (g_atomic_int_get (&end->n_samples[MAJU_TRACK_KIND_AUDIO]),
                       ==, 0);
    }
}

static gboolean
are_connecting (PeerPair *pair)
{
  return maju_peer_get_state (pair->ends[OFFERER].peer) ==
         MAJU_PEER_STATE_CONNECTING &&
         maju_peer_get_state (pair->ends[ANSWERER].peer) ==
         MAJU_PEER_STATE_CONNECTING;
}

/* Before they are verified, samples are not even kept. */
static void
test_nothing_before (void)
{
  g_autoptr(PeerPair) pair = pair_new (NULL, NULL);
  g_autoptr(Feed) feed = feed_new ();
  g_autoptr(GError) error = NULL;

  feed_add_pair (feed, pair);
  pair->drop_candidates = TRUE;
  pair_offer (pair, FALSE);
  g_assert_true (pair_wait (pair, are_connecting, CONNECT_MS));
  run_for (SETTLE_MS);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (maju_peer_get_state (pair->ends[i].peer), ==,
                       MAJU_PEER_STATE_CONNECTING);
      assert_nothing_came (&pair->ends[i]);
      assert_nothing_went (&pair->ends[i]);
      g_assert_false (maju_data_channel_send_text (pair->ends[i].channel, "hello",
                                                   &error));
      g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_STATE);
      g_clear_error (&error);
    }
}

int
main (int    argc,
      char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *path = g_strconcat ("/gates/refuse/", changes[i].name, NULL);

      g_test_add_data_func (path, &changes[i], test_refuse);
    }
  for (guint i = 0; i < G_N_ELEMENTS (impostors); i++)
    {
      g_autofree char *path = g_strconcat ("/gates/impostor/", impostors[i].name,
                                           NULL);

      g_test_add_data_func (path, &impostors[i], test_impostor);
    }
  g_test_add_func ("/gates/nothing-before", test_nothing_before);

  return g_test_run ();
}
