/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-endpoint-private.h"

#include "maju-camera-remote-private.h"
#include "maju-device-private.h"
#include "maju-media-private.h"
#include "maju-sound-links-private.h"

#define MAJU_TYPE_DEVICE_ENDPOINT (maju_device_endpoint_get_type ())

/* A node of PipeWire's, or a source or sink of PulseAudio's. */
G_DECLARE_FINAL_TYPE (MajuDeviceEndpoint, maju_device_endpoint, MAJU,
                      DEVICE_ENDPOINT, MajuEndpoint)

struct _MajuDeviceEndpoint
{
  MajuEndpoint parent_instance;

  char *id;
  char *serial;
  MajuDeviceOrigin origin;
};

G_DEFINE_FINAL_TYPE (MajuDeviceEndpoint, maju_device_endpoint,
                     MAJU_TYPE_ENDPOINT)

#define RAW "video/x-raw, format=(string){ I420, NV12, YUY2, YV12, UYVY, " \
"RGB, BGR, RGBx, BGRx }"
#define JPEG "image/jpeg"

#define QUERY_PROBE "maju-query-probe"

/* Sizes in the order of preference: what is encoded, what comes near it, what
 * has to be made smaller, upright, what is small, what there is. Each by itself,
 * for PipeWire knows no lists of sizes. The rates are fixed here, or a slow
 * branch behind would slow the camera down for all. */
static const char *const camera_sizes[] = {
  "width=1280, height=720",
  "width=1280, height=960",
  "width=1280, height=800",
  "width=1024, height=768",
  "width=1024, height=576",
  "width=960, height=720",
  "width=960, height=540",
  "width=1920, height=1080",
  "width=1600, height=1200",
  "width=720, height=1280",
  "width=1080, height=1920",
  "width=864, height=480",
  "width=848, height=480",
  "width=800, height=600",
  "width=640, height=480",
  "width=640, height=360",
  "width=480, height=640",
  "width=[ 160, 1920 ], height=[ 120, 1920 ]",
};
static const char *const camera_rates[] = {
  "30/1", "{ 25/1, 24/1, 20/1, 15/1, 60/1, 10/1, 5/1 }",
};

#define MICROPHONE_CAPS "audio/x-raw, format=(string){ S16LE, F32LE }, " \
"layout=interleaved, rate=48000, channels=[ 1, 2 ]; audio/x-raw"

/* A rate that is fluent goes before a size, and a picture that needs no decoder
 * before one of the same size that does. */
static GstCaps *
create_camera_caps (void)
{
  GstCaps *caps = gst_caps_new_empty ();

  for (guint rate = 0; rate < G_N_ELEMENTS (camera_rates); rate++)
    for (guint size = 0; size < G_N_ELEMENTS (camera_sizes); size++)
      {
        g_autofree char *text = NULL;

        text = g_strdup_printf (RAW ", %s, framerate=%s; "
                                JPEG ", %s, framerate=%s",
                                camera_sizes[size], camera_rates[rate],
                                camera_sizes[size], camera_rates[rate]);
        gst_caps_append (caps, gst_caps_from_string (text));
      }
  gst_caps_append (caps, gst_caps_from_string (RAW "; " JPEG));

  return caps;
}

/* Without these PipeWire takes any other device when this one goes. */
static GstStructure *
create_stream_properties (void)
{
  return gst_structure_new ("properties",
                            "node.dont-fallback", G_TYPE_STRING, "true",
                            "node.dont-reconnect", G_TYPE_STRING, "true",
                            NULL);
}

static void
set_stream_properties (GstElement    *element,
                       MajuDeviceKind kind)
{
  GstStructure *properties = create_stream_properties ();

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

  filter = gst_pad_get_parent_element (pad);
  bin = gst_object_get_parent (GST_OBJECT (filter));
  ghost = gst_element_get_static_pad (GST_ELEMENT (bin), "src");
  gst_pad_remove_probe (ghost, (gulong) g_object_get_data (G_OBJECT (ghost),
                                                           QUERY_PROBE));

  gst_event_parse_caps (event, &caps);
  if (!gst_structure_has_name (gst_caps_get_structure (caps, 0), JPEG))
    return GST_PAD_PROBE_REMOVE;

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

static void
watch_format (GstElement *bin,
              GstElement *filter,
              GstPad     *pad)
{
  g_autoptr(GstPad) ghost = gst_element_get_static_pad (bin, "src");
  g_autoptr(GstPad) input = gst_element_get_static_pad (filter, "sink");
  gulong id;

  /* What is linked anew asks to agree on the format anew: PipeWire's element
   * would open the camera once more for that. */
  maju_media_drop_reconfigure (input);
  /* What follows takes no JPEG, but will when the decoder is there. */
  id = maju_media_answer_caps (ghost, "video/x-raw; " JPEG);
  g_object_set_data (G_OBJECT (ghost), QUERY_PROBE, (gpointer) id);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, caps_probe_cb,
                     NULL, NULL);
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

/* Of PulseAudio's elements. @properties: (transfer full). */
static void
configure_pulse (MajuDeviceEndpoint *self,
                 GstElement         *element,
                 GstStructure       *properties,
                 gint64              buffer_us)
{
  gst_structure_set (properties, "media.role", G_TYPE_STRING, "phone", NULL);
  g_object_set (element,
                "device", self->id,
                "client-name", "Maju",
                "stream-properties", properties,
                "buffer-time", buffer_us,
                "latency-time", G_GINT64_CONSTANT (10000),
                "provide-clock", FALSE,
                NULL);
  gst_structure_free (properties);
}

/* The speaker goes by PulseAudio's socket, which PipeWire serves, too: in a
 * sandbox there is no other. Its own buffer of 200 ms is too long to talk, and
 * with 40 ms there were gaps when the machine was busy. */
static GstElement *
create_speaker (MajuDeviceEndpoint *self,
                GError            **error)
{
  GstElement *sink = maju_media_make_element ("pulsesink", NULL, error);

  if (sink == NULL)
    return NULL;

  configure_pulse (self, sink,
                   gst_structure_new ("properties",
                                      MAJU_KEY_CALL_SOUND, G_TYPE_STRING, "true",
                                      NULL),
                   60000);
  g_object_set (sink, "enable-last-sample", FALSE, NULL);

  return sink;
}

/* In a sandbox the microphone goes by PulseAudio's socket, too. PipeWire, which
 * serves it, takes the stream's properties for its own. */
static void
configure_microphone (MajuDeviceEndpoint *self,
                      GstElement         *source)
{
  configure_pulse (self, source, create_stream_properties (), 200000);
  /* As PipeWire's source does: what comes is stamped with when it came. To keep
   * its count of samples in step with the clock it would leave some out. */
  gst_util_set_object_arg (G_OBJECT (source), "slave-method", "re-timestamp");
}

static void
configure_node (MajuDeviceEndpoint *self,
                GstElement         *source)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (source, "src");

  g_object_set (source,
                "target-object", self->serial,
                "client-name", "Maju",
                "provide-clock", FALSE,
                "do-timestamp", TRUE,
                /* A camera has few buffers and stops when they are not given
                 * back. */
                "use-bufferpool", FALSE,
                NULL);
  gst_util_set_object_arg (G_OBJECT (source), "on-disconnect", "error");
  set_stream_properties (source, maju_endpoint_get_kind (MAJU_ENDPOINT (self)));
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_FLUSH, flush_probe_cb, NULL,
                     NULL);
}

static GstElement *
create_bin (MajuDeviceEndpoint *self)
{
  if (self->origin == MAJU_DEVICE_ORIGIN_PORTAL)
    return maju_camera_remote_bin_new ("camera");

  return gst_bin_new (maju_endpoint_get_kind (MAJU_ENDPOINT (self)) ==
                      MAJU_DEVICE_KIND_CAMERA ? "camera" : "microphone");
}

static GstElement *
maju_device_endpoint_create_element (MajuEndpoint *endpoint,
                                     GError      **error)
{
  MajuDeviceEndpoint *self = MAJU_DEVICE_ENDPOINT (endpoint);
  MajuDeviceKind kind = maju_endpoint_get_kind (endpoint);
  gboolean is_camera = kind == MAJU_DEVICE_KIND_CAMERA;
  gboolean is_pulse = self->origin == MAJU_DEVICE_ORIGIN_PULSE;
  g_autoptr(GstElement) bin = NULL;
  g_autoptr(GstElement) element = NULL;
  g_autoptr(GstElement) filter = NULL;
  g_autoptr(GstCaps) caps = NULL;
  g_autoptr(GstPad) pad = NULL;

  if (kind == MAJU_DEVICE_KIND_SPEAKER)
    return create_speaker (self, error);

  bin = g_object_ref_sink (create_bin (self));
  if (!maju_media_add_row (GST_BIN (bin), error,
                           is_pulse ? "pulsesrc" : "pipewiresrc",
                           is_camera ? "camera-in" : "microphone-in",
                           "capsfilter", "device-caps",
                           NULL))
    return NULL;

  element = maju_media_get_element (GST_BIN (bin),
                                    is_camera ? "camera-in" : "microphone-in");
  if (is_pulse)
    configure_microphone (self, element);
  else
    configure_node (self, element);
  if (self->origin == MAJU_DEVICE_ORIGIN_PORTAL)
    maju_camera_remote_bin_set_source (bin, element);

  filter = maju_media_get_element (GST_BIN (bin), "device-caps");
  caps = is_camera ? create_camera_caps ()
                   : gst_caps_from_string (MICROPHONE_CAPS);
  g_object_set (filter, "caps", caps, NULL);

  pad = gst_element_get_static_pad (filter, "src");
  gst_element_add_pad (bin, gst_ghost_pad_new ("src", pad));
  if (is_camera)
    watch_format (bin, filter, pad);

  g_object_force_floating (G_OBJECT (bin));

  return g_steal_pointer (&bin);
}

static void
maju_device_endpoint_finalize (GObject *object)
{
  MajuDeviceEndpoint *self = MAJU_DEVICE_ENDPOINT (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->serial, g_free);

  G_OBJECT_CLASS (maju_device_endpoint_parent_class)->finalize (object);
}

static void
maju_device_endpoint_class_init (MajuDeviceEndpointClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MajuEndpointClass *source_class = MAJU_ENDPOINT_CLASS (klass);

  object_class->finalize = maju_device_endpoint_finalize;
  source_class->create_element = maju_device_endpoint_create_element;
}

static void
maju_device_endpoint_init (MajuDeviceEndpoint *self)
{
}

MajuEndpoint *
maju_device_endpoint_new (MajuDevice *device)
{
  MajuDeviceEndpoint *self;

  self = g_object_new (MAJU_TYPE_DEVICE_ENDPOINT,
                       "kind", maju_device_get_kind (device),
                       "name", maju_device_get_name (device),
                       "key", maju_device_get_serial (device),
                       "is-real", TRUE,
                       NULL);
  self->id = g_strdup (maju_device_get_id (device));
  self->serial = g_strdup (maju_device_get_serial (device));
  self->origin = maju_device_get_origin (device);

  return MAJU_ENDPOINT (self);
}
