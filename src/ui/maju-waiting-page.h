/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_WAITING_PAGE (maju_waiting_page_get_type ())

/**
 * MajuWaitingPage:
 *
 * Shown at a locked room until somebody inside has answered. To go back from it
 * is to give up.
 */
G_DECLARE_FINAL_TYPE (MajuWaitingPage, maju_waiting_page, MAJU, WAITING_PAGE,
                      AdwNavigationPage)

AdwNavigationPage *maju_waiting_page_new (void)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
