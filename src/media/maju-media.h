/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * MajuMediaError:
 * @MAJU_MEDIA_ERROR_NO_DEVICE: there is none
 * @MAJU_MEDIA_ERROR_UNPLUGGED: it was there and is gone
 * @MAJU_MEDIA_ERROR_BUSY: another application has it
 * @MAJU_MEDIA_ERROR_DENIED: the person or the system does not allow it
 * @MAJU_MEDIA_ERROR_STALLED: it is there, but nothing comes from it
 * @MAJU_MEDIA_ERROR_UNSUPPORTED: it has no format that Maju can use
 * @MAJU_MEDIA_ERROR_CANCELLED: the person was asked and chose nothing
 * @MAJU_MEDIA_ERROR_REVOKED: the system has taken back what it had allowed
 * @MAJU_MEDIA_ERROR_UNAVAILABLE: the desktop does not offer it
 * @MAJU_MEDIA_ERROR_HIDDEN: the desktop has one and gives none out
 * @MAJU_MEDIA_ERROR_PLUGIN: a GStreamer plugin is not installed
 * @MAJU_MEDIA_ERROR_NO_SERVICE: what would list it, PipeWire, does not answer
 * @MAJU_MEDIA_ERROR_FAILED: something else
 */
typedef enum
{
  MAJU_MEDIA_ERROR_NO_DEVICE,
  MAJU_MEDIA_ERROR_UNPLUGGED,
  MAJU_MEDIA_ERROR_BUSY,
  MAJU_MEDIA_ERROR_DENIED,
  MAJU_MEDIA_ERROR_STALLED,
  MAJU_MEDIA_ERROR_UNSUPPORTED,
  MAJU_MEDIA_ERROR_CANCELLED,
  MAJU_MEDIA_ERROR_REVOKED,
  MAJU_MEDIA_ERROR_UNAVAILABLE,
  MAJU_MEDIA_ERROR_HIDDEN,
  MAJU_MEDIA_ERROR_PLUGIN,
  MAJU_MEDIA_ERROR_NO_SERVICE,
  MAJU_MEDIA_ERROR_FAILED,
} MajuMediaError;

#define MAJU_MEDIA_ERROR (maju_media_error_quark ())

typedef enum
{
  MAJU_CAPTURE_STATE_OFF,
  MAJU_CAPTURE_STATE_STARTING,
  MAJU_CAPTURE_STATE_RUNNING,   /* something has come from the device */
  MAJU_CAPTURE_STATE_FAILED,    /* `error` says why */
} MajuCaptureState;

#define MAJU_TYPE_CAPTURE_STATE (maju_capture_state_get_type ())

/* What a sample consumer is: called in a streaming thread, must not block, and
 * keeps a reference if it keeps the sample. */
typedef void (*MajuSampleFunc) (GstSample *sample,
                                gpointer   user_data);

/* A device's id that is none: the picture and tone that Maju makes itself. */
#define MAJU_DEVICE_ID_TEST "test"

GQuark   maju_media_error_quark (void);
GType    maju_capture_state_get_type (void);

/* Loads what the engine needs of GStreamer; fails with
 * MAJU_MEDIA_ERROR_PLUGIN and the names of what is missing. */
gboolean maju_media_init (GError **error);

/* Every pipeline of the process, media's and peer's alike, runs on the system
 * monotonic clock with base time 0, so that running time is that clock's time
 * and a sample can go from one pipeline to another as it is. peer does the
 * same on its side: gst_pipeline_use_clock() with gst_system_clock_obtain(),
 * gst_element_set_start_time (GST_CLOCK_TIME_NONE), base time 0. */
void     maju_media_clock_setup (GstPipeline *pipeline);

G_END_DECLS
