/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Some desktops share a window as a picture of the whole screen's size, and say
 * with each frame which part of it the window is. Has @crop, a videocrop, leave
 * that part and no more. */
void maju_screen_crop_watch (GstElement *crop);

G_END_DECLS
