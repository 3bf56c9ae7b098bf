/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-participant.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_QUALITY_MARK (maju_quality_mark_get_type ())
/**
 * MajuQualityMark:
 *
 * A small button that tells by shape and words how good the connection to one
 * person is, and opens the details. It is there only while it has something to
 * tell: the connection is not good, or the person looks at it.
 *
 * Properties: `participant` (MajuParticipant), `hovered` (what it belongs to is
 * under the pointer), `always` (it is shown whenever there is a connection),
 * `wordy` (words stand beside the shape).
 */
G_DECLARE_FINAL_TYPE (MajuQualityMark, maju_quality_mark, MAJU, QUALITY_MARK,
                      GtkWidget)

G_END_DECLS
