/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-room-link.h"
#include "maju-tool-options.h"

G_BEGIN_DECLS

/* How maju-peer ends. */
typedef enum
{
  MAJU_TOOL_EXIT_SUCCESS = 0,
  MAJU_TOOL_EXIT_INCOMPLETE = 1,        /* not all that was expected came */
  MAJU_TOOL_EXIT_USAGE = 2,
  MAJU_TOOL_EXIT_NOT_JOINED = 3,
} MajuToolExit;

/* Joins, stays as long as @options say, leaves and writes the report. @owner:
 * (nullable): the room's secret. */
MajuToolExit maju_tool_session_run (const MajuToolOptions *options,
                                    MajuRoomLink          *link,
                                    const char            *owner);

G_END_DECLS
