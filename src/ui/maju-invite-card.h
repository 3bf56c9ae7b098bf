/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-room-link.h"

G_BEGIN_DECLS

#define MAJU_TYPE_INVITE_CARD (maju_invite_card_get_type ())

/**
 * MajuInviteCard:
 *
 * A room's link to be sent to others: the link itself, a button that copies it
 * (action `call.copy-link`), and who can open it. Property `link`
 * (MajuRoomLink, nullable).
 */
G_DECLARE_FINAL_TYPE (MajuInviteCard, maju_invite_card, MAJU, INVITE_CARD,
                      GtkWidget)

void maju_invite_card_set_link (MajuInviteCard *self,
                                MajuRoomLink   *link);

G_END_DECLS
