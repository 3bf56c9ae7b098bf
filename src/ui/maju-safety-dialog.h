/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-participant.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_SAFETY_DIALOG (maju_safety_dialog_get_type ())

/**
 * MajuSafetyDialog:
 *
 * The words that the person and another one read to each other, and what came
 * of it. It needs the action `call.leave`.
 */
G_DECLARE_FINAL_TYPE (MajuSafetyDialog, maju_safety_dialog, MAJU, SAFETY_DIALOG,
                      AdwDialog)

AdwDialog *maju_safety_dialog_new (MajuParticipant *participant)
                                   G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
