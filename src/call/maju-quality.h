/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-grade.h"

G_BEGIN_DECLS

/**
 * MajuRoute:
 * @MAJU_ROUTE_UNKNOWN: there is no path
 * @MAJU_ROUTE_DIRECT: from computer to computer
 * @MAJU_ROUTE_RELAYED: over a relay (TURN) on either side
 */
typedef enum
{
  MAJU_ROUTE_UNKNOWN,
  MAJU_ROUTE_DIRECT,
  MAJU_ROUTE_RELAYED,
} MajuRoute;

#define MAJU_TYPE_ROUTE   (maju_route_get_type ())
#define MAJU_TYPE_QUALITY (maju_quality_get_type ())

/* Numbers that are not known are negative, words %NULL. "In" is what comes from
 * the other person. */
typedef struct
{
  MajuGrade grade;
  MajuRoute route;
  const char *protocol;         /* "udp" or "tcp" */
  const char *audio_codec;      /* of what comes: "Opus" */
  const char *video_codec;      /* "VP8" */
  int bitrate_in;               /* bits per second, all of the path */
  int bitrate_out;
  double loss_in;               /* 0 to 1 */
  double loss_out;
  double round_trip_ms;
  double jitter_ms;
  guint width;                  /* of the camera picture that comes; 0: none */
  guint height;
  double frame_rate;
  gboolean sound_missing;       /* announced, but nothing comes for 3 s */
  gboolean picture_missing;
} MajuQualityFigures;

/**
 * MajuQuality:
 *
 * How good the way between oneself and one participant is, measured about once
 * a second while there is one. Properties, all read-only, named as the members
 * of MajuQualityFigures (`bitrate-in`, `round-trip` and `jitter` in ms, ...).
 */
G_DECLARE_FINAL_TYPE (MajuQuality, maju_quality, MAJU, QUALITY, GObject)

GType                     maju_route_get_type (void);

MajuGrade                 maju_quality_get_grade (MajuQuality *self);

/* Returns: (transfer none): valid until the main context runs again. */
const MajuQualityFigures *maju_quality_get_figures (MajuQuality *self);

G_END_DECLS
