/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_WELCOME_PAGE (maju_welcome_page_get_type ())

/**
 * MajuWelcomePage:
 *
 * What Maju is, for who starts it for the first time: one page, with the name
 * that others will see. It is not shown again once the person has gone on from
 * it, or has been in a call; a link never waits for it.
 */
G_DECLARE_FINAL_TYPE (MajuWelcomePage, maju_welcome_page, MAJU, WELCOME_PAGE,
                      AdwNavigationPage)

AdwNavigationPage *maju_welcome_page_new (GSettings *settings)
G_GNUC_WARN_UNUSED_RESULT;

/* Whether the person knows what Maju is. */
gboolean           maju_welcome_page_is_over (GSettings *settings);
void               maju_welcome_page_set_over (GSettings *settings);

G_END_DECLS
