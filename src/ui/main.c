/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-application.h"

#include <locale.h>
#include <string.h>

#include <glib/gi18n.h>

/* A command line can be seen by everybody on the machine for as long as the
 * process lives: what stands behind the `#` of a link is the room's key. */
static void
hide_keys (int   argc,
           char *argv[])
{
  for (int i = 1; i < argc; i++)
    {
      char *key = strchr (argv[i], '#');

      if (key != NULL)
        memset (key, '\0', strlen (key));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(MajuApplication) application = NULL;
  g_auto(GStrv) arguments = g_strdupv (argv);
  const char *localedir = g_getenv ("MAJU_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir != NULL ? localedir
                                                     : MAJU_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name (_("Maju"));

  hide_keys (argc, argv);
  /* For good: a thread that starts or stops the preview when the loop has ended
   * would else take this context, do itself what its sink has for this thread,
   * and be aborted by it. */
  g_main_context_acquire (NULL);
  application = maju_application_new ();
  return g_application_run (G_APPLICATION (application), argc, arguments);
}
