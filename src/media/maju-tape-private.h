/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define MAJU_TYPE_TAPE (maju_tape_get_type ())

/**
 * MajuTape:
 *
 * Keeps in memory what passes a pad while it is asked to, for some seconds.
 */
G_DECLARE_FINAL_TYPE (MajuTape, maju_tape, MAJU, TAPE, GObject)

MajuTape *maju_tape_new (gsize max_bytes)
G_GNUC_WARN_UNUSED_RESULT;

/* For the life of @pad. */
void      maju_tape_watch (MajuTape *self,
                           GstPad   *pad);
void      maju_tape_start (MajuTape *self);

/* Returns: (transfer full): what has passed since it was started. */
GBytes   *maju_tape_stop (MajuTape *self)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
