/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-chat.h"

G_BEGIN_DECLS

/* The day above the first of the earlier calls' rows that are of it. Called for
 * each row of the chat whenever the one before it is another.
 *
 * Returns: whether @row has one */
gboolean   maju_chat_days_update (GtkListBoxRow *row,
                                  GtkListBoxRow *before);

/* A row for between what was said earlier and what is said now. */
GtkWidget *maju_chat_days_create_divider (void);

/* Whether both are of one person and one call. */
gboolean   maju_chat_days_is_same_sender (MajuChatMessage *message,
                                                MajuChatMessage *other);

G_END_DECLS
