/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-echo-reference-private.h"

#include "maju-media-private.h"

#define KEY "maju-echo-reference"

struct _MajuEchoReference
{
  GObject parent_instance;

  GstElement *probe;
  char *name;
  gpointer playback;            /* (unowned) who has the probe */
  gpointer canceller;           /* (unowned) who has its name */
};

G_DEFINE_FINAL_TYPE (MajuEchoReference, maju_echo_reference, G_TYPE_OBJECT)

static void
maju_echo_reference_finalize (GObject *object)
{
  MajuEchoReference *self = MAJU_ECHO_REFERENCE (object);

  gst_clear_object (&self->probe);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (maju_echo_reference_parent_class)->finalize (object);
}

static void
maju_echo_reference_class_init (MajuEchoReferenceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = maju_echo_reference_finalize;
}

/* The probe is told the latency of the whole way to the speaker, and hands out
 * what will be played as much later as the way to the probe takes. With a mixer
 * before it that is further ahead than the probe has heard, and the canceller
 * would compare with silence. Seen through the latency that is told here, the
 * probe is ahead by half of what the speaker's own buffer holds. */
static GstPadProbeReturn
latency_probe_cb (GstPad          *pad,
                  GstPadProbeInfo *info,
                  gpointer         user_data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  g_autoptr(GstQuery) query = NULL;
  GstClockTime latency;
  GstClockTime before = 0;

  if (GST_EVENT_TYPE (event) != GST_EVENT_LATENCY)
    return GST_PAD_PROBE_OK;

  gst_event_parse_latency (event, &latency);
  query = gst_query_new_latency ();
  if (gst_pad_query (pad, query))
    gst_query_parse_latency (query, NULL, &before, NULL);
  if (!GST_CLOCK_TIME_IS_VALID (before) || before > latency)
    return GST_PAD_PROBE_OK;

  gst_event_unref (event);
  latency += before - (latency - before) / 2;
  GST_PAD_PROBE_INFO_DATA (info) = gst_event_new_latency (latency);

  return GST_PAD_PROBE_OK;
}

static void
maju_echo_reference_init (MajuEchoReference *self)
{
  g_autoptr(GstPad) pad = NULL;
  static gint last;

  self->name = g_strdup_printf ("maju-echo-probe-%d",
                                g_atomic_int_add (&last, 1) + 1);
  self->probe = gst_element_factory_make ("webrtcechoprobe", self->name);
  if (self->probe == NULL)
    return;

  gst_object_ref_sink (self->probe);
  pad = gst_element_get_static_pad (self->probe, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, latency_probe_cb,
                     NULL, NULL);
}

MajuEchoReference *
maju_echo_reference_get (MajuDeviceMonitor *devices)
{
  MajuEchoReference *self = g_object_get_data (G_OBJECT (devices), KEY);

  if (self == NULL)
    {
      self = g_object_new (MAJU_TYPE_ECHO_REFERENCE, NULL);
      g_object_set_data_full (G_OBJECT (devices), KEY, self, g_object_unref);
    }

  return g_object_ref (self);
}

/* The probe is the same in each pipeline; the former one is closed by now. */
static GstElement *
take_probe (MajuEchoReference *self,
            gpointer           owner)
{
  g_autoptr(GstObject) parent = NULL;

  if (self->playback == NULL)
    self->playback = owner;
  if (self->playback != owner || self->probe == NULL)
    return NULL;

  parent = gst_object_get_parent (GST_OBJECT (self->probe));
  if (parent != NULL)
    gst_bin_remove (GST_BIN (parent), self->probe);

  return self->probe;
}

GstElement *
maju_echo_reference_add (MajuEchoReference *self,
                         gpointer           owner,
                         GstBin            *bin,
                         GstElement        *source,
                         GError           **error)
{
  g_autoptr(GstElement) filter = NULL;
  g_autoptr(GstCaps) caps = NULL;
  GstElement *probe;

  if (!maju_media_add_row (bin, error, "capsfilter", "mix-format", NULL))
    return NULL;

  filter = maju_media_get_element (bin, "mix-format");
  caps = gst_caps_from_string ("audio/x-raw, format=S16LE, rate=48000, "
                               "channels=1, layout=interleaved");
  g_object_set (filter, "caps", caps, NULL);
  if (!maju_media_link (source, filter, error))
    return NULL;

  probe = take_probe (self, owner);
  if (probe == NULL)
    return filter;

  gst_bin_add (bin, probe);

  return maju_media_link (filter, probe, error) ? probe : NULL;
}

const char *
maju_echo_reference_claim_name (MajuEchoReference *self,
                                gpointer           owner)
{
  if (self->canceller == NULL)
    self->canceller = owner;

  return self->canceller == owner && self->probe != NULL ? self->name : NULL;
}

void
maju_echo_reference_release (MajuEchoReference *self,
                             gpointer           owner)
{
  if (self->playback == owner)
    self->playback = NULL;
  if (self->canceller == owner)
    self->canceller = NULL;
}
