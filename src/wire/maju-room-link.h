/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-wire-error.h"

G_BEGIN_DECLS

#define MAJU_TYPE_ROOM_LINK (maju_room_link_get_type ())

/**
 * MajuRoomLink:
 *
 * Where a room is and the key that opens it. Immutable, boxed, counted.
 *
 * Written as `https://HOST[:PORT]/r/ROOM#KEY`, as
 * `maju://HOST[:PORT]/r/ROOM#KEY` (`?plain` before the `#` for a server
 * without TLS), and as `http://…`, which is only taken for an address of the
 * local network or of this computer. KEY is 16 bytes as base64url without
 * padding (22 characters, RFC 4648 section 5); it may be missing. It never
 * leaves the clients and never reaches a log.
 */
typedef struct _MajuRoomLink MajuRoomLink;

#define MAJU_ROOM_KEY_SIZE 16

typedef enum
{
  MAJU_LINK_SCHEME_WEB,         /* https, or http for a plain server */
  MAJU_LINK_SCHEME_MAJU,
} MajuLinkScheme;

GType         maju_room_link_get_type (void);

/* A new room with a fresh random id (80 bits, nobody's) and key (128 bits) on @server,
 * which is `https://HOST[:PORT]`, or `http://…` under the rule above. A missing
 * scheme means https. */
MajuRoomLink *maju_room_link_new_random (const char *server,
                                         GError    **error)
G_GNUC_WARN_UNUSED_RESULT;

/* The same, and the secret that its id is made of; see maju-room-owner.h.
 * @out_owner: (transfer full) (optional) */
MajuRoomLink *maju_room_link_new_owned (const char *server,
                                        char      **out_owner,
                                        GError    **error)
G_GNUC_WARN_UNUSED_RESULT;

/* Takes what a person pastes: white space around it is dropped. Errors are
 * MAJU_WIRE_ERROR_LINK with words for the person. */
MajuRoomLink *maju_room_link_parse (const char *text,
                                    GError    **error)
G_GNUC_WARN_UNUSED_RESULT;

/* @text is a room's code alone, to be joined on @server without a key. */
MajuRoomLink *maju_room_link_parse_code (const char *server,
                                         const char *text,
                                         GError    **error)
G_GNUC_WARN_UNUSED_RESULT;
MajuRoomLink *maju_room_link_ref (MajuRoomLink *self);
void          maju_room_link_unref (MajuRoomLink *self);
gboolean      maju_room_link_equal (MajuRoomLink *self,
                                    MajuRoomLink *other);

/* Whether @text may stand for ROOM in a link: small letters or capital ones. */
gboolean      maju_room_link_check_room (const char *text);

const char   *maju_room_link_get_host (MajuRoomLink *self);
guint         maju_room_link_get_port (MajuRoomLink *self);
gboolean      maju_room_link_get_tls (MajuRoomLink *self);
const char   *maju_room_link_get_room (MajuRoomLink *self);

/* Returns: (nullable): the key's 16 bytes, or %NULL for a code alone. */
GBytes       *maju_room_link_get_key (MajuRoomLink *self);

/* Whether only people of the own network, or of this computer, reach it: the
 * rule of `http` above. */
gboolean      maju_room_link_get_is_local (MajuRoomLink *self);

/* Whether nobody but the people at this computer reach it. */
gboolean      maju_room_link_get_is_loopback (MajuRoomLink *self);

/* `wss://HOST[:PORT]/ws`; holds neither room nor key. */
char         *maju_room_link_get_socket_uri (MajuRoomLink *self)
G_GNUC_WARN_UNUSED_RESULT;

/* `https://HOST[:PORT]`, as maju_room_link_new_random() takes it. */
char         *maju_room_link_get_server (MajuRoomLink *self)
G_GNUC_WARN_UNUSED_RESULT;

/* The whole link, key included: for the clipboard, never for a log. */
char         *maju_room_link_to_string (MajuRoomLink  *self,
                                        MajuLinkScheme scheme)
G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuRoomLink, maju_room_link_unref)

G_END_DECLS
