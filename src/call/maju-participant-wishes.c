/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-participant-private.h"

/*
 * What the person here wants of a participant.
 */

void
maju_participant_retry (MajuParticipant *self)
{
  g_return_if_fail (MAJU_IS_PARTICIPANT (self));

  if (maju_participant_get_state (self) == MAJU_PARTICIPANT_STATE_FAILED)
    maju_wishes_retry (maju_participant_get_wishes (self));
}

static void
answer (MajuParticipant *self,
        gboolean         admitted)
{
  if (maju_participant_get_state (self) == MAJU_PARTICIPANT_STATE_ASKING)
    maju_wishes_answer (maju_participant_get_wishes (self), admitted);
}

void
maju_participant_admit (MajuParticipant *self)
{
  g_return_if_fail (MAJU_IS_PARTICIPANT (self));

  answer (self, TRUE);
}

void
maju_participant_refuse (MajuParticipant *self)
{
  g_return_if_fail (MAJU_IS_PARTICIPANT (self));

  answer (self, FALSE);
}

void
maju_participant_set_watched (MajuParticipant *self,
                              guint            camera_height,
                              guint            screen_height)
{
  g_return_if_fail (MAJU_IS_PARTICIPANT (self));

  maju_wishes_set_watched (maju_participant_get_wishes (self),
                           camera_height, screen_height);
}

void
maju_participant_set_sample_func (MajuParticipant     *self,
                                  MajuTrackKind        kind,
                                  MajuRemoteSampleFunc func,
                                  gpointer             user_data,
                                  GDestroyNotify       destroy)
{
  MajuSampleTap *tap = NULL;

  g_return_if_fail (MAJU_IS_PARTICIPANT (self));
  g_return_if_fail (kind < MAJU_N_TRACK_KINDS);

  if (func)
    tap = maju_sample_tap_new (func, user_data, destroy);
  maju_wishes_set_sample_tap (maju_participant_get_wishes (self), kind, tap);
}
