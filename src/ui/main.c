/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-application.h"

#include <locale.h>

#include <glib/gi18n.h>

int
main (int   argc,
      char *argv[])
{
  g_autoptr(MajuApplication) application = NULL;
  const char *localedir = g_getenv ("MAJU_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir != NULL ? localedir
                                                     : MAJU_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name (_("Maju"));

  application = maju_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
