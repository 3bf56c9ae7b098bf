/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MajuConnection:
 *
 * One open WebSocket as the hub sees it. Whoever makes connections embeds this
 * struct and fills it in; nothing above knows what is below. All of it happens
 * in the server's thread. No function here calls back into the hub: what they
 * cause is told later.
 */
typedef struct _MajuConnection MajuConnection;

typedef struct
{
  /* Queues one text message. */
  void (*send)  (MajuConnection *self,
                 GBytes         *text);

  /* Sends what is queued, then the close frame with @code (RFC 6455 section
   * 7.4), then closes. Nothing more is received. */
  void (*close) (MajuConnection *self,
                 guint           code,
                 const char     *reason);

  /* Stops and starts reading, so that a fast sender is slowed down by TCP. */
  void (*pause) (MajuConnection *self,
                 gboolean        paused);
} MajuConnectionMethods;

struct _MajuConnection
{
  const MajuConnectionMethods *methods;
  guint64 number;               /* for the log */
  gboolean limited;             /* the address has too many: turn it away */
  guint64 address;              /* stands for the address, IPv6: for its /64 */
  gpointer hub_data;            /* the hub's */
};

#define MAJU_CLOSE_NORMAL       1000
#define MAJU_CLOSE_GOING_AWAY   1001
#define MAJU_CLOSE_UNSUPPORTED  1003
#define MAJU_CLOSE_POLICY       1008
#define MAJU_CLOSE_TOO_LARGE    1009
#define MAJU_CLOSE_TRY_LATER    1013

G_END_DECLS
