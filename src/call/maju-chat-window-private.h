/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MAJU_CHAT_WINDOW 1024

/**
 * MajuChatWindow:
 *
 * Which of a sender's numbers have been seen: the newest, and one bit for each
 * of the 1024 before it. What is older than that counts as seen. So a message
 * that was lost with a transport can come after a newer one, and still each is
 * shown once. Starts as all zeros.
 */
typedef struct
{
  guint64 newest;
  guint64 bits[MAJU_CHAT_WINDOW / 64];
} MajuChatWindow;

/* Remembers @number; %FALSE when it had been seen before, or is 0. */
gboolean maju_chat_window_see (MajuChatWindow *self,
                               guint64         number);

G_END_DECLS
