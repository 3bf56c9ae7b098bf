/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MajuCalendarEvent:
 * @uid: what no other event is called
 * @stamp: when it was written
 * @start: when it begins
 * @minutes: how long it lasts, 1 at least
 * @summary: what it is, in one line
 * @description: more about it, in any number of lines
 * @url: an absolute URI
 *
 * One event to be put into a calendar, with other people's words perhaps:
 * whatever is in the texts, the calendar takes it as text.
 */
typedef struct
{
  const char *uid;
  GDateTime *stamp;
  GDateTime *start;
  guint minutes;
  const char *summary;
  const char *description;
  const char *url;
} MajuCalendarEvent;

/* An iCalendar object of one VEVENT, in UTF-8, with its times in UTC (RFC 5545
 * sections 3.1, 3.3.11 and 3.6.1). Control characters but line breaks, and bytes
 * that are not UTF-8, are left out of texts; what no URI has is left out of
 * @url. */
char *maju_calendar_event_print (const MajuCalendarEvent *self)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
