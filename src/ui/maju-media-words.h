/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device.h"
#include "maju-media.h"

G_BEGIN_DECLS

/**
 * MajuWayOut:
 *
 * What a person can do about a device that does not work, beside what the
 * sentence says.
 */
typedef enum
{
  MAJU_WAY_OUT_NONE,
  MAJU_WAY_OUT_RETRY,
  MAJU_WAY_OUT_SETTINGS,        /* the system's settings for this device */
} MajuWayOut;

/* A sentence or two: what happens to the person, and the next step. */
char       *maju_media_words_problem (MajuDeviceKind kind,
                                      const GError  *error)
G_GNUC_WARN_UNUSED_RESULT;

/* The same for what ended the sharing of one's screen. */
char       *maju_media_words_screen (const GError *error)
G_GNUC_WARN_UNUSED_RESULT;
MajuWayOut  maju_media_words_way_out (const GError *error);

/* What stands for the system's default, which is @device (nullable) now. */
char       *maju_media_words_default (MajuDevice *device)
G_GNUC_WARN_UNUSED_RESULT;

/* Opens the system's settings for devices of @kind.
 *
 * Returns: %FALSE when this system has no such settings */
gboolean    maju_system_settings_have (MajuDeviceKind kind);
void        maju_system_settings_open (MajuDeviceKind kind);

G_END_DECLS
