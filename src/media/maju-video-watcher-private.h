/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-video-rung-private.h"

G_BEGIN_DECLS

/**
 * MajuVideoWatcher:
 *
 * Somebody who watches the picture in one size after the other: until the new
 * size has its first key frame, the old one goes on. Belongs to the main context;
 * only its function is called in streaming threads, by one at a time.
 */
typedef struct _MajuVideoWatcher MajuVideoWatcher;

MajuVideoWatcher *maju_video_watcher_new (MajuSampleFunc func,
                                          gpointer       user_data,
                                          GDestroyNotify destroy)
G_GNUC_WARN_UNUSED_RESULT;

/* When it has returned the function is not running and will not run. */
void              maju_video_watcher_free (MajuVideoWatcher *self);

/* @rung: (nullable): watch nothing. */
void              maju_video_watcher_set_rung (MajuVideoWatcher *self,
                                               MajuVideoRung    *rung);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuVideoWatcher, maju_video_watcher_free)

G_END_DECLS
