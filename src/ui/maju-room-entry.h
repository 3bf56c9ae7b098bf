/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-room-link.h"

G_BEGIN_DECLS

/**
 * maju_room_entry_parse:
 * @text: what a person typed or pasted: a link, or a room's code
 * @server: (nullable): the server of the preferences, for a code
 *
 * Errors have words for the person.
 *
 * Returns: (transfer full): the room
 */
MajuRoomLink *maju_room_entry_parse (const char  *text,
                                     const char  *server,
                                     GError     **error)
                                     G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
