/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-screen-sender.h"

G_BEGIN_DECLS

#define MAJU_TYPE_SCREEN_SOURCE (maju_screen_source_get_type ())

/**
 * MajuScreenSource:
 *
 * One session of the ScreenCast portal: asks the person for a screen or a
 * window, once, and knows where its pictures come from.
 *
 * Signals:
 *  - `opened` (): the getters below say what was chosen.
 *  - `ended` (GError): before or after that; nothing comes any more.
 */
G_DECLARE_FINAL_TYPE (MajuScreenSource, maju_screen_source, MAJU, SCREEN_SOURCE,
                      GObject)

/* @device_id: (nullable): see maju_screen_sender_set_device_id(). */
MajuScreenSource *maju_screen_source_new (const char *device_id)
G_GNUC_WARN_UNUSED_RESULT;

/* See maju_screen_sender_start(). Nothing is emitted before it returns. */
void              maju_screen_source_open (MajuScreenSource *self,
                                           XdpParent        *parent,
                                           const char       *restore_token);

/* Ends the session, and a dialog that is still open. Nothing is emitted any
 * more. */
void              maju_screen_source_close (MajuScreenSource *self);

/* When it has opened. The source must live until the element is closed.
 *
 * Returns: (transfer floating) (nullable). */
GstElement       *maju_screen_source_create_element (MajuScreenSource *self,
                                                     const char       *name,
                                                     GError          **error);
gboolean          maju_screen_source_is_window (MajuScreenSource *self);

/* Returns: (nullable): what makes the next question unnecessary. */
const char       *maju_screen_source_get_restore_token (MajuScreenSource *self);

G_END_DECLS
