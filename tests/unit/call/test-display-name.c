/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-display-name-private.h"

#include <glib.h>

#define OWN "Dana"

typedef struct
{
  const char *names[6];
  const char *shown[6];
} Case;

static const Case cases[] = {
  { { "Ana", "Bo" }, { "Ana", "Bo" } },
  /* One name a person. */
  { { "Ana", "Ana", "Ana" }, { "Ana", "Ana (2)", "Ana (3)" } },
  { { "Ana", "ANA", "ana" }, { "Ana", "ANA (2)", "ana (3)" } },
  { { "Ana (2)", "Ana", "Ana" }, { "Ana (2)", "Ana", "Ana (3)" } },
  { { "Ana", "Ana", "Ana (2)" }, { "Ana", "Ana (2)", "Ana (2) (2)" } },
  { { "J\u00fcrgen", "Ju\u0308rgen" }, { "J\u00fcrgen", "Ju\u0308rgen (2)" } },
  { { "\uff21na", "Ana" }, { "\uff21na", "Ana (2)" } },
  /* Nor one's own. */
  { { OWN, "dana" }, { "Dana (2)", "dana (3)" } },
  /* Without a name. */
  { { "", "", "Guest" }, { "Guest", "Guest (2)", "Guest (3)" } },
  /* Only oneself is "You". */
  { { "You", "you", "You!" },
    { "Guest “You”", "Guest “you” (2)", "Guest “You!”" } },
  { { "나", "(you)", "Dana (You)", "Ana (나)" },
    { "Guest “나”", "Guest “(you)”", "Guest “Dana (You)”", "Guest “Ana (나)”" } },
  { { "Youssef", "Young", "나영", "You and me", "Ana (here)" },
    { "Youssef", "Young", "나영", "You and me", "Ana (here)" } },
};

static void
test_make (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GHashTable) taken = maju_display_name_set_new ();

      maju_display_name_set_add (taken, OWN);
      for (guint j = 0; cases[i].shown[j] != NULL; j++)
        {
          g_autofree char *shown = maju_display_name_make (cases[i].names[j],
                                                           taken);

          g_assert_cmpstr (shown, ==, cases[i].shown[j]);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/display-name/make", test_make);

  return g_test_run ();
}
