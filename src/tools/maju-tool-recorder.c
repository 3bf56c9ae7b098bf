/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-tool-recorder.h"

#include <errno.h>
#include <gst/audio/audio-info.h>
#include <gst/video/video.h>
#include <math.h>
#include <stdio.h>

#define SILENCE (-100.0)
#define WAV_HEADER_SIZE 44

struct _MajuToolRecorder
{
  gatomicrefcount ref_count;
  char *folder;
  char *name;

  /* The streaming threads write these; the lock is for reading the level. */
  GMutex lock;
  double squares;
  guint64 n_samples;

  FILE *wav;
  guint32 wav_bytes;
  int rate;
  int channels;

  FILE *y4m;
  GstVideoInfo shown;           /* of the first picture, and of the file */
  GstVideoInfo converted;       /* of the last */
  GstVideoConverter *converter;
  gboolean failed;
};

/* A name as a file's name: nothing that a shell or a file system minds. */
static char *
file_stem (const char *name)
{
  g_autoptr(GString) stem = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c) || c == '-')
        g_string_append_unichar (stem, c);
      else
        g_string_append_c (stem, '_');
    }
  if (stem->len == 0)
    g_string_assign (stem, "guest");

  return g_string_free (g_steal_pointer (&stem), FALSE);
}

MajuToolRecorder *
maju_tool_recorder_new (const char *folder,
                        const char *name)
{
  MajuToolRecorder *self = g_new0 (MajuToolRecorder, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->folder = g_strdup (folder);
  self->name = file_stem (name);

  return self;
}

MajuToolRecorder *
maju_tool_recorder_ref (MajuToolRecorder *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
maju_tool_recorder_unref (MajuToolRecorder *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  maju_tool_recorder_close (self);
  g_mutex_clear (&self->lock);
  g_free (self->folder);
  g_free (self->name);
  g_free (self);
}

static FILE *
open_file (MajuToolRecorder *self,
           const char       *suffix)
{
  FILE *file = NULL;

  for (guint i = 1; !file && i < 100; i++)
    {
      g_autofree char *base = i == 1 ? g_strdup_printf ("%s.%s", self->name, suffix)
                                     : g_strdup_printf ("%s-%u.%s", self->name, i, suffix);
      g_autofree char *path = g_build_filename (self->folder, base, NULL);

      file = fopen (path, "wbx");
      if (!file && errno != EEXIST)
        break;
    }
  if (!file)
    {
      g_printerr ("maju-peer: %s: %s\n", self->folder, g_strerror (errno));
      self->failed = TRUE;
    }

  return file;
}

static void
put (FILE         *file,
     gconstpointer data,
     gsize         size)
{
  if (fwrite (data, 1, size, file) != size)
    g_printerr ("maju-peer: a recording could not be written: %s\n",
                g_strerror (errno));
}

static void
put_uint16 (FILE   *file,
            guint16 value)
{
  value = GUINT16_TO_LE (value);
  put (file, &value, sizeof value);
}

static void
put_uint32 (FILE   *file,
            guint32 value)
{
  value = GUINT32_TO_LE (value);
  put (file, &value, sizeof value);
}

static void
put_wav_header (MajuToolRecorder *self)
{
  put (self->wav, "RIFF", 4);
  put_uint32 (self->wav, WAV_HEADER_SIZE - 8 + self->wav_bytes);
  put (self->wav, "WAVEfmt ", 8);
  put_uint32 (self->wav, 16);
  put_uint16 (self->wav, 1);
  put_uint16 (self->wav, self->channels);
  put_uint32 (self->wav, self->rate);
  put_uint32 (self->wav, self->rate * self->channels * 2);
  put_uint16 (self->wav, self->channels * 2);
  put_uint16 (self->wav, 16);
  put (self->wav, "data", 4);
  put_uint32 (self->wav, self->wav_bytes);
}

static void
measure (MajuToolRecorder *self,
         const gint16     *samples,
         gsize             n_samples)
{
  double squares = 0;

  for (gsize i = 0; i < n_samples; i++)
    {
      double value = (gint16) GINT16_FROM_LE (samples[i]) / 32768.0;

      squares += value * value;
    }

  g_mutex_lock (&self->lock);
  self->squares += squares;
  self->n_samples += n_samples;
  g_mutex_unlock (&self->lock);
}

static void
write_audio (MajuToolRecorder *self,
             GstCaps          *caps,
             const GstMapInfo *map)
{
  GstAudioInfo info;

  if (!self->folder || self->failed || !gst_audio_info_from_caps (&info, caps))
    return;

  if (!self->wav)
    {
      self->rate = info.rate;
      self->channels = info.channels;
      self->wav = open_file (self, "wav");
      if (!self->wav)
        return;
      put_wav_header (self);
    }
  if (info.rate != self->rate || info.channels != self->channels ||
      map->size > G_MAXUINT32 - WAV_HEADER_SIZE - self->wav_bytes)
    return;

  put (self->wav, map->data, map->size);
  self->wav_bytes += map->size;
}

void
maju_tool_recorder_push_audio (GstSample *sample,
                               gpointer   recorder)
{
  MajuToolRecorder *self = recorder;
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstMapInfo map;

  if (!buffer || !gst_buffer_map (buffer, &map, GST_MAP_READ))
    return;

  measure (self, (const gint16 *) map.data, map.size / sizeof (gint16));
  write_audio (self, gst_sample_get_caps (sample), &map);
  gst_buffer_unmap (buffer, &map);
}

static gboolean
open_video (MajuToolRecorder   *self,
            const GstVideoInfo *info)
{
  self->y4m = open_file (self, "y4m");
  if (!self->y4m)
    return FALSE;

  self->shown = *info;
  fprintf (self->y4m, "YUV4MPEG2 W%d H%d F30:1 Ip A1:1 C420jpeg\n",
           info->width, info->height);

  return TRUE;
}

static void
write_video (MajuToolRecorder *self,
             GstVideoFrame    *frame)
{
  put (self->y4m, "FRAME\n", 6);
  for (guint i = 0; i < 3; i++)
    {
      const guint8 *row = GST_VIDEO_FRAME_COMP_DATA (frame, i);

      for (int y = 0; y < GST_VIDEO_FRAME_COMP_HEIGHT (frame, i); y++)
        {
          put (self->y4m, row, GST_VIDEO_FRAME_COMP_WIDTH (frame, i));
          row += GST_VIDEO_FRAME_COMP_STRIDE (frame, i);
        }
    }
}

/* YUV4MPEG2 has one size a file, but what is sent follows the path. */
static void
write_scaled (MajuToolRecorder   *self,
              const GstVideoInfo *info,
              GstVideoFrame      *frame)
{
  g_autoptr(GstBuffer) buffer = NULL;
  GstVideoFrame scaled;

  if (!self->converter || !gst_video_info_is_equal (info, &self->converted))
    {
      g_clear_pointer (&self->converter, gst_video_converter_free);
      self->converter = gst_video_converter_new (info, &self->shown, NULL);
      self->converted = *info;
    }
  buffer = gst_buffer_new_allocate (NULL, GST_VIDEO_INFO_SIZE (&self->shown),
                                    NULL);
  if (!self->converter ||
      !gst_video_frame_map (&scaled, &self->shown, buffer, GST_MAP_WRITE))
    return;

  gst_video_converter_frame (self->converter, frame, &scaled);
  write_video (self, &scaled);
  gst_video_frame_unmap (&scaled);
}

void
maju_tool_recorder_push_video (GstSample *sample,
                               gpointer   recorder)
{
  MajuToolRecorder *self = recorder;
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstVideoFrame frame;
  GstVideoInfo info;

  if (!self->folder || self->failed || !buffer ||
      !gst_video_info_from_caps (&info, gst_sample_get_caps (sample)) ||
      GST_VIDEO_INFO_FORMAT (&info) != GST_VIDEO_FORMAT_I420 ||
      (!self->y4m && !open_video (self, &info)) ||
      !gst_video_frame_map (&frame, &info, buffer, GST_MAP_READ))
    return;

  if (info.width == self->shown.width && info.height == self->shown.height)
    write_video (self, &frame);
  else
    write_scaled (self, &info, &frame);
  gst_video_frame_unmap (&frame);
}

double
maju_tool_recorder_get_level (MajuToolRecorder *self)
{
  double mean = 0;

  g_mutex_lock (&self->lock);
  if (self->n_samples > 0)
    mean = self->squares / self->n_samples;
  g_mutex_unlock (&self->lock);

  return mean > 0 ? MAX (10 * log10 (mean), SILENCE) : SILENCE;
}

void
maju_tool_recorder_close (MajuToolRecorder *self)
{
  if (self->wav && fseek (self->wav, 0, SEEK_SET) == 0)
    put_wav_header (self);
  g_clear_pointer (&self->wav, fclose);
  g_clear_pointer (&self->y4m, fclose);
  g_clear_pointer (&self->converter, gst_video_converter_free);
}
