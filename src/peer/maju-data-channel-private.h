/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-data-channel.h"
#include "maju-transport-private.h"

G_BEGIN_DECLS

MajuDataChannel *maju_data_channel_new (const char *label,
                                        guint       id)
G_GNUC_WARN_UNUSED_RESULT;

/* Where messages go from now on; %NULL: closed. @open: whether it is open there
 * already. */
void             maju_data_channel_set_transport (MajuDataChannel *self,
                                                  MajuTransport   *transport,
                                                  gboolean         open);
void             maju_data_channel_receive (MajuDataChannel *self,
                                            GBytes          *data,
                                            gboolean         is_text);

G_END_DECLS
