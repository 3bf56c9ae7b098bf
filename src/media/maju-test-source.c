/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-source-private.h"

#include "maju-config.h"
#include "maju-media-private.h"

#include <glib/gi18n-lib.h>

#define MAJU_TYPE_TEST_SOURCE (maju_test_source_get_type ())

G_DECLARE_FINAL_TYPE (MajuTestSource, maju_test_source, MAJU, TEST_SOURCE,
                      MajuSource)

struct _MajuTestSource
{
  MajuSource parent_instance;
};

G_DEFINE_FINAL_TYPE (MajuTestSource, maju_test_source, MAJU_TYPE_SOURCE)

/* A ball that swings: easy on the encoder, and one sees at once when it stops.
 * The tone is an a' at -26 dBFS. */
#define PICTURE \
"videotestsrc name=test-picture is-live=true pattern=ball motion=sweep " \
"background-color=0xff1c3a5e foreground-color=0xfff6d32d " \
"! capsfilter caps=video/x-raw,format=I420,width=1280,height=720,framerate=30/1"
#define TONE \
"audiotestsrc name=test-tone is-live=true wave=sine freq=440 volume=0.05 " \
"samplesperbuffer=480 " \
"! capsfilter caps=audio/x-raw,format=S16LE,rate=48000,channels=1"

static GstElement *
maju_test_source_create_element (MajuSource  *source,
                                 GError     **error)
{
  const char *description =
    maju_source_get_kind (source) == MAJU_DEVICE_KIND_CAMERA ? PICTURE : TONE;
  g_autoptr(GError) local_error = NULL;
  GstElement *bin;

  bin = gst_parse_bin_from_description_full (description, TRUE, NULL,
                                             GST_PARSE_FLAG_FATAL_ERRORS,
                                             &local_error);
  if (bin == NULL)
    g_set_error_literal (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_PLUGIN,
                         local_error->message);

  return bin;
}

static void
maju_test_source_class_init (MajuTestSourceClass *klass)
{
  MajuSourceClass *source_class = MAJU_SOURCE_CLASS (klass);

  source_class->create_element = maju_test_source_create_element;
}

static void
maju_test_source_init (MajuTestSource *self)
{
}

MajuSource *
maju_test_source_new (MajuDeviceKind kind)
{
  return g_object_new (MAJU_TYPE_TEST_SOURCE,
                       "kind", kind,
                       "name", kind == MAJU_DEVICE_KIND_CAMERA
                               ? _("Test picture")
                               : _("Test tone"),
                       "key", MAJU_DEVICE_ID_TEST,
                       NULL);
}
