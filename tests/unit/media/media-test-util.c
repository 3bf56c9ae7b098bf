/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media-test-util.h"

#include <gst/app/app.h>
#include <math.h>

gboolean
continue_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

Recorder *
recorder_new (void)
{
  Recorder *self = g_new0 (Recorder, 1);

  g_mutex_init (&self->mutex);
  self->samples = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);

  return self;
}

void
recorder_free (Recorder *self)
{
  g_ptr_array_unref (self->samples);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
recorder_cb (GstSample *sample,
             gpointer   user_data)
{
  Recorder *self = user_data;

  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->samples, gst_sample_ref (sample));
  g_mutex_unlock (&self->mutex);
}

guint
recorder_count (Recorder *self)
{
  guint count;

  g_mutex_lock (&self->mutex);
  count = self->samples->len;
  g_mutex_unlock (&self->mutex);

  return count;
}

guint
recorder_count_keys (Recorder *self)
{
  guint count = 0;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->samples->len; i++)
    {
      GstBuffer *buffer =
        gst_sample_get_buffer (g_ptr_array_index (self->samples, i));

      count += !GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT);
    }
  g_mutex_unlock (&self->mutex);

  return count;
}

GstSample *
recorder_get (Recorder *self,
              guint     i)
{
  GstSample *sample;

  g_mutex_lock (&self->mutex);
  g_assert_cmpuint (i, <, self->samples->len);
  sample = g_ptr_array_index (self->samples, i);
  g_mutex_unlock (&self->mutex);

  return sample;
}

void
recorder_clear (Recorder *self)
{
  g_mutex_lock (&self->mutex);
  g_ptr_array_set_size (self->samples, 0);
  g_mutex_unlock (&self->mutex);
}

GPtrArray *
decode (Recorder   *recorder,
        const char *description)
{
  g_autofree char *text = g_strdup_printf ("appsrc name=in format=time "
                                           "! %s ! appsink name=out sync=false",
                                           description);
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) pipeline = gst_parse_launch (text, &error);
  g_autoptr(GstElement) in = NULL;
  g_autoptr(GstElement) out = NULL;
  GPtrArray *samples;
  GstSample *sample;

  g_assert_no_error (error);
  samples = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_sample_unref);
  in = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);

  for (guint i = 0; i < recorder_count (recorder); i++)
    gst_app_src_push_sample (GST_APP_SRC (in), recorder_get (recorder, i));
  gst_app_src_end_of_stream (GST_APP_SRC (in));
  while ((sample = gst_app_sink_try_pull_sample (GST_APP_SINK (out),
                                                 5 * GST_SECOND)) != NULL)
    g_ptr_array_add (samples, sample);
  g_assert_true (gst_app_sink_is_eos (GST_APP_SINK (out)));
  gst_element_set_state (pipeline, GST_STATE_NULL);

  return samples;
}

/* All samples in a row, of the first channel, -1 to 1. */
static GArray *
collect (GPtrArray *samples,
         guint      skip_ms)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));
  guint skip = 0;

  for (guint i = 0; i < samples->len; i++)
    {
      GstSample *sample = g_ptr_array_index (samples, i);
      GstStructure *caps =
        gst_caps_get_structure (gst_sample_get_caps (sample), 0);
      GstMapInfo map;
      int channels = 1;
      int rate = 48000;

      gst_structure_get_int (caps, "channels", &channels);
      gst_structure_get_int (caps, "rate", &rate);
      g_assert_cmpint (rate, ==, 48000);
      skip = skip_ms * 48;

      gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
      for (gsize n = 0; n < map.size / 2; n += channels)
        {
          double value = ((gint16 *) map.data)[n] / 32768.0;

          g_array_append_val (values, value);
        }
      gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
    }

  g_assert_cmpuint (values->len, >, skip);
  g_array_remove_range (values, 0, skip);

  return values;
}

double
measure_part (GPtrArray *samples,
              guint      skip_ms,
              guint      length_ms)
{
  g_autoptr(GArray) values = collect (samples, skip_ms);
  guint length = MIN (values->len, length_ms * 48);
  double sum = 0;

  for (guint i = 0; i < length; i++)
    sum += pow (g_array_index (values, double, i), 2);

  return 10 * log10 (MAX (sum / length, 1e-10));
}

double
measure_level (GPtrArray *samples,
               guint      skip_ms)
{
  return measure_part (samples, skip_ms, G_MAXUINT / 48);
}

/* By pieces of 100 ms, so that a short gap on a busy machine costs no more than
 * the piece that it is in. */
double
measure_tone (GPtrArray *samples,
              guint      skip_ms,
              double     hertz,
              guint      piece_ms)
{
  g_autoptr(GArray) values = collect (samples, skip_ms);
  const guint piece = piece_ms * 48;
  double tone = 0;
  double sum = 0;

  for (guint start = 0; start + piece <= values->len; start += piece)
    {
      double re = 0;
      double im = 0;

      for (guint i = 0; i < piece; i++)
        {
          double value = g_array_index (values, double, start + i);
          double angle = 2 * G_PI * hertz * i / 48000;

          re += value * cos (angle);
          im += value * sin (angle);
          sum += value * value;
        }
      tone += 2 * (re * re + im * im) / piece;
    }

  return sum > 0 ? tone / sum : 0;
}

void
store_result_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GAsyncResult **location = user_data;

  g_assert_null (*location);
  *location = g_object_ref (result);
}

static guint
count_entries (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;

  return count;
}

guint
count_threads (void)
{
  return count_entries ("/proc/self/task");
}

guint
count_descriptors (void)
{
  return count_entries ("/proc/self/fd");
}
