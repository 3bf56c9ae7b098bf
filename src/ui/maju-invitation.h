/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-room-link.h"

G_BEGIN_DECLS

/*
 * A calendar file (RFC 5545) that invites to a room. When the call shall be
 * is not asked here: the event begins with the next full hour and lasts for
 * one, until it is moved in the calendar.
 */

/* The whole file; @now is when it is written. It holds the room's key. */
char    *maju_invitation_print (MajuRoomLink *link,
                                GDateTime    *now)
G_GNUC_WARN_UNUSED_RESULT;

/* Asks where to, and writes the file so that only this person can read it.
 * Fails with GTK_DIALOG_ERROR_DISMISSED when there is no answer, and with a
 * G_IO_ERROR. */
void     maju_invitation_save_async (MajuRoomLink       *link,
                                     GtkWindow          *parent,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean maju_invitation_save_finish (GAsyncResult *result,
                                      GError      **error);

G_END_DECLS
