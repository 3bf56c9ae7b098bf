/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-call.h"

G_BEGIN_DECLS

#define MAJU_TYPE_DOOR_GROUP (maju_door_group_get_type ())

/**
 * MajuDoorGroup:
 *
 * The door in the list of people: who waits, and the lock. An owner may turn
 * it; the others see that it is locked.
 */
G_DECLARE_FINAL_TYPE (MajuDoorGroup, maju_door_group, MAJU, DOOR_GROUP,
                      GtkWidget)

/* @door: (nullable) */
void maju_door_group_set_door (MajuDoorGroup *self,
                               MajuDoor      *door);

G_END_DECLS
