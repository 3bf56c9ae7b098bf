/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-participant.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * What can be done about another person in the call: how loud they are here, and
 * what is asked of them. It is the menu in the list of people and of their tile.
 *
 * What else there is to do goes into the menu of maju-person-menu.ui. Its action
 * is one of the call page's (`call.…`), told of the person by a `person.…` that
 * maju_person_menu_attach() makes, because ids change.
 */

/* Returns: (transfer full): sections, with `person.…` actions. */
GMenuModel *maju_person_menu_create_model (void) G_GNUC_WARN_UNUSED_RESULT;

/* Gives @popover, which shows that model among others, its actions and the
 * volume of that person. */
void        maju_person_menu_attach (GtkPopoverMenu  *popover,
                                     MajuParticipant *participant);

/* Returns: (transfer floating): a GtkPopoverMenu with both. */
GtkWidget  *maju_person_menu_new (MajuParticipant *participant);

G_END_DECLS
