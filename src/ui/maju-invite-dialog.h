/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "maju-room-link.h"

G_BEGIN_DECLS

#define MAJU_TYPE_INVITE_DIALOG (maju_invite_dialog_get_type ())

/**
 * MajuInviteDialog:
 *
 * Shows a room's link for others to join, as text, as QR code, and as an
 * invitation for the calendar (action `call.save-invitation`). The actions of the call page have to
 * be put into it (gtk_widget_insert_action_group()).
 */
G_DECLARE_FINAL_TYPE (MajuInviteDialog, maju_invite_dialog,
                      MAJU, INVITE_DIALOG, AdwDialog)

AdwDialog *maju_invite_dialog_new (MajuRoomLink *link);

G_END_DECLS
