/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-local-media.h"

G_BEGIN_DECLS

#define MAJU_TYPE_MEDIA_SETTINGS (maju_media_settings_get_type ())

/**
 * MajuMediaSettings:
 *
 * Makes the devices of a MajuLocalMedia those that the settings name, now and
 * whenever they change. While a named device is not there the default stands
 * in for it. What is done to the microphone's sound is the settings', too.
 */
G_DECLARE_FINAL_TYPE (MajuMediaSettings, maju_media_settings, MAJU,
                      MEDIA_SETTINGS, GObject)

MajuMediaSettings *maju_media_settings_new (GSettings      *settings,
                                            MajuLocalMedia *media)
G_GNUC_WARN_UNUSED_RESULT;

/* To change the settings by: `camera`, `microphone` and `speaker` (string: the
 * device's id, empty for the default), `echo-cancellation`, `noise-suppression`
 * and `gain-control` (boolean). The state is what is used now.
 *
 * Returns: (transfer none). */
GActionGroup      *maju_media_settings_get_actions (MajuMediaSettings *self);

G_END_DECLS
