/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-retry-private.h"

#include "maju-call-types.h"

/* The other side, or a server in its name, can ask for attempts without end, and
 * each of them makes a pipeline. After an attempt that lasted it is forgiven. */
#define INTERVAL_US  (2 * G_TIME_SPAN_SECOND)
#define MAX_DOUBLED  3
#define CALM_US      (60 * G_TIME_SPAN_SECOND)

/* With the attempts themselves, which take 20 s and more, five minutes. */
#define FIRST_PAUSE_MS    4000
#define MAX_PAUSE_DOUBLED 4
#define MAX_PLANNED       6

void
maju_retry_connected (MajuRetry *self)
{
  self->spent = FALSE;
  self->n_planned = 0;
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
  self->n_planned = 0;
  self->n_invited = 0;
}

static gboolean
is_unreachable (const GError *error)
{
  return g_error_matches (error, MAJU_CALL_ERROR, MAJU_CALL_ERROR_UNREACHABLE);
}

/* What failed for want of a way may go now; what was refused would be again. */
gboolean
maju_retry_take (MajuRetry    *self,
                 const GError *error)
{
  if (self->spent || !is_unreachable (error))
    return FALSE;

  self->spent = TRUE;
  self->n_planned = 0;

  return TRUE;
}

/* Both sides may have been too busy to answer, and neither would ask. */
guint
maju_retry_plan (MajuRetry    *self,
                 const GError *error)
{
  guint doubled;

  if (self->refused || self->n_planned >= MAX_PLANNED || !is_unreachable (error))
    return 0;

  doubled = MIN (self->n_planned, MAX_PAUSE_DOUBLED);
  self->n_planned++;

  return FIRST_PAUSE_MS << doubled;
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
