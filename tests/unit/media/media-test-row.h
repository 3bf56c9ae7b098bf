/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Elements that are fed with samples and give theirs back. Only timestamps count
 * in it, and not when this machine gets to it. */
typedef struct
{
  GstElement *pipeline;
  GstElement *in;
  GstElement *out;
} Row;

/* What is between @in and @out is the caller's to add, to link and to start. */
void       row_init (Row *row);
void       row_push (Row       *row,
                     GstSample *sample);

/* Returns: (transfer full): the next sample. */
GstSample *row_pull (Row *row);
void       row_clear (Row *row);

/* Returns: the sum of the squares, where full scale is 1. */
double     add_power (const gint16 *frames,
                      guint         n_frames);

/* Of a sample in S16. */
double     add_sample_power (GstSample *sample);

G_END_DECLS
