/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-server-session.h"

G_BEGIN_DECLS

/**
 * MajuServerRoom:
 *
 * Who is in a room, in the order they came. It lives while there is somebody.
 * What belongs to its door is maju-hub-door.c's.
 */
struct _MajuServerRoom
{
  char *id;
  GPtrArray *sessions;          /* of MajuServerSession, not owned */

  gboolean locked;
  GPtrArray *waiting;           /* of MajuHubClient, not owned */
  MajuTokenBucket knocks;
  GHashTable *knockers;         /* address to how it knocks there */
};

MajuServerRoom    *maju_server_room_new (const char *id)
G_GNUC_WARN_UNUSED_RESULT;
void               maju_server_room_free (MajuServerRoom *self);

void               maju_server_room_add (MajuServerRoom    *self,
                                         MajuServerSession *session);
void               maju_server_room_remove (MajuServerRoom    *self,
                                            MajuServerSession *session);

/* Returns: (nullable): whom the @length bytes at @id name */
MajuServerSession *maju_server_room_find (MajuServerRoom *self,
                                          const char     *id,
                                          gsize           length);

/* Whether somebody is there, and nobody who is not silent. */
gboolean           maju_server_room_is_silent (MajuServerRoom *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuServerRoom, maju_server_room_free)

G_END_DECLS
