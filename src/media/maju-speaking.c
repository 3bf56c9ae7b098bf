/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-speaking-private.h"

gboolean
maju_speaking_update (MajuSpeaking *self,
                      double        level_dbfs,
                      gint64        now_us)
{
  gint64 needed_ms = self->speaking ? MAJU_SPEAKING_OFF_MS
                                    : MAJU_SPEAKING_ON_MS;
  gboolean contradicts = self->speaking
                         ? level_dbfs < MAJU_SPEAKING_OFF_DBFS
                         : level_dbfs > MAJU_SPEAKING_ON_DBFS;

  if (!contradicts)
    {
      self->since_us = 0;
    }
  else if (self->since_us == 0)
    {
      self->since_us = now_us;
    }
  else if (now_us - self->since_us >= needed_ms * 1000)
    {
      self->speaking = !self->speaking;
      self->since_us = 0;
    }

  return self->speaking;
}
