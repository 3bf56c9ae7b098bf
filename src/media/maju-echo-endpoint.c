/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-echo-device.h"

#include "maju-config.h"
#include "maju-endpoint-private.h"

#include <glib/gi18n-lib.h>
#include <gst/app/gstappsrc.h>

#define PREFIX   "echo:"

/* How much later. */
#define DELAY_NS GST_SECOND

/* The queue holds what waits for its time. */
#define LINE \
"appsrc name=echo-in is-live=true format=time block=false " \
"leaky-type=downstream max-time=500000000 max-bytes=0 max-buffers=0 ! " \
"queue leaky=downstream max-size-time=2000000000 max-size-bytes=0 " \
"max-size-buffers=0 ! clocksync ! "
#define PICTURE \
LINE "videorate skip-to-first=true ! videoconvert ! " \
"capsfilter caps=video/x-raw,format=I420,framerate=30/1"
#define SOUND \
LINE "audioconvert ! audioresample ! " \
"capsfilter caps=audio/x-raw,format=S16LE,rate=48000,channels=1"

#define MAJU_TYPE_ECHO_ENDPOINT (maju_echo_endpoint_get_type ())

G_DECLARE_FINAL_TYPE (MajuEchoEndpoint, maju_echo_endpoint, MAJU, ECHO_ENDPOINT,
                      MajuEndpoint)

struct _MajuEchoEndpoint
{
  MajuEndpoint parent_instance;

  char *line;                   /* its key in `lines` */
  GstElement *source;
};

G_DEFINE_FINAL_TYPE (MajuEchoEndpoint, maju_echo_endpoint, MAJU_TYPE_ENDPOINT)

/* The lines that are open: what goes into one is not to know of pipelines. */
static GMutex lock;             /* guards what follows */
static GHashTable *lines;       /* char * -> GstElement */
static guint last_number;

static char *
make_key (const char    *id,
          MajuDeviceKind kind)
{
  return g_strdup_printf ("%s/%d", id, kind);
}

static void
maju_echo_endpoint_finalize (GObject *object)
{
  MajuEchoEndpoint *self = MAJU_ECHO_ENDPOINT (object);

  g_mutex_lock (&lock);
  if (self->source && g_hash_table_lookup (lines, self->line) == self->source)
    g_hash_table_remove (lines, self->line);
  g_mutex_unlock (&lock);
  gst_clear_object (&self->source);
  g_free (self->line);

  G_OBJECT_CLASS (maju_echo_endpoint_parent_class)->finalize (object);
}

static void
open_line (MajuEchoEndpoint *self,
           GstBin           *bin)
{
  gst_clear_object (&self->source);
  self->source = gst_bin_get_by_name (bin, "echo-in");
  g_mutex_lock (&lock);
  if (!lines)
    lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                   gst_object_unref);
  g_hash_table_replace (lines, g_strdup (self->line),
                        gst_object_ref (self->source));
  g_mutex_unlock (&lock);
}

static GstElement *
maju_echo_endpoint_create_element (MajuEndpoint *endpoint,
                                   GError      **error)
{
  MajuEchoEndpoint *self = MAJU_ECHO_ENDPOINT (endpoint);
  MajuDeviceKind kind = maju_endpoint_get_kind (endpoint);
  g_autoptr(GError) local_error = NULL;
  GstElement *bin;

  bin = gst_parse_bin_from_description_full (kind == MAJU_DEVICE_KIND_CAMERA
                                             ? PICTURE : SOUND,
                                             TRUE, NULL,
                                             GST_PARSE_FLAG_FATAL_ERRORS,
                                             &local_error);
  if (bin)
    open_line (self, GST_BIN (bin));
  else
    g_set_error_literal (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_PLUGIN,
                         local_error->message);

  return bin;
}

static void
maju_echo_endpoint_class_init (MajuEchoEndpointClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MajuEndpointClass *endpoint_class = MAJU_ENDPOINT_CLASS (klass);

  object_class->finalize = maju_echo_endpoint_finalize;
  endpoint_class->create_element = maju_echo_endpoint_create_element;
}

static void
maju_echo_endpoint_init (MajuEchoEndpoint *self)
{
}

MajuEndpoint *
maju_echo_endpoint_new (MajuDeviceKind kind,
                        const char    *device_id)
{
  MajuEchoEndpoint *self;

  if (!g_str_has_prefix (device_id, PREFIX) || kind == MAJU_DEVICE_KIND_SPEAKER)
    return NULL;

  self = g_object_new (MAJU_TYPE_ECHO_ENDPOINT,
                       "kind", kind,
                       /* Translators: the camera and microphone that give back
                        * what they are given. */
                       "name", _("Echo"),
                       "key", device_id,
                       NULL);
  self->line = make_key (device_id, kind);

  return MAJU_ENDPOINT (self);
}

char *
maju_echo_device_new_id (void)
{
  guint number;

  g_mutex_lock (&lock);
  number = ++last_number;
  g_mutex_unlock (&lock);

  return g_strdup_printf (PREFIX "%u", number);
}

void
maju_echo_device_push (const char    *id,
                       MajuDeviceKind kind,
                       GstSample     *sample)
{
  g_autofree char *key = make_key (id, kind);
  g_autoptr(GstElement) source = NULL;
  g_autoptr(GstBuffer) buffer = NULL;
  g_autoptr(GstSample) later = NULL;

  g_mutex_lock (&lock);
  if (lines)
    source = g_hash_table_lookup (lines, key);
  if (source)
    gst_object_ref (source);
  g_mutex_unlock (&lock);
  if (!source)
    return;

  buffer = gst_buffer_copy (gst_sample_get_buffer (sample));
  if (!GST_BUFFER_PTS_IS_VALID (buffer))
    return;

  GST_BUFFER_PTS (buffer) += DELAY_NS;
  later = gst_sample_new (buffer, gst_sample_get_caps (sample), NULL, NULL);
  gst_app_src_push_sample (GST_APP_SRC (source), later);
}
