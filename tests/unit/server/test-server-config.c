/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-server-config-private.h"

#include "maju-limits.h"

#include <glib/gstdio.h>
#include <string.h>

static void
test_defaults (void)
{
  g_autoptr(MajuServerConfig) config = maju_server_config_new ();
  g_autoptr(GError) error = NULL;

  g_assert_true (maju_server_config_check (config, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (config->address, ==, "*");
  g_assert_cmpuint (config->people, ==, MAJU_LIMIT_ROOM_PEOPLE);
  g_assert_cmpuint (config->hello_time, ==, MAJU_LIMIT_HELLO_TIME);
  g_assert_cmpuint (config->resume_time, ==, MAJU_LIMIT_RESUME_TIME);
  g_assert_cmpuint (config->ping_interval, ==, MAJU_LIMIT_PING_INTERVAL);
  g_assert_cmpuint (config->ping_timeout, ==, MAJU_LIMIT_PING_TIMEOUT);
  g_assert_cmpuint (config->rate, ==, MAJU_LIMIT_RATE);
  g_assert_cmpuint (config->turn_ttl, ==, MAJU_LIMIT_TURN_TTL);
}

static void
test_set (void)
{
  g_autoptr(MajuServerConfig) config = maju_server_config_new ();
  g_autoptr(MajuServerConfig) copy = NULL;

  g_assert_true (maju_server_config_set (config, "listen", "port", "0", NULL));
  g_assert_true (maju_server_config_set (config, "listen", "address", "::1",
                                         NULL));
  g_assert_true (maju_server_config_set (config, "listen", "metrics", "false",
                                         NULL));
  g_assert_true (maju_server_config_set (config, "ice", "stun-uris",
                                         " stun:a ; stun:b;", NULL));
  copy = maju_server_config_copy (config);
  g_clear_pointer (&config, maju_server_config_free);
  g_assert_cmpuint (copy->port, ==, 0);
  g_assert_false (copy->metrics);
  g_assert_cmpstrv (copy->stun_uris,
                    ((const char *[]) { "stun:a", "stun:b", NULL }));
  g_assert_true (maju_server_config_check (copy, NULL));
}

static void
test_wrong_values (void)
{
  const struct
  {
    const char *group;
    const char *key;
    const char *value;
  } cases[] = {
    { "listen", "port", "65536" },
    { "listen", "port", "-1" },
    { "listen", "port", "" },
    { "listen", "port", "80 " },
    { "listen", "port", "0x50" },
    { "listen", "metrics", "yes" },
    { "listen", "no-such-key", "1" },
    { "nowhere", "port", "1" },
    { "ice", "turn-ttl", "1" },
    { "ice", "turn-ttl", "86401" },
    { "limits", "people", "9" },
    { "limits", "people", "1" },
    { "limits", "connections", "99999999999999999999" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MajuServerConfig) config = maju_server_config_new ();
      g_autoptr(GError) error = NULL;

      g_assert_false (maju_server_config_set (config, cases[i].group,
                                              cases[i].key, cases[i].value,
                                              &error));
      g_assert_error (error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_CONFIG);
      g_assert_nonnull (strstr (error->message, cases[i].key));
    }
}

static void
test_wrong_together (void)
{
  const struct
  {
    const char *group;
    const char *key;
    const char *value;
  } cases[] = {
    { "listen", "address", "example.org" },
    { "listen", "address", "" },
    { "listen", "tls-key", "/k" },
    { "listen", "tls-certificate", "/c" },
    { "listen", "allowed-origins", "call.example.org" },
    { "listen", "trusted-proxies", "10.0.0.0/33" },
    { "listen", "trusted-proxies", "proxy.example.org" },
    { "ice", "turn-uris", "turn:example.org" },
    { "ice", "stun-uris", "turn:example.org" },
    { "ice", "stun-uris", "stun:" },
    { "ice", "stun-uris", "stun:a;stun:a;stun:a;stun:a;stun:a;stun:a;"
      "stun:a;stun:a;stun:a" },
    { "limits", "ping-timeout", "5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MajuServerConfig) config = maju_server_config_new ();
      g_autoptr(GError) error = NULL;

      g_assert_true (maju_server_config_set (config, cases[i].group,
                                             cases[i].key, cases[i].value,
                                             NULL));
      g_assert_false (maju_server_config_check (config, &error));
      g_assert_error (error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_CONFIG);
    }
}

/* Each line of the file that is shipped, without its "#", is the default. */
static void
test_shipped_file (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "maju-server.conf",
                                                 NULL);
  g_autoptr(MajuServerConfig) config = maju_server_config_new ();
  g_autoptr(MajuServerConfig) defaults = maju_server_config_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  const char *group = NULL;
  guint n_keys = 0;

  g_assert_true (maju_server_config_load (config, path, &error));
  g_assert_no_error (error);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) pair = NULL;
      g_autofree char *was = NULL;

      if (lines[i][0] == '[')
        {
          *strchr (lines[i], ']') = '\0';
          group = lines[i] + 1;
        }
      if (lines[i][0] != '#' || lines[i][1] == ' ' || lines[i][1] == '\0')
        continue;
      pair = g_strsplit (lines[i] + 1, "=", 2);
      g_assert_nonnull (pair[1]);
      was = maju_server_config_get (defaults, group, pair[0]);
      g_assert_cmpstr (was, ==, pair[1]);
      n_keys++;
    }
  g_assert_cmpuint (n_keys, ==, maju_server_config_get_n_keys ());
}

static void
test_load (void)
{
  g_autofree char *path = NULL;
  g_autoptr(MajuServerConfig) config = maju_server_config_new ();
  g_autoptr(GError) error = NULL;
  int fd = g_file_open_tmp ("maju-server-XXXXXX.conf", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, "# a\n[listen]\nport=1\n[limits]\nrate=7\n", -1,
                       &error);
  g_assert_true (maju_server_config_load (config, path, &error));
  g_assert_cmpuint (config->port, ==, 1);
  g_assert_cmpuint (config->rate, ==, 7);

  g_file_set_contents (path, "[listen]\nporch=1\n", -1, &error);
  g_assert_no_error (error);
  g_assert_false (maju_server_config_load (config, path, &error));
  g_assert_nonnull (strstr (error->message, "listen.porch"));
  g_assert_nonnull (strstr (error->message, path));
  g_unlink (path);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/config/defaults", test_defaults);
  g_test_add_func ("/server/config/set", test_set);
  g_test_add_func ("/server/config/wrong-values", test_wrong_values);
  g_test_add_func ("/server/config/wrong-together", test_wrong_together);
  g_test_add_func ("/server/config/shipped-file", test_shipped_file);
  g_test_add_func ("/server/config/load", test_load);
  return g_test_run ();
}
