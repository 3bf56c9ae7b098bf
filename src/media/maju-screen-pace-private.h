/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * MajuScreenPace:
 *
 * How many of a screen's pictures are let through. A rate in the caps would be
 * asked of the source, and with it be slow to change. From any thread.
 */
typedef struct _MajuScreenPace MajuScreenPace;

MajuScreenPace *maju_screen_pace_new (guint interval_ms)
G_GNUC_WARN_UNUSED_RESULT;
void            maju_screen_pace_unref (MajuScreenPace *self);
void            maju_screen_pace_set_interval (MajuScreenPace *self,
                                               guint           interval_ms);

/* Drops on @pad what comes too soon. The element of @pad posts an application
 * message when the first picture comes. */
void            maju_screen_pace_watch (MajuScreenPace *self,
                                        GstPad         *pad);

G_END_DECLS
