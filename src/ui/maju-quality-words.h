/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-quality.h"

G_BEGIN_DECLS

/* What people read of a connection's quality. */

/* "Poor connection"; %NULL while nothing is known. */
const char *maju_quality_words_grade (MajuGrade grade);

/* What it means for the person, and what can be done: a sentence or two. */
const char *maju_quality_words_advice (const MajuQualityFigures *figures);

/* An icon whose shape, not colour, tells the grade. */
const char *maju_quality_words_icon (MajuGrade grade);

/* Each of these is for one row, and says so when it is not known. */
char       *maju_quality_words_bitrate (int bitrate)
G_GNUC_WARN_UNUSED_RESULT;
char       *maju_quality_words_loss (double loss)
G_GNUC_WARN_UNUSED_RESULT;
char       *maju_quality_words_time (double ms)
G_GNUC_WARN_UNUSED_RESULT;
char       *maju_quality_words_picture (const MajuQualityFigures *figures)
G_GNUC_WARN_UNUSED_RESULT;
char       *maju_quality_words_route (const MajuQualityFigures *figures)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
