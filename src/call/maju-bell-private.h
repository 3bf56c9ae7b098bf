/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-bell.h"
#include "maju-message.h"

G_BEGIN_DECLS

MajuBell *maju_bell_new (void)
G_GNUC_WARN_UNUSED_RESULT;

/* `room`: joined, for the first time or anew. */
void      maju_bell_enter (MajuBell    *self,
                           MajuMessage *room);

/* What else signalling brings. */
void      maju_bell_handle (MajuBell    *self,
                            MajuMessage *message);

G_END_DECLS
