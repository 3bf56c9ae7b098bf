/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-calendar-event.h"

#include <string.h>

#define URL "https://maju.example.org/r/kxbt-rfmq-saha-jwmn#AAECAwQFBgcICQoLDA0ODw"
#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

static char *
print_event (const char *summary,
             const char *description,
             const char *url)
{
  g_autoptr(GTimeZone) seoul = g_time_zone_new_offset (9 * 60 * 60);
  g_autoptr(GDateTime) stamp = NULL;
  g_autoptr(GDateTime) start = NULL;
  MajuCalendarEvent event = { 0 };

  stamp = g_date_time_new (seoul, 2026, 11, 23, 6, 24, 5.75);
  start = g_date_time_new (seoul, 2026, 11, 23, 7, 0, 0);
  event.uid = "1b2c";
  event.stamp = stamp;
  event.start = start;
  event.minutes = 60;
  event.summary = summary;
  event.description = description;
  event.url = url;

  return maju_calendar_event_print (&event);
}

static void
test_whole (void)
{
  g_autofree char *calendar = print_event ("Call", "Join", "https://h/r/12345678");

  g_assert_cmpstr (calendar, ==,
                   "BEGIN:VCALENDAR\r\n"
                   "VERSION:2.0\r\n"
                   "PRODID:-//org.maju.Maju//Maju//EN\r\n"
                   "BEGIN:VEVENT\r\n"
                   "UID:1b2c\r\n"
                   "DTSTAMP:20261122T212405Z\r\n"
                   "DTSTART:20261122T220000Z\r\n"
                   "DURATION:PT60M\r\n"
                   "SUMMARY:Call\r\n"
                   "DESCRIPTION:Join\r\n"
                   "URL:https://h/r/12345678\r\n"
                   "END:VEVENT\r\n"
                   "END:VCALENDAR\r\n");
}

static const struct
{
  const char *text;
  const char *lines;            /* as it stands in the file */
} texts[] = {
  { "", "SUMMARY:\r\n" },
  { "a, b; c\\d: \"e\"", "SUMMARY:a\\, b\\; c\\\\d: \"e\"\r\n" },
  { "a\nb\r\nc\rd", "SUMMARY:a\\nb\\nc\\nd\r\n" },
  { "x\r\nEND:VEVENT\r\nBEGIN:VALARM", "SUMMARY:x\\nEND:VEVENT\\nBEGIN:VALARM\r\n" },
  { "a\tb\x1b[1m\x7f" "c\xc2\x85" "d", "SUMMARY:ab[1mcd\r\n" },
  { "a\xff" "b", "SUMMARY:a\xef\xbf\xbd" "b\r\n" },
  /* 8 + 67 = 75 octets stay one line, one more makes two. */
  { FIFTY TEN "1234567", "SUMMARY:" FIFTY TEN "1234567\r\n" },
  { FIFTY TEN "12345678", "SUMMARY:" FIFTY TEN "1234567\r\n 8\r\n" },
  /* The space counts. */
  { FIFTY TEN "1234567" FIFTY TEN TEN "abcd" "ef",
    "SUMMARY:" FIFTY TEN "1234567\r\n " FIFTY TEN TEN "abcd\r\n ef\r\n" },
  /* No character is cut: 가 has three octets, of which two would fit. */
  { FIFTY TEN "12345가", "SUMMARY:" FIFTY TEN "12345\r\n 가\r\n" },
  { FIFTY TEN "1234가", "SUMMARY:" FIFTY TEN "1234가\r\n" },
};

static void
test_texts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *calendar = print_event (texts[i].text, "", URL);
      const char *begin = strstr (calendar, "SUMMARY:");
      const char *end = strstr (calendar, "DESCRIPTION:");
      g_autofree char *lines = g_strndup (begin, (gsize) (end - begin));

      g_assert_cmpstr (lines, ==, texts[i].lines);
    }
}

/* What a calendar gets when it puts the lines together again. */
static char *
unfold (const char *calendar)
{
  g_auto(GStrv) parts = g_strsplit (calendar, "\r\n ", -1);

  return g_strjoinv (NULL, parts);
}

static void
test_lines (void)
{
  g_autofree char *calendar = print_event ("마주", URL "\n" FIFTY FIFTY, URL);
  g_autofree char *whole = unfold (calendar);
  g_auto(GStrv) lines = g_strsplit (calendar, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 75);
      g_assert_null (strpbrk (lines[i], "\r\n"));
    }
  g_assert_nonnull (strstr (whole, "\r\nURL:" URL "\r\n"));
  g_assert_nonnull (strstr (whole, "\r\nDESCRIPTION:" URL "\\n" FIFTY FIFTY
                            "\r\n"));
  g_assert_nonnull (strstr (whole, "\r\nSUMMARY:마주\r\n"));
}

static void
test_bad_uri (void)
{
  g_autofree char *calendar = print_event ("", "", "https://h/r/1\r\nX:y 가");

  g_assert_nonnull (strstr (calendar, "\r\nURL:https://h/r/1X:y\r\n"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar-event/whole", test_whole);
  g_test_add_func ("/calendar-event/texts", test_texts);
  g_test_add_func ("/calendar-event/lines", test_lines);
  g_test_add_func ("/calendar-event/bad-uri", test_bad_uri);

  return g_test_run ();
}
