/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Who is here, in a few words. @others: of MajuParticipant.
 *
 * Returns: (transfer full). */
char *maju_call_words_title (GListModel *others);

/* How long the call has been going on since @started, a monotonic time, or 0.
 *
 * Returns: (transfer full). */
char *maju_call_words_duration (gint64 started);

G_END_DECLS
