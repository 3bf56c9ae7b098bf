/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-screen-crop-private.h"

#include <gst/video/video.h>

/* Of the streaming thread alone. */
typedef struct
{
  GstVideoInfo info;
  GstVideoRectangle part;       /* what is left now */
} Crop;

static void
set_part (Crop             *self,
          GstElement       *crop,
          GstVideoRectangle part)
{
  if (part.x == self->part.x && part.y == self->part.y &&
      part.w == self->part.w && part.h == self->part.h)
    return;

  self->part = part;
  g_object_set (crop,
                "left", part.x,
                "top", part.y,
                "right", self->info.width - part.x - part.w,
                "bottom", self->info.height - part.y - part.h,
                NULL);
}

static GstVideoRectangle
get_whole (Crop *self)
{
  return (GstVideoRectangle) { 0, 0, self->info.width, self->info.height };
}

static void
handle_event (Crop       *self,
              GstElement *crop,
              GstEvent   *event)
{
  GstCaps *caps;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return;

  /* A part of the old size may be none of the new one. */
  gst_event_parse_caps (event, &caps);
  if (gst_video_info_from_caps (&self->info, caps))
    set_part (self, crop, get_whole (self));
}

/* Returns: (transfer full): the same picture without what says its part, which
 * the element would add to what it was told.
 *
 * @buffer: (transfer full). */
static GstBuffer *
handle_buffer (Crop       *self,
               GstElement *crop,
               GstBuffer  *buffer)
{
  GstVideoCropMeta *meta = gst_buffer_get_video_crop_meta (buffer);
  GstVideoRectangle part = get_whole (self);
  guint width = self->info.width;
  guint height = self->info.height;

  if (meta == NULL)
    {
      set_part (self, crop, part);
      return buffer;
    }

  /* Who makes pictures may err. */
  if (meta->width > 0 && meta->width <= width && meta->x <= width - meta->width &&
      meta->height > 0 && meta->height <= height &&
      meta->y <= height - meta->height)
    part = (GstVideoRectangle) { meta->x, meta->y, meta->width, meta->height }
  ;
  set_part (self, crop, part);

  buffer = gst_buffer_make_writable (buffer);
  gst_buffer_remove_meta (buffer,
                          (GstMeta *) gst_buffer_get_video_crop_meta (buffer));

  return buffer;
}

static GstPadProbeReturn
probe_cb (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         user_data)
{
  g_autoptr(GstElement) crop = gst_pad_get_parent_element (pad);

  if (crop == NULL)
    return GST_PAD_PROBE_OK;

  if (info->type & GST_PAD_PROBE_TYPE_BUFFER)
    info->data = handle_buffer (user_data, crop, info->data);
  else
    handle_event (user_data, crop, info->data);

  return GST_PAD_PROBE_OK;
}

void
maju_screen_crop_watch (GstElement *crop)
{
  g_autoptr(GstPad) pad = gst_element_get_static_pad (crop, "sink");

  gst_pad_add_probe (pad,
                     GST_PAD_PROBE_TYPE_BUFFER |
                     GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
                     probe_cb, g_new0 (Crop, 1), g_free);
}
