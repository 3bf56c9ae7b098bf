/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"
#include "maju-media.h"
#include "maju-tool-options.h"
#include "maju-tool-session.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>

static MajuToolExit
run (MajuToolOptions *options,
     GError         **error)
{
  g_autoptr(MajuRoomLink) link = NULL;

  link = options->server ? maju_room_link_new_random (options->server, error)
                         : maju_room_link_parse (options->link, error);
  if (!link)
    return MAJU_TOOL_EXIT_USAGE;
  if (!maju_media_init (error))
    return MAJU_TOOL_EXIT_NOT_JOINED;

  return maju_tool_session_run (options, link);
}

int
main (int    argc,
      char **argv)
{
  MajuToolOptions options = { 0 };
  g_autoptr(GError) error = NULL;
  MajuToolExit status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, MAJU_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (!maju_tool_options_parse (&options, &argc, &argv, &error))
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
