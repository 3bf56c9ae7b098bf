/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-door.h"
#include "maju-clock.h"
#include "maju-message.h"

G_BEGIN_DECLS

/* The private signal `send` (MajuMessage *message) goes to signalling. */
MajuDoor *maju_door_new    (MajuClock   *clock)
                            G_GNUC_WARN_UNUSED_RESULT;

/* `room`: joined, for the first time or anew. */
void      maju_door_enter  (MajuDoor    *self);

/* What else signalling brings. */
void      maju_door_handle (MajuDoor    *self,
                            MajuMessage *message);

G_END_DECLS
