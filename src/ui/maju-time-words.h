/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * maju_time_words_past:
 * @time: seconds since 1970
 * @now: the present, likewise
 *
 * "Today 14:30", "Yesterday 14:30", "Monday 14:30", or the date, in local time
 * and the person's language.
 */
char *maju_time_words_past (gint64 time,
                            gint64 now)
                            G_GNUC_WARN_UNUSED_RESULT;

/**
 * maju_time_words_day:
 * @time: seconds since 1970
 * @now: the present, likewise
 *
 * "Today", "Yesterday", "Monday", or the date, likewise.
 */
char *maju_time_words_day (gint64 time,
                           gint64 now)
                           G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
