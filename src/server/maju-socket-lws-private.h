/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-address-table.h"
#include "maju-listener.h"
#include "maju-token-bucket.h"

#include <libwebsockets.h>

G_BEGIN_DECLS

struct ev_loop;

/* What the library keeps of one request's headers, in bytes. */
#define MAJU_SOCKET_HEADERS 4096

/* The library has no name for it (RFC 6585 section 4). */
#define MAJU_STATUS_TOO_MANY 429

/* One TCP connection, from accept to close; a WebSocket after its handshake. */
typedef struct
{
  MajuConnection base;
  MajuListener *listener;
  struct lws *wsi;
  gboolean *freed;              /* (nullable): told when it happens */
  GList link;
  MajuAddressRecord *record;    /* (nullable): not counted */
  gboolean is_counted;          /* there as a WebSocket */
  GInetAddress *proxy;          /* (nullable): the address is in the request */
  gint64 deadline_us;           /* for a request, or for going after a close */

  guint64 received;             /* bytes, by the kernel's count */
  MajuTokenBucket bytes;

  GBytes *body;                 /* of an HTTP response under way */
  gsize body_at;                /* how much of it is written */

  gboolean is_open;             /* a WebSocket that the events know of */
  gboolean is_paused;
  gboolean peer_closed;
  gboolean close_sent;
  gsize discarded;              /* bytes that came after we closed */
  guint close_code;
  const char *close_reason;     /* static */
  GQueue queue;                 /* of GBytes */
  gsize queued;
  GByteArray *partial;          /* of a message in several pieces */
  gint64 alive_us;
  gint64 pinged_us;
  gboolean wants_ping;
} MajuSocket;

struct _MajuListener
{
  MajuServerConfig *config;
  MajuListenerEvents events;
  gpointer user_data;
  MajuAddressTable *addresses;
  GPtrArray *proxies;           /* of GInetAddressMask */
  struct ev_loop *loop;
  struct lws_context *context;
  struct lws_vhost *vhost;
  struct MajuListenerWatchers *watchers;
  int fd;
  guint port;
  int highest_fd;               /* above it is the reserve */
  guint64 number;
  guint open;
  guint ticks;
  GQueue sockets;               /* of MajuSocket */
  unsigned char *scratch;       /* for what lws wants before the payload */
};

/* maju-socket-lws.c */
MajuSocket *maju_socket_new (MajuListener      *listener,
                             MajuAddressRecord *record,
                             gint64             now_us);
void        maju_socket_free (MajuSocket *self);
void        maju_socket_opened (MajuSocket *self);
void        maju_socket_closed (MajuSocket *self);
int         maju_socket_received (MajuSocket *self,
                                  const char *data,
                                  gsize       length);
int         maju_socket_writable (MajuSocket *self);
int         maju_socket_peer_closed (MajuSocket   *self,
                                     const guint8 *payload,
                                     gsize         length);

/* Returns: whether the socket has to be closed at once */
gboolean    maju_socket_check (MajuSocket *self,
                               gint64      now_us,
                               gboolean    count_bytes);

/* maju-request-lws.c */
gboolean    maju_request_check_http (struct lws *wsi);

/* Whether all that is wrong with it, up to its body, is that it is neither a GET
 * nor a HEAD. */
gboolean    maju_request_is_other_method (struct lws *wsi);

/* @origins: of pages that may connect besides our own; @secure: the client is
 * known to speak TLS, with us or with a proxy.
 *
 * Returns: 0, or the status of HTTP to refuse the handshake with */
guint       maju_request_check_socket (struct lws        *wsi,
                                       const char *const *origins,
                                       gboolean           secure);

/* Whether a trusted proxy says so. */
gboolean    maju_request_was_secure (struct lws *wsi);

/* Returns: (transfer full): the IPv4 address for one that is mapped into IPv6 */
GInetAddress *maju_request_unmap (GInetAddress *address);

/* @proxies: of GInetAddressMask */
gboolean    maju_request_is_proxy (GPtrArray    *proxies,
                                   GInetAddress *address);

/* Returns: (transfer full): whom @proxy, a trusted one, speaks for; the proxy
 *   itself when it does not say so in a way that can be read */
GInetAddress *maju_request_get_address (struct lws   *wsi,
                                        GPtrArray    *proxies,
                                        GInetAddress *proxy);

/* maju-response-lws.c */
int         maju_response_start (MajuSocket *self,
                                 const char *path);
int         maju_response_writable (MajuSocket *self);

/* Says so; the connection has to be closed then. */
void        maju_response_refuse_method (MajuSocket *self);

G_END_DECLS
