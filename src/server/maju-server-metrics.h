/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MajuServerMetrics:
 *
 * What /metrics shows. Counters only grow.
 */
typedef struct
{
  /* Now. */
  guint connections;
  guint sessions;
  guint sessions_away;
  guint rooms;
  guint waiting;                /* to be let into a locked room */
  guint listeners;              /* who are told when somebody is in a room */
  guint64 replay_bytes;

  /* Since the start. */
  guint64 connections_total;
  guint64 refused_total;        /* connections turned away by a limit */
  guint64 pages_total;          /* asked for by browsers */
  guint64 files_total;          /* of pages */
  guint64 sessions_total;
  guint64 resumed_total;
  guint64 resume_failed_total;
  guint64 lost_total;           /* sessions that did not come back */
  guint64 received_total;       /* messages */
  guint64 received_bytes_total;
  guint64 relayed_total;
  guint64 replayed_total;
  guint64 duplicates_total;
  guint64 errors_total;         /* `error` messages sent */
  guint64 throttled_total;      /* clients slowed down */
  guint64 flooded_total;        /* connections closed for a flood */
  guint64 knocks_total;
  guint64 knocks_dropped_total; /* too often or too many */
  guint64 admitted_total;       /* of those who knocked */
  guint64 removed_total;        /* by an owner */
  guint64 declined_total;       /* by listeners */
  guint64 overflowed_total;     /* sessions dropped, replay ring full */
} MajuServerMetrics;

/* Returns: (transfer full): Prometheus' text format, version 0.0.4 */
char *maju_server_metrics_print (const MajuServerMetrics *self)
G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
