/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-quality.h"

G_BEGIN_DECLS

MajuQuality *maju_quality_new (void)
G_GNUC_WARN_UNUSED_RESULT;

/* Nothing is known. */
void         maju_quality_figures_init (MajuQualityFigures *figures);

/* Takes a copy. */
void         maju_quality_set (MajuQuality              *self,
                               const MajuQualityFigures *figures);

G_END_DECLS
