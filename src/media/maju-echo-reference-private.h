/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-monitor.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define MAJU_TYPE_ECHO_REFERENCE (maju_echo_reference_get_type ())

/**
 * MajuEchoReference:
 *
 * What brings playback and microphone together: the probe that hears what is
 * played. There is one for each MajuDeviceMonitor, made by whoever comes
 * first, so that it does not matter which of the two begins. The canceller
 * finds the probe by its name in the whole process, and only one canceller
 * can have it: hence the claims.
 */
G_DECLARE_FINAL_TYPE (MajuEchoReference, maju_echo_reference, MAJU,
                      ECHO_REFERENCE, GObject)

/* Returns: (transfer full). */
MajuEchoReference *maju_echo_reference_get (MajuDeviceMonitor *devices)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer none) (nullable): the probe, unless @owner is not the
 * first of its kind or there is no such plugin. */
GstElement        *maju_echo_reference_claim_probe (MajuEchoReference *self,
                                                    gpointer           owner);
/* Returns: (nullable): the probe's name, under the same condition. */
const char        *maju_echo_reference_claim_name (MajuEchoReference *self,
                                                   gpointer           owner);
/* For both. */
void               maju_echo_reference_release (MajuEchoReference *self,
                                                gpointer           owner);

G_END_DECLS
