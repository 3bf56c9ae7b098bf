/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_PORTS_GROUP (maju_ports_group_get_type ())

/**
 * MajuPortsGroup:
 *
 * The part of the preferences that says which ports of this computer a call may
 * use.
 */
G_DECLARE_FINAL_TYPE (MajuPortsGroup, maju_ports_group, MAJU, PORTS_GROUP,
                      AdwPreferencesGroup)

/* What the settings say; both are 0 when any port will do, and when the settings
 * make no sense. */
void maju_ports_group_read (GSettings *settings,
                            guint16   *first,
                            guint16   *last);

G_END_DECLS
