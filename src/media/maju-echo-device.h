/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device.h"
#include "maju-media.h"

G_BEGIN_DECLS

/* A camera and a microphone that give what they are given, a second later: for
 * the test call, where somebody meets themselves. */

/* The id of a new pair of them, for maju_device_stream_set_device_id().
 *
 * Returns: (transfer full). */
char *maju_echo_device_new_id (void)
G_GNUC_WARN_UNUSED_RESULT;

/* What is to come back: raw, with timestamps of the shared clock. From any
 * thread, never blocks; dropped while the device is not open. */
void  maju_echo_device_push (const char    *id,
                             MajuDeviceKind kind,
                             GstSample     *sample);

G_END_DECLS
