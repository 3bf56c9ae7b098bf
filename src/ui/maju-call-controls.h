/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-monitor.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAJU_TYPE_CALL_CONTROLS (maju_call_controls_get_type ())
/**
 * MajuCallControls:
 *
 * The row of round buttons at the bottom of a call. They activate the actions
 * of MajuCallPage (`call.…`).
 *
 * Properties: `unread` (guint: messages, shown on the chat's button),
 * `microphone-trouble`, `camera-trouble` (string, nullable: why the device does
 * not work, for the person), `narrow` (gboolean: only the buttons that matter
 * most, the others are in the menu), `compact` (gboolean: only microphone, camera
 * and leave).
 *
 * The menus beside microphone and camera activate the actions of
 * MajuMediaSettings (`device.…`).
 */
G_DECLARE_FINAL_TYPE (MajuCallControls, maju_call_controls,
                      MAJU, CALL_CONTROLS, GtkWidget)

/* @devices (nullable): what the menus offer. */
void maju_call_controls_set_devices (MajuCallControls  *self,
                                     MajuDeviceMonitor *devices);

G_END_DECLS
