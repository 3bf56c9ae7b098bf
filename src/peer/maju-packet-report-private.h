/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MAJU_PACKET_LOST G_MININT64

/**
 * MajuPacketReport:
 *
 * What transport-wide feedback says of one packet that we sent
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01). The two clocks have
 * nothing in common but their pace.
 */
typedef struct
{
  gint64 sent_us;               /* by the sender's clock */
  gint64 arrived_us;            /* by the receiver's; or MAJU_PACKET_LOST */
  guint size;                   /* bytes, with the RTP header */
} MajuPacketReport;

G_END_DECLS
