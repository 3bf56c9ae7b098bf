/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MajuTokenBucket:
 *
 * A rate with a burst. It may be overdrawn: what has already arrived is still
 * counted, and nothing more is due until it is back above zero. A @rate of 0
 * means no limit.
 */
typedef struct
{
  guint rate;                   /* tokens a second */
  guint burst;                  /* at most so many */
  gint64 level;                 /* in millionths of a token */
  gint64 updated_us;
} MajuTokenBucket;

void     maju_token_bucket_init (MajuTokenBucket *self,
                                 guint            rate,
                                 guint            burst,
                                 gint64           now_us);

/* Returns: whether there was enough. It is taken in either case. */
gboolean maju_token_bucket_take (MajuTokenBucket *self,
                                 guint64          tokens,
                                 gint64           now_us);

/* Milliseconds until there is one token, 0 when there is one now. */
guint    maju_token_bucket_wait (MajuTokenBucket *self,
                                 gint64           now_us);

gboolean maju_token_bucket_full (MajuTokenBucket *self,
                                 gint64           now_us);

G_END_DECLS
