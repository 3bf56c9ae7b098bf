/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-time-words.h"

#define DAY (24 * 60 * 60)

/* Saturday, 21 November 2026, 14:30:00 UTC. */
#define NOW G_GINT64_CONSTANT (1795271400)

typedef struct
{
  gint64 ago;
  const char *words;
  const char *day;
} Case;

static const Case cases[] = {
  { 0, "Today 14:30", "Today" },
  { 14 * 60 * 60, "Today 00:30", "Today" },
  { 15 * 60 * 60, "Yesterday 23:30", "Yesterday" },
  { DAY, "Yesterday 14:30", "Yesterday" },
  { 2 * DAY, "Thursday 14:30", "Thursday" },
  { 6 * DAY, "Sunday 14:30", "Sunday" },
  { 7 * DAY, "14 November 2026", "14 November 2026" },
  { 365 * DAY, "21 November 2025", "21 November 2025" },
  /* A clock that was set back. */
  { -DAY, "22 November 2026", "22 November 2026" },
};

static void
test_past (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *words = maju_time_words_past (NOW - c->ago, NOW);
  g_autofree char *day = maju_time_words_day (NOW - c->ago, NOW);

  g_assert_cmpstr (words, ==, c->words);
  g_assert_cmpstr (day, ==, c->day);
}

static void
test_absurd (void)
{
  g_autofree char *words = maju_time_words_past (G_MAXINT64, NOW);

  g_assert_cmpstr (words, ==, "");
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/time-words/%u", i);

      g_test_add_data_func (path, &cases[i], test_past);
    }
  g_test_add_func ("/time-words/absurd", test_absurd);
  return g_test_run ();
}
