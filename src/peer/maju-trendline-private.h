/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-packet-report-private.h"

G_BEGIN_DECLS

typedef enum
{
  MAJU_PATH_USE_NORMAL,
  MAJU_PATH_USE_OVER,           /* a queue grows on the path */
  MAJU_PATH_USE_UNDER,          /* a queue drains */
} MajuPathUse;

/**
 * MajuTrendline:
 *
 * Sees from the times of packets whether a queue grows on the path: the slope of
 * the delay over the last groups of packets, against a threshold that adapts
 * itself (draft-ietf-rmcat-gcc-02, section 5; with the trendline filter that
 * took the place of its Kalman filter). Plain data, no thread of its own.
 */
typedef struct _MajuTrendline MajuTrendline;

MajuTrendline *maju_trendline_new (void)
G_GNUC_WARN_UNUSED_RESULT;
void           maju_trendline_free (MajuTrendline *self);

/* One packet that arrived, in the order of sending; older ones are ignored. */
void           maju_trendline_add (MajuTrendline          *self,
                                   const MajuPacketReport *packet);
MajuPathUse    maju_trendline_get_use (MajuTrendline *self);

/* How long the newest packet waited on the path more than the quickest of the
 * last seconds: an estimate of the queue, in microseconds. */
gint64         maju_trendline_get_queue (MajuTrendline *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuTrendline, maju_trendline_free)

G_END_DECLS
