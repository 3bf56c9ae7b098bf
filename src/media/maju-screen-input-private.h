/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Where a screen's pictures come from: elements with one pad "src".
 *
 * @fd: the portal's connection to PipeWire, borrowed until the element is NULL.
 *
 * Returns: (transfer floating) (nullable): of node number @node there. */
GstElement *maju_screen_input_new_portal (const char *name,
                                          int         fd,
                                          guint       node,
                                          GError    **error);

/* @device_id: the name of a node that anybody may see, or MAJU_DEVICE_ID_TEST. */
GstElement *maju_screen_input_new_device (const char *name,
                                          const char *device_id,
                                          GError    **error);

G_END_DECLS
