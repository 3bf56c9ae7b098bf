/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-show-file.h"

/* %s is the folder of what belongs to this login. */
static const struct
{
  const char *file;
  const char *document;
} cases[] = {
  { "%s/doc/1a2b3c4d/minutes.txt", "%s/doc/1a2b3c4d" },
  { "/run/flatpak/doc/1a2b3c4d/minutes.txt", "/run/flatpak/doc/1a2b3c4d" },
  /* In a folder that is a document. */
  { "%s/doc/1a2b3c4d/Papers/minutes.txt", NULL },
  { "%s/doc/1a2b3c4d", NULL },
  { "%s/minutes.txt", NULL },
  { "%s/document/1a2b3c4d/minutes.txt", NULL },
  { "/home/mina/doc/Papers/minutes.txt", NULL },
  { "/minutes.txt", NULL },
  { "/", NULL },
};

static void
test_document (void)
{
  const char *runtime = g_get_user_runtime_dir ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) path = g_string_new (cases[i].file);
      g_autoptr(GString) folder = g_string_new (cases[i].document);
      g_autoptr(GFile) file = NULL;
      g_autoptr(GFile) document = NULL;

      g_string_replace (path, "%s", runtime, 0);
      g_string_replace (folder, "%s", runtime, 0);
      g_test_message ("%s", path->str);
      file = g_file_new_for_path (path->str);
      document = maju_show_file_get_document (file);
      if (cases[i].document == NULL)
        g_assert_null (document);
      else
        g_assert_cmpstr (g_file_peek_path (document), ==, folder->str);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/show-file/document", test_document);

  return g_test_run ();
}
