/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-chat-window-private.h"

static guint64 *
word (MajuChatWindow *self,
      guint64         number)
{
  return &self->bits[number / 64 % G_N_ELEMENTS (self->bits)];
}

static void
advance (MajuChatWindow *self,
         guint64         number)
{
  if (number - self->newest >= MAJU_CHAT_WINDOW)
    memset (self->bits, 0, sizeof self->bits);
  else
    for (guint64 i = self->newest + 1; i <= number; i++)
      *word (self, i) &= ~(G_GUINT64_CONSTANT (1) << i % 64);

  self->newest = number;
}

gboolean
maju_chat_window_see (MajuChatWindow *self,
                      guint64         number)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << number % 64;

  if (number == 0)
    return FALSE;
  if (number > self->newest)
    advance (self, number);
  else if (self->newest - number >= MAJU_CHAT_WINDOW || *word (self, number) & bit)
    return FALSE;

  *word (self, number) |= bit;

  return TRUE;
}
