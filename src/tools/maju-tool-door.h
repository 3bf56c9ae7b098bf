/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call.h"
#include "maju-tool-options.h"

G_BEGIN_DECLS

#define MAJU_TYPE_TOOL_DOOR (maju_tool_door_get_type ())

/**
 * MajuToolDoor:
 *
 * Does at the room's door what the command line says: locks it, answers who
 * knocks, removes somebody; and says so on standard error.
 */
G_DECLARE_FINAL_TYPE (MajuToolDoor, maju_tool_door, MAJU, TOOL_DOOR, GObject)

/* @options: to live as long. */
MajuToolDoor *maju_tool_door_new (MajuCall              *call,
                                  const MajuToolOptions *options)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
