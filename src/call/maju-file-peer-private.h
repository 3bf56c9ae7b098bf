/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-clock.h"
#include "maju-file-receiver-private.h"
#include "maju-file-sender-private.h"
#include "maju-participant-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_FILE_PEER (maju_file_peer_get_type ())

/**
 * MajuFileWay:
 *
 * A channel to a person, as a MajuFilePeer sees it. Sending is %FALSE when it is
 * not possible now.
 */
typedef struct
{
  gboolean (*send_text) (const char *text,
                         gpointer    user_data);
  gboolean (*send_bytes) (GBytes  *bytes,
                          gpointer user_data);
  guint64 (*get_buffered) (gpointer user_data); /* bytes that wait to be sent */
} MajuFileWay;

/**
 * MajuFilePeer:
 *
 * The files between one participant and us, for as long as they are in the call:
 * ways to them come and go. What is sent keeps out of the way of the call: little
 * waits in the channel, and no more than MAJU_LIMIT_FILE_WINDOW is on its way.
 *
 * Signals:
 *  - `offered` (MajuFileTransfer *transfer): they offer a file
 *  - `flooded` (): they sent more than anybody honest would
 */
G_DECLARE_FINAL_TYPE (MajuFilePeer, maju_file_peer, MAJU, FILE_PEER, GObject)

MajuFilePeer    *maju_file_peer_new (MajuParticipant *participant,
                                     MajuClock       *clock)
G_GNUC_WARN_UNUSED_RESULT;
MajuParticipant *maju_file_peer_get_participant (MajuFilePeer *self);

/* @way is borrowed until another takes its place; %NULL: there is none. It is
 * not open yet. */
void             maju_file_peer_set_way (MajuFilePeer      *self,
                                         const MajuFileWay *way,
                                         gpointer           user_data);
void             maju_file_peer_set_open (MajuFilePeer *self,
                                          gboolean      open);

/* What arrived on the channel. What is not of the protocol is dropped. */
void             maju_file_peer_receive (MajuFilePeer *self,
                                         GBytes       *data,
                                         gboolean      is_text);

/* Offers them a file, now or when there is a way. Returns: (transfer full)
 * (nullable): %NULL when too many wait already. */
MajuFileSender  *maju_file_peer_send (MajuFilePeer   *self,
                                      MajuFileSource *source)
G_GNUC_WARN_UNUSED_RESULT;

/* They are gone: whatever was not complete never will be. */
void             maju_file_peer_close (MajuFilePeer *self);

G_END_DECLS
