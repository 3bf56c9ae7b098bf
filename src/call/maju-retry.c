/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-retry-private.h"

#include "maju-call-types.h"

/* The other side, or a server in its name, can ask for attempts without end, and
 * each of them makes a pipeline. After an attempt that lasted it is forgiven. */
#define INTERVAL_US  (2 * G_TIME_SPAN_SECOND)
#define MAX_DOUBLED  3
#define CALM_US      (60 * G_TIME_SPAN_SECOND)

void
maju_retry_connected (MajuRetry *self)
{
  self->spent = FALSE;
}

void
maju_retry_refuse (MajuRetry *self)
{
  self->refused = TRUE;
}

void
maju_retry_want (MajuRetry *self)
{
  self->refused = FALSE;
  self->spent = FALSE;
  self->n_invited = 0;
}

/* What failed for want of a way may go now; what was refused would be again. */
gboolean
maju_retry_take (MajuRetry    *self,
                 const GError *error)
{
  if (self->spent ||
      !g_error_matches (error, MAJU_CALL_ERROR, MAJU_CALL_ERROR_UNREACHABLE))
    return FALSE;

  self->spent = TRUE;

  return TRUE;
}

static gboolean
is_invitation (const MajuMessage *message,
               gboolean           offerer)
{
  if (offerer)
    return message->type == MAJU_MESSAGE_RESTART;

  return message->type == MAJU_MESSAGE_DESCRIPTION &&
         message->kind == MAJU_DESCRIPTION_OFFER;
}

gboolean
maju_retry_accept (MajuRetry         *self,
                   const MajuMessage *message,
                   gboolean           offerer,
                   gint64             age)
{
  if (self->refused || !is_invitation (message, offerer))
    return FALSE;
  if (age >= CALM_US)
    self->n_invited = 0;
  if (age < INTERVAL_US << MIN (self->n_invited, MAX_DOUBLED))
    return FALSE;

  self->n_invited++;

  return TRUE;
}
