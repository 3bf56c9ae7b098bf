/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-screen-input-private.h"

#include "maju-media-private.h"

#include <gst/video/video.h>

/* A screen on which nothing moves gives no pictures: the last one is taken
 * again, so that who comes late sees something. */
#define REPEAT_MS 200

/* Lines of text would be better, but this is cheap, and one sees it move. */
#define TEST_PICTURE \
"videotestsrc is-live=true pattern=ball " \
"! capsfilter caps=video/x-raw,format=I420,width=1280,height=720,framerate=30/1"

/* When its node goes the element flushes what follows, which must not see that
 * (see maju-device-endpoint.c), and repeats its last picture at the same time:
 * for that it needs the segment that the flush has taken from its pad. */
static GstPadProbeReturn
flush_probe_cb (GstPad          *pad,
                GstPadProbeInfo *info,
                gpointer         user_data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstEvent *segment = NULL;

  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_START)
    {
      segment = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);
      if (segment != NULL)
        g_object_set_data_full (G_OBJECT (pad), "maju-segment", segment,
                                (GDestroyNotify) gst_event_unref);
    }
  else
    {
      segment = g_object_get_data (G_OBJECT (pad), "maju-segment");
      if (segment != NULL)
        gst_pad_store_sticky_event (pad, segment);
    }

  return GST_PAD_PROBE_DROP;
}

/* It may take its last picture again when the next one is of another size, and
 * has told that size already: what follows would read beyond the picture. */
static GstPadProbeReturn
size_probe_cb (GstPad          *pad,
               GstPadProbeInfo *info,
               gpointer         user_data)
{
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstVideoMeta *meta = gst_buffer_get_video_meta (buffer);
  g_autoptr(GstCaps) caps = gst_pad_get_current_caps (pad);
  GstVideoInfo told;

  if (meta == NULL || caps == NULL || !gst_video_info_from_caps (&told, caps))
    return GST_PAD_PROBE_OK;

  return (int) meta->width == told.width && (int) meta->height == told.height
         ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

static GstElement *
new_pipewire (const char *name,
              GError    **error)
{
  GstElement *element = maju_media_make_element ("pipewiresrc", name, error);
  g_autoptr(GstPad) pad = NULL;
  GstStructure *stream;

  if (element == NULL)
    return NULL;

  stream = gst_structure_new ("properties",
                              "node.dont-fallback", G_TYPE_STRING, "true",
                              "node.dont-reconnect", G_TYPE_STRING, "true",
                              "media.role", G_TYPE_STRING, "Screen",
                              NULL);
  g_object_set (element,
                "client-name", "Maju",
                "stream-properties", stream,
                "provide-clock", FALSE,
                "do-timestamp", TRUE,
                "use-bufferpool", FALSE,
                "keepalive-time", REPEAT_MS,
                NULL);
  gst_structure_free (stream);

  pad = gst_element_get_static_pad (element, "src");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_FLUSH, flush_probe_cb,
                     NULL, NULL);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, size_probe_cb, NULL, NULL);
  /* Encoders that get another size ask to agree anew: the element would connect
   * anew for that. */
  maju_media_drop_reconfigure (pad);
  /* With caps of any kind behind it the element finds no target, and with those
   * of the encoders' sizes it would choose among those of the source. */
  maju_media_answer_caps (pad, "video/x-raw");

  return element;
}

GstElement *
maju_screen_input_new_portal (const char *name,
                              int         fd,
                              guint       node,
                              GError    **error)
{
  g_autofree char *path = g_strdup_printf ("%u", node);
  GstElement *element = new_pipewire (name, error);

  if (element != NULL)
    g_object_set (element, "fd", fd, "path", path, NULL);

  return element;
}

static GstElement *
new_test (const char *name,
          GError    **error)
{
  g_autoptr(GError) local_error = NULL;
  GstElement *bin;

  bin = gst_parse_bin_from_description_full (TEST_PICTURE, TRUE, NULL,
                                             GST_PARSE_FLAG_FATAL_ERRORS,
                                             &local_error);
  if (bin == NULL)
    {
      g_set_error_literal (error, MAJU_MEDIA_ERROR, MAJU_MEDIA_ERROR_PLUGIN,
                           local_error->message);
      return NULL;
    }
  gst_object_set_name (GST_OBJECT (bin), name);

  return bin;
}

GstElement *
maju_screen_input_new_device (const char *name,
                              const char *device_id,
                              GError    **error)
{
  GstElement *element;

  if (g_str_equal (device_id, MAJU_DEVICE_ID_TEST))
    return new_test (name, error);

  element = new_pipewire (name, error);
  if (element != NULL)
    g_object_set (element, "target-object", device_id, NULL);

  return element;
}
