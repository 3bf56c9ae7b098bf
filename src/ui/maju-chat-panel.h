/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-chat.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CHAT_PANEL (maju_chat_panel_get_type ())

/**
 * MajuChatPanel:
 *
 * The conversation of a call, the entry to write to it, and the button to send
 * files. Property `chat`
 * (MajuChat, nullable). It follows the newest message unless the person has
 * scrolled away from it.
 */
G_DECLARE_FINAL_TYPE (MajuChatPanel, maju_chat_panel, MAJU, CHAT_PANEL,
                      GtkWidget)

/* Returns: (transfer none) (nullable). */
void      maju_chat_panel_set_chat (MajuChatPanel *self,
                                    MajuChat      *chat);

G_END_DECLS
