/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-room-link.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_HOST (maju_host_get_type ())

/**
 * MajuHost:
 *
 * The signalling server inside the application, for calls on the local network
 * without another server. It is started with the first room and runs as long
 * as the object lives.
 */
G_DECLARE_FINAL_TYPE (MajuHost, maju_host, MAJU, HOST, GObject)

MajuHost     *maju_host_new             (void)
                                         G_GNUC_WARN_UNUSED_RESULT;

/* A new room here. Its link holds the address by which the local network
 * reaches this computer, or 127.0.0.1 when it is on none. */
void          maju_host_new_room_async  (MajuHost             *self,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
MajuRoomLink *maju_host_new_room_finish (MajuHost             *self,
                                         GAsyncResult         *result,
                                         GError              **error)
                                         G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (nullable) (transfer none): the secret of a room that was made here,
 * see maju-room-owner.h. */
const char   *maju_host_get_owner       (MajuHost             *self,
                                         MajuRoomLink         *link);

/* Whether the room of @link is on this server. */
gboolean      maju_host_has_room        (MajuHost             *self,
                                         MajuRoomLink         *link);

/* Lets those who are there go, and stops. */
void          maju_host_stop_async      (MajuHost             *self,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean      maju_host_stop_finish     (MajuHost             *self,
                                         GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
