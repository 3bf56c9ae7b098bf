/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-calendar-event.h"

#include <string.h>

/* In octets, without the line break. */
#define LINE_MAX_LENGTH 75

/* A long line goes on in the next one, which begins with a space; no character
 * is cut in two. */
static void
append_line (GString    *calendar,
             const char *name,
             const char *value)
{
  g_autofree char *line = g_strdup_printf ("%s:%s", name, value);
  gsize room = LINE_MAX_LENGTH;

  for (const char *c = line; *c != '\0'; c = g_utf8_next_char (c))
    {
      gsize length = (gsize) (g_utf8_next_char (c) - c);

      if (length > room)
        {
          g_string_append (calendar, "\r\n ");
          room = LINE_MAX_LENGTH - 1;
        }
      g_string_append_len (calendar, c, (gssize) length);
      room -= length;
    }
  g_string_append (calendar, "\r\n");
}

/* A value of the type TEXT, RFC 5545 section 3.3.11. */
static void
append_text (GString    *calendar,
             const char *name,
             const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr(GString) value = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      if (*c == '\n' || (*c == '\r' && c[1] != '\n'))
        g_string_append (value, "\\n");
      else if (strchr ("\\;,", *c) != NULL)
        g_string_append_printf (value, "\\%c", *c);
      else if (!g_unichar_iscntrl (g_utf8_get_char (c)))
        g_string_append_unichar (value, g_utf8_get_char (c));
    }
  append_line (calendar, name, value->str);
}

/* A value of the type URI, which knows no escapes. */
static void
append_uri (GString    *calendar,
            const char *name,
            const char *uri)
{
  g_autoptr(GString) value = g_string_new (NULL);

  for (const char *c = uri; *c != '\0'; c++)
    {
      if (g_ascii_isgraph (*c))
        g_string_append_c (value, *c);
    }
  append_line (calendar, name, value->str);
}

static void
append_time (GString    *calendar,
             const char *name,
             GDateTime  *time)
{
  g_autoptr(GDateTime) utc = g_date_time_to_utc (time);
  g_autofree char *value = g_date_time_format (utc, "%Y%m%dT%H%M%SZ");

  append_line (calendar, name, value);
}

char *
maju_calendar_event_print (const MajuCalendarEvent *self)
{
  GString *calendar = g_string_new (NULL);
  g_autofree char *duration = NULL;

  g_return_val_if_fail (self->minutes > 0, NULL);

  duration = g_strdup_printf ("PT%uM", self->minutes);
  append_line (calendar, "BEGIN", "VCALENDAR");
  append_line (calendar, "VERSION", "2.0");
  append_line (calendar, "PRODID", "-//org.maju.Maju//Maju//EN");
  append_line (calendar, "BEGIN", "VEVENT");
  append_text (calendar, "UID", self->uid);
  append_time (calendar, "DTSTAMP", self->stamp);
  append_time (calendar, "DTSTART", self->start);
  append_line (calendar, "DURATION", duration);
  append_text (calendar, "SUMMARY", self->summary);
  append_text (calendar, "DESCRIPTION", self->description);
  append_uri (calendar, "URL", self->url);
  append_line (calendar, "END", "VEVENT");
  append_line (calendar, "END", "VCALENDAR");

  return g_string_free_and_steal (calendar);
}
