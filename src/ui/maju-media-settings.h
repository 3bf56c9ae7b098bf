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
 * in for it.
 */
G_DECLARE_FINAL_TYPE (MajuMediaSettings, maju_media_settings, MAJU,
                      MEDIA_SETTINGS, GObject)

MajuMediaSettings *maju_media_settings_new (GSettings      *settings,
                                            MajuLocalMedia *media)
                                            G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
