/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_SOUNDS_GROUP (maju_sounds_group_get_type ())
/**
 * MajuSoundsGroup:
 *
 * The part of the preferences that says which sounds are heard in a call.
 */
G_DECLARE_FINAL_TYPE (MajuSoundsGroup, maju_sounds_group, MAJU, SOUNDS_GROUP,
                      AdwPreferencesGroup)

G_END_DECLS
