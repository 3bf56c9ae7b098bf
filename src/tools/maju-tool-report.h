/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-tool-guest.h"

G_BEGIN_DECLS

/* The whole report as JSON; data/maju-peer.1 lists its members. @guests: of
 * MajuToolGuest. @error: (nullable): why it ended, in words. */
char *maju_tool_report_print (MajuCall   *call,
                              GPtrArray  *guests,
                              const char *end_reason,
                              const char *error)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
