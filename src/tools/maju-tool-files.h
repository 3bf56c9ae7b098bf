/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call.h"
#include "maju-tool-options.h"

G_BEGIN_DECLS

#define MAJU_TYPE_TOOL_FILES (maju_tool_files_get_type ())

/**
 * MajuToolFiles:
 *
 * Sends the files that the command line names when the first other comes, lets
 * those come that are offered when it names a folder, and says on standard error
 * what becomes of them.
 */
G_DECLARE_FINAL_TYPE (MajuToolFiles, maju_tool_files, MAJU, TOOL_FILES, GObject)

/* @options: to live as long. */
MajuToolFiles *maju_tool_files_new (MajuCall              *call,
                                    const MajuToolOptions *options)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
