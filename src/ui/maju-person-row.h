/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "maju-participant.h"

G_BEGIN_DECLS

#define MAJU_TYPE_PERSON_ROW (maju_person_row_get_type ())

/**
 * MajuPersonRow:
 *
 * A person in the list of people: name, state, trust, and what is on. Property
 * `participant` (MajuParticipant).
 */
G_DECLARE_FINAL_TYPE (MajuPersonRow, maju_person_row, MAJU, PERSON_ROW,
                      AdwActionRow)

GtkWidget *maju_person_row_new (MajuParticipant *participant);

G_END_DECLS
