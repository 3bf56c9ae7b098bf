/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-device-private.h"

#include <spa/utils/dict.h>

G_BEGIN_DECLS

#define MAJU_TYPE_DEVICE_TABLE (maju_device_table_get_type ())

/**
 * MajuDeviceTable:
 *
 * The devices that PipeWire's nodes are, and PulseAudio's sources and sinks in
 * their words: lists by kind, the default first and then by name, which follow
 * the nodes and the desktop's choice of defaults. A node that does both is a
 * device of each kind; a speaker's monitor is none.
 */
G_DECLARE_FINAL_TYPE (MajuDeviceTable, maju_device_table, MAJU, DEVICE_TABLE,
                      GObject)

MajuDeviceTable *maju_device_table_new (void)
G_GNUC_WARN_UNUSED_RESULT;

/* Returns: (transfer none): the list, of MajuDevice; always the same. */
GListModel      *maju_device_table_get_devices (MajuDeviceTable *self,
                                                MajuDeviceKind   kind);

/* A node that is no device is left out. */
void             maju_device_table_add (MajuDeviceTable       *self,
                                        MajuDeviceOrigin       origin,
                                        guint32                node_id,
                                        const struct spa_dict *props);
void             maju_device_table_set_muted (MajuDeviceTable *self,
                                              MajuDeviceOrigin origin,
                                              guint32          node_id,
                                              gboolean         muted);
void             maju_device_table_remove (MajuDeviceTable *self,
                                           MajuDeviceOrigin origin,
                                           guint32          node_id);

/* @key, @name: of PipeWire's default metadata, such as `default.audio.sink`.
 * @name: (nullable). Other keys mean nothing, nor do devices of another origin.
 */
void             maju_device_table_set_default (MajuDeviceTable *self,
                                                MajuDeviceOrigin origin,
                                                const char      *key,
                                                const char      *name);

/* As if all of them were removed at once, and the defaults of that origin. */
void             maju_device_table_remove_all (MajuDeviceTable *self,
                                               MajuDeviceOrigin origin);

G_END_DECLS
