/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-situation.h"

G_BEGIN_DECLS

#define MAJU_TYPE_INSPECTOR (maju_inspector_get_type ())

/**
 * MajuInspector:
 *
 * Looks at how everything is: devices, network, desktop, and the call with each
 * of its people. What needs time to tell (silence, load) it knows by looking
 * again and again, about once a second.
 */
G_DECLARE_FINAL_TYPE (MajuInspector, maju_inspector, MAJU, INSPECTOR, GObject)

/* Without @media (nullable) the devices are listed, and none is open. @call is
 * nullable. @awake: whether the computer is kept from falling asleep. */
MajuInspector *maju_inspector_new (MajuLocalMedia *media,
                                   MajuCall       *call,
                                   gboolean awake)
G_GNUC_WARN_UNUSED_RESULT;

/* Free with maju_inspector_situation_clear(); valid until the main context runs
 * again. */
void           maju_inspector_look (MajuInspector *self,
                                    MajuSituation *situation);
void           maju_inspector_situation_clear (MajuSituation *situation);

/* Returns: (transfer none) (nullable). */
MajuLocalMedia *maju_inspector_get_media (MajuInspector *self);

/* Returns: (transfer full) (nullable): the one of that number in the situation
 * that was looked at last. */
MajuParticipant *maju_inspector_get_person (MajuInspector *self,
                                            int            number);

/* Of cameras on USB that the kernel knows; @folder is /sys/class/video4linux. */
guint            maju_inspector_count_cameras (const char *folder);

G_END_DECLS
