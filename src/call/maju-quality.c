/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-quality-private.h"

struct _MajuQuality
{
  GObject parent_instance;

  MajuQualityFigures figures;   /* its words are interned */
};

enum
{
  PROP_GRADE = 1,
  PROP_ROUTE,
  PROP_PROTOCOL,
  PROP_AUDIO_CODEC,
  PROP_VIDEO_CODEC,
  PROP_BITRATE_IN,
  PROP_BITRATE_OUT,
  PROP_LOSS_IN,
  PROP_LOSS_OUT,
  PROP_ROUND_TRIP,
  PROP_JITTER,
  PROP_WIDTH,
  PROP_HEIGHT,
  PROP_FRAME_RATE,
  PROP_SOUND_MISSING,
  PROP_PICTURE_MISSING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MajuQuality, maju_quality, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (MajuRoute, maju_route,
                    G_DEFINE_ENUM_VALUE (MAJU_ROUTE_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (MAJU_ROUTE_DIRECT, "direct"),
                    G_DEFINE_ENUM_VALUE (MAJU_ROUTE_RELAYED, "relayed"))

static void
maju_quality_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  const MajuQualityFigures *figures = &MAJU_QUALITY (object)->figures;

  switch (prop_id)
    {
    case PROP_GRADE:
      g_value_set_enum (value, figures->grade);
      break;
    case PROP_ROUTE:
      g_value_set_enum (value, figures->route);
      break;
    case PROP_PROTOCOL:
      g_value_set_static_string (value, figures->protocol);
      break;
    case PROP_AUDIO_CODEC:
      g_value_set_static_string (value, figures->audio_codec);
      break;
    case PROP_VIDEO_CODEC:
      g_value_set_static_string (value, figures->video_codec);
      break;
    case PROP_BITRATE_IN:
      g_value_set_int (value, figures->bitrate_in);
      break;
    case PROP_BITRATE_OUT:
      g_value_set_int (value, figures->bitrate_out);
      break;
    case PROP_LOSS_IN:
      g_value_set_double (value, figures->loss_in);
      break;
    case PROP_LOSS_OUT:
      g_value_set_double (value, figures->loss_out);
      break;
    case PROP_ROUND_TRIP:
      g_value_set_double (value, figures->round_trip_ms);
      break;
    case PROP_JITTER:
      g_value_set_double (value, figures->jitter_ms);
      break;
    case PROP_WIDTH:
      g_value_set_uint (value, figures->width);
      break;
    case PROP_HEIGHT:
      g_value_set_uint (value, figures->height);
      break;
    case PROP_FRAME_RATE:
      g_value_set_double (value, figures->frame_rate);
      break;
    case PROP_SOUND_MISSING:
      g_value_set_boolean (value, figures->sound_missing);
      break;
    case PROP_PICTURE_MISSING:
      g_value_set_boolean (value, figures->picture_missing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

#define FLAGS \
(G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

static GParamSpec *
string_spec (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL, FLAGS);
}

static GParamSpec *
int_spec (const char *name)
{
  return g_param_spec_int (name, NULL, NULL, -1, G_MAXINT, -1, FLAGS);
}

static GParamSpec *
uint_spec (const char *name)
{
  return g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, FLAGS);
}

static GParamSpec *
double_spec (const char *name)
{
  return g_param_spec_double (name, NULL, NULL, -1, G_MAXDOUBLE, -1, FLAGS);
}

static GParamSpec *
boolean_spec (const char *name)
{
  return g_param_spec_boolean (name, NULL, NULL, FALSE, FLAGS);
}

static void
maju_quality_class_init (MajuQualityClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = maju_quality_get_property;

  props[PROP_GRADE] =
    g_param_spec_enum ("grade", NULL, NULL, MAJU_TYPE_GRADE,
                       MAJU_GRADE_UNKNOWN, FLAGS);
  props[PROP_ROUTE] =
    g_param_spec_enum ("route", NULL, NULL, MAJU_TYPE_ROUTE,
                       MAJU_ROUTE_UNKNOWN, FLAGS);
  props[PROP_PROTOCOL] = string_spec ("protocol");
  props[PROP_AUDIO_CODEC] = string_spec ("audio-codec");
  props[PROP_VIDEO_CODEC] = string_spec ("video-codec");
  props[PROP_BITRATE_IN] = int_spec ("bitrate-in");
  props[PROP_BITRATE_OUT] = int_spec ("bitrate-out");
  props[PROP_LOSS_IN] = double_spec ("loss-in");
  props[PROP_LOSS_OUT] = double_spec ("loss-out");
  props[PROP_ROUND_TRIP] = double_spec ("round-trip");
  props[PROP_JITTER] = double_spec ("jitter");
  props[PROP_WIDTH] = uint_spec ("width");
  props[PROP_HEIGHT] = uint_spec ("height");
  props[PROP_FRAME_RATE] = double_spec ("frame-rate");
  props[PROP_SOUND_MISSING] = boolean_spec ("sound-missing");
  props[PROP_PICTURE_MISSING] = boolean_spec ("picture-missing");
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
maju_quality_init (MajuQuality *self)
{
  maju_quality_figures_init (&self->figures);
}

MajuQuality *
maju_quality_new (void)
{
  return g_object_new (MAJU_TYPE_QUALITY, NULL);
}

MajuGrade
maju_quality_get_grade (MajuQuality *self)
{
  g_return_val_if_fail (MAJU_IS_QUALITY (self), MAJU_GRADE_UNKNOWN);

  return self->figures.grade;
}

const MajuQualityFigures *
maju_quality_get_figures (MajuQuality *self)
{
  g_return_val_if_fail (MAJU_IS_QUALITY (self), NULL);

  return &self->figures;
}

void
maju_quality_figures_init (MajuQualityFigures *figures)
{
  *figures = (MajuQualityFigures) {
    .bitrate_in = -1,
    .bitrate_out = -1,
    .loss_in = -1,
    .loss_out = -1,
    .round_trip_ms = -1,
    .jitter_ms = -1,
    .frame_rate = -1,
  };
}

void
maju_quality_set (MajuQuality              *self,
                  const MajuQualityFigures *figures)
{
  MajuQualityFigures old = self->figures;

  self->figures = *figures;
  self->figures.protocol = g_intern_string (figures->protocol);
  self->figures.audio_codec = g_intern_string (figures->audio_codec);
  self->figures.video_codec = g_intern_string (figures->video_codec);

#define NOTIFY(member, prop) \
G_STMT_START { \
  if (old.member != self->figures.member) \
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]); \
} G_STMT_END

  g_object_freeze_notify (G_OBJECT (self));
  NOTIFY (grade, PROP_GRADE);
  NOTIFY (route, PROP_ROUTE);
  NOTIFY (protocol, PROP_PROTOCOL);
  NOTIFY (audio_codec, PROP_AUDIO_CODEC);
  NOTIFY (video_codec, PROP_VIDEO_CODEC);
  NOTIFY (bitrate_in, PROP_BITRATE_IN);
  NOTIFY (bitrate_out, PROP_BITRATE_OUT);
  NOTIFY (loss_in, PROP_LOSS_IN);
  NOTIFY (loss_out, PROP_LOSS_OUT);
  NOTIFY (round_trip_ms, PROP_ROUND_TRIP);
  NOTIFY (jitter_ms, PROP_JITTER);
  NOTIFY (width, PROP_WIDTH);
  NOTIFY (height, PROP_HEIGHT);
  NOTIFY (frame_rate, PROP_FRAME_RATE);
  NOTIFY (sound_missing, PROP_SOUND_MISSING);
  NOTIFY (picture_missing, PROP_PICTURE_MISSING);
  g_object_thaw_notify (G_OBJECT (self));

#undef NOTIFY
}
