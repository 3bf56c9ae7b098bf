/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Above ON for 200 ms somebody speaks, below OFF for 600 ms no more. Between
 * the two nothing changes. dBFS, RMS. */
#define MAJU_SPEAKING_ON_DBFS -45.0
#define MAJU_SPEAKING_OFF_DBFS -50.0
#define MAJU_SPEAKING_ON_MS 200
#define MAJU_SPEAKING_OFF_MS 600

/* Tells speech from silence by level alone. All zero is a valid start. */
typedef struct
{
  gboolean speaking;
  gint64 since_us;              /* the level contradicts since; 0: it does not */
} MajuSpeaking;

/* @now_us is monotonic. Returns: whether somebody speaks now. */
gboolean maju_speaking_update (MajuSpeaking *self,
                               double        level_dbfs,
                               gint64        now_us);

G_END_DECLS
