/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-participant.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_QUALITY_DIALOG (maju_quality_dialog_get_type ())

/**
 * MajuQualityDialog:
 *
 * What is measured on the connection to one person, as it changes.
 */
G_DECLARE_FINAL_TYPE (MajuQualityDialog, maju_quality_dialog, MAJU,
                      QUALITY_DIALOG, AdwDialog)

AdwDialog *maju_quality_dialog_new (MajuParticipant *participant)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
