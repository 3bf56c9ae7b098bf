/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-chat-private.h"
#include "maju-clock.h"
#include "maju-peer.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CHAT_LINK (maju_chat_link_get_type ())

/**
 * MajuChatLink:
 *
 * Joins one peer's chat channel to the chat, until it is closed. Made before
 * the first offer or answer.
 *
 * Signal `flooded` (): as that of MajuIntake.
 */
G_DECLARE_FINAL_TYPE (MajuChatLink, maju_chat_link, MAJU, CHAT_LINK, GObject)

MajuChatLink *maju_chat_link_new (MajuPeer        *peer,
                                  MajuParticipant *participant,
                                  MajuChat        *chat,
                                  MajuClock       *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* The chat gives up what this peer has not had; nothing is sent or taken any
 * more. */
void          maju_chat_link_close (MajuChatLink *self);

G_END_DECLS
