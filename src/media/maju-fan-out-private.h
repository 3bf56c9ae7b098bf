/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-media.h"

G_BEGIN_DECLS

/**
 * MajuFanOut:
 *
 * Hands what was encoded once to all who want it. Every function may be called
 * from any thread.
 */
typedef struct _MajuFanOut MajuFanOut;

/* With @gate_key_frames a consumer gets nothing before its first key frame. */
MajuFanOut *maju_fan_out_new (gboolean gate_key_frames)
G_GNUC_WARN_UNUSED_RESULT;
void        maju_fan_out_free (MajuFanOut *self);

/* Returns: an id for a consumer that is kept elsewhere. */
guint       maju_fan_out_next_id (void);

/* Returns: an id, unique in the process and never 0. */
guint       maju_fan_out_add (MajuFanOut    *self,
                              MajuSampleFunc func,
                              gpointer       user_data,
                              GDestroyNotify destroy);

/* When it has returned the function is not running and will not run, unless it
 * was the function that called. Returns: whether there was such a consumer. */
gboolean    maju_fan_out_remove (MajuFanOut *self,
                                 guint       id);
gboolean    maju_fan_out_is_empty (MajuFanOut *self);
gboolean    maju_fan_out_waits_for_key (MajuFanOut *self);

/* In the streaming thread. */
void        maju_fan_out_push (MajuFanOut *self,
                               GstSample  *sample);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuFanOut, maju_fan_out_free)

G_END_DECLS
