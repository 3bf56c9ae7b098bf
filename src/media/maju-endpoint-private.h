/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-monitor.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define MAJU_TYPE_ENDPOINT (maju_endpoint_get_type ())
/**
 * MajuEndpoint:
 *
 * Where picture or sound comes from or sound goes to: one camera, microphone or
 * speaker, or the test picture, the test tone, or nowhere. It knows what to
 * open; opening and closing is MajuDeviceKeeper's.
 */
G_DECLARE_DERIVABLE_TYPE (MajuEndpoint, maju_endpoint, MAJU, ENDPOINT, GObject)

struct _MajuEndpointClass
{
  GObjectClass parent_class;

  GstElement * (*create_element) (MajuEndpoint *self,
                                  GError      **error);
};

/* Returns: (transfer floating): an element with one pad of raw media, "src" or
 * for a speaker "sink". Video is at most 1280x720 where the camera can. */
GstElement     *maju_endpoint_create_element (MajuEndpoint *self,
                                              GError      **error);
MajuDeviceKind  maju_endpoint_get_kind (MajuEndpoint *self);

/* What device-name shows. */
const char     *maju_endpoint_get_name (MajuEndpoint *self);

/* Tells one device from another, even one that was plugged in again. */
const char     *maju_endpoint_get_key (MajuEndpoint *self);

/* Whether this is sound from a real room, with its echo and noise. */
gboolean        maju_endpoint_get_is_real (MajuEndpoint *self);

/* Returns: (transfer full) (nullable): what @device_id names; with %NULL the
 * default. */
MajuEndpoint   *maju_endpoint_find (MajuDeviceMonitor *devices,
                                    MajuDeviceKind     kind,
                                    const char        *device_id);

MajuEndpoint   *maju_device_endpoint_new (MajuDevice *device)
G_GNUC_WARN_UNUSED_RESULT;
MajuEndpoint   *maju_test_endpoint_new (MajuDeviceKind kind)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer full) (nullable): %NULL unless @device_id is of an echo. */
MajuEndpoint   *maju_echo_endpoint_new (MajuDeviceKind kind,
                                        const char    *device_id)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
