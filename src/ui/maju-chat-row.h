/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-chat.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CHAT_ROW (maju_chat_row_get_type ())

/**
 * MajuChatRow:
 *
 * One message of the chat. What people wrote is shown as it is, never read as
 * markup; addresses in it are links, see maju_link_markup().
 *
 * Properties: `message` (MajuChatMessage), `continues` (gboolean: the row above
 * is of the same person and time, so that neither is said again).
 */
G_DECLARE_FINAL_TYPE (MajuChatRow, maju_chat_row, MAJU, CHAT_ROW, GtkListBoxRow)

GtkWidget       *maju_chat_row_new (MajuChatMessage *message);

/* Returns: (transfer none). */
MajuChatMessage *maju_chat_row_get_message (MajuChatRow *self);
void             maju_chat_row_set_continues (MajuChatRow *self,
                                              gboolean     continues);

G_END_DECLS
