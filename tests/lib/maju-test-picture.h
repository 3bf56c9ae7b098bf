/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MajuTestPicture:
 *
 * Draws I420 frames of a person who talks in front of a coloured wall, with the
 * frame's number at the top left (see maju-test-camera.c for its form).
 */
typedef struct _MajuTestPicture MajuTestPicture;

/* @look is "sky", "dawn", "leaf" or "plum"; anything else is "sky". @width and
 * @height are in pixels and even. @rate is in frames per second. */
MajuTestPicture *maju_test_picture_new        (const char            *look,
                                               guint                  width,
                                               guint                  height,
                                               double                 rate)
                                               G_GNUC_WARN_UNUSED_RESULT;
void             maju_test_picture_free       (MajuTestPicture       *self);

gsize            maju_test_picture_get_size   (const MajuTestPicture *self);
gsize            maju_test_picture_get_stride (const MajuTestPicture *self);

/* @frame has the bytes that get_size() says: planes without padding. */
void             maju_test_picture_draw       (const MajuTestPicture *self,
                                               guint8                *frame,
                                               guint32                number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuTestPicture, maju_test_picture_free)

G_END_DECLS
