/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-peer-config-private.h"

#define USER   "1800000000:a/b"
#define SECRET "s3cret+/="

static const struct
{
  const char *uri;
  const char *stun;             /* what it became */
  const char *turn;
} cases[] = {
  { "stun:stun.example.org", "stun://stun.example.org", NULL },
  { "stun:192.0.2.1:3479", "stun://192.0.2.1:3479", NULL },
  { "stun:[2001:db8::1]:3479", "stun://[2001:db8::1]:3479", NULL },
  { "turn:relay.example.org", NULL, "relay.example.org?transport=udp" },
  { "turn:relay.example.org:443?transport=tcp", NULL,
    "relay.example.org:443?transport=tcp" },
  { "turn:192.0.2.1:3478?transport=udp", NULL,
    "192.0.2.1:3478?transport=udp" },
  { "turn:[2001:db8::1]:3478?transport=udp", NULL,
    "[2001:db8::1]:3478?transport=udp" },

  /* Not what it says, or not known, in the library below. */
  { "turns:relay.example.org", NULL, NULL },
  { "turns:relay.example.org:443?transport=tcp", NULL, NULL },
  { "stuns:stun.example.org", NULL, NULL },

  { "", NULL, NULL },
  { "stun", NULL, NULL },
  { "stun:", NULL, NULL },
  { "turn:", NULL, NULL },
  { "turn:?transport=udp", NULL, NULL },
  { "stun:stun.example.org?transport=udp", NULL, NULL },
  { "turn:relay.example.org?transport=sctp", NULL, NULL },
  { "turn:relay.example.org?transport=udp?transport=tcp", NULL, NULL },
  { "turn:relay.example.org?", NULL, NULL },
  { "turn:relay.example.org:70000", NULL, NULL },
  { "turn:user@relay.example.org", NULL, NULL },
  { "turn:relay.example.org/path", NULL, NULL },
  { "turn:relay example", NULL, NULL },
  { "http://relay.example.org", NULL, NULL },
};

static void
test_uris (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MajuPeerConfig) config = maju_peer_config_new ();
      g_autofree char *turn = NULL;
      gboolean used;

      used = maju_peer_config_add_ice_server (config, cases[i].uri, USER, SECRET);
      g_test_message ("%s", cases[i].uri);
      g_assert_cmpint (used, ==, cases[i].stun != NULL || cases[i].turn != NULL);
      g_assert_cmpstr (config->stun_uri, ==, cases[i].stun);
      g_assert_cmpint (maju_peer_config_has_relays (config), ==,
                       cases[i].turn != NULL);
      if (cases[i].turn == NULL)
        continue;

      turn = g_strconcat ("turn://1800000000%3Aa%2Fb:s3cret%2B%2F%3D@",
                          cases[i].turn, NULL);
      g_assert_cmpuint (config->turn_uris->len, ==, 1);
      g_assert_cmpstr (config->turn_uris->pdata[0], ==, turn);
    }
}

/* All of the relays, and the first of those that only say our address. */
static void
test_lists (void)
{
  g_autoptr(MajuPeerConfig) config = maju_peer_config_new ();

  maju_peer_config_add_ice_server (config, "stuns:a.example", NULL, NULL);
  maju_peer_config_add_ice_server (config, "stun:b.example", NULL, NULL);
  maju_peer_config_add_ice_server (config, "stun:c.example", NULL, NULL);
  maju_peer_config_add_ice_server (config, "turn:d.example", "u", "c");
  maju_peer_config_add_ice_server (config, "turns:d.example", "u", "c");
  maju_peer_config_add_ice_server (config, "turn:d.example:443?transport=tcp",
                                   "u", "c");
  maju_peer_config_add_ice_server (config, "turn:e.example", "u", "c");

  g_assert_cmpstr (config->stun_uri, ==, "stun://b.example");
  g_assert_cmpuint (config->turn_uris->len, ==, 3);
  g_assert_cmpstr (config->turn_uris->pdata[1], ==,
                   "turn://u:c@d.example:443?transport=tcp");
}

static void
test_fresh_servers (void)
{
  g_autoptr(MajuPeerConfig) config = maju_peer_config_new ();
  g_autoptr(MajuPeerConfig) fresh = maju_peer_config_new ();
  g_autoptr(MajuPeerConfig) both = NULL;

  maju_peer_config_add_ice_server (config, "turn:a.example", "old", "old");
  maju_peer_config_set_certificate (config, "PEM");
  maju_peer_config_set_relay_only (config, TRUE);
  maju_peer_config_set_ports (config, 21000, 21099);
  maju_peer_config_add_ice_server (fresh, "turn:a.example", "new", "new");
  maju_peer_config_add_ice_server (fresh, "stun:a.example", NULL, NULL);
  both = maju_peer_config_copy_with_ice_servers (config, fresh);
  g_clear_pointer (&config, maju_peer_config_unref);
  g_clear_pointer (&fresh, maju_peer_config_unref);

  g_assert_cmpstr (both->certificate, ==, "PEM");
  g_assert_true (maju_peer_config_get_relay_only (both));
  g_assert_cmpuint (both->first_port, ==, 21000);
  g_assert_cmpuint (both->last_port, ==, 21099);
  g_assert_cmpstr (both->stun_uri, ==, "stun://a.example");
  g_assert_cmpuint (both->turn_uris->len, ==, 1);
  g_assert_cmpstr (both->turn_uris->pdata[0], ==,
                   "turn://new:new@a.example?transport=udp");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/peer-config/uris", test_uris);
  g_test_add_func ("/peer-config/lists", test_lists);
  g_test_add_func ("/peer-config/fresh-servers", test_fresh_servers);

  return g_test_run ();
}
