/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_ENDED_PAGE (maju_ended_page_get_type ())

/**
 * MajuEndedPage:
 *
 * Why a call is over that the person did not leave, and what to do about it. To
 * go back from it leads to the start.
 *
 * Signals:
 *  - `join`: the person wants to be in the room again
 */
G_DECLARE_FINAL_TYPE (MajuEndedPage, maju_ended_page, MAJU, ENDED_PAGE,
                      AdwNavigationPage)

/* @error: of MAJU_CALL_ERROR. */
AdwNavigationPage *maju_ended_page_new (const GError *error)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
