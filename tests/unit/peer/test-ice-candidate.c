/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-ice-candidate-private.h"
#include "maju-peer-limits-private.h"

typedef struct
{
  const char *candidate;
  gboolean valid;
  gboolean usable;
  MajuIceCandidateType type;
} Case;

#define GOOD(text, kind)  { text, TRUE, TRUE, MAJU_ICE_CANDIDATE_ ## kind }
#define NO_USE(text)      { text, TRUE, FALSE, MAJU_ICE_CANDIDATE_HOST }
#define BAD(text)         { text, FALSE, FALSE, MAJU_ICE_CANDIDATE_HOST }

static const Case cases[] = {
  GOOD ("candidate:1 1 UDP 2015364095 127.0.0.1 53112 typ host", HOST),
  GOOD ("a=candidate:1 1 udp 2015364095 192.0.2.7 1 typ host", HOST),
  GOOD ("candidate:2 1 TCP 1015022591 192.0.2.7 9 typ host tcptype active", HOST),
  GOOD ("candidate:3 1 tcp 1015022591 192.0.2.7 51493 typ host tcptype passive",
        HOST),
  GOOD ("candidate:842163049 1 udp 1677729535 203.0.113.7 60769 typ srflx "
        "raddr 192.168.1.2 rport 60769 generation 0 ufrag EsAw network-cost 999",
        SRFLX),
  GOOD ("candidate:1 1 UDP 100 198.51.100.2 5000 typ relay raddr 0.0.0.0 rport 0",
        RELAY),
  GOOD ("candidate:1 1 UDP 100 2001:db8::1 5000 typ prflx raddr :: rport 9",
        PRFLX),
  GOOD ("candidate:a+/Z 1 UDP 2147483647 fe80::1 65535 typ host", HOST),
  NO_USE ("candidate:1 1 UDP 1 8f3c2a1e-0f.local 5000 typ host"),
  NO_USE ("candidate:1 2 UDP 1 192.0.2.7 5000 typ host"),
  NO_USE ("candidate:1 1 UDP 1 224.0.0.251 5353 typ host"),
  NO_USE ("candidate:1 1 UDP 1 255.255.255.255 5353 typ host"),
  NO_USE ("candidate:1 1 UDP 1 0.0.0.0 5000 typ host"),
  NO_USE ("candidate:1 1 UDP 1 192.0.2.7 0 typ host"),
  BAD (""),
  BAD ("a="),
  BAD ("candidate:"),
  BAD ("candidate:1"),
  BAD ("1 1 UDP 1 192.0.2.7 5000 typ host"),
  BAD ("candidate:1 1 UDP 1 192.0.2.7 5000 typ"),
  BAD ("candidate: 1 UDP 1 192.0.2.7 5000 typ host"),
  BAD ("candidate:! 1 UDP 1 192.0.2.7 5000 typ host"),
  BAD ("candidate:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1 UDP 1 192.0.2.7 5000 typ host"),
  BAD ("candidate:1 0 UDP 1 192.0.2.7 5000 typ host"),
  BAD ("candidate:1 257 UDP 1 192.0.2.7 5000 typ host"),
  BAD ("candidate:1 -1 UDP 1 192.0.2.7 5000 typ host"),
  BAD ("candidate:1 +1 UDP 1 192.0.2.7 5000 typ host"),
  BAD ("candidate:1 1 SCTP 1 192.0.2.7 5000 typ host"),
  BAD ("candidate:1 1 UDP 0 192.0.2.7 5000 typ host"),
  BAD ("candidate:1 1 UDP 2147483648 192.0.2.7 5000 typ host"),
  BAD ("candidate:1 1 UDP 99999999999999999999 192.0.2.7 5000 typ host"),
  BAD ("candidate:1 1 UDP 1 192.0.2 5000 typ host"),
  BAD ("candidate:1 1 UDP 1 example.com 5000 typ host"),
  BAD ("candidate:1 1 UDP 1 %2e.local 5000 typ host"),
  BAD ("candidate:1 1 UDP 1 192.0.2.7 65536 typ host"),
  BAD ("candidate:1 1 UDP 1 192.0.2.7 port typ host"),
  BAD ("candidate:1 1 UDP 1 192.0.2.7 5000 type host"),
  BAD ("candidate:1 1 UDP 1 192.0.2.7 5000 typ guest"),
  BAD ("candidate:1 1 UDP 1 192.0.2.7 5000 typ host raddr"),
  BAD ("candidate:1 1 UDP 1 192.0.2.7 5000 typ srflx raddr example.com rport 1"),
  BAD ("candidate:1 1 UDP 1 192.0.2.7 5000 typ srflx raddr 192.0.2.8 rport x"),
  BAD ("candidate:1 1 TCP 1 192.0.2.7 5000 typ host tcptype hot"),
  BAD ("candidate:1  1 UDP 1 192.0.2.7 5000 typ host"),
  BAD ("candidate:1 1 UDP 1 192.0.2.7 5000 typ host\r\na=candidate:2"),
  BAD ("candidate:1 1 UDP 1 192.0.2.7 5000 typ host \xc3\xa9 1"),
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autoptr(GError) error = NULL;
      MajuIceCandidateType type;
      gboolean usable;
      gboolean valid;

      g_test_message ("%s", c->candidate);
      valid = maju_ice_candidate_check (c->candidate, &type, &usable, &error);
      g_assert_cmpint (valid, ==, c->valid);
      if (!valid)
        {
          g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpint (usable, ==, c->usable);
      g_assert_cmpint (type, ==, c->type);
    }
}

static void
test_length (void)
{
  g_autoptr(GString) text = NULL;
  g_autoptr(GError) error = NULL;

  text = g_string_new ("candidate:1 1 UDP 1 192.0.2.7 5000 typ host x ");
  while (text->len < MAJU_PEER_LIMIT_CANDIDATE)
    g_string_append_c (text, 'y');
  g_assert_true (maju_ice_candidate_check (text->str, NULL, NULL, &error));
  g_assert_no_error (error);
  g_string_append_c (text, 'y');
  g_assert_false (maju_ice_candidate_check (text->str, NULL, NULL, &error));
  g_assert_error (error, MAJU_PEER_ERROR, MAJU_PEER_ERROR_DESCRIPTION);
}

/* What RFC 8839 says for who does not want to be seen. */
static void
test_hide_host (void)
{
  static const char *const hidden[][2] = {
    { "candidate:7 1 UDP 6 20.0.0.2 49160 typ relay raddr 10.1.0.2 rport 50250",
      "candidate:7 1 UDP 6 20.0.0.2 49160 typ relay raddr 0.0.0.0 rport 9" },
    { "candidate:7 1 UDP 6 2600::2 49160 typ relay raddr fd00::2 rport 5 x y",
      "candidate:7 1 UDP 6 2600::2 49160 typ relay raddr :: rport 9 x y" },
    { "candidate:7 1 UDP 6 20.0.0.2 49160 typ relay",
      "candidate:7 1 UDP 6 20.0.0.2 49160 typ relay" },
    { "candidate:1 1 UDP 2015364095 10.1.0.2 53112 typ host", NULL },
    { "candidate:1 1 UDP 7 20.0.0.7 1 typ srflx raddr 10.1.0.2 rport 1", NULL },
    { "candidate:1 1 UDP 7 20.0.0.7 1 typ prflx raddr 10.1.0.2 rport 1", NULL },
    { "nonsense", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hidden); i++)
    {
      g_autofree char *text = maju_ice_candidate_hide_host (hidden[i][0]);

      g_assert_cmpstr (text, ==, hidden[i][1]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ice-candidate/cases", test_cases);
  g_test_add_func ("/ice-candidate/length", test_length);
  g_test_add_func ("/ice-candidate/hide-host", test_hide_host);

  return g_test_run ();
}
