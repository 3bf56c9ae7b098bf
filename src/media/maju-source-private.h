/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define MAJU_TYPE_SOURCE (maju_source_get_type ())
/**
 * MajuSource:
 *
 * Where a picture or sound comes from: one camera or microphone, or the test
 * picture or tone. It knows what to open; opening and closing is MajuCapture's.
 */
G_DECLARE_DERIVABLE_TYPE (MajuSource, maju_source, MAJU, SOURCE, GObject)

struct _MajuSourceClass
{
  GObjectClass parent_class;

  GstElement * (*create_element) (MajuSource *self,
                                  GError    **error);
};

/* Returns: (transfer floating): an element with one pad "src" of raw media.
 * Video is at most 1280x720 where the camera can. */
GstElement     *maju_source_create_element (MajuSource *self,
                                            GError    **error);
MajuDeviceKind  maju_source_get_kind (MajuSource *self);

/* What device-name shows. */
const char     *maju_source_get_name (MajuSource *self);

/* Tells one device from another, even one that was plugged in again. */
const char     *maju_source_get_key (MajuSource *self);

/* Whether this is sound from a real room, with its echo and noise. */
gboolean        maju_source_get_is_real (MajuSource *self);

MajuSource     *maju_pipewire_source_new (MajuDevice *device)
G_GNUC_WARN_UNUSED_RESULT;
MajuSource     *maju_test_source_new (MajuDeviceKind kind)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
