/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-media-private.h"

#include "maju-config.h"

#include <glib/gi18n-lib.h>
#include <pipewire/pipewire.h>

#include <string.h>

static const char *const factories[] = {
  "appsink", "appsrc", "audiobuffersplit", "audioconvert", "audiomixer", "audioresample",
  "audiotestsrc", "capsfilter", "fakesink", "jpegdec", "level", "opusenc",
  "pipewiresrc", "pulsesink", "pulsesrc", "queue", "tee", "videoconvert",
  "videocrop", "videoscale", "videotestsrc", "volume", "vp8enc", "webrtcdsp", "webrtcechoprobe",
};

G_DEFINE_QUARK (maju-media-error-quark, maju_media_error)

GType
maju_capture_state_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    {
      static const GEnumValue values[] = {
        { MAJU_CAPTURE_STATE_OFF, "MAJU_CAPTURE_STATE_OFF", "off" },
        { MAJU_CAPTURE_STATE_STARTING, "MAJU_CAPTURE_STATE_STARTING",
          "starting" },
        { MAJU_CAPTURE_STATE_RUNNING, "MAJU_CAPTURE_STATE_RUNNING",
          "running" },
        { MAJU_CAPTURE_STATE_FAILED, "MAJU_CAPTURE_STATE_FAILED", "failed" },
        { 0, NULL, NULL },
      };

      g_once_init_leave (&type,
                         g_enum_register_static ("MajuCaptureState", values));
    }

  return type;
}

gboolean
maju_media_init (GError **error)
{
  g_autoptr(GString) missing = NULL;

  if (!gst_init_check (NULL, NULL, error))
    return FALSE;

  pw_init (NULL, NULL);

  missing = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (factories); i++)
    {
      g_autoptr(GstElementFactory) factory =
        gst_element_factory_find (factories[i]);

      if (factory == NULL)
        g_string_append_printf (missing, "%s%s", missing->len ? ", " : "",
                                factories[i]);
    }

  if (missing->len == 0)
    return TRUE;

  g_set_error (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_PLUGIN,
               _("These parts of GStreamer are not installed: %s"),
               missing->str);

  return FALSE;
}

void
maju_media_clock_setup (GstPipeline *pipeline)
{
  g_autoptr(GstClock) clock = NULL;

  g_return_if_fail (GST_IS_PIPELINE (pipeline));

  clock = gst_system_clock_obtain ();
  gst_pipeline_use_clock (pipeline, clock);
  gst_element_set_start_time (GST_ELEMENT (pipeline), GST_CLOCK_TIME_NONE);
  gst_element_set_base_time (GST_ELEMENT (pipeline), 0);
}

GstElement *
maju_media_make_element (const char *factory,
                         const char *name,
                         GError    **error)
{
  GstElement *element = gst_element_factory_make (factory, name);

  if (element == NULL)
    g_set_error (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_PLUGIN,
                 _("These parts of GStreamer are not installed: %s"), factory);

  return element;
}

gboolean
maju_media_link (GstElement *before,
                 GstElement *after,
                 GError    **error)
{
  if (gst_element_link (before, after))
    return TRUE;

  g_set_error (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_FAILED,
               _("Sound or picture could not be set up (%s)"),
               GST_OBJECT_NAME (gst_element_get_factory (after)));

  return FALSE;
}

gboolean
maju_media_link_branch (GstElement *tee,
                        GstPad     *sink_pad,
                        GError    **error)
{
  g_autoptr(GstElement) branch = gst_pad_get_parent_element (sink_pad);

  return maju_media_link (tee, branch, error);
}

gboolean
maju_media_add_row (GstBin     *bin,
                    GError    **error,
                    const char *factory,
                    const char *name,
                    ...)
{
  GstElement *previous = NULL;
  gboolean success = TRUE;
  va_list args;

  va_start (args, name);

  while (factory != NULL)
    {
      GstElement *element = maju_media_make_element (factory, name, error);

      if (element == NULL)
        {
          success = FALSE;
          break;
        }

      gst_bin_add (bin, element);
      if (previous != NULL && !maju_media_link (previous, element, error))
        {
          success = FALSE;
          break;
        }

      previous = element;
      factory = va_arg (args, const char *);
      if (factory != NULL)
        name = va_arg (args, const char *);
    }

  va_end (args);

  return success;
}

GstElement *
maju_media_get_element (GstBin     *bin,
                        const char *name)
{
  GstElement *element = gst_bin_get_by_name (bin, name);

  g_assert (element != NULL);

  return element;
}

static GstPadProbeReturn
query_probe_cb (GstPad          *pad,
                GstPadProbeInfo *info,
                gpointer         user_data)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);
  GstCaps *known = user_data;
  g_autoptr(GstCaps) caps = NULL;
  GstCaps *filter = NULL;

  if (GST_QUERY_TYPE (query) == GST_QUERY_ACCEPT_CAPS)
    {
      gst_query_set_accept_caps_result (query, TRUE);
      return GST_PAD_PROBE_HANDLED;
    }

  if (GST_QUERY_TYPE (query) != GST_QUERY_CAPS)
    return GST_PAD_PROBE_OK;

  gst_query_parse_caps (query, &filter);
  caps = filter ? gst_caps_intersect_full (filter, known,
                                           GST_CAPS_INTERSECT_FIRST)
                : gst_caps_ref (known);
  gst_query_set_caps_result (query, caps);

  return GST_PAD_PROBE_HANDLED;
}

gulong
maju_media_answer_caps (GstPad     *pad,
                        const char *caps)
{
  return gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM,
                            query_probe_cb, gst_caps_from_string (caps),
                            (GDestroyNotify) gst_caps_unref);
}

static GstPadProbeReturn
reconfigure_probe_cb (GstPad          *pad,
                      GstPadProbeInfo *info,
                      gpointer         user_data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);

  return GST_EVENT_TYPE (event) == GST_EVENT_RECONFIGURE ? GST_PAD_PROBE_DROP
                                                         : GST_PAD_PROBE_OK;
}

void
maju_media_drop_reconfigure (GstPad *pad)
{
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM,
                     reconfigure_probe_cb, NULL, NULL);
}

/* PipeWire's elements report all with the same code: only the text tells. */
static MajuMediaError
code_from_error (const GError *error)
{
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY) ||
      strstr (error->message, "resource busy") != NULL)
    return MAJU_MEDIA_ERROR_BUSY;

  if (g_error_matches (error, GST_RESOURCE_ERROR,
                       GST_RESOURCE_ERROR_NOT_AUTHORIZED) ||
      strstr (error->message, "ermission denied") != NULL ||
      strstr (error->message, "not permitted") != NULL)
    return MAJU_MEDIA_ERROR_DENIED;

  if (g_error_matches (error, GST_RESOURCE_ERROR,
                       GST_RESOURCE_ERROR_NOT_FOUND) ||
      strstr (error->message, "target not found") != NULL)
    return MAJU_MEDIA_ERROR_NO_DEVICE;

  if (strstr (error->message, "no more input formats") != NULL ||
      strstr (error->message, "no more output formats") != NULL)
    return MAJU_MEDIA_ERROR_UNSUPPORTED;

  if (g_error_matches (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN))
    return MAJU_MEDIA_ERROR_PLUGIN;

  return MAJU_MEDIA_ERROR_FAILED;
}

GError *
maju_media_error_from_message (GstMessage    *message,
                               MajuDeviceKind kind)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *debug = NULL;

  gst_message_parse_error (message, &error, &debug);
  g_debug ("%s: %s (%s)", GST_MESSAGE_SRC_NAME (message), error->message,
           debug);

  return maju_media_error_new (code_from_error (error), kind);
}

GError *
maju_media_error_new (MajuMediaError code,
                      MajuDeviceKind kind)
{
  static const char *const words[][3] = {
    [MAJU_MEDIA_ERROR_NO_DEVICE] = {
      N_("No camera was found"),
      N_("No microphone was found"),
      N_("No speaker was found"),
    },
    [MAJU_MEDIA_ERROR_BUSY] = {
      N_("Another application is using the camera"),
      N_("Another application is using the microphone"),
      N_("Another application is using the speaker"),
    },
    [MAJU_MEDIA_ERROR_DENIED] = {
      N_("The system does not allow the camera"),
      N_("The system does not allow the microphone"),
      N_("The system does not allow the speaker"),
    },
    [MAJU_MEDIA_ERROR_STALLED] = {
      N_("No picture comes from the camera"),
      N_("No sound comes from the microphone"),
      N_("The speaker does not take sound"),
    },
    [MAJU_MEDIA_ERROR_UNSUPPORTED] = {
      N_("The camera has no picture format that Maju can use"),
      N_("The microphone has no sound format that Maju can use"),
      N_("The speaker has no sound format that Maju can use"),
    },
    [MAJU_MEDIA_ERROR_REVOKED] = {
      N_("The camera is not allowed any more"),
    },
    [MAJU_MEDIA_ERROR_UNAVAILABLE] = {
      N_("The desktop gives out no cameras"),
    },
    [MAJU_MEDIA_ERROR_HIDDEN] = {
      N_("The desktop has a camera, but gives it out to nobody"),
    },
    [MAJU_MEDIA_ERROR_NO_SERVICE] = {
      N_("PipeWire does not answer"),
      N_("PipeWire does not answer"),
      N_("PipeWire does not answer"),
    },
    [MAJU_MEDIA_ERROR_FAILED] = {
      N_("The camera does not work"),
      N_("The microphone does not work"),
      N_("The speaker does not work"),
    },
  };
  const char *text = words[code][kind];

  if (text == NULL)
    text = words[MAJU_MEDIA_ERROR_FAILED][kind];

  return g_error_new_literal (MAJU_MEDIA_ERROR, code, _(text));
}

GError *
maju_media_error_unplugged (MajuDeviceKind kind,
                            const char    *name)
{
  static const char *const nouns[] = {
    N_("Camera"), N_("Microphone"), N_("Speaker"),
  };

  return g_error_new (MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_UNPLUGGED,
                      _("“%s” was unplugged"), name ? name : _(nouns[kind]));
}

GSource *
maju_media_add_timeout (guint       interval_ms,
                        GSourceFunc func,
                        gpointer    user_data)
{
  GSource *source = g_timeout_source_new (interval_ms);

  g_source_set_callback (source, func, user_data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());

  return source;
}

void
maju_media_clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}
