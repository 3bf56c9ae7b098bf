/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-screen-pace-private.h"

struct _MajuScreenPace
{
  gint interval_ms;             /* atomic */

  struct
  {
    GstClockTime due;
    gboolean begun;
  } streaming;
};

MajuScreenPace *
maju_screen_pace_new (guint interval_ms)
{
  MajuScreenPace *self = g_atomic_rc_box_new0 (MajuScreenPace);

  self->interval_ms = (gint) interval_ms;

  return self;
}

void
maju_screen_pace_unref (MajuScreenPace *self)
{
  g_atomic_rc_box_release (self);
}

void
maju_screen_pace_set_interval (MajuScreenPace *self,
                               guint           interval_ms)
{
  g_atomic_int_set (&self->interval_ms, (gint) interval_ms);
}

static void
post_begun (GstPad *pad)
{
  g_autoptr(GstElement) element = gst_pad_get_parent_element (pad);

  gst_element_post_message (
    element,
    gst_message_new_application (GST_OBJECT (element),
                                 gst_structure_new_empty ("begun")));
}

/* In the streaming thread. */
static GstPadProbeReturn
buffer_probe_cb (GstPad          *pad,
                 GstPadProbeInfo *info,
                 gpointer         user_data)
{
  MajuScreenPace *self = user_data;
  GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);
  GstClockTime interval = g_atomic_int_get (&self->interval_ms) * GST_MSECOND;
  GstClockTime time = GST_BUFFER_PTS (buffer);

  if (!self->streaming.begun)
    {
      self->streaming.begun = TRUE;
      post_begun (pad);
    }
  /* After the clock of the source has jumped back it is begun anew. */
  else if (time + interval / 8 < self->streaming.due &&
           time + 2 * interval > self->streaming.due)
    return GST_PAD_PROBE_DROP;

  /* Steady on the average, but nothing is made up for. */
  self->streaming.due = MAX (self->streaming.due + interval,
                             time + interval / 2);
  if (self->streaming.due > time + interval)
    self->streaming.due = time + interval;

  return GST_PAD_PROBE_OK;
}

void
maju_screen_pace_watch (MajuScreenPace *self,
                        GstPad         *pad)
{
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, buffer_probe_cb,
                     g_atomic_rc_box_acquire (self),
                     (GDestroyNotify) maju_screen_pace_unref);
}
