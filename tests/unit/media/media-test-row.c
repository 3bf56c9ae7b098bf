/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-test-row.h"

#include <gst/app/app.h>

/* A guard against a hang only. */
#define PULL_TIMEOUT (60 * GST_SECOND)

void
row_init (Row *row)
{
  row->pipeline = gst_pipeline_new (NULL);
  row->in = gst_element_factory_make ("appsrc", NULL);
  row->out = gst_element_factory_make ("appsink", NULL);
  gst_bin_add_many (GST_BIN (row->pipeline), row->in, row->out, NULL);
  g_object_set (row->in, "format", GST_FORMAT_TIME, "is-live", TRUE, NULL);
  g_object_set (row->out, "sync", FALSE, NULL);
}

void
row_push (Row       *row,
          GstSample *sample)
{
  g_assert_cmpint (gst_app_src_push_sample (GST_APP_SRC (row->in), sample), ==,
                   GST_FLOW_OK);
}

GstSample *
row_pull (Row *row)
{
  GstSample *sample;

  sample = gst_app_sink_try_pull_sample (GST_APP_SINK (row->out), PULL_TIMEOUT);
  g_assert_nonnull (sample);

  return sample;
}

void
row_clear (Row *row)
{
  gst_element_set_state (row->pipeline, GST_STATE_NULL);
  gst_clear_object (&row->pipeline);
}

double
add_power (const gint16 *frames,
           guint         n_frames)
{
  double power = 0;

  for (guint i = 0; i < n_frames; i++)
    {
      double value = frames[i] / 32768.0;

      power += value * value;
    }

  return power;
}

double
add_sample_power (GstSample *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstMapInfo map;
  double power;

  gst_buffer_map (buffer, &map, GST_MAP_READ);
  power = add_power ((const gint16 *) map.data, map.size / sizeof (gint16));
  gst_buffer_unmap (buffer, &map);

  return power;
}
