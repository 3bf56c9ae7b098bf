/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-channel-message.h"
#include "maju-participant-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_CHAT_PEER (maju_chat_peer_get_type ())

/* Puts @text on the way; %FALSE when that is not possible now. */
typedef gboolean (*MajuChatSendFunc) (const char *text,
                                      gpointer    user_data);

/**
 * MajuChatPeer:
 *
 * One participant as the chat sees them: a way to send, which may be open or
 * not, and what came from there.
 *
 * Signals, for MajuChat: `opened` (), `message` (MajuChannelMessage *message).
 */
G_DECLARE_FINAL_TYPE (MajuChatPeer, maju_chat_peer, MAJU, CHAT_PEER, GObject)

MajuChatPeer    *maju_chat_peer_new (MajuParticipant    *participant,
                                     MajuChatSendFunc send,
                                     gpointer user_data)
G_GNUC_WARN_UNUSED_RESULT;
MajuParticipant *maju_chat_peer_get_participant (MajuChatPeer *self);
void             maju_chat_peer_set_open (MajuChatPeer *self,
                                          gboolean      open);

/* What arrived on the channel. What is not of the protocol is dropped. */
void             maju_chat_peer_receive (MajuChatPeer *self,
                                         const char   *text,
                                         gsize         length);
gboolean         maju_chat_peer_send (MajuChatPeer       *self,
                                      MajuChannelMessage *message);

/* The way is gone for good; nothing is sent any more. */
void             maju_chat_peer_close (MajuChatPeer *self);

G_END_DECLS
