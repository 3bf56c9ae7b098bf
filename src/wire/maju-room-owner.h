/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The secret that a room is made of: 32 random bytes as base64url without
 * padding (43 characters). Who has it holds the room; see "Who may come in" in
 * PROTOCOL.md. It is told to the room's server, and never to a log.
 */

/* Returns: (transfer full): another secret. */
char    *maju_room_owner_new      (void)
                                   G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer full): the room that is made of @owner. */
char    *maju_room_owner_get_room (const char *owner)
                                   G_GNUC_WARN_UNUSED_RESULT;

gboolean maju_room_owner_holds    (const char *owner,
                                   const char *room);

G_END_DECLS
