/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Everybody in the call as they are listed: who has a hand up first, in the
 * order in which they asked; then oneself; then the others as they came. It
 * follows the call, and lets it live.
 *
 * Returns: (transfer full): of MajuParticipant. */
GListModel *maju_people_order_new (MajuCall *call) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
