/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-listener.h"

#include "maju-bind.h"
#include "maju-server-config-private.h"
#include "maju-server-error.h"
#include "maju-socket-lws-private.h"

#include "maju-limits.h"

#include <errno.h>
#include <ev.h>
#include <glib/gi18n-lib.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* libwebsockets on a loop of our own. It gets each connection after we have
 * accepted it: its own listener spins when descriptors are used up. */

#define ACCEPTS 64              /* before others have their turn */
#define RESERVED_FDS 32
#define TICK 0.25
#define RETRY_ACCEPT 0.5

/* Bytes are counted in every so manyth tick, a part of the sockets each. */
#define COUNT_TICKS 4

/* The largest message with its header, and the body of /metrics. */
#define SCRATCH_SIZE (LWS_PRE + 4 * MAJU_LIMIT_MESSAGE)

/* Of the library's complaints, per process. */
#define LOG_LINES 100

struct MajuListenerWatchers
{
  ev_io accept;
  ev_async wake;
  ev_timer tick;
  ev_timer retry;
};

gint64
maju_listener_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
log_cb (int         level,
        const char *line)
{
  static int lines;

  if (g_atomic_int_add (&lines, 1) < LOG_LINES)
    g_message ("libwebsockets: %.*s", (int) strcspn (line, "\n"), line);
}

/* Who is behind a proxy is known only now. */
static gboolean
count_socket (MajuSocket *self)
{
  MajuListener *listener = self->listener;
  gint64 now_us = maju_listener_now ();
  MajuAddressVerdict verdict;

  if (self->record == NULL && self->proxy != NULL)
    {
      g_autoptr(GInetAddress) address =
        maju_request_get_address (self->wsi, listener->proxies, self->proxy);

      self->record = maju_address_table_open (listener->addresses, address,
                                              now_us);
      if (self->record == NULL)
        return FALSE;
    }
  if (self->record == NULL || self->is_counted)
    return TRUE;
  verdict = maju_address_table_open_socket (listener->addresses, self->record,
                                            now_us);
  self->is_counted = verdict != MAJU_ADDRESS_REFUSED;
  self->base.limited = verdict == MAJU_ADDRESS_LIMITED;
  self->base.address = maju_address_record_get_key (self->record);
  return self->is_counted;
}

static int
confirm_upgrade (MajuSocket *self,
                 const char *protocol)
{
  MajuListener *listener = self->listener;
  gboolean secure;
  guint status;

  /* Else "h2c" would lead into HTTP/2. */
  if (g_ascii_strcasecmp (protocol, "websocket") != 0)
    return -1;
  secure = listener->config->tls_certificate != NULL ||
    (self->proxy != NULL && maju_request_was_secure (self->wsi));
  status = maju_request_check_socket (self->wsi, (const char *const *)
                                      listener->config->allowed_origins,
                                      secure);
  if (status == 0 && count_socket (self))
    return 0;
  listener->events.refused (FALSE, listener->user_data);
  lws_return_http_status (self->wsi,
                          status != 0 ? status : MAJU_STATUS_TOO_MANY, NULL);
  return -1;
}

static int
filter_request (MajuSocket *self)
{
  if (maju_request_check_http (self->wsi))
    return 0;

  if (maju_request_is_other_method (self->wsi))
    maju_response_refuse_method (self);
  return -1;
}

static int
callback_cb (struct lws               *wsi,
             enum lws_callback_reasons reason,
             void                     *user,
             void                     *data,
             size_t                    length)
{
  MajuSocket *socket = wsi != NULL ? lws_get_opaque_user_data (wsi) : NULL;

  if (socket == NULL)
    return 0;
  socket->wsi = wsi;
  switch ((int) reason)
    {
    case LWS_CALLBACK_FILTER_HTTP_CONNECTION:
      return filter_request (socket);
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
      return confirm_upgrade (socket, data);
    case LWS_CALLBACK_HTTP:
      return maju_response_start (socket, data);
    case LWS_CALLBACK_HTTP_WRITEABLE:
      return maju_response_writable (socket);
    case LWS_CALLBACK_ESTABLISHED:
      maju_socket_opened (socket);
      return 0;
    case LWS_CALLBACK_RECEIVE:
      return maju_socket_received (socket, data, length);
    case LWS_CALLBACK_RECEIVE_PONG:
      socket->alive_us = maju_listener_now ();
      return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE:
      return maju_socket_writable (socket);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
      return maju_socket_peer_closed (socket, data, length);
    case LWS_CALLBACK_CLOSED:
      maju_socket_closed (socket);
      return 0;
    case LWS_CALLBACK_WSI_DESTROY:
      maju_socket_closed (socket);
      lws_set_opaque_user_data (wsi, NULL);
      maju_socket_free (socket);
      return 0;
    default:
      return 0;
    }
}

static const struct lws_protocols protocols[] = {
  { MAJU_PROTOCOL_NAME, callback_cb, 0, 2048, 0, NULL, 0 },
  { NULL, NULL, 0, 0, 0, NULL, 0 },
};

/* What every answer says, whatever it is; the first only with TLS of our own. */
static const struct lws_protocol_vhost_options headers[] = {
  { &headers[1], NULL, "strict-transport-security:", "max-age=31536000" },
  { &headers[2], NULL, "x-content-type-options:", "nosniff" },
  { &headers[3], NULL, "referrer-policy:", "no-referrer" },
  { &headers[4], NULL, "cross-origin-resource-policy:", "same-origin" },
  { NULL, NULL, "x-robots-tag:", "noindex" },
};

static GInetAddress *
get_address (const struct sockaddr_storage *peer,
             socklen_t                      size)
{
  g_autoptr(GSocketAddress) address =
    g_socket_address_new_from_native ((gpointer) peer, size);

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  return maju_request_unmap (g_inet_socket_address_get_address (
                               G_INET_SOCKET_ADDRESS (address)));
}

static void
adopt (MajuListener *self,
       int           fd,
       MajuSocket   *socket)
{
  lws_adopt_desc_t description = { 0 };
  gboolean freed = FALSE;
  struct lws *wsi;
  int one = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  description.vh = self->vhost;
  description.type = LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP;
  if (self->config->tls_certificate != NULL)
    description.type |= LWS_ADOPT_ALLOW_SSL;
  description.fd.sockfd = fd;
  description.opaque = socket;

  /* A failure closes the descriptor, but may come before or after the library
   * knew of the socket. */
  socket->freed = &freed;
  wsi = lws_adopt_descriptor_vhost_via_info (&description);
  if (freed)
    return;
  socket->freed = NULL;
  socket->wsi = wsi;
  if (wsi == NULL)
    maju_socket_free (socket);
}

static void
take_connection (MajuListener                  *self,
                 int                            fd,
                 const struct sockaddr_storage *peer,
                 socklen_t                      size)
{
  g_autoptr(GInetAddress) address = get_address (peer, size);
  MajuAddressRecord *record = NULL;
  gint64 now_us = maju_listener_now ();
  gboolean proxied = address != NULL &&
    maju_request_is_proxy (self->proxies, address);
  gboolean counted = address != NULL && !proxied;
  MajuSocket *socket;

  if (counted)
    record = maju_address_table_open (self->addresses, address, now_us);
  if (fd >= self->highest_fd || (counted && record == NULL) ||
      self->sockets.length >= self->config->connections)
    {
      if (record != NULL)
        maju_address_table_close (self->addresses, record);
      close (fd);
      self->events.refused (FALSE, self->user_data);
      return;
    }
  socket = maju_socket_new (self, record, now_us);
  if (proxied)
    socket->proxy = g_steal_pointer (&address);
  adopt (self, fd, socket);
}

static void
accept_cb (struct ev_loop *loop,
           ev_io          *watcher,
           int             events)
{
  MajuListener *self = watcher->data;

  for (guint i = 0; i < ACCEPTS; i++)
    {
      struct sockaddr_storage peer;
      socklen_t size = sizeof peer;
      int fd = accept4 (self->fd, (struct sockaddr *) &peer, &size,
                        SOCK_CLOEXEC | SOCK_NONBLOCK);

      if (fd >= 0)
        {
          take_connection (self, fd, &peer, size);
          continue;
        }
      if (errno == EAGAIN)
        break;
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
          errno == ENOMEM)
        {
          /* The connection stays in the backlog, so the loop would spin. */
          ev_io_stop (loop, watcher);
          ev_timer_set (&self->watchers->retry, RETRY_ACCEPT, 0);
          ev_timer_start (loop, &self->watchers->retry);
          self->events.refused (FALSE, self->user_data);
          break;
        }
    }
  if (self->sockets.length > 0)
    ev_timer_start (loop, &self->watchers->tick);
}

static void
retry_cb (struct ev_loop *loop,
          ev_timer       *watcher,
          int             events)
{
  MajuListener *self = watcher->data;

  if (self->fd >= 0)
    ev_io_start (loop, &self->watchers->accept);
}

static void
tick_cb (struct ev_loop *loop,
         ev_timer       *watcher,
         int             events)
{
  MajuListener *self = watcher->data;
  gint64 now_us = maju_listener_now ();
  gboolean more = self->events.tick (now_us, self->user_data);
  GList *l = self->sockets.head;

  self->ticks++;
  while (l != NULL)
    {
      MajuSocket *socket = l->data;
      gboolean count = (socket->base.number + self->ticks) % COUNT_TICKS == 0;

      l = l->next;
      if (maju_socket_check (socket, now_us, count))
        lws_set_timeout (socket->wsi, PENDING_TIMEOUT_USER_REASON_BASE,
                         LWS_TO_KILL_SYNC);
    }
  maju_address_table_sweep (self->addresses, now_us);
  if (self->sockets.length == 0 && !more &&
      maju_address_table_get_size (self->addresses) == 0)
    ev_timer_stop (loop, watcher);
}

static void
wake_cb (struct ev_loop *loop,
         ev_async       *watcher,
         int             events)
{
  MajuListener *self = watcher->data;

  self->events.woken (self->user_data);
}

static void
take_certificate (struct lws_context_creation_info *info,
                  const MajuServerConfig           *config)
{
  info->ssl_cert_filepath = config->tls_certificate;
  info->ssl_private_key_filepath = config->tls_key;
  info->alpn = "http/1.1";
}

static gboolean
create_context (MajuListener *self,
                GError      **error)
{
  struct lws_context_creation_info info = { 0 };
  MajuServerConfig *config = self->config;
  void *loops[1] = { self->loop };

  lws_set_log_level (LLL_ERR, log_cb);
  info.options = LWS_SERVER_OPTION_LIBEV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
    LWS_SERVER_OPTION_VALIDATE_UTF8;
  info.headers = config->tls_certificate != NULL ? &headers[0] : &headers[1];
  info.foreign_loops = loops;
  info.pcontext = &self->context;
  info.user = self;
  info.protocols = protocols;
  info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
  info.server_string = "maju";
  info.timeout_secs = config->header_time;
  info.timeout_secs_ah_idle = config->header_time;
  info.keepalive_timeout = (int) config->header_time;
  info.max_http_header_data2 = MAJU_SOCKET_HEADERS;
  info.pt_serv_buf_size = 4096;
  if (config->tls_certificate != NULL)
    {
      info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
      take_certificate (&info, config);
    }
  self->context = lws_create_context (&info);
  if (self->context == NULL)
    {
      g_set_error_literal (error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_SYSTEM,
                           _("libwebsockets cannot be started"));
      return FALSE;
    }
  self->vhost = lws_create_vhost (self->context, &info);
  if (self->vhost == NULL)
    {
      g_set_error_literal (error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_CONFIG,
                           _("The TLS certificate or its key cannot be used"));
      return FALSE;
    }
  return TRUE;
}

static void
init_watchers (MajuListener *self)
{
  struct MajuListenerWatchers *watchers =
    g_new0 (struct MajuListenerWatchers, 1);

  ev_io_init (&watchers->accept, accept_cb, self->fd, EV_READ);
  watchers->accept.data = self;
  ev_io_start (self->loop, &watchers->accept);
  ev_async_init (&watchers->wake, wake_cb);
  watchers->wake.data = self;
  ev_async_start (self->loop, &watchers->wake);
  ev_timer_init (&watchers->tick, tick_cb, TICK, TICK);
  watchers->tick.data = self;
  ev_timer_init (&watchers->retry, retry_cb, RETRY_ACCEPT, 0);
  watchers->retry.data = self;
  self->watchers = watchers;
}

MajuListener *
maju_listener_new (const MajuServerConfig   *config,
                   const MajuListenerEvents *events,
                   gpointer                  user_data,
                   GError                  **error)
{
  g_autoptr(MajuListener) self = g_new0 (MajuListener, 1);
  struct rlimit limit;

  self->config = maju_server_config_copy (config);
  self->events = *events;
  self->user_data = user_data;
  self->fd = -1;
  self->addresses = maju_address_table_new (config->address_rate,
                                            config->address_burst,
                                            config->address_open);
  self->proxies = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; config->trusted_proxies[i] != NULL; i++)
    g_ptr_array_add (self->proxies, g_inet_address_mask_new_from_string (
                       config->trusted_proxies[i], NULL));
  self->scratch = g_malloc (SCRATCH_SIZE);
  getrlimit (RLIMIT_NOFILE, &limit);
  self->highest_fd = (int) MIN (limit.rlim_cur, G_MAXINT) - RESERVED_FDS;
  self->fd = maju_bind (config->address, config->port, &self->port, error);
  if (self->fd < 0)
    return NULL;
  self->loop = ev_loop_new (EVFLAG_NOENV);
  if (!create_context (self, error))
    return NULL;
  init_watchers (self);
  return g_steal_pointer (&self);
}

void
maju_listener_free (MajuListener *self)
{
  maju_listener_stop_accepting (self);
  if (self->watchers != NULL)
    {
      ev_timer_stop (self->loop, &self->watchers->tick);
      ev_timer_stop (self->loop, &self->watchers->retry);
      ev_async_stop (self->loop, &self->watchers->wake);
    }
  if (self->context != NULL)
    {
      lws_context_destroy (self->context);

      /* The rest of it goes in the loop. */
      for (guint i = 0; i < 1000 && self->context != NULL; i++)
        ev_run (self->loop, EVRUN_NOWAIT);
    }
  if (self->loop != NULL)
    ev_loop_destroy (self->loop);
  g_free (self->watchers);
  maju_address_table_free (self->addresses);
  g_ptr_array_unref (self->proxies);
  maju_server_config_free (self->config);
  g_free (self->scratch);
  g_free (self);
}

/* A certificate that does not go with its key would leave the library with
* neither, so they are tried before, in a place that nobody connects to. */
gboolean
maju_listener_reload_tls (MajuListener *self,
                          GError      **error)
{
  struct lws_context_creation_info info = { 0 };
  MajuServerConfig *config = self->config;
  struct lws_vhost *trial;

  if (config->tls_certificate == NULL)
    return TRUE;

  info.vhost_name = "trial";
  info.protocols = protocols;
  info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
  info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
  take_certificate (&info, config);
  trial = lws_create_vhost (self->context, &info);
  if (trial != NULL)
    lws_vhost_destroy (trial);
  if (trial == NULL ||
      lws_tls_cert_updated (self->context, config->tls_certificate,
                            config->tls_key, NULL, 0, NULL, 0) != 0)
    {
      g_set_error_literal (error, MAJU_SERVER_ERROR, MAJU_SERVER_ERROR_CONFIG,
                           _("The TLS certificate or its key cannot be used"));
      return FALSE;
    }
  return TRUE;
}

guint
maju_listener_get_port (MajuListener *self)
{
  return self->port;
}

guint
maju_listener_get_open (MajuListener *self)
{
  return self->open;
}

void
maju_listener_run (MajuListener *self)
{
  ev_run (self->loop, 0);
}

void
maju_listener_quit (MajuListener *self)
{
  ev_break (self->loop, EVBREAK_ALL);
}

void
maju_listener_wake (MajuListener *self)
{
  ev_async_send (self->loop, &self->watchers->wake);
}

void
maju_listener_stop_accepting (MajuListener *self)
{
  if (self->watchers != NULL)
    ev_io_stop (self->loop, &self->watchers->accept);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

void
maju_listener_close_all (MajuListener *self,
                         guint         code,
                         const char   *reason)
{
  for (GList *l = self->sockets.head; l != NULL; l = l->next)
    {
      MajuSocket *socket = l->data;

      if (socket->is_open)
        socket->base.methods->close (&socket->base, code, reason);
    }
}
