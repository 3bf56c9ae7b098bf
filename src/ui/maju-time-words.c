/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-time-words.h"

#include <glib/gi18n.h>

/* Midnights between the two, in local time. */
static int
days_between (GDateTime *earlier,
              GDateTime *later)
{
  GDate from, to;
  int year, month, day;

  g_date_time_get_ymd (earlier, &year, &month, &day);
  g_date_clear (&from, 1);
  g_date_set_dmy (&from, day, month, year);
  g_date_time_get_ymd (later, &year, &month, &day);
  g_date_clear (&to, 1);
  g_date_set_dmy (&to, day, month, year);
  return g_date_days_between (&from, &to);
}

static char *
format_past (gint64      time,
             gint64      now,
             const char *today,
             const char *yesterday,
             const char *weekday)
{
  g_autoptr(GDateTime) then = g_date_time_new_from_unix_local (time);
  g_autoptr(GDateTime) present = g_date_time_new_from_unix_local (now);
  const char *format;
  char *text;
  int days;

  if (then == NULL || present == NULL)
    return g_strdup ("");

  days = days_between (then, present);
  if (days == 0)
    format = today;
  else if (days == 1)
    format = yesterday;
  else if (days > 1 && days < 7)
    format = weekday;
  else
    /* Translators: strftime. */
    format = _("%e %B %Y");
  text = g_date_time_format (then, format);
  return text != NULL ? g_strstrip (text) : g_strdup ("");
}

char *
maju_time_words_past (gint64 time,
                      gint64 now)
{
  /* Translators: strftime, as the next two. */
  return format_past (time, now, _("Today %H:%M"), _("Yesterday %H:%M"),
                      _("%A %H:%M"));
}

char *
maju_time_words_day (gint64 time,
                     gint64 now)
{
  /* Translators: strftime, as the next two. */
  return format_past (time, now, _("Today"), _("Yesterday"), _("%A"));
}
