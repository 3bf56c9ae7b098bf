/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-peer-limits-private.h"
#include "maju-sdp-gate-private.h"

#include <glib/gstdio.h>

static char *
load (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".sdp", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "sdp", file, NULL);
  g_autoptr(GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static MajuSdp *
check_offer (void)
{
  g_autofree char *text = load ("maju-offer");
  g_autoptr(GError) error = NULL;
  MajuSdp *sdp;

  sdp = maju_sdp_gate_check (MAJU_SDP_TYPE_OFFER, text, NULL, &error);
  g_assert_no_error (error);
  return sdp;
}

/* What passed has to pass again as it was written, and say the same. */
static void
assert_stable (MajuSdpType    type,
               const MajuSdp *sdp)
{
  g_autoptr(MajuSdp) again = NULL;
  g_autoptr(GError) error = NULL;

  again = maju_sdp_gate_check (type, sdp->text, sdp, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->text, ==, sdp->text);
  g_assert_cmpstr (again->fingerprint, ==, sdp->fingerprint);
}

static void
test_pass_offer (gconstpointer data)
{
  g_autofree char *name = g_strconcat (data, "-offer", NULL);
  g_autofree char *text = load (name);
  g_autoptr(MajuSdp) sdp = NULL;
  g_autoptr(GError) error = NULL;

  sdp = maju_sdp_gate_check (MAJU_SDP_TYPE_OFFER, text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sdp->media[0].mid, ==, "audio0");
  g_assert_cmpstr (sdp->media[3].mid, ==, "application3");
  g_assert_cmpint (sdp->media[0].formats[0].payload_type, ==, 111);
  g_assert_cmpint (sdp->media[0].formats[0].rtx_payload_type, ==, -1);
  g_assert_cmpint (sdp->media[1].formats[0].payload_type, >, 0);
  g_assert_cmpint (sdp->media[1].formats[0].rtx_payload_type, >, 0);
  g_assert_cmpint (sdp->media[3].formats[0].payload_type, ==, -1);
  g_assert_cmpuint (sdp->media[1].extensions[MAJU_SDP_EXTENSION_MID], >, 0);
  g_assert_cmpuint (sdp->media[1].extensions[MAJU_SDP_EXTENSION_TRANSPORT_CC],
                    >, 0);
  g_assert_cmpuint (sdp->media[1].formats[0].feedback, ==,
                    MAJU_SDP_FEEDBACK_NACK | MAJU_SDP_FEEDBACK_PLI |
                    MAJU_SDP_FEEDBACK_FIR | MAJU_SDP_FEEDBACK_TRANSPORT_CC);
  /* What nobody asked for is gone. */
  g_assert_null (strstr (sdp->text, "VP9"));
  g_assert_null (strstr (sdp->text, "PCMU"));
  g_assert_null (strstr (sdp->text, "toffset"));
  g_assert_null (strstr (sdp->text, "msid"));
  g_assert_null (strstr (sdp->text, "goog-remb"));
  assert_stable (MAJU_SDP_TYPE_OFFER, sdp);
}

static void
test_pass_answer (gconstpointer data)
{
  g_autofree char *name = g_strconcat (data, "-answer", NULL);
  g_autofree char *text = load (name);
  g_autoptr(MajuSdp) offer = check_offer ();
  g_autoptr(MajuSdp) sdp = NULL;
  g_autoptr(GError) error = NULL;

  sdp = maju_sdp_gate_check (MAJU_SDP_TYPE_ANSWER, text, offer, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (sdp->text, "a=setup:active\r\n"));
  assert_stable (MAJU_SDP_TYPE_ANSWER, sdp);

  /* An answer is no offer. */
  g_clear_pointer (&sdp, maju_sdp_free);
  sdp = maju_sdp_gate_check (MAJU_SDP_TYPE_OFFER, text, NULL, &error);
  g_assert_null (sdp);
  g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION);
}

/* Of the many kinds of H.264 that browsers have, one is ours; before VP8 it is
 * only where it stands there. */
static void
test_h264 (void)
{
  g_autofree char *text = load ("chromium-offer");
  g_autoptr(GRegex) regex = g_regex_new ("SAVPF 96 97 109", 0, 0, NULL);
  g_autofree char *changed = NULL;
  g_autoptr(MajuSdp) sdp = NULL;
  g_autoptr(MajuSdp) other = NULL;
  g_autoptr(GError) error = NULL;

  sdp = maju_sdp_gate_check (MAJU_SDP_TYPE_OFFER, text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sdp->media[0].formats[MAJU_VIDEO_CODEC_H264].payload_type, ==,
                   -1);
  for (guint i = 1; i < 3; i++)
    {
      g_assert_cmpint (sdp->media[i].formats[MAJU_VIDEO_CODEC_H264].payload_type,
                       ==, 109);
      g_assert_cmpint (sdp->media[i].first, ==, MAJU_VIDEO_CODEC_VP8);
    }
  g_assert_nonnull (strstr (sdp->text, "a=fmtp:109 " MAJU_SDP_H264_FORMAT));

  /* Whoever has it first would rather have it. */
  changed = g_regex_replace_literal (regex, sdp->text, -1, 0,
                                     "SAVPF 109 96 97", 0, NULL);
  other = maju_sdp_gate_check (MAJU_SDP_TYPE_OFFER, changed, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (other->media[1].first, ==, MAJU_VIDEO_CODEC_H264);
}

static void
test_line_ends (void)
{
  g_autofree char *text = load ("maju-offer");
  g_auto(GStrv) lines = g_strsplit (text, "\r\n", -1);
  g_autofree char *joined = g_strjoinv ("\n", lines);
  g_autoptr(MajuSdp) expected = check_offer ();
  g_autoptr(MajuSdp) sdp = NULL;
  g_autoptr(GError) error = NULL;

  sdp = maju_sdp_gate_check (MAJU_SDP_TYPE_OFFER, joined, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sdp->text, ==, expected->text);
}

#define GOOD_FINGERPRINT \
"1D:FA:0A:0E:01:DB:30:21:0D:F4:52:6C:9A:F3:BB:A8:" \
"43:A3:EF:E4:93:41:03:26:35:97:48:87:F6:AD:B5:C5"

/* A regular expression's first (or, with @all, every) match is replaced. */
typedef struct
{
  const char *name;
  const char *pattern;
  const char *replacement;
  gboolean all;
  const char *problem;          /* what the error has to say */
} Mutation;

static const Mutation mutations[] = {
  { "no-fingerprint", "a=fingerprint:[^\r]*\r\n", "", TRUE, "no fingerprint" },
  { "one-fingerprint-missing", "a=fingerprint:[^\r]*\r\n", "", FALSE,
    "no fingerprint" },
  { "other-fingerprint", "a=fingerprint:[^\r]*",
    "a=fingerprint:sha-256 " GOOD_FINGERPRINT, FALSE, "different fingerprints" },
  { "two-fingerprints", "(a=fingerprint:[^\r]*\r\n)", "\\1\\1", FALSE,
    "two fingerprints" },
  { "second-fingerprint-at-session", "t=0 0\r\n",
    "t=0 0\r\na=fingerprint:sha-256 " GOOD_FINGERPRINT "\r\n", FALSE,
    "different fingerprints" },
  { "md5", "a=fingerprint:[^\r]*",
    "a=fingerprint:md5 1D:FA:0A:0E:01:DB:30:21:0D:F4:52:6C:9A:F3:BB:A8", TRUE,
    "not sha-256" },
  { "sha-1-beside", "(a=fingerprint:[^\r]*\r\n)",
    "\\1a=fingerprint:sha-1 1D:FA:0A:0E:01:DB:30:21:0D:F4:52:6C:9A:F3:BB:A8:"
    "43:A3:EF:E4\r\n", FALSE, "not sha-256" },
  { "short-fingerprint", "(a=fingerprint:sha-256 [^\r]{89})[^\r]*", "\\1", TRUE,
    "length of the fingerprint" },
  { "letters-in-fingerprint", "a=fingerprint:sha-256 ..",
    "a=fingerprint:sha-256 GG", TRUE, "characters of the fingerprint" },
  { "swapped-m-lines", "(m=audio.*)(m=video.*)(m=video.*)(m=application.*)",
    "\\2\\1\\3\\4", FALSE, "bundle" },
  { "swapped-m-lines-and-bundle",
    "BUNDLE audio0 video1(.*)(m=audio.*)(m=video.*)(m=video.*)",
    "BUNDLE video1 audio0\\1\\3\\2\\4", FALSE, "order of m-lines" },
  { "extra-m-line", "(m=application.*)", "\\1\\1", FALSE, "too many m-lines" },
  { "missing-m-line", "m=application.*", "", FALSE, "number of m-lines" },
  { "no-m-line", "m=audio.*", "", FALSE, "number of m-lines" },
  { "unknown-kind", "m=audio ", "m=text ", FALSE, "order of m-lines" },
  { "long-kind", "m=audio ", "m=aaaaaaaaaaaaaaaaaaaaaaaaaaaa ", FALSE,
    "kind of an m-line" },
  { "plain-rtp", "m=audio 9 UDP/TLS/RTP/SAVPF", "m=audio 9 RTP/AVP", FALSE,
    "protocol" },
  { "plain-sctp", "UDP/DTLS/SCTP", "UDP/SCTP", FALSE, "data's m-line" },
  { "refused-m-line", "m=video 0 (.*?)a=bundle-only\r\n", "m=video 0 \\1", FALSE,
    "m-line refused" },
  { "no-mid", "a=mid:audio0\r\n", "", FALSE, "no mid" },
  { "renamed-mid", "a=mid:audio0", "a=mid:zzz", FALSE, "bundle" },
  { "empty-mid", "a=mid:audio0", "a=mid:", FALSE, "mid" },
  { "long-mid", "a=mid:audio0", "a=mid:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    FALSE, "mid" },
  { "mid-twice", "video1", "video2", TRUE, "mid twice" },
  { "two-mids", "(a=mid:audio0\r\n)", "\\1\\1", FALSE, "two mids" },
  { "no-bundle", "a=group:[^\r]*\r\n", "", FALSE, "no bundle" },
  { "half-bundle", "a=group:[^\r]*", "a=group:BUNDLE audio0 video1", FALSE,
    "bundle" },
  { "two-bundles", "(a=group:[^\r]*\r\n)", "\\1\\1", FALSE, "two bundles" },
  { "no-ufrag", "a=ice-ufrag:[^\r]*\r\n", "", TRUE, "no ICE credentials" },
  { "no-password", "a=ice-pwd:[^\r]*\r\n", "", TRUE, "no ICE credentials" },
  { "short-ufrag", "a=ice-ufrag:[^\r]*", "a=ice-ufrag:abc", TRUE, "ice-ufrag" },
  { "short-password", "a=ice-pwd:[^\r]*", "a=ice-pwd:abcdefghijklmnopqrstu",
    TRUE, "ice-pwd" },
  { "characters-in-ufrag", "a=ice-ufrag:[^\r]*", "a=ice-ufrag:ab:cd", TRUE,
    "ice-ufrag" },
  { "no-setup", "a=setup:[^\r]*\r\n", "", TRUE, "setup" },
  { "active-setup", "a=setup:actpass", "a=setup:active", TRUE, "setup" },
  { "odd-setup", "a=setup:actpass", "a=setup:holdconn", TRUE, "setup" },
  { "no-rtcp-mux", "a=rtcp-mux\r\n", "", FALSE, "no rtcp-mux" },
  { "no-codec", "OPUS/48000", "G722/8000", FALSE, "no codec" },
  { "no-rtpmap", "a=rtpmap:96 [^\r]*\r\n", "", FALSE, "no codec" },
  { "two-rtpmaps", "(a=rtpmap:96 [^\r]*\r\n)", "\\1\\1", FALSE, "two rtpmaps" },
  { "rtpmap-of-nothing", "a=rtpmap:96 ", "a=rtpmap:77 ", FALSE, "rtpmap" },
  { "rtpmap-too-large", "a=rtpmap:96 ", "a=rtpmap:4294967392 ", FALSE, "rtpmap" },
  { "payload-type-200", "SAVPF 96", "SAVPF 200", FALSE, "payload type" },
  { "payload-type-twice", "SAVPF 96", "SAVPF 96 96", FALSE, "payload type twice" },
  { "payload-type-negative", "SAVPF 96", "SAVPF -1", FALSE, "payload type" },
  { "empty-apt", "apt=96", "apt=", FALSE, "apt" },
  { "large-apt", "apt=96", "apt=999", FALSE, "apt" },
  { "extmap-0", "a=extmap:1 ", "a=extmap:0 ", FALSE, "extmap" },
  { "extmap-15", "a=extmap:1 ", "a=extmap:15 ", FALSE, "extmap" },
  { "extmap-256", "a=extmap:1 ", "a=extmap:256 ", FALSE, "extmap" },
  { "extmap-id-twice", "a=extmap:2 ", "a=extmap:1 ", FALSE, "two extmaps" },
  { "extmap-uri-twice", "(a=extmap:)1( [^\r]*\r\n)", "\\g<1>1\\2\\g<1>5\\2", FALSE,
    "extmap twice" },
  { "extmap-differs", "a=extmap:1 [^\r]*\r\n", "a=extmap:1 urn:other\r\n", FALSE,
    "different extmaps" },
  { "ssrc-too-large", "a=ssrc:[0-9]*", "a=ssrc:99999999999", FALSE, "ssrc" },
  { "ssrc-group-half", "a=ssrc-group:FID [^\r]*", "a=ssrc-group:FID 1", FALSE,
    "ssrc-group" },
  { "no-sctp-port", "a=sctp-port:5000\r\n", "", FALSE, "no sctp-port" },
  { "sctp-port-0", "sctp-port:5000", "sctp-port:0", FALSE, "sctp-port" },
  { "old-sctpmap", "a=sctp-port:5000", "a=sctpmap:5000 webrtc-datachannel 1024",
    FALSE, "sctpmap" },
  { "bad-candidate", "a=rtcp-mux\r\n",
    "a=rtcp-mux\r\na=candidate:1 1 UDP 1 example.com 1 typ host\r\n", FALSE,
    "candidate" },
  { "control-characters", "s=-", "s=-\x07", FALSE, "characters" },
  { "not-ascii", "s=-", "s=\xc3\xa9", FALSE, "characters" },
  { "lone-return", "s=-", "s=a\rb=", FALSE, "characters" },
  { "empty-line", "s=-\r\n", "s=-\r\n\r\n", FALSE, "line" },
  { "no-equals", "s=-", "hello", FALSE, "line" },
  { "upper-case-type", "s=-", "S=-", FALSE, "line" },
  { "no-version", "v=0\r\n", "", FALSE, "version" },
  { "version-1", "v=0", "v=1", FALSE, "version" },
  { "no-origin", "o=[^\r]*\r\n", "", FALSE, "no origin" },
  { "short-origin", "o=[^\r]*", "o=- 1 1", FALSE, "origin" },
  { "no-end", "\r\n$", "", FALSE, "end" },
};

static char *
mutate (const char     *text,
        const Mutation *mutation)
{
  g_autoptr(GRegex) regex = NULL;
  g_autoptr(GError) error = NULL;
  GMatchInfo *match = NULL;
  char *result;

  regex = g_regex_new (mutation->pattern, G_REGEX_DOTALL | G_REGEX_RAW,
                       G_REGEX_MATCH_DEFAULT, &error);
  g_assert_no_error (error);
  if (mutation->all)
    {
      result = g_regex_replace (regex, text, -1, 0, mutation->replacement, 0,
                                &error);
    }
  else
    {
      g_autofree char *expanded = NULL;
      int start, end;

      g_assert_true (g_regex_match (regex, text, 0, &match));
      expanded = g_match_info_expand_references (match, mutation->replacement,
                                                 &error);
      g_assert_no_error (error);
      g_match_info_fetch_pos (match, 0, &start, &end);
      result = g_strdup_printf ("%.*s%s%s", start, text, expanded, text + end);
    }
  g_assert_no_error (error);
  g_clear_pointer (&match, g_match_info_unref);
  g_assert_cmpstr (result, !=, text);
  return result;
}

static void
test_refuse (gconstpointer data)
{
  const Mutation *mutation = data;
  g_autofree char *text = load ("maju-offer");
  g_autofree char *changed = mutate (text, mutation);
  g_autoptr(MajuSdp) sdp = NULL;
  g_autoptr(GError) error = NULL;

  sdp = maju_sdp_gate_check (MAJU_SDP_TYPE_OFFER, changed, NULL, &error);
  g_assert_null (sdp);
  g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION);
  g_assert_nonnull (strstr (error->message, mutation->problem));
}

static void
assert_refused (MajuSdpType    type,
                const char    *text,
                const MajuSdp *earlier,
                const char    *problem)
{
  g_autoptr(MajuSdp) sdp = NULL;
  g_autoptr(GError) error = NULL;

  sdp = maju_sdp_gate_check (type, text, earlier, &error);
  g_assert_null (sdp);
  g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION);
  g_assert_nonnull (strstr (error->message, problem));
}

static void
test_size (void)
{
  g_autofree char *text = load ("maju-offer");
  g_autoptr(GString) large = g_string_new (text);
  g_autoptr(GString) many = g_string_new (text);

  while (large->len <= MAJU_PEER_LIMIT_SDP)
    g_string_append (large, "a=x:yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
                     "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n");
  assert_refused (MAJU_SDP_TYPE_OFFER, large->str, NULL, "size");
  for (guint i = 0; i < MAJU_PEER_LIMIT_SDP_LINES; i++)
    g_string_append (many, "a=x\r\n");
  assert_refused (MAJU_SDP_TYPE_OFFER, many->str, NULL, "too many lines");
  assert_refused (MAJU_SDP_TYPE_OFFER, "", NULL, "version");
  assert_refused (MAJU_SDP_TYPE_OFFER, "v=0\r\n", NULL, "number of m-lines");
}

static char *
replace (const char *text,
         const char *from,
         const char *to)
{
  GString *string = g_string_new (text);

  g_assert_cmpuint (g_string_replace (string, from, to, 0), >, 0);
  return g_string_free (string, FALSE);
}

/* Of sound nothing is sent again, whatever is said. */
static void
test_audio_rtx (void)
{
  g_autofree char *text = load ("maju-offer");
  g_autofree char *line = replace (text, "SAVPF 111\r", "SAVPF 111 112\r");
  g_autofree char *changed = replace (line, "a=rtpmap:111 ",
                                      "a=rtpmap:112 rtx/90000\r\n"
                                      "a=fmtp:112 apt=111\r\n"
                                      "a=rtpmap:111 ");
  g_autoptr(MajuSdp) sdp = NULL;
  g_autoptr(GError) error = NULL;

  sdp = maju_sdp_gate_check (MAJU_SDP_TYPE_OFFER, changed, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sdp->media[0].formats[0].rtx_payload_type, ==, -1);
  g_assert_null (strstr (sdp->text, ":112 "));
}

/* What was agreed first holds for good. */
static void
test_earlier (void)
{
  g_autoptr(MajuSdp) offer = check_offer ();
  g_autofree char *offer_text = load ("maju-offer");
  g_autofree char *answer_text = load ("maju-answer");
  g_autofree char *renamed = replace (offer_text, "audio0", "zzz");
  g_autofree char *renamed_answer = replace (answer_text, "audio0", "zzz");
  g_autofree char *other_type = replace (answer_text, "111", "110");
  g_autofree char *rtx_line = replace (answer_text, "96 97\r", "96 105\r");
  g_autofree char *rtx_map = replace (rtx_line, "rtpmap:97 ", "rtpmap:105 ");
  g_autofree char *other_rtx = replace (rtx_map, "fmtp:97 ", "fmtp:105 ");
  g_autofree char *other_extension = replace (answer_text, "extmap:2 ",
                                              "extmap:9 ");
  g_autofree char *other_setup = replace (answer_text, "a=setup:active",
                                          "a=setup:actpass");

  assert_refused (MAJU_SDP_TYPE_OFFER, renamed, offer, "mid changed");
  assert_refused (MAJU_SDP_TYPE_ANSWER, renamed_answer, offer, "mid changed");
  assert_refused (MAJU_SDP_TYPE_ANSWER, other_type, offer, "not offered");
  assert_refused (MAJU_SDP_TYPE_ANSWER, other_rtx, offer, "not offered");
  assert_refused (MAJU_SDP_TYPE_ANSWER, other_extension, offer, "not offered");
  assert_refused (MAJU_SDP_TYPE_ANSWER, other_setup, offer, "setup");
}

static void
test_candidates (void)
{
  g_autofree char *text = load ("maju-offer");
  g_autofree char *with =
    replace (text, "a=mid:audio0\r\n",
             "a=mid:audio0\r\n"
             "a=candidate:1 1 UDP 2015364095 192.0.2.1 53112 typ host\r\n"
             "a=candidate:2 1 UDP 2015364094 3f2a.local 53112 typ host\r\n"
             "a=end-of-candidates\r\n");
  g_autoptr(MajuSdp) sdp = NULL;
  g_autoptr(GError) error = NULL;

  sdp = maju_sdp_gate_check (MAJU_SDP_TYPE_OFFER, with, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (sdp->text, "192.0.2.1 53112"));
  g_assert_null (strstr (sdp->text, ".local"));
}

int
main (int    argc,
      char **argv)
{
  static const char *const programs[] = { "maju", "chromium", "firefox" };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *offer = g_strconcat ("/sdp-gate/pass/offer/", programs[i],
                                            NULL);
      g_autofree char *answer = g_strconcat ("/sdp-gate/pass/answer/",
                                             programs[i], NULL);

      g_test_add_data_func (offer, programs[i], test_pass_offer);
      g_test_add_data_func (answer, programs[i], test_pass_answer);
    }
  for (guint i = 0; i < G_N_ELEMENTS (mutations); i++)
    {
      g_autofree char *path = g_strconcat ("/sdp-gate/refuse/", mutations[i].name,
                                           NULL);

      g_test_add_data_func (path, &mutations[i], test_refuse);
    }
  g_test_add_func ("/sdp-gate/h264", test_h264);
  g_test_add_func ("/sdp-gate/line-ends", test_line_ends);
  g_test_add_func ("/sdp-gate/size", test_size);
  g_test_add_func ("/sdp-gate/audio-rtx", test_audio_rtx);
  g_test_add_func ("/sdp-gate/earlier", test_earlier);
  g_test_add_func ("/sdp-gate/candidates", test_candidates);

  return g_test_run ();
}
