/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-peer-types.h"

G_BEGIN_DECLS

#define MAJU_TYPE_DATA_CHANNEL (maju_data_channel_get_type ())

/**
 * MajuDataChannel:
 *
 * A negotiated channel (RFC 8832 is not used: the id is agreed beforehand),
 * ordered and reliable. It outlives a transport, but what was on its way when
 * one died may be lost: who needs delivery acknowledges.
 *
 * Properties: `id`, `label`, `open`.
 * Signals: `message` (GBytes *data, gboolean is_text): complete, at most
 * 16 KiB, otherwise the peer fails; text is valid UTF-8.
 */
G_DECLARE_FINAL_TYPE (MajuDataChannel, maju_data_channel, MAJU, DATA_CHANNEL,
                      GObject)

guint       maju_data_channel_get_id              (MajuDataChannel *self);
const char *maju_data_channel_get_label           (MajuDataChannel *self);
gboolean    maju_data_channel_get_open            (MajuDataChannel *self);

/* Bytes that were handed over and not yet sent. */
guint64     maju_data_channel_get_buffered_amount (MajuDataChannel *self);

/* Fails with MAJU_PEER_ERROR_STATE when not open, empty, longer than 16 KiB, or
 * too much is buffered (1 MiB). */
gboolean    maju_data_channel_send_text           (MajuDataChannel *self,
                                                   const char      *text,
                                                   GError         **error);
gboolean    maju_data_channel_send_bytes          (MajuDataChannel *self,
                                                   GBytes          *data,
                                                   GError         **error);

G_END_DECLS
