/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-reaction.h"
#include "maju-wire-error.h"

G_BEGIN_DECLS

/**
 * MajuChannelMessage:
 *
 * One message on the data channels `control` and `chat`; see PROTOCOL.md. Same
 * rules as MajuMessage: strict JSON, limits, unknown members ignored, unknown
 * types MAJU_WIRE_ERROR_UNSUPPORTED.
 *
 * control:
 *  - `presence` {name, id, microphone, camera, screen, hand, sound,
 *    speaking}: sent when the channel opens and whenever one of them changes
 *  - `end` {reason}: I leave, do not try to reach me again
 *  - `ping` {number} and `pong` {number}: the path's heartbeat
 *  - `reaction` {kind}: shown for a moment
 *  - `watch` {camera, screen}: how high I show your pictures, in pixels
 *  - `ask_mute`: please switch your microphone off
 * chat:
 *  - `text` {number, text, time}: number grows from 1 per sender
 *  - `received` {number}: delivery
 */
typedef enum
{
  MAJU_CHANNEL_PRESENCE,
  MAJU_CHANNEL_END,
  MAJU_CHANNEL_PING,
  MAJU_CHANNEL_PONG,
  MAJU_CHANNEL_REACTION,
  MAJU_CHANNEL_WATCH,
  MAJU_CHANNEL_ASK_MUTE,
  MAJU_CHANNEL_TEXT,
  MAJU_CHANNEL_RECEIVED,
} MajuChannelMessageType;

typedef struct
{
  MajuChannelMessageType type;
  char *name;                   /* presence */
  char *id;                     /* presence: (nullable) the sender's id in the
                                 * room; a restarted server changes it */
  gboolean microphone;          /* presence: others can hear me */
  gboolean camera;
  gboolean screen;
  gboolean hand;                /* presence: raised */
  gboolean sound;               /* presence: the desktop's is with my voice */
  gboolean speaking;            /* presence: with `sound` */
  MajuReaction reaction;        /* reaction: never MAJU_REACTION_NONE */
  guint camera_height;          /* watch: 0 when it is not shown */
  guint screen_height;          /* watch */
  char *reason;                 /* end */
  guint64 number;               /* ping, pong, text, received */
  char *text;                   /* text: no control characters but line feed */
  gint64 time;                  /* text: Unix time in ms, the sender's clock */
} MajuChannelMessage;

MajuChannelMessage *maju_channel_message_new   (MajuChannelMessageType   type)
                                                G_GNUC_WARN_UNUSED_RESULT;
void                maju_channel_message_free  (MajuChannelMessage      *self);
MajuChannelMessage *maju_channel_message_parse (const char              *text,
                                                gsize                    length,
                                                GError                 **error)
                                                G_GNUC_WARN_UNUSED_RESULT;
char               *maju_channel_message_print (MajuChannelMessage      *self)
                                                G_GNUC_WARN_UNUSED_RESULT;

/* A display name as it may be shown: NFC, no control, bidi or zero-width
 * characters, white space folded, cut at MAJU_LIMIT_NAME. May be empty. */
char               *maju_clean_name            (const char              *name)
                                                G_GNUC_WARN_UNUSED_RESULT;

/* What a person typed as the text of a chat message: lines end in line feeds,
 * no other control characters, no white space at the end, cut at
 * MAJU_LIMIT_CHAT_TEXT. May be empty, and then is not to be sent. */
char               *maju_clean_text            (const char              *text)
                                                G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuChannelMessage, maju_channel_message_free)

G_END_DECLS
