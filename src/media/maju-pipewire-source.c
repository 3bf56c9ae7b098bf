/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-source-private.h"

#include "maju-device-private.h"
#include "maju-media-private.h"

#define MAJU_TYPE_PIPEWIRE_SOURCE (maju_pipewire_source_get_type ())

/* One node of PipeWire's. */
G_DECLARE_FINAL_TYPE (MajuPipewireSource, maju_pipewire_source, MAJU,
                      PIPEWIRE_SOURCE, MajuSource)

struct _MajuPipewireSource
{
  MajuSource parent_instance;

  char *serial;
};

G_DEFINE_FINAL_TYPE (MajuPipewireSource, maju_pipewire_source,
                     MAJU_TYPE_SOURCE)

/* In the order of preference: 720p without a decoder, then with one, then what
 * there is. The frame rate is fixed here, or a slow branch behind would slow
 * the camera down for all. */
#define RAW "video/x-raw, format=(string){ I420, NV12, YUY2, YV12, UYVY, " \
"RGB, BGR, RGBx, BGRx }"
#define JPEG "image/jpeg"
#define HD ", width=1280, height=720, framerate=30/1"
#define SMALLER ", width=[ 320, 1280 ], height=[ 180, 960 ], framerate=30/1"
#define SLOWER ", width=[ 160, 1920 ], height=[ 120, 1080 ], " \
"framerate=[ 5/1, 30/1 ]"
#define CAMERA_CAPS RAW HD "; " JPEG HD "; " RAW SMALLER "; " JPEG SMALLER \
"; " RAW SLOWER "; " JPEG SLOWER "; " RAW "; " JPEG

#define MICROPHONE_CAPS "audio/x-raw, format=(string){ S16LE, F32LE }, " \
"layout=interleaved, rate=48000, channels=[ 1, 2 ]; audio/x-raw"

static void
set_stream_properties (GstElement    *element,
                       MajuDeviceKind kind)
{
  GstStructure *properties;

  /* Without these PipeWire takes any other device when this one goes. */
  properties = gst_structure_new ("properties",
                                  "node.dont-fallback", G_TYPE_STRING, "true",
                                  "node.dont-reconnect", G_TYPE_STRING, "true",
                                  NULL);
  if (kind == MAJU_DEVICE_KIND_CAMERA)
    gst_structure_set (properties,
                       "media.role", G_TYPE_STRING, "Camera", NULL);
  else
    gst_structure_set (properties,
                       "media.role", G_TYPE_STRING, "Communication",
                       "node.latency", G_TYPE_STRING, "480/48000", NULL);

  g_object_set (element, "stream-properties", properties, NULL);
  gst_structure_free (properties);
}

/* A camera's format is known when its caps pass; only then can it be said
 * whether a decoder is needed. In the streaming thread. */
static GstPadProbeReturn
caps_probe_cb (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         user_data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  g_autoptr(GstElement) filter = NULL;
  g_autoptr(GstObject) bin = NULL;
  g_autoptr(GstPad) ghost = NULL;
  g_autoptr(GstPad) source = NULL;
  GstElement *decoder;
  GstCaps *caps;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return GST_PAD_PROBE_OK;

  gst_event_parse_caps (event, &caps);
  if (!gst_structure_has_name (gst_caps_get_structure (caps, 0), "image/jpeg"))
    return GST_PAD_PROBE_REMOVE;

  filter = gst_pad_get_parent_element (pad);
  bin = gst_object_get_parent (GST_OBJECT (filter));
  ghost = gst_element_get_static_pad (GST_ELEMENT (bin), "src");
  decoder = gst_element_factory_make ("jpegdec", "camera-decoder");
  if (decoder == NULL)
    return GST_PAD_PROBE_REMOVE;

  gst_ghost_pad_set_target (GST_GHOST_PAD (ghost), NULL);
  gst_bin_add (GST_BIN (bin), decoder);
  gst_element_link (filter, decoder);
  source = gst_element_get_static_pad (decoder, "src");
  gst_ghost_pad_set_target (GST_GHOST_PAD (ghost), source);
  gst_element_sync_state_with_parent (decoder);

  return GST_PAD_PROBE_REMOVE;
}

/* When its device goes the element flushes what follows, from a thread of its
 * own: a queue that is being closed at that moment would start again, and hang.
 * The error that comes with it is enough. */
static GstPadProbeReturn
flush_probe_cb (GstPad          *pad,
                GstPadProbeInfo *info,
                gpointer         user_data)
{
  return GST_PAD_PROBE_DROP;
}

static GstElement *
maju_pipewire_source_create_element (MajuSource *source,
                                     GError    **error)
{
  MajuPipewireSource *self = MAJU_PIPEWIRE_SOURCE (source);
  MajuDeviceKind kind = maju_source_get_kind (source);
  gboolean is_camera = kind == MAJU_DEVICE_KIND_CAMERA;
  g_autoptr(GstElement) bin = NULL;
  g_autoptr(GstElement) element = NULL;
  g_autoptr(GstElement) filter = NULL;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstPad) element_pad = NULL;
  g_autoptr(GstPad) pad = NULL;

  bin = g_object_ref_sink (gst_bin_new (is_camera ? "camera" : "microphone"));
  if (!maju_media_add_row (GST_BIN (bin), error,
                           "pipewiresrc", is_camera ? "camera-in"
                                                    : "microphone-in",
                           "capsfilter", "device-caps",
                           NULL))
    return NULL;

  element = maju_media_get_element (GST_BIN (bin),
                                    is_camera ? "camera-in" : "microphone-in");
  g_object_set (element,
                "target-object", self->serial,
                "client-name", "Maju",
                "provide-clock", FALSE,
                "do-timestamp", TRUE,
                NULL);
  gst_util_set_object_arg (G_OBJECT (element), "on-disconnect", "error");
  /* A camera has few buffers and stops when they are not given back. */
  g_object_set (element, "use-bufferpool", FALSE, NULL);
  set_stream_properties (element, kind);
  element_pad = gst_element_get_static_pad (element, "src");
  gst_pad_add_probe (element_pad, GST_PAD_PROBE_TYPE_EVENT_FLUSH,
                     flush_probe_cb, NULL, NULL);

  filter = maju_media_get_element (GST_BIN (bin), "device-caps");
  caps = gst_caps_from_string (is_camera ? CAMERA_CAPS : MICROPHONE_CAPS);
  g_object_set (filter, "caps", caps, NULL);

  pad = gst_element_get_static_pad (filter, "src");
  gst_element_add_pad (bin, gst_ghost_pad_new ("src", pad));
  if (is_camera)
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, caps_probe_cb,
                       NULL, NULL);

  g_object_force_floating (G_OBJECT (bin));

  return g_steal_pointer (&bin);
}

static void
maju_pipewire_source_finalize (GObject *object)
{
  MajuPipewireSource *self = MAJU_PIPEWIRE_SOURCE (object);

  g_clear_pointer (&self->serial, g_free);

  G_OBJECT_CLASS (maju_pipewire_source_parent_class)->finalize (object);
}

static void
maju_pipewire_source_class_init (MajuPipewireSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MajuSourceClass *source_class = MAJU_SOURCE_CLASS (klass);

  object_class->finalize = maju_pipewire_source_finalize;
  source_class->create_element = maju_pipewire_source_create_element;
}

static void
maju_pipewire_source_init (MajuPipewireSource *self)
{
}

MajuSource *
maju_pipewire_source_new (MajuDevice *device)
{
  MajuPipewireSource *self;

  self = g_object_new (MAJU_TYPE_PIPEWIRE_SOURCE,
                       "kind", maju_device_get_kind (device),
                       "name", maju_device_get_name (device),
                       "key", maju_device_get_serial (device),
                       "is-real", TRUE,
                       NULL);
  self->serial = g_strdup (maju_device_get_serial (device));

  return MAJU_SOURCE (self);
}
