/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-recent-rooms.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_RINGER (maju_ringer_get_type ())

/**
 * MajuRinger:
 *
 * Listens at the rooms that the person keeps open (MajuRecentRoom's `ring`),
 * and rings when somebody comes into one: an urgent notification with the
 * actions `app.answer` and `app.decline`, each with the room's code, and a tone
 * until it is answered, declined, or the other has gone. Then the call was
 * missed, which another notification and the room itself say.
 *
 * Property: `n-rooms`, how many rooms it listens at. It does not hold the
 * application for them; MajuBackground does.
 */
G_DECLARE_FINAL_TYPE (MajuRinger, maju_ringer, MAJU, RINGER, GObject)

MajuRinger     *maju_ringer_new (GtkApplication  *application,
                                 MajuRecentRooms *rooms,
                                 GSettings       *settings)
G_GNUC_WARN_UNUSED_RESULT;

guint           maju_ringer_get_n_rooms (MajuRinger *self);

/* Stops ringing for @code, a room's code.
 *
 * Returns: (transfer none) (nullable): the room to join; %NULL when it is not
 *   known any more */
MajuRecentRoom *maju_ringer_answer (MajuRinger *self,
                                    const char *code);
void            maju_ringer_decline (MajuRinger *self,
                                     const char *code);

/* Listens no more. */
void            maju_ringer_stop (MajuRinger *self);

G_END_DECLS
