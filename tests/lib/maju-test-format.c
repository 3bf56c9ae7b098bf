/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-test-format.h"

#include <spa/param/video/format-utils.h>

#include <stdio.h>
#include <string.h>

static const struct
{
  const char *name;
  guint32 subtype;
  guint32 format;
  guint bits;                   /* a pixel in memory, at most */
  guint line_bits;              /* a pixel of the first plane; 0: no lines */
} known[] = {
  { "I420", SPA_MEDIA_SUBTYPE_raw, SPA_VIDEO_FORMAT_I420, 12, 8 },
  { "NV12", SPA_MEDIA_SUBTYPE_raw, SPA_VIDEO_FORMAT_NV12, 12, 8 },
  { "YUY2", SPA_MEDIA_SUBTYPE_raw, SPA_VIDEO_FORMAT_YUY2, 16, 16 },
  { "RGB", SPA_MEDIA_SUBTYPE_raw, SPA_VIDEO_FORMAT_RGB, 24, 24 },
  { "BGRx", SPA_MEDIA_SUBTYPE_raw, SPA_VIDEO_FORMAT_BGRx, 32, 32 },
  { "MJPG", SPA_MEDIA_SUBTYPE_mjpg, SPA_VIDEO_FORMAT_ENCODED, 16, 0 },
  { "H264", SPA_MEDIA_SUBTYPE_h264, SPA_VIDEO_FORMAT_ENCODED, 16, 0 },
};

static guint
find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (known[i].name, name) == 0)
      return i;

  return G_MAXUINT;
}

void
maju_test_format_free (MajuTestFormat *self)
{
  g_free (self->name);
  g_free (self);
}

static MajuTestFormat *
parse (const char *text)
{
  char name[8];
  guint width;
  guint height;
  guint min;
  guint max;
  g_autofree char *implied = NULL;
  MajuTestFormat *self;
  int n;

  if (strchr (text, ':') == NULL)
    text = implied = g_strconcat ("I420:", text, NULL);

  n = sscanf (text, "%7[A-Za-z0-9]:%ux%u@%u-%u", name, &width, &height, &min,
              &max);
  if (n < 4 || find (name) == G_MAXUINT || width == 0 || height == 0 ||
      min == 0)
    return NULL;

  self = g_new0 (MajuTestFormat, 1);
  self->name = g_strdup (name);
  self->width = width;
  self->height = height;
  self->min_rate = SPA_FRACTION (min, 1);
  self->max_rate = SPA_FRACTION (n < 5 ? min : max, 1);

  return self;
}

GPtrArray *
maju_test_format_parse_list (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr(GPtrArray) list = NULL;

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) maju_test_format_free);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      MajuTestFormat *format = parse (parts[i]);

      if (format == NULL)
        return NULL;
      g_ptr_array_add (list, format);
    }

  return list->len > 0 ? g_steal_pointer (&list) : NULL;
}

const struct spa_pod *
maju_test_format_build (MajuTestFormat         *self,
                        struct spa_pod_builder *builder)
{
  struct spa_pod_frame frame;
  guint i = find (self->name);
  struct spa_rectangle size = SPA_RECTANGLE (self->width, self->height);
  struct spa_fraction rate = self->max_rate;

  if (self->min_rate.num < 30 && self->max_rate.num > 30)
    rate = SPA_FRACTION (30, 1);

  spa_pod_builder_push_object (builder, &frame, SPA_TYPE_OBJECT_Format,
                               SPA_PARAM_EnumFormat);
  spa_pod_builder_add (builder,
                       SPA_FORMAT_mediaType, SPA_POD_Id (SPA_MEDIA_TYPE_video),
                       SPA_FORMAT_mediaSubtype, SPA_POD_Id (known[i].subtype),
                       0);
  if (known[i].subtype == SPA_MEDIA_SUBTYPE_raw)
    spa_pod_builder_add (builder, SPA_FORMAT_VIDEO_format,
                         SPA_POD_Id (known[i].format), 0);
  spa_pod_builder_add (builder,
                       SPA_FORMAT_VIDEO_size, SPA_POD_Rectangle (&size), 0);
  if (self->min_rate.num == self->max_rate.num)
    spa_pod_builder_add (builder, SPA_FORMAT_VIDEO_framerate,
                         SPA_POD_Fraction (&rate), 0);
  else
    spa_pod_builder_add (builder, SPA_FORMAT_VIDEO_framerate,
                         SPA_POD_CHOICE_RANGE_Fraction (&rate, &self->min_rate,
                                                        &self->max_rate), 0);

  return spa_pod_builder_pop (builder, &frame);
}

MajuTestFormat *
maju_test_format_from_param (const struct spa_pod *param)
{
  struct spa_video_info info = { 0 };
  MajuTestFormat *self = NULL;

  if (spa_format_video_parse (param, &info) < 0)
    return NULL;

  for (guint i = 0; self == NULL && i < G_N_ELEMENTS (known); i++)
    {
      if (known[i].subtype != info.media_subtype ||
          (info.media_subtype == SPA_MEDIA_SUBTYPE_raw &&
           known[i].format != info.info.raw.format))
        continue;

      self = g_new0 (MajuTestFormat, 1);
      self->name = g_strdup (known[i].name);
      if (info.media_subtype == SPA_MEDIA_SUBTYPE_raw)
        {
          self->width = info.info.raw.size.width;
          self->height = info.info.raw.size.height;
          self->max_rate = info.info.raw.framerate;
        }
      else
        {
          self->width = info.info.mjpg.size.width;
          self->height = info.info.mjpg.size.height;
          self->max_rate = info.info.mjpg.framerate;
        }
      if (self->max_rate.num == 0)
        self->max_rate = SPA_FRACTION (30, 1);
      self->min_rate = self->max_rate;
    }

  return self;
}

gsize
maju_test_format_get_size (MajuTestFormat *self)
{
  return (gsize) self->width * self->height * known[find (self->name)].bits / 8;
}

gsize
maju_test_format_get_stride (MajuTestFormat *self)
{
  return (gsize) self->width * known[find (self->name)].line_bits / 8;
}
