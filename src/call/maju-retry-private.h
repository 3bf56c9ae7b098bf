/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-message.h"

G_BEGIN_DECLS

/**
 * MajuRetry:
 *
 * When another attempt to reach somebody is worth it. A member of its owner,
 * all zero at first.
 */
typedef struct
{
  gboolean refused;             /* only the person here can change that */
  gboolean spent;               /* for a network, since there was a path */
  guint n_planned;              /* by ourselves, in a row */
  guint n_invited;              /* in a row */
} MajuRetry;

/* There is a path. */
void     maju_retry_connected (MajuRetry *self);

/* Nothing that the other side does is to bring them back. */
void     maju_retry_refuse (MajuRetry *self);

/* The person here wants another attempt. */
void     maju_retry_want (MajuRetry *self);

/* Whether what failed with @error may go now that a network, or the server, is
 * there again. Says so once for each path that there was. */
gboolean maju_retry_take (MajuRetry    *self,
                          const GError *error);

/* How long after an attempt has failed with @error another one is made without
 * anybody's asking, in milliseconds; 0: never. The pauses grow from 4 s to 64 s,
 * and end after five minutes of trying. */
guint    maju_retry_plan (MajuRetry    *self,
                          const GError *error);

/* Whether with @message the other side begins anew, and may: @age is the time
 * since the attempt that failed began, in microseconds. Who asks again and again
 * has to wait longer each time, up to 16 s. */
gboolean maju_retry_accept (MajuRetry         *self,
                            const MajuMessage *message,
                            gboolean           offerer,
                            gint64             age);

G_END_DECLS
