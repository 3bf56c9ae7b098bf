/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "maju-call.h"
#include "maju-chat-panel.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CALL_PAGE (maju_call_page_get_type ())

/**
 * MajuCallPage:
 *
 * The call: the people on a dark stage, the controls over it, the chat and the
 * list of people beside it (below it in a narrow window). It installs the
 * actions `call.microphone`, `call.camera`, `call.chat`, `call.people`,
 * `call.fullscreen`, `call.compact`, `call.hide-self` (stateful, boolean),
 * `call.layout` (stateful, string: "grid" or "speaker"), `call.unpin`,
 * `call.share` (stateful, boolean), `call.share-mode` (stateful, string: "text" or
 * "motion"), `call.share-sound` (stateful, boolean), `call.share-sound-help`,
 * `call.share-other`, `call.stop-share`,
 * `call.invite`, `call.copy-link` and `call.leave`, with their shortcuts.
 *
 * Properties: `call` (MajuCall, nullable), `compact` (gboolean, read-only: the
 * window is small; told before it becomes so, and after it is large again).
 * Signal `left` (gboolean lost, const
 * char *why): the call is over; @lost when we did not leave, and then @why is a
 * sentence for the person (nullable).
 */
G_DECLARE_FINAL_TYPE (MajuCallPage, maju_call_page, MAJU, CALL_PAGE,
                      AdwNavigationPage)

GtkWidget *maju_call_page_new (void);

/* Returns: (transfer none) (nullable). */
void       maju_call_page_set_call (MajuCallPage *self,
                                    MajuCall     *call);

/* Keeps the layout, whether the own tile is shown, and how and what was shared
 * last in these settings. Before the page gets its call. */
void       maju_call_page_bind_settings (MajuCallPage *self,
                                         GSettings    *settings);

/* Leaves the call; `left` comes when it is over, within 2 s. */
void       maju_call_page_leave (MajuCallPage *self);

/* Returns: (transfer none): what `call.…` stands for on the page. */
GActionMap *maju_call_page_get_actions (MajuCallPage *self);

/* Returns: (transfer none). */
MajuChatPanel *maju_call_page_get_chat_panel (MajuCallPage *self);

G_END_DECLS
