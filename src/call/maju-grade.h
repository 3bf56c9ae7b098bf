/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MajuGrade:
 * @MAJU_GRADE_UNKNOWN: nothing was measured yet
 * @MAJU_GRADE_GOOD: nothing to notice
 * @MAJU_GRADE_FAIR: a sharp eye sees it
 * @MAJU_GRADE_POOR: everybody notices
 * @MAJU_GRADE_LOST: nothing comes for 3 s
 *
 * How good the way between two people is.
 */
typedef enum
{
  MAJU_GRADE_UNKNOWN,
  MAJU_GRADE_GOOD,
  MAJU_GRADE_FAIR,
  MAJU_GRADE_POOR,
  MAJU_GRADE_LOST,
} MajuGrade;

#define MAJU_TYPE_GRADE (maju_grade_get_type ())

/* For how long nothing comes before it is lost. */
#define MAJU_GRADE_SILENCE_US (3 * G_USEC_PER_SEC)

/* What is graded. */
typedef struct
{
  gint64 silence_us;            /* since anything came that should */
  gint64 gap_us;                /* since that came which is missing longest */
  guint bitrate;                /* what the path carries of video, bits/s */
  guint height;                 /* of the video that it should carry; 0: there
                                 * is none, or the path does not limit it */
  double loss;                  /* 0 to 1, of either way; negative: not known */
} MajuGradeFigures;

GType     maju_grade_get_type (void);

/* What VP8 of that many lines needs, bits per second. */
guint     maju_grade_get_target (guint height);

/* The thresholds are Jitsi's (handbook, client connection status indicators):
 * of the target bit rate 50 % is good, 30 % fair; of the packets a loss below
 * 6 % is good, below 8 % fair. The worse of the two counts, and a stream that
 * is missing while another comes is poor. */
MajuGrade maju_grade_decide (const MajuGradeFigures *figures);

G_END_DECLS
