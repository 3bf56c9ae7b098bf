/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-endpoint-private.h"

#include "maju-config.h"
#include "maju-media-private.h"

#include <glib/gi18n-lib.h>

#define MAJU_TYPE_TEST_ENDPOINT (maju_test_endpoint_get_type ())

G_DECLARE_FINAL_TYPE (MajuTestEndpoint, maju_test_endpoint, MAJU, TEST_ENDPOINT,
                      MajuEndpoint)

struct _MajuTestEndpoint
{
  MajuEndpoint parent_instance;
};

G_DEFINE_FINAL_TYPE (MajuTestEndpoint, maju_test_endpoint, MAJU_TYPE_ENDPOINT)

/* Colour bars that wander: cheap to draw and to encode, and one sees at once
 * when they stop. The tone is an a' at -26 dBFS. */
#define PICTURE \
"videotestsrc name=test-picture is-live=true pattern=smpte75 " \
"horizontal-speed=2 ! capsfilter " \
"caps=video/x-raw,format=I420,width=1280,height=720,framerate=30/1"
#define TONE \
"audiotestsrc name=test-tone is-live=true wave=sine freq=440 volume=0.05 " \
"samplesperbuffer=480 " \
"! capsfilter caps=audio/x-raw,format=S16LE,rate=48000,channels=1"

static GstElement *
create_nowhere (GError **error)
{
  GstElement *sink = maju_media_make_element ("fakesink", NULL, error);

  if (sink != NULL)
    g_object_set (sink, "sync", TRUE, "async", FALSE, "enable-last-sample",
                  FALSE, NULL);

  return sink;
}

static GstElement *
maju_test_endpoint_create_element (MajuEndpoint *endpoint,
                                   GError      **error)
{
  MajuDeviceKind kind = maju_endpoint_get_kind (endpoint);
  g_autoptr(GError) local_error = NULL;
  GstElement *bin;

  if (kind == MAJU_DEVICE_KIND_SPEAKER)
    return create_nowhere (error);

  bin = gst_parse_bin_from_description_full (kind == MAJU_DEVICE_KIND_CAMERA
                                             ? PICTURE : TONE,
                                             TRUE, NULL,
                                             GST_PARSE_FLAG_FATAL_ERRORS,
                                             &local_error);
  if (bin == NULL)
    g_set_error_literal (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_PLUGIN,
                         local_error->message);

  return bin;
}

static void
maju_test_endpoint_class_init (MajuTestEndpointClass *klass)
{
  MajuEndpointClass *source_class = MAJU_ENDPOINT_CLASS (klass);

  source_class->create_element = maju_test_endpoint_create_element;
}

static void
maju_test_endpoint_init (MajuTestEndpoint *self)
{
}

static const char *
get_name (MajuDeviceKind kind)
{
  switch (kind)
    {
    case MAJU_DEVICE_KIND_CAMERA:
      return _("Test picture");

    case MAJU_DEVICE_KIND_MICROPHONE:
      return _("Test tone");

    case MAJU_DEVICE_KIND_SPEAKER:
    default:
      return _("No speaker");
    }
}

MajuEndpoint *
maju_test_endpoint_new (MajuDeviceKind kind)
{
  return g_object_new (MAJU_TYPE_TEST_ENDPOINT,
                       "kind", kind,
                       "name", get_name (kind),
                       "key", MAJU_DEVICE_ID_TEST,
                       NULL);
}
