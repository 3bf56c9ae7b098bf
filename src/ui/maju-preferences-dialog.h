/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-background.h"
#include "maju-chat-store.h"
#include "maju-global-shortcut.h"
#include "maju-window.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_PREFERENCES_DIALOG (maju_preferences_dialog_get_type ())

/**
 * MajuPreferencesDialog:
 *
 * Name, server and devices. What is changed holds at once, also in a call.
 */
G_DECLARE_FINAL_TYPE (MajuPreferencesDialog, maju_preferences_dialog, MAJU,
                      PREFERENCES_DIALOG, AdwPreferencesDialog)

/* @window: (nullable): whose call's devices are tested while there is one. */
AdwDialog *maju_preferences_dialog_new (MajuChatStore      *chat_store,
                                        MajuBackground     *background,
                                        MajuGlobalShortcut *shortcut,
                                        MajuWindow         *window)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
