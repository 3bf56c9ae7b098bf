/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-local-media.h"
#include "maju-screen-share.h"

G_BEGIN_DECLS

/* @media outlives the call, but nothing else uses its screen meanwhile. */
MajuScreenShare *maju_screen_share_new (MajuLocalMedia *media)
G_GNUC_WARN_UNUSED_RESULT;

/* The call has ended: stops, for good. */
void             maju_screen_share_end (MajuScreenShare *self);

G_END_DECLS
