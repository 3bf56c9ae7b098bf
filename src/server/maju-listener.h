/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-connection.h"
#include "maju-response.h"
#include "maju-server.h"

G_BEGIN_DECLS

/**
 * MajuListener:
 *
 * The server's transport: it listens, speaks TLS, HTTP/1.1 and RFC 6455, and
 * keeps strangers within their limits (time for a request, connections and
 * bytes, queues of slow readers, pings). What is said is not its business.
 *
 * It has its own event loop. All but maju_listener_wake() is called in one
 * thread, and so are the events. Only the files maju-…-lws.c know which library
 * is below.
 */
typedef struct _MajuListener MajuListener;

typedef struct
{
  /* A WebSocket is open. It may be sent to and closed from here on. */
  void     (*opened)  (MajuConnection *connection,
                       gint64          now_us,
                       gpointer        user_data);

  /* A whole text message of at most MAJU_LIMIT_MESSAGE bytes, valid UTF-8. */
  void     (*message) (MajuConnection *connection,
                       const char     *text,
                       gsize           length,
                       gint64          now_us,
                       gpointer        user_data);

  /* Called once for each opened one; @connection is freed afterwards. */
  void     (*closed)  (MajuConnection *connection,
                       gint64          now_us,
                       gpointer        user_data);

  /* A GET or HEAD. What @response, which is empty, gets is taken; left as it is
   * it is a 404. */
  void     (*request) (const MajuRequest *request,
                       MajuResponse   *response,
                       gpointer        user_data);

  /* Four times a second while there is a connection or it returned %TRUE. */
  gboolean (*tick)    (gint64          now_us,
                       gpointer        user_data);

  /* After maju_listener_wake(). */
  void     (*woken)   (gpointer        user_data);

  /* A connection was turned away (@flooded %FALSE), or was closed because it
   * sent more than it may. */
  void     (*refused) (gboolean        flooded,
                       gpointer        user_data);
} MajuListenerEvents;

/* Microseconds of a clock that goes on during suspend. */
gint64        maju_listener_now            (void);

/* Binds and listens; connections are taken once it runs. */
MajuListener *maju_listener_new            (const MajuServerConfig   *config,
                                            const MajuListenerEvents *events,
                                            gpointer                  user_data,
                                            GError                  **error)
                                            G_GNUC_WARN_UNUSED_RESULT;
void          maju_listener_free           (MajuListener             *self);

guint         maju_listener_get_port       (MajuListener             *self);

/* WebSockets that are open. */
guint         maju_listener_get_open       (MajuListener             *self);

/* Runs the loop until maju_listener_quit(). */
void          maju_listener_run            (MajuListener             *self);
void          maju_listener_quit           (MajuListener             *self);

/* From any thread, as long as @self lives. */
void          maju_listener_wake           (MajuListener             *self);

/* Reads the certificate and its key anew, for connections from here on. When
 * they cannot be used, the former ones stay. */
gboolean      maju_listener_reload_tls     (MajuListener             *self,
                                            GError                  **error);

/* No new connections from here on; those that are open stay. */
void          maju_listener_stop_accepting (MajuListener             *self);

/* Closes all connections with @code. */
void          maju_listener_close_all      (MajuListener             *self,
                                            guint                     code,
                                            const char               *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuListener, maju_listener_free)

G_END_DECLS
