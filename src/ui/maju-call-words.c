/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-call-words.h"

#include "maju-participant.h"

#include <glib/gi18n.h>

static const char *
get_name (GListModel *participants,
          guint       position)
{
  g_autoptr(MajuParticipant) participant =
    g_list_model_get_item (participants, position);

  return maju_participant_get_display_name (participant);
}

char *
maju_call_words_title (GListModel *others)
{
  guint n = g_list_model_get_n_items (others);

  if (n == 0)
    return g_strdup (_("Call"));
  if (n == 1)
    return g_strdup (get_name (others, 0));
  if (n == 2)
    /* Translators: two people. */
    return g_strdup_printf (_("%s and %s"),
                            get_name (others, 0), get_name (others, 1));

  /* Translators: one person and how many more, which are two at least. */
  return g_strdup_printf (ngettext ("%s and %u other", "%s and %u others",
                                    n - 1),
                          get_name (others, 0), n - 1);
}

char *
maju_call_words_duration (gint64 started)
{
  gint64 seconds = (g_get_monotonic_time () - started) / G_USEC_PER_SEC;
  int h = (int) (seconds / 3600), m = (int) (seconds / 60 % 60);
  int s = (int) (seconds % 60);
  g_autofree char *words = NULL;

  if (started == 0)
    return g_strdup ("");

  /* Translators: how long the call has been going on: hours, minutes,
   * seconds. The separator is U+2236. */
  words = h > 0 ? g_strdup_printf (_("%d∶%02d∶%02d"), h, m, s)
    /* Translators: the same, minutes and seconds. */
                : g_strdup_printf (_("%d∶%02d"), m, s);

  /* The separator would let the numbers change places among words that are
   * written from the right. */
  return g_strconcat ("\u2066", words, "\u2069", NULL);
}
