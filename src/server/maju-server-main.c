/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-server.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* maju-server: the signalling server as a program of its own. */

/* Descriptors that are not connections; the library's table grows with the
 * limit, so it is not simply set to all that may be had. */
#define OTHER_FDS 128

typedef struct
{
  char *config_file;
  char *address;
  char *port;
  char *certificate;
  char *key;
  char **origins;
  char **stun_uris;
  char **turn_uris;
  char *secret_file;
  char *turn_ttl;
  gboolean version;
} Options;

typedef struct
{
  GMainLoop *loop;
  MajuServer *server;
  const char *address;
  guint grace_ms;
  gboolean stopping;
  int status;
} Program;

static gboolean
parse_options (Options *options,
               int     *argc,
               char  ***argv,
               GError **error)
{
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &options->config_file,
      N_("Read the settings from FILE"), N_("FILE") },
    { "listen", 'l', 0, G_OPTION_ARG_STRING, &options->address,
      N_("Listen on ADDRESS only"), N_("ADDRESS") },
    { "port", 'p', 0, G_OPTION_ARG_STRING, &options->port,
      N_("Listen on port N; 0 takes a free one"), N_("N") },
    { "tls-certificate", 0, 0, G_OPTION_ARG_STRING, &options->certificate,
      N_("Use TLS with the certificate chain in FILE"), N_("FILE") },
    { "tls-key", 0, 0, G_OPTION_ARG_STRING, &options->key,
      N_("The certificate's key"), N_("FILE") },
    { "allowed-origin", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->origins,
      N_("Serve web pages from ORIGIN; can be repeated"), N_("ORIGIN") },
    { "stun-uri", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->stun_uris,
      N_("Tell clients of this STUN server; can be repeated"), N_("URI") },
    { "turn-uri", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->turn_uris,
      N_("Tell clients of this TURN server; can be repeated"), N_("URI") },
    { "turn-secret-file", 0, 0, G_OPTION_ARG_STRING, &options->secret_file,
      N_("Read the secret that the TURN servers share from FILE"),
      N_("FILE") },
    { "turn-ttl", 0, 0, G_OPTION_ARG_STRING, &options->turn_ttl,
      N_("Let each client's TURN credentials expire after N seconds"),
      N_("N") },
    { "version", 'v', 0, G_OPTION_ARG_NONE, &options->version,
      N_("Print the version"), NULL },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _("The signalling server of Maju."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("There is no argument %s"), (*argv)[1]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
set_option (MajuServerConfig *config,
            const char       *group,
            const char       *key,
            const char       *value,
            GError          **error)
{
  return value == NULL ||
         maju_server_config_set (config, group, key, value, error);
}

static gboolean
set_options (MajuServerConfig *config,
             char            **values,
             const char       *group,
             const char       *key,
             GError          **error)
{
  g_autofree char *joined = values ? g_strjoinv (";", values) : NULL;

  return set_option (config, group, key, joined, error);
}

static MajuServerConfig *
make_config (Options *options,
             GError **error)
{
  g_autoptr(MajuServerConfig) config = maju_server_config_new ();

  if (options->config_file != NULL &&
      !maju_server_config_load (config, options->config_file, error))
    return NULL;
  if (!set_option (config, "listen", "address", options->address, error) ||
      !set_option (config, "listen", "port", options->port, error) ||
      !set_option (config, "listen", "tls-certificate", options->certificate,
                   error) ||
      !set_option (config, "listen", "tls-key", options->key, error) ||
      !set_options (config, options->origins, "listen", "allowed-origins",
                    error) ||
      !set_options (config, options->stun_uris, "ice", "stun-uris", error) ||
      !set_options (config, options->turn_uris, "ice", "turn-uris", error) ||
      !set_option (config, "ice", "turn-secret-file", options->secret_file,
                   error) ||
      !set_option (config, "ice", "turn-ttl", options->turn_ttl, error))
    return NULL;
  return g_steal_pointer (&config);
}

static void
raise_descriptor_limit (const MajuServerConfig *config)
{
  guint connections = maju_server_config_get_connections (config);
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = MIN (limit.rlim_max, connections + OTHER_FDS);
  if (setrlimit (RLIMIT_NOFILE, &limit) != 0)
    g_message ("The limit of open files stays as it is");
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Program *program = user_data;

  maju_server_stop_finish (program->server, result, NULL);
  g_main_loop_quit (program->loop);
}

/* The second signal does not wait. */
static gboolean
signal_cb (gpointer user_data)
{
  Program *program = user_data;

  if (program->stopping)
    {
      g_main_loop_quit (program->loop);
      return G_SOURCE_CONTINUE;
    }
  program->stopping = TRUE;
  maju_server_stop_async (program->server, program->grace_ms, stopped_cb,
                          program);
  return G_SOURCE_CONTINUE;
}

static gboolean
reload_cb (gpointer user_data)
{
  Program *program = user_data;

  maju_server_reload (program->server);
  return G_SOURCE_CONTINUE;
}

static void
started_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Program *program = user_data;
  g_autoptr(GError) error = NULL;

  if (!maju_server_start_finish (program->server, result, &error))
    {
      g_printerr ("maju-server: %s\n", error->message);
      program->status = EXIT_FAILURE;
      g_main_loop_quit (program->loop);
      return;
    }
  g_print ("listening on %s://%s:%u\n",
           maju_server_get_tls (program->server) ? "https" : "http",
           program->address, maju_server_get_port (program->server));
  fflush (stdout);
}

static int
run (const MajuServerConfig *config)
{
  g_autofree char *address = maju_server_config_get_host (config);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(MajuServer) server = maju_server_new (config);
  Program program = { loop, server, address };

  program.grace_ms = maju_server_config_get_grace_ms (config);
  g_unix_signal_add (SIGTERM, signal_cb, &program);
  g_unix_signal_add (SIGINT, signal_cb, &program);
  g_unix_signal_add (SIGHUP, reload_cb, &program);
  maju_server_start_async (server, NULL, started_cb, &program);
  g_main_loop_run (loop);
  return program.status;
}

static void
clear_options (Options *options)
{
  g_free (options->config_file);
  g_free (options->address);
  g_free (options->port);
  g_free (options->certificate);
  g_free (options->key);
  g_strfreev (options->origins);
  g_strfreev (options->stun_uris);
  g_strfreev (options->turn_uris);
  g_free (options->secret_file);
  g_free (options->turn_ttl);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(MajuServerConfig) config = NULL;
  g_autoptr(GError) error = NULL;
  Options options = { 0 };
  gboolean ok;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, MAJU_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_log_writer_default_set_use_stderr (TRUE);
  signal (SIGPIPE, SIG_IGN);

  ok = parse_options (&options, &argc, &argv, &error);
  if (ok && options.version)
    {
      g_print ("maju-server %s\n", MAJU_VERSION);
      clear_options (&options);
      return EXIT_SUCCESS;
    }
  if (ok)
    config = make_config (&options, &error);
  clear_options (&options);
  if (config == NULL)
    {
      g_printerr ("maju-server: %s\n", error->message);
      return 2;
    }
  raise_descriptor_limit (config);
  return run (config);
}
