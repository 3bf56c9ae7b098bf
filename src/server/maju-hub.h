/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-connection.h"
#include "maju-server-metrics.h"
#include "maju-server.h"

G_BEGIN_DECLS

/**
 * MajuHub:
 *
 * The rooms and everything that is said in them; see PROTOCOL.md. It knows
 * connections only by #MajuConnection and time only by what it is told
 * (microseconds of a clock that goes on during suspend), so a test can be both.
 * It belongs to the server's thread.
 */
typedef struct _MajuHub MajuHub;

/* @turn_secret: (nullable) */
MajuHub           *maju_hub_new (const MajuServerConfig *config,
                                 const char             *turn_secret)
G_GNUC_WARN_UNUSED_RESULT;
void               maju_hub_free (MajuHub *self);

void               maju_hub_opened (MajuHub        *self,
                                    MajuConnection *connection,
                                    gint64          now_us);
void               maju_hub_message (MajuHub        *self,
                                     MajuConnection *connection,
                                     const char     *text,
                                     gsize           length,
                                     gint64          now_us);

/* @connection is not used after this. */
void               maju_hub_closed (MajuHub        *self,
                                    MajuConnection *connection,
                                    gint64          now_us);

/* To be called a few times a second.
 *
 * Returns: whether there is anything left that needs it. */
gboolean           maju_hub_tick (MajuHub *self,
                                  gint64   now_us);

/* Tells everybody to come back later; newcomers are sent away. */
void               maju_hub_drain (MajuHub *self);

MajuServerMetrics *maju_hub_get_metrics (MajuHub *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuHub, maju_hub_free)

G_END_DECLS
