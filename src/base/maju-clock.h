/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define MAJU_TYPE_CLOCK (maju_clock_get_type ())

/**
 * MajuClock:
 *
 * Time and timeouts that a test can turn by hand. Whatever decides by time
 * (retries, watchdogs, controllers) asks a clock that it was given, never the
 * system. The system's clock is CLOCK_BOOTTIME, which goes on during suspend;
 * its timeouts stand still during suspend and go on after it, so what must
 * notice a suspend compares maju_clock_get_now().
 */
G_DECLARE_FINAL_TYPE (MajuClock, maju_clock, MAJU, CLOCK, GObject)

/* Follows the system. Timeouts run in the thread-default main context of the
 * caller of maju_clock_add_timeout(). */
MajuClock *maju_clock_new_system   (void) G_GNUC_WARN_UNUSED_RESULT;

/* Stands still at @now_us until maju_clock_advance(). */
MajuClock *maju_clock_new_manual   (gint64         now_us)
                                    G_GNUC_WARN_UNUSED_RESULT;

/* Microseconds, monotonic. */
gint64     maju_clock_get_now      (MajuClock     *self);

/* Calls @func after @delay_ms and then at that interval while it returns
 * %G_SOURCE_CONTINUE. @func may remove its own timeout.
 *
 * Returns: an id for maju_clock_remove_timeout(), never 0. */
guint      maju_clock_add_timeout  (MajuClock     *self,
                                    guint          delay_ms,
                                    GSourceFunc    func,
                                    gpointer       user_data);

/* @id is a timeout that is still there: one whose function has returned
 * %G_SOURCE_REMOVE is not. */
void       maju_clock_remove_timeout (MajuClock   *self,
                                    guint          id);

/* For a manual clock: moves it and runs what has become due, in order, in the
 * calling thread. */
void       maju_clock_advance      (MajuClock     *self,
                                    guint          delay_ms);

G_END_DECLS
