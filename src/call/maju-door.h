/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call-types.h"
#include "maju-knocker.h"

G_BEGIN_DECLS

#define MAJU_TYPE_DOOR (maju_door_get_type ())

/**
 * MajuDoor:
 *
 * Who may come into the room; see "Who may come in" in PROTOCOL.md. The server
 * decides: what is asked for here shows in the properties when it was done.
 *
 * Properties, all read-only (main context of the call):
 *  - `locked`: newcomers have to knock
 *  - `is-owner`: we made this room, so we may lock, unlock and remove
 *  - `answers`: we may admit and refuse
 *  - `waiting` (GListModel of MajuKnocker, in the order they knocked)
 *
 * Signals:
 *  - `failed` (GError *error): the server did not do what we asked for; with
 *    words for the person
 */
G_DECLARE_FINAL_TYPE (MajuDoor, maju_door, MAJU, DOOR, GObject)

gboolean    maju_door_get_locked   (MajuDoor        *self);
gboolean    maju_door_get_is_owner (MajuDoor        *self);
gboolean    maju_door_get_answers  (MajuDoor        *self);

/* Returns: (transfer none): the same for the whole call. */
GListModel *maju_door_get_waiting  (MajuDoor        *self);

/* For an owner. Unlocking lets in who waits. */
void        maju_door_set_locked   (MajuDoor        *self,
                                    gboolean         locked);

/* For who answers. Without effect on somebody who does not wait any more. */
void        maju_door_admit        (MajuDoor        *self,
                                    MajuKnocker     *knocker);
void        maju_door_refuse       (MajuDoor        *self,
                                    MajuKnocker     *knocker);

/* For an owner. It locks the room, too. */
void        maju_door_remove       (MajuDoor        *self,
                                    MajuParticipant *participant);

G_END_DECLS
