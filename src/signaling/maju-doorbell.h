/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-clock.h"
#include "maju-message.h"
#include "maju-room-link.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAJU_TYPE_DOORBELL (maju_doorbell_get_type ())

/**
 * MajuDoorbell:
 *
 * Hears from one server who is in rooms that the person keeps open, without
 * being in them; see "Ringing" in PROTOCOL.md. It keeps its connection for as
 * long as it is there, and tries without end, in longer and longer intervals,
 * to get it back.
 *
 * Properties: `listening` (gboolean): the server has been told what to tell.
 *
 * Signals:
 *  - `people` (const char *room, GPtrArray *members, of MajuMember): who is in
 *    that room now, maybe nobody; once for each room whenever `listening` has
 *    become %TRUE, and with each change.
 */
G_DECLARE_FINAL_TYPE (MajuDoorbell, maju_doorbell, MAJU, DOORBELL, GObject)

/* The server of @link. @clock: (nullable): the system's when %NULL. */
MajuDoorbell *maju_doorbell_new (MajuRoomLink       *link,
                                 MajuClock          *clock)
G_GNUC_WARN_UNUSED_RESULT;

/* Of that server; at most MAJU_LIMIT_LISTEN_ROOMS are taken. None: the
 * connection is closed. */
void          maju_doorbell_set_rooms (MajuDoorbell       *self,
                                       const char * const *rooms);

/* Tells those in @room that @name is not coming. Void when not listening. */
void          maju_doorbell_decline (MajuDoorbell *self,
                                     const char   *room,
                                     const char   *name);

gboolean      maju_doorbell_get_listening (MajuDoorbell *self);

G_END_DECLS
