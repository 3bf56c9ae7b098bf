/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-clock.h"

G_BEGIN_DECLS

#define MAJU_TYPE_PATH_WATCH (maju_path_watch_get_type ())

typedef enum
{
  MAJU_PATH_EVENT_UNSTABLE,     /* nothing was heard for 1.5 s */
  MAJU_PATH_EVENT_RECOVERED,    /* heard again, on the same path */
  MAJU_PATH_EVENT_RESTART,      /* a new path is needed; said again each 8 s */
  MAJU_PATH_EVENT_FAILED,       /* tried for long enough */
} MajuPathEvent;

/* How many packets came so far: only whether it changes counts. */
typedef guint64 (*MajuPacketCountFunc) (gpointer user_data);

/**
 * MajuPathWatch:
 *
 * Decides by time alone when a path is bad, dead, or not to be found.
 *
 * Signal: `event` (guint: MajuPathEvent).
 */
G_DECLARE_FINAL_TYPE (MajuPathWatch, maju_path_watch, MAJU, PATH_WATCH, GObject)

MajuPathWatch *maju_path_watch_new (MajuClock           *clock,
                                    MajuPacketCountFunc count,
                                    gpointer user_data)
G_GNUC_WARN_UNUSED_RESULT;

/* A first path is looked for: 15 s, then another 15 s after a restart. */
void           maju_path_watch_begin (MajuPathWatch *self);

/* A path was found and verified: it is listened to. */
void           maju_path_watch_connected (MajuPathWatch *self);

/* The transport itself says that its path is dead. */
void           maju_path_watch_lost (MajuPathWatch *self);

/* Looks 2 s after the last of these whether the path still lives. */
void           maju_path_watch_network_changed (MajuPathWatch *self);
void           maju_path_watch_stop (MajuPathWatch *self);

G_END_DECLS
