/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* A new connection to PipeWire through the desktop's Camera portal, which asks
 * nobody: it fails with MAJU_MEDIA_ERROR_DENIED unless the person has allowed
 * the camera before. It can be used once, by one client. Waits for the portal's
 * answer: not for the main thread. libportal's does not say why it fails.
 *
 * Returns: (transfer full): a descriptor, -1 on failure. */
int         maju_camera_remote_open (GError **error);

/* As pipewiresrc in a bin that gets a connection of its own each time that it is
 * opened.
 *
 * Returns: (transfer floating). */
GstElement *maju_camera_remote_bin_new (const char *name);

/* @source: the pipewiresrc in @bin. */
void        maju_camera_remote_bin_set_source (GstElement *bin,
                                               GstElement *source);

G_END_DECLS
