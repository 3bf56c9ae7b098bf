/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-retry-private.h"

#include "maju-call-types.h"

/* The other side, or a server in its name, can ask for attempts without end. */
#define INTERVAL_US (2 * G_TIME_SPAN_SECOND)

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

gboolean
maju_retry_is_invitation (const MajuRetry   *self,
                          const MajuMessage *message,
                          gboolean           offerer,
                          gint64             age)
{
  if (self->refused || age < INTERVAL_US)
    return FALSE;
  if (offerer)
    return message->type == MAJU_MESSAGE_RESTART;

  return message->type == MAJU_MESSAGE_DESCRIPTION &&
         message->kind == MAJU_DESCRIPTION_OFFER;
}
