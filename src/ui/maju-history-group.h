/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "maju-chat-store.h"

G_BEGIN_DECLS

#define MAJU_TYPE_HISTORY_GROUP (maju_history_group_get_type ())

/**
 * MajuHistoryGroup:
 *
 * Of the preferences: whether chats are kept, and the end of what is kept.
 * Settings: `keep-chat-history`.
 */
G_DECLARE_FINAL_TYPE (MajuHistoryGroup, maju_history_group, MAJU, HISTORY_GROUP,
                      AdwPreferencesGroup)

/* Once. */
void maju_history_group_set_store (MajuHistoryGroup *self,
                                   MajuChatStore    *store);

G_END_DECLS
