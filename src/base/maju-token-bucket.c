/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-token-bucket.h"

#define TOKEN G_USEC_PER_SEC

/* No level needs longer, and no product overflows. */
#define FORGIVEN (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* A debt is bounded, so that the way back is. */
#define DEBT_BURSTS 4

static void
refill (MajuTokenBucket *self,
        gint64           now_us)
{
  gint64 passed = CLAMP (now_us - self->updated_us, 0, FORGIVEN);
  gint64 most = (gint64) self->burst * TOKEN;

  self->updated_us = now_us;
  self->level = MIN (most, self->level + passed * self->rate);
}

void
maju_token_bucket_init (MajuTokenBucket *self,
                        guint            rate,
                        guint            burst,
                        gint64           now_us)
{
  self->rate = rate;
  self->burst = burst;
  self->level = (gint64) burst * TOKEN;
  self->updated_us = now_us;
}

gboolean
maju_token_bucket_take (MajuTokenBucket *self,
                        guint64          tokens,
                        gint64           now_us)
{
  gint64 debt = (gint64) self->burst * TOKEN * DEBT_BURSTS;
  gboolean enough;

  if (self->rate == 0)
    return TRUE;
  refill (self, now_us);
  tokens = MIN (tokens, (guint64) self->burst * (DEBT_BURSTS + 1));
  enough = self->level >= (gint64) tokens * TOKEN;
  self->level = MAX (-debt, self->level - (gint64) tokens * TOKEN);
  return enough;
}

guint
maju_token_bucket_wait (MajuTokenBucket *self,
                        gint64           now_us)
{
  if (self->rate == 0)
    return 0;
  refill (self, now_us);
  if (self->level >= TOKEN)
    return 0;
  return (guint) ((TOKEN - self->level) / self->rate / 1000 + 1);
}

gboolean
maju_token_bucket_full (MajuTokenBucket *self,
                        gint64           now_us)
{
  if (self->rate == 0)
    return TRUE;
  refill (self, now_us);
  return self->level >= (gint64) self->burst * TOKEN;
}
