/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-inspector.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_TROUBLE_DIALOG (maju_trouble_dialog_get_type ())

/**
 * MajuTroubleDialog:
 *
 * What Is Wrong?: each thing that is, why, what to do, and where it can be a
 * button that does it. It follows what changes while it is open.
 */
G_DECLARE_FINAL_TYPE (MajuTroubleDialog, maju_trouble_dialog, MAJU,
                      TROUBLE_DIALOG, AdwDialog)

AdwDialog *maju_trouble_dialog_new (MajuInspector *inspector)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
