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
 * files; above it what was said in earlier calls. It follows the newest message
 * unless the person has scrolled away from it.
 *
 * Properties: `chat` (MajuChat, nullable), `kept` (gboolean: whether this computer
 * keeps what is said; for the words while nothing is). Signals:
 *  - `more-wanted` (): the person is near the beginning of what there is
 */
G_DECLARE_FINAL_TYPE (MajuChatPanel, maju_chat_panel, MAJU, CHAT_PANEL,
                      GtkWidget)

/* Returns: (transfer none) (nullable). */
void      maju_chat_panel_set_chat (MajuChatPanel *self,
                                    MajuChat      *chat);

/* @earlier: (nullable): a list of MajuChatMessage and MajuKeptFile, the oldest
 * first, which may grow at its beginning. */
void      maju_chat_panel_set_earlier (MajuChatPanel *self,
                                       GListModel    *earlier);
void      maju_chat_panel_set_kept (MajuChatPanel *self,
                                    gboolean       kept);

G_END_DECLS
