/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* dBFS */
#define MAJU_LEVEL_SILENCE -100.0

/* Lets the level element of that name in @bin tell 20 times a second. */
void     maju_level_configure (GstBin     *bin,
                               const char *name);

/* Reads what a level element posts: the loudest channel's RMS. */
gboolean maju_level_from_message (GstMessage *message,
                                  double     *level);

G_END_DECLS
