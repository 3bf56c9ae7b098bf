/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-message.h"
#include "maju-participant-private.h"
#include "maju-remote-context-private.h"

G_BEGIN_DECLS

#define MAJU_TYPE_REMOTE (maju_remote_get_type ())

/**
 * MajuRemote:
 *
 * One other person in the call: keeps the attempt to reach them, which it sums
 * up in a participant, makes another one when it has failed and there is reason
 * to hope, and follows what the server calls them.
 *
 * Property `present`: whether the person is to be shown. They are not while the
 * server says that their connection is away and their path is silent; whatever
 * comes back first shows them again.
 *
 * Signals:
 *  - `send` (MajuMessage *message): to signalling
 *  - `ended` (): the person said that they leave
 *  - `known-as` (const char *id): the person says what their id is now
 */
G_DECLARE_FINAL_TYPE (MajuRemote, maju_remote, MAJU, REMOTE, GObject)

MajuRemote      *maju_remote_new (const MajuRemoteContext *context,
                                  const char              *id,
                                  const char              *name,
                                  gboolean offerer)
G_GNUC_WARN_UNUSED_RESULT;
MajuParticipant *maju_remote_get_participant (MajuRemote *self);
gboolean         maju_remote_get_present (MajuRemote *self);

/* Whether there is a path that somebody was heard on within 3 s. */
gboolean         maju_remote_is_live (MajuRemote *self);

/* For the next path: the servers' credentials have changed. */
void             maju_remote_set_config (MajuRemote     *self,
                                         MajuPeerConfig *config);

/* Before the start: somebody of this id has signed in this call. */
void             maju_remote_require_signature (MajuRemote *self);

/* Offers, or expects an offer. */
void             maju_remote_start (MajuRemote *self,
                                    const char *own_id);

/* %NULL when the room does not know the person at the moment. */
const char      *maju_remote_get_id (MajuRemote *self);

/* The id that they last said is theirs, over the path. It may be one that the
 * room does not know, or not yet. */
const char      *maju_remote_get_known_as (MajuRemote *self);

/* Tells the member @id that our end of this path is ours; @message: whether it
 * tells us that about theirs. See MajuReunion. */
void             maju_remote_prove (MajuRemote *self,
                                    const char *own_id,
                                    const char *id);
gboolean         maju_remote_recognizes (MajuRemote  *self,
                                         const char  *own_id,
                                         MajuMessage *message);
void             maju_remote_bind (MajuRemote *self,
                                   const char *own_id,
                                   const char *id);

/* @online: whether we can reach the server. */
void             maju_remote_set_online (MajuRemote *self,
                                         gboolean    online);

/* @away: whether the server has lost their connection. */
void             maju_remote_set_away (MajuRemote *self,
                                       gboolean    away);

/* A description, candidate or restart from them. Who FAILED and is asked for
 * another attempt makes it. */
void             maju_remote_handle (MajuRemote  *self,
                                     MajuMessage *message);

/* Looks at the time: to be called twice a second. */
void             maju_remote_check (MajuRemote *self);

/* @available: whether there is a network now. The first one after a failure to
 * reach the person is worth another attempt. */
void             maju_remote_network_changed (MajuRemote *self,
                                              gboolean    available);
void             maju_remote_say_end (MajuRemote *self);

/* Takes all apart; finishes when no thread and no socket of it is left. */
void             maju_remote_close_async (MajuRemote         *self,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean         maju_remote_close_finish (MajuRemote   *self,
                                           GAsyncResult *result,
                                           GError      **error);

G_END_DECLS
