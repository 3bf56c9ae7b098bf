/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-grade.h"

#define GOOD_SHARE 0.5
#define FAIR_SHARE 0.3
#define GOOD_LOSS  0.06
#define FAIR_LOSS  0.08

G_DEFINE_ENUM_TYPE (MajuGrade, maju_grade,
                    G_DEFINE_ENUM_VALUE (MAJU_GRADE_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (MAJU_GRADE_GOOD, "good"),
                    G_DEFINE_ENUM_VALUE (MAJU_GRADE_FAIR, "fair"),
                    G_DEFINE_ENUM_VALUE (MAJU_GRADE_POOR, "poor"),
                    G_DEFINE_ENUM_VALUE (MAJU_GRADE_LOST, "lost"))

guint
maju_grade_get_target (guint height)
{
  if (height <= 180)
    return 200000;
  if (height <= 360)
    return 500000;

  return 1500000;
}

static MajuGrade
grade_video (guint bitrate,
             guint height)
{
  double share;

  if (height == 0)
    return MAJU_GRADE_UNKNOWN;

  share = bitrate / (double) maju_grade_get_target (height);
  if (share >= GOOD_SHARE)
    return MAJU_GRADE_GOOD;
  if (share >= FAIR_SHARE)
    return MAJU_GRADE_FAIR;

  return MAJU_GRADE_POOR;
}

static MajuGrade
grade_loss (double loss)
{
  if (loss < 0)
    return MAJU_GRADE_UNKNOWN;
  if (loss < GOOD_LOSS)
    return MAJU_GRADE_GOOD;
  if (loss < FAIR_LOSS)
    return MAJU_GRADE_FAIR;

  return MAJU_GRADE_POOR;
}

MajuGrade
maju_grade_decide (const MajuGradeFigures *figures)
{
  MajuGrade grade;

  if (figures->silence_us > MAJU_GRADE_SILENCE_US)
    return MAJU_GRADE_LOST;

  grade = MAX (grade_video (figures->bitrate, figures->height),
               grade_loss (figures->loss));
  if (figures->gap_us > MAJU_GRADE_SILENCE_US)
    grade = MAJU_GRADE_POOR;

  return grade;
}
