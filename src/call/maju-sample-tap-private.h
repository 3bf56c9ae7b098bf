/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-remote-track.h"

G_BEGIN_DECLS

/**
 * MajuSampleTap:
 *
 * A sample function with what it needs, counted, so that the thread that runs
 * it and the one that takes it away need no lock between them.
 */
typedef struct _MajuSampleTap MajuSampleTap;

MajuSampleTap *maju_sample_tap_new (MajuRemoteSampleFunc func,
                                    gpointer             user_data,
                                    GDestroyNotify       destroy)
G_GNUC_WARN_UNUSED_RESULT;
MajuSampleTap *maju_sample_tap_ref (MajuSampleTap *self);
void           maju_sample_tap_unref (MajuSampleTap *self);
void           maju_sample_tap_push (MajuSampleTap *self,
                                     GstSample     *sample);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuSampleTap, maju_sample_tap_unref)

G_END_DECLS
