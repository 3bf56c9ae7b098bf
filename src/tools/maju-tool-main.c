/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"
#include "maju-h264.h"
#include "maju-media.h"
#include "maju-tool-options.h"
#include "maju-tool-session.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

/* The secret of a room that was made is written, that of another one read. */
static gboolean
keep_owner (MajuToolOptions *options,
            char           **owner,
            GError         **error)
{
  if (!options->owner)
    return TRUE;
  if (*owner)
    return g_file_set_contents_full (options->owner, *owner, -1,
                                     G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
  if (!g_file_get_contents (options->owner, owner, NULL, error))
    return FALSE;
  g_strstrip (*owner);

  return TRUE;
}

static MajuToolExit
run (MajuToolOptions *options,
     GError         **error)
{
  g_autoptr(MajuRoomLink) link = NULL;
  g_autofree char *owner = NULL;

  link = options->server
    ? maju_room_link_new_owned (options->server, &owner, error)
    : maju_room_link_parse (options->link, error);
  if (!link || !keep_owner (options, &owner, error))
    return MAJU_TOOL_EXIT_USAGE;
  if (!maju_media_init (error))
    return MAJU_TOOL_EXIT_NOT_JOINED;
  if (!maju_h264_wait () && options->h264_first)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _("This computer cannot encode and decode H.264."));
      return MAJU_TOOL_EXIT_NOT_JOINED;
    }

  return maju_tool_session_run (options, link, owner);
}

/* Everybody on the machine can read the command line for as long as we run. */
static void
hide_keys (int    argc,
           char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      char *key = strchr (argv[i], '#');

      if (key)
        memset (key, '\0', strlen (key));
    }
}

int
main (int    argc,
      char **argv)
{
  g_auto(GStrv) copy = g_strdupv (argv);
  g_autofree char **arguments = g_memdup2 (copy, (argc + 1) * sizeof *copy);
  MajuToolOptions options = { 0 };
  g_autoptr(GError) error = NULL;
  MajuToolExit status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, MAJU_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  hide_keys (argc, argv);

  /* The parser takes what it knows out of the list. */
  if (!maju_tool_options_parse (&options, &argc, &arguments, &error))
    status = MAJU_TOOL_EXIT_USAGE;
  else if (options.version)
    {
      printf ("maju-peer %s\n", MAJU_VERSION);
      status = MAJU_TOOL_EXIT_SUCCESS;
    }
  else
    status = run (&options, &error);

  if (error)
    g_printerr ("maju-peer: %s\n", error->message);
  maju_tool_options_clear (&options);

  return status;
}
