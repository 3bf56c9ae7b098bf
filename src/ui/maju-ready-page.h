/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-local-media.h"
#include "maju-room-link.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define MAJU_TYPE_READY_PAGE (maju_ready_page_get_type ())

/**
 * MajuReadyPage:
 *
 * The last look into the mirror before a call: the own picture and loudness,
 * the devices, the name, and Join. What is missing or does not work is said,
 * and joining goes on without it.
 *
 * Opens the devices of `media` when it is set, but not while `preview` is
 * %FALSE; closing them is the caller's, who takes them into the call or does
 * not.
 *
 * Properties: `link` (MajuRoomLink), `media` (MajuLocalMedia), `name` (string),
 * `hosted` (the room is on this computer), `camera-on`, `microphone-on`
 * (remembered in the settings), `silent` (nobody is to be rung; offered while
 * `rings`: somebody may wait there to be called), `joining` (the call is on its way), `preview`
 * (camera and microphone can be tried; becomes %TRUE when the person joins or
 * turns something on).
 *
 * Signal: `join`.
 */
G_DECLARE_FINAL_TYPE (MajuReadyPage, maju_ready_page, MAJU, READY_PAGE,
                      AdwNavigationPage)

/* @preview: %FALSE when the person did not ask for this page, as behind a link
 * that another program opened. */
MajuReadyPage  *maju_ready_page_new (MajuRoomLink   *link,
                                     gboolean hosted,
                                     gboolean preview)
G_GNUC_WARN_UNUSED_RESULT;
MajuRoomLink   *maju_ready_page_get_link (MajuReadyPage *self);
void            maju_ready_page_set_media (MajuReadyPage  *self,
                                           MajuLocalMedia *media);
const char     *maju_ready_page_get_name (MajuReadyPage *self);
gboolean        maju_ready_page_get_silent (MajuReadyPage *self);
void            maju_ready_page_set_joining (MajuReadyPage *self,
                                             gboolean       joining);

/* Shows why joining failed, above the page; %NULL takes it away. */
void            maju_ready_page_set_error (MajuReadyPage *self,
                                           const GError  *error);

G_END_DECLS
