/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-chat-peer-private.h"
#include "maju-chat.h"
#include "maju-clock.h"

G_BEGIN_DECLS

MajuChat *maju_chat_new (MajuParticipant *own,
                         MajuClock       *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* @peer can be reached from now on, or soon. */
void      maju_chat_add_peer (MajuChat     *self,
                              MajuChatPeer *peer);

/* @peer is gone for good. */
void      maju_chat_remove_peer (MajuChat     *self,
                                 MajuChatPeer *peer);

G_END_DECLS
