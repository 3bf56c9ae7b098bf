/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <spa/param/param.h>
#include <spa/pod/builder.h>

G_BEGIN_DECLS

/**
 * MajuTestFormat:
 *
 * One format that the camera offers, or the one that was agreed on: how an I420
 * picture becomes what a webcam would send.
 */
typedef struct
{
  char *name;                   /* such as YUY2, MJPG, H264 */
  guint width;
  guint height;
  struct spa_fraction min_rate;
  struct spa_fraction max_rate;
} MajuTestFormat;

void                  maju_test_format_free (MajuTestFormat *self);

/* @text is such as "MJPG:1280x720@30,YUY2:640x480@15-30"; without a name it
 * is I420. Returns: (transfer
 * full) (nullable) (element-type MajuTestFormat): %NULL if it is none. */
GPtrArray            *maju_test_format_parse_list (const char *text);
const struct spa_pod *maju_test_format_build (MajuTestFormat         *self,
                                              struct spa_pod_builder *builder);

/* Returns: (transfer full) (nullable): what @param agrees on. */
MajuTestFormat       *maju_test_format_from_param (const struct spa_pod *param);

/* Bytes that a frame needs at most, and of a line; 0 if it has none. */
gsize                 maju_test_format_get_size (MajuTestFormat *self);
gsize                 maju_test_format_get_stride (MajuTestFormat *self);

G_END_DECLS
