/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "maju-call.h"

G_BEGIN_DECLS

#define MAJU_TYPE_PEOPLE_PANEL (maju_people_panel_get_type ())

/**
 * MajuPeoplePanel:
 *
 * Who is in the call, oneself first. Property `call` (MajuCall, nullable).
 */
G_DECLARE_FINAL_TYPE (MajuPeoplePanel, maju_people_panel, MAJU, PEOPLE_PANEL,
                      GtkWidget)

/* Returns: (transfer none) (nullable). */
void      maju_people_panel_set_call (MajuPeoplePanel *self,
                                      MajuCall        *call);

G_END_DECLS
