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

/* Adds to @bin, behind @source of whatever is to be heard, what makes it 48 kHz
 * mono and, unless @owner is not the first of its kind or there is no such
 * plugin, the probe.
 *
 * Returns: (transfer none) (nullable): the last of it, to be linked. */
GstElement        *maju_echo_reference_add (MajuEchoReference *self,
                                            gpointer           owner,
                                            GstBin            *bin,
                                            GstElement        *source,
                                            GError           **error);

/* Returns: (nullable): the probe's name, under the same condition. */
const char        *maju_echo_reference_claim_name (MajuEchoReference *self,
                                                   gpointer           owner);
/* For both. */
void               maju_echo_reference_release (MajuEchoReference *self,
                                                gpointer           owner);

G_END_DECLS
