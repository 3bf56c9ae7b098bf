/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_APPLICATION (maju_application_get_type ())

/**
 * MajuApplication:
 *
 * The one instance of a session: its windows, the rooms that the person was
 * in, and the server that runs inside for calls without another. Arguments of
 * later invocations arrive here.
 */
G_DECLARE_FINAL_TYPE (MajuApplication, maju_application, MAJU, APPLICATION,
                      AdwApplication)

MajuApplication *maju_application_new (void)
                                       G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
